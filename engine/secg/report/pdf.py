"""The report as a PDF: data, as JSON, laid out by the Typst document in reports/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from secg.messages import Faults, Span, catalogue
from secg.report.printed import printed_report


def pdf_report(shown: dict[str, Any], template: Path) -> bytes:
    """The shown report laid out by a Typst document; the same bytes for the same report, whenever and wherever."""
    import typst

    data = json.dumps(printed_report(shown), ensure_ascii=False, sort_keys=True)
    try:
        content = typst.compile(
            str(template),
            root=str(template.parent),
            ignore_system_fonts=True,  # so that the pages look alike on every machine
            sys_inputs={"report": data},
            timestamp=0,
        )
    except RuntimeError as error:  # what the typesetter says of its document, of which the first line names the fault
        reason = str(error).strip().splitlines()[0]
        raise Faults([catalogue.TEMPLATE.at(Span(template.as_posix(), 0, 0), reason=reason)]) from None
    assert isinstance(content, bytes)
    return content
