"""Rendering a report with the Jinja templates of reports/: strict about undefined names, escaping in HTML."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from engine.report.digest import canonical
from engine.report.summary import joined, spoken_date, with_shown_proofs

TEMPLATES = {"text": "explain.txt.j2", "md": "explain.md.j2", "html": "explain.html.j2"}
FORMATS = ("text", "md", "html", "json")


def render_report(report: dict[str, Any], form: str, templates: Path) -> str:
    """The report in one of FORMATS, with the templates of a folder."""
    if form == "json":
        return canonical(report)
    shown = with_shown_proofs(report)
    return render(TEMPLATES[form], {"report": shown}, templates)


def render(template: str, values: dict[str, Any], templates: Path) -> str:
    """A template of the folder filled with values."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        autoescape=".html" in template,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update({"day": spoken_date, "joined": joined, "fold": fold, "sentence": sentence, "cell": cell})
    return environment.get_template(template).render(**values)


def fold(text: str, first: str = "", rest: str | None = None, width: int = 96) -> str:
    """The text in lines of at most `width`, the first led by `first`, the others by `rest` (or blanks as wide)."""
    lead = " " * len(first) if rest is None else rest
    paragraphs = [" ".join(one.split()) for one in text.split("\n\n")]
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        start = first if number == 0 else lead
        lines.append(
            textwrap.fill(
                paragraph,
                width,
                initial_indent=start,
                subsequent_indent=lead,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines)


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def cell(text: str) -> str:
    """The text as one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")
