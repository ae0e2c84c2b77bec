"""Rendering a report with the templates of reports/, which are strict about undefined names and escape in HTML."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from secg.documents.change_document import by_change
from secg.documents.document import Report
from secg.documents.naming import about_words, joined, numbered, sentence, short_labels, spoken_date
from secg.documents.report_file import canonical, with_digest
from secg.messages import REQUEST, Diagnostic, Span, catalogue
from secg.rendering.brief import brief_text
from secg.rendering.plain import plain_report
from secg.rendering.shown_report import shown_report
from secg.report.outline import paragraph_anchor
from secg.sources.files import is_file
from secg.sources.folder import OWN_TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Environment


FORMATS = ("text", "md", "html", "json", "pdf", "docx", "ics")
EXTENSIONS = {"text": "txt"}
"""The end of a file's name where it is not the format's own name."""


_MARKUP = re.compile(
    r"(?P<address>https?://[\w./%-]+)"
    r"|(?P<sign>[\\`*_<>\[\]#~&])"
    r"|(?P<mention>@(?=\w))"
    r"|(?P<dollar>\$)"
    r"|(?P<emoji>:(?=[\w+-]+:))"
)
"""What a forge makes something of: an address is a link as it is, a person named is told, two dollars are a formula."""
_PLAIN = {"address": "{}", "sign": "\\{}", "mention": "{}<!-- -->", "dollar": "<span>{}</span>", "emoji": "{}<!-- -->"}
"""How each stands as plain text; a comment that nobody sees parts what a forge would read as one word."""
_LIST = re.compile(r"^(\d*)([-+.)=])")
_TOGETHER = re.compile(r"\d [A-Z][a-z]+ \d{4}\b|\d × \d|\w § ")
"""A day, a product, and the beginning of a paragraph's label: no line ends within them."""


def render_report(report: Report, form: str, templates: Path) -> str | bytes:
    """The report in one of FORMATS, with the templates of a folder."""
    if form == "json":
        return canonical(with_digest(report))
    # what only one form needs is loaded with it, so that a report as text starts without
    if form == "ics":
        from secg.rendering.calendar import calendar_text

        return calendar_text(report)
    shown = shown_report(report)
    if form == "pdf":
        from secg.rendering.printed import pdf_report

        return pdf_report(shown, _found("explain.typ", templates))
    if form == "docx":
        from secg.rendering.printed import docx_report

        with template_faults():
            return docx_report(shown, _found("explain.docx", templates))
    if form == "text":
        return render("explain.txt.j2", {"report": plain_report(shown)}, templates)
    from secg.rendering.diagram import diagrams_of

    return render(f"explain.{form}.j2", {"report": {**shown, "diagrams": diagrams_of(shown)}}, templates)


def render_brief(report: Report) -> str:
    """The report in short, as text for one screen."""
    return brief_text(shown_report(report)["brief"])


def form_warnings(report: Report, form: str) -> Iterator[Diagnostic]:
    """What a form can't show of a report."""
    if form == "pdf":
        from secg.rendering.printed import signs_without_font

        yield from signs_without_font(report)


def render_part(report: Report, part: str, templates: Path) -> str:
    """One part of the report as text, by its name in PARTS."""
    return render("explain.txt.j2", {"report": plain_report(shown_report(report), part)}, templates)


def _found(name: str, templates: Path) -> Path:
    """A file of the folder, or the engine's own where it has none."""
    return templates / name if is_file(templates / name) else OWN_TEMPLATES / name


def render(template: str, values: Mapping[str, object], templates: Path) -> str:
    """A template of the folder, read once, filled with values. Raises Faults E505."""
    with template_faults():
        text: str = _environment(templates, ".html" in template).get_template(template).render(**values)
    return text


@cache
def _environment(templates: Path, escaping: bool) -> Environment:
    """The one environment of a folder, so that a template is compiled once however many parties are reported."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # a template that somebody asks for may neither run code nor change what is reported
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([templates, OWN_TEMPLATES]),
        undefined=StrictUndefined,
        autoescape=escaping,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # else its file is looked at again for every party
        optimized=False,  # working out constants takes longer than using them once
    )
    environment.filters.update(FILTERS)
    if escaping:
        environment.finalize = unbroken
    return environment


@contextmanager
def template_faults() -> Iterator[None]:
    """What Jinja raises about a template, as Faults E505 at its place."""
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except TemplateNotFound as error:
        raise catalogue.TEMPLATE.fault(REQUEST, reason=f"there is no template `{error.name}`") from None
    except TemplateSyntaxError as error:
        place = Span(error.filename or error.name or "", error.lineno, 1)
        raise catalogue.TEMPLATE.fault(place, reason=error.message or "it is no template") from None
    # what is wrong with it, or what its calculations come to
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise catalogue.TEMPLATE.fault(_place_of(error), reason=str(error) or type(error).__name__) from None
    except RecursionError:
        raise catalogue.TEMPLATE.fault(REQUEST, reason="it asks for itself without end") from None
    except MemoryError:
        raise catalogue.TEMPLATE.fault(REQUEST, reason="there is not enough memory for what it makes") from None


def _place_of(error: BaseException) -> Span:
    """The line of the innermost template that was being filled."""
    place = REQUEST
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = Span(file, trace.tb_lineno, 1)
        trace = trace.tb_next
    return place


def unbroken(value: object) -> object:
    """A text for a page, in which `18 July 2018` and `G8 § scheduling` stay on a line; all else as it is.

    >>> str(unbroken("By 18 July 2018 (G8 § scheduling): 5 × 2 premises")).split(" ")
    ['By', '18\\xa0July\\xa02018', '(G8\\xa0§\\xa0scheduling):', '5\\xa0×\\xa02', 'premises']
    """
    if type(value) is not str:  # markup that is safe already is a kind of str
        return value
    return _TOGETHER.sub(lambda match: match.group().replace(" ", "\N{NO-BREAK SPACE}"), value)


def fold(text: str, first: str = "", rest: str | None = None, width: int = 96) -> str:
    """The text in lines of at most `width`, the first led by `first`, the others by `rest` (or blanks as wide).

    Lines end between words only, so a word that is wider stands on a line of its own.
    """
    lines: list[str] = []
    later = " " * len(first) if rest is None else rest
    wrapper = textwrap.TextWrapper(width, first, later, break_long_words=False, break_on_hyphens=False)
    for paragraph in text.split("\n\n"):
        lines += wrapper.wrap(" ".join(paragraph.split())) or [wrapper.initial_indent]
        wrapper.initial_indent = later
    return "\n".join(lines)


def escaped(text: str) -> str:
    """The text as one line of Markdown in which nothing is markup; brackets of its own stay readable."""
    line = _MARKUP.sub(lambda match: _PLAIN[str(match.lastgroup)].format(match.group()), " ".join(text.split()))
    return _LIST.sub(r"\1\\\2", line)


def cell(text: str) -> str:
    """The text as one cell of a Markdown table."""
    return escaped(text).replace("|", "\\|")


FILTERS = {
    "day": spoken_date,
    "joined": joined,
    "about": about_words,
    "numbered": numbered,
    "short": short_labels,
    "fold": fold,
    "sentence": sentence,
    "escaped": escaped,
    "cell": cell,
    "anchor": paragraph_anchor,
    "by_change": by_change,
}
"""What the templates can do with a value besides Jinja's own filters."""
