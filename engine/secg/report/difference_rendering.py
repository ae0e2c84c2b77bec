"""Rendering differences, impacts and proofs with the templates of reports/."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from secg.report.change_table import change_rows
from secg.report.labels import labelled
from secg.report.redline_text import (
    changed_words,
    colour_marker,
    markdown_marker,
    plain_marker,
    redline_words,
)
from secg.report.rendering import render

FORMATS = ("text", "md", "html", "json")
_ENDINGS = {"text": "txt", "md": "md", "html": "html"}


def render_as(name: str, report: dict[str, Any], form: str, templates: Path, colour: bool = False) -> str:
    """The report `name` (diff, impact, prove) in one of FORMATS; `colour` for a terminal."""
    if form == "json":
        return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    kept = {name: report[name] for name in ("redline",) if name in report}  # which says that a number is not held
    report = {**labelled(report), **kept}
    marker = markdown_marker if form == "md" else colour_marker if colour else plain_marker
    values = {
        "report": report,
        "redline": partial(redline_words, marker=marker),
        "changed": partial(changed_words, marker=marker),
    }
    if name == "diff":
        values["rows"] = change_rows(report["effect"]["groups"])
    return render(_template(name, form), values, templates)


def _template(name: str, form: str) -> str:
    return f"{name}.{_ENDINGS[form]}.j2"
