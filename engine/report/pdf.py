"""The report as a PDF: data, as JSON, laid out by the Typst document in reports/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.report.printed import printed_report


def pdf_report(shown: dict[str, Any], template: Path) -> bytes:
    """The shown report laid out by a Typst document; the same bytes for the same report, whenever and wherever."""
    import typst

    data = json.dumps(printed_report(shown), ensure_ascii=False, sort_keys=True)
    content = typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,  # so that the pages look alike on every machine
        sys_inputs={"report": data},
        timestamp=0,
    )
    assert isinstance(content, bytes)
    return content
