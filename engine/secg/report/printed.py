"""What the printed forms of a report need besides: days and facts as words, the proofs only as rows.

The report as a PDF: data, as JSON, laid out by the Typst document in reports/.

The report as a Word document: data put into the template reports/explain.docx, which may be restyled.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from secg.messages import Faults, Span, catalogue
from secg.report.brief import Task
from secg.report.naming import joined, sentence, spoken_date
from secg.report.template_faults import template_faults

Entry = dict[str, Any]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_KEYS = ("name", "when", "digest", "answers", "other_readings", "nearness", "sources")


def printed_report(shown: Entry) -> Entry:
    """The data of a printed report, as plain JSON values, without the nested proofs."""
    entry: Entry = {key: shown[key] for key in _KEYS}
    entry["title"] = shown["code"]["title"]
    entry["as_at_words"] = spoken_date(shown["as_at"])
    entry["basis"] = sentence(shown["basis"]) if shown["basis"] else ""
    entry["parts"] = [{"name": part.name, "title": part.title, "first": part.first} for part in shown["parts"]]
    entry["named"] = [part.name for part in shown["parts"]]
    entry["annexes"] = not all(part.first for part in shown["parts"])
    entry["caution"], entry["warnings"] = shown["cautions"].line, list(shown["warnings"])
    entry["steps"] = shown["brief"].why
    entry["capacities"] = [_capacity(capacity["capacity"], shown["assessments"]) for capacity in shown["capacities"]]
    entry["questions"] = [_question(question) for question in shown["questions"]]
    entry["coming"] = [_coming(entry, shown) for entry in shown["coming"]]
    entry["coming"].extend(_count(count) for count in shown["brief"].counts)
    places = {paragraph["anchor"]: f"paragraph_{at}" for at, paragraph in enumerate(shown["paragraphs"], 1)}
    entry["duties"] = [{**_duty(duty), "place": places.get(duty["anchor"], "")} for duty in shown["duties"]]
    for key in ("why", "missed"):
        entry[key] = [
            {"title": entry["title"], "note": entry["note"], "rows": _rows(entry["rows"], places)}
            for entry in shown[key]
        ]
    entry["paragraphs"] = [
        {**_paragraph(paragraph), "place": places[paragraph["anchor"]]} for paragraph in shown["paragraphs"]
    ]
    entry["facts"] = [
        {
            **entry,
            "words": sentence(entry["sentence"]),
            "basis": "as above" if entry["basis"] == before else entry["basis"],
        }
        for entry, before in zip(shown["facts"], ["", *(fact["basis"] for fact in shown["facts"])], strict=False)
    ]
    printable: Entry = _printable(entry)
    return printable


def _capacity(label: str, assessments: list[Entry]) -> Entry:
    years = [assessment for assessment in assessments if assessment["capacity_label"] == label]
    shown = [{"category_label": year["category_label"], "under": "; ".join(year["paragraphs"])} for year in years]
    return {"capacity": label, "years": shown}


def _question(entry: Entry) -> Entry:
    numbers = entry["paragraphs"]
    under = f"Paragraphs: {'; '.join(numbers)}." if numbers else "No paragraph speaks of it."
    return {"question": entry["question"], "because": sentence(entry["because"]), "under": under}


def _coming(entry: Entry, shown: Entry) -> Entry:
    about = f" About: {entry['about']}." if entry["about"] else ""
    rests = f" {entry['rests']}" if entry["rests"] else ""
    day = spoken_date(entry["date"])
    when = f"{'Overdue since' if entry['overdue'] else 'By'} {day}" if day else "No day can be given"
    if entry["overdue"] and shown["facts_stop"]:
        when = f"{when}, unless done since"
    words = f"{sentence(entry['what'])}{about}{rests}"
    return {"day": when, "sentence": words, "under": "; ".join(entry["paragraphs"]), "overdue": entry["overdue"]}


def _count(task: Task) -> Entry:
    under = "; ".join(task.paragraphs)
    return {"day": task.when.capitalize(), "sentence": f"{task.what}.", "under": under, "overdue": False}


def _duty(duty: Entry) -> Entry:
    owed = f" (owed to {joined(duty['owed_to'])})" if "owed_to" in duty else ""
    entry = {"paragraph": duty["paragraph"], "words": f"{duty['duty']}{owed}", "about_words": joined(duty["abouts"])}
    return {**entry, "standing": duty["standing"]}


def _rows(rows: list[Entry], places: Mapping[str, str]) -> list[Entry]:
    """The rows of an outline; `margin` is the paragraph as a margin shows it, `place` its bookmark in the document."""
    return [
        {
            "text": row["text"],
            "depth": row["depth"],
            "mark": row["mark"],
            "margin": row["mark"],
            "place": places.get(row.get("anchor", ""), ""),
            "after": _after(row),
        }
        for row in rows
    ]


def _after(row: Entry) -> str:
    """What follows a step in brackets."""
    return f"{' (As above.)' if row['again'] else ''}{' (' + row['aside'] + ')' if row['aside'] else ''}"


def _paragraph(entry: Entry) -> Entry:
    grounds = [
        f"{source['key']}, {source['place']}" if source["place"] else source["key"] for source in entry["sources"]
    ]
    reasoning = sentence(entry["reasoning"]) if entry["reasoning"] else ""
    return {**entry, "changed": _changed(entry), "grounds": "; ".join(grounds), "reasoning": reasoning}


def _changed(paragraph: Entry) -> str:
    """What changed the paragraph last and from which day; empty where nothing did."""
    if paragraph["instrument"] == "baseline":
        return ""
    since = f", in force from {spoken_date(paragraph['since'])}" if paragraph["since"] else " (not in force)"
    return f"{paragraph['instrument_label']}{since}"


def _printable(value: Any) -> Any:
    """The value without characters that no printed document can hold."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("�", value)
    if isinstance(value, dict):
        return {key: _printable(entry) for key, entry in value.items()}
    return [_printable(entry) for entry in value] if isinstance(value, list) else value


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
    with template_faults(), archive_faults(template):
        document.render({"report": printed}, environment, autoescape=True)
    document.core_properties.title = f"{printed['name']}: {printed['title']} explained"[:255]
    draft = io.BytesIO()
    document.save(draft)
    return undated(draft)


@contextmanager
def archive_faults(template: Path) -> Iterator[None]:
    """A template that is no Word document, as Faults E505."""
    try:
        yield
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        reason = f"it is no Word document ({error})"
        raise Faults([catalogue.TEMPLATE.at(Span(template.as_posix(), 0, 0), reason=reason)]) from None


def undated(archive: io.BytesIO) -> bytes:
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
