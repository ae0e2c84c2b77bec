"""The report as a Word document: data put into the template reports/explain.docx, which may be restyled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from secg.messages import Faults, Span, catalogue
from secg.report.printed import printed_report
from secg.report.template_faults import template_faults

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every part of the file: the earliest that a ZIP archive can hold."""


def docx_report(shown: dict[str, Any], template: Path) -> bytes:
    """The shown report in a Word template; the same bytes for the same report, whenever and wherever."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    document = DocxTemplate(template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    printed = printed_report(shown)
    with template_faults(), _archive_faults(template):
        document.render({"report": printed}, environment, autoescape=True)
    document.core_properties.title = f"{printed['name']}: Section G explained"[:255]
    draft = io.BytesIO()
    document.save(draft)
    return _undated(draft)


@contextmanager
def _archive_faults(template: Path) -> Iterator[None]:
    """A template that is no Word document, as Faults E505."""
    try:
        yield
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        reason = f"it is no Word document ({error})"
        raise Faults([catalogue.TEMPLATE.at(Span(template.as_posix(), 0, 0), reason=reason)]) from None


def _undated(archive: io.BytesIO) -> bytes:
    """The archive with its parts in order of their names and without the time at which it was written."""
    result = io.BytesIO()
    with zipfile.ZipFile(archive) as parts, zipfile.ZipFile(result, "w") as target:
        for name in sorted(parts.namelist(), key=lambda text: (text != "[Content_Types].xml", text)):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as written on any system
            entry.external_attr = 0o644 << 16
            target.writestr(entry, parts.read(name))
    return result.getvalue()
