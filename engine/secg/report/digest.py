"""The form in which a report is written as JSON, and the digest that it carries of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from secg.report.document import Report, SealedReport


def canonical(report: Mapping[str, object]) -> str:
    """The one way in which a report is written as JSON."""
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def digest_of_report(report: Report | SealedReport) -> str:
    """The SHA-256 of everything in the report but this digest itself."""
    named = {key: value for key, value in report["digest"].items() if key != "report"}
    text = json.dumps(
        {**report, "digest": named}, ensure_ascii=False
    )  # without indenting, which takes ten times as long
    return hashlib.sha256(text.encode()).hexdigest()


def with_digest(report: Report) -> SealedReport:
    """The report with its own digest beside those of the policies and facts."""
    return {**report, "digest": {**report["digest"], "report": digest_of_report(report)}}
