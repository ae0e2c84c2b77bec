"""What the printed forms of a report need besides: days and facts as words, the proofs only as rows.

The report as a PDF: data, as JSON, laid out by the Typst document in reports/.

The report as a Word document: data put into the template reports/explain.docx, which may be restyled.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from secg.documents import shown_document as doc
from secg.documents.document import Assessment, FactEntry, Report
from secg.documents.naming import each_text, framed, joined, sentence, spoken_date, under_words
from secg.messages import REQUEST, Diagnostic, Span, catalogue

Printed = dict[str, object]
"""Plain JSON values, which a printed form lays out."""

_NO_FONT = re.compile(
    "[\u0700-\u08ff\u0980-\u109f\u1100-\u1cff\u2c00-\u2dff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00010000-\U0001d3ff\U0001d800-\U0010ffff]"
)
"""The fonts have Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Devanagari and Georgian letters and common signs."""
_TOLD = 20
"""How many of the signs that are missing a message names."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that no printed document can hold."""
_KEYS = ("name", "when", "digest", "answers", "other_readings", "nearness", "sources")


def printed_report(shown: doc.ShownReport) -> Printed:
    """The data of a printed report, as plain JSON values, without the nested proofs."""
    places = {paragraph["anchor"]: f"paragraph_{at}" for at, paragraph in enumerate(shown["paragraphs"], 1)}
    coming = [_coming(day, shown) for day in shown["coming"]]
    whole: Mapping[str, object] = shown
    printed: Printed = {
        **{key: whole[key] for key in _KEYS},
        "title": shown["code"]["title"],
        "as_at_words": spoken_date(shown["as_at"]),
        "basis": sentence(shown["basis"]),
        "parts": [{"name": part.name, "title": part.title, "first": part.first} for part in shown["parts"]],
        "named": [part.name for part in shown["parts"]],
        "annexes": bool(shown["warnings"]) or not all(part.first for part in shown["parts"]),
        "near": list(shown["brief"].near),
        "caution": shown["cautions"].line,
        "warnings": list(shown["warnings"]),
        "steps": shown["brief"].why,
        "capacities": [_capacity(capacity["capacity"], shown["assessments"]) for capacity in shown["capacities"]],
        "questions": [
            {
                "question": question["question"],
                "because": sentence(question["because"]),
                "under": under_words(question["paragraphs"]),
            }
            for question in shown["questions"]
        ],
        "coming": [*coming, *(_count(count) for count in shown["brief"].counts)],
        "duties": [{**_duty(duty), "place": places.get(duty["anchor"], "")} for duty in shown["duties"]],
        "why": [_section(section, places) for section in shown["why"]],
        "missed": [_section(section, places) for section in shown["missed"]],
        "paragraphs": [
            {**entry, "reasoning": sentence(entry["reasoning"]), "place": places[entry["anchor"]]}
            for entry in shown["paragraphs"]
        ],
        "facts": list(_facts(shown["facts"])),
    }
    return each_text(printed, lambda text: _UNPRINTABLE.sub("�", text))


def _section(section: doc.Section, places: Mapping[str, str]) -> Printed:
    return {"title": section["title"], "note": section["note"], "rows": _rows(section["rows"], places)}


def _facts(facts: Sequence[FactEntry]) -> Iterator[Printed]:
    """Each fact in a sentence; the basis of several in a row stands at the first of them."""
    before = ""
    for fact in facts:
        printed: Printed = {**fact, "words": sentence(fact["sentence"])}
        if fact["basis"] == before:
            printed["basis"] = "as above"
        yield printed
        before = fact["basis"]


def _capacity(label: str, assessments: Sequence[Assessment]) -> Printed:
    years = [assessment for assessment in assessments if assessment["capacity_label"] == label]
    shown = [{"category_label": year["category_label"], "under": "; ".join(year["paragraphs"])} for year in years]
    return {"capacity": label, "years": shown}


def _coming(entry: doc.ComingDay, shown: doc.ShownReport) -> Printed:
    day = spoken_date(entry["date"])
    when = framed("By ", day) or "No day can be given"
    if entry["overdue"]:
        when = f"Overdue since {day}"
        if shown["facts_stop"]:
            when += ", unless done since"
    words = sentence(entry["task"] + framed(" (", entry["about"], ")")) + framed(" ", entry["rests"])
    return {"day": when, "sentence": words, "under": "; ".join(entry["paragraphs"]), "overdue": entry["overdue"]}


def _count(task: doc.Task) -> Printed:
    under = "; ".join(task.paragraphs)
    return {"day": task.when.capitalize(), "sentence": f"{task.what}.", "under": under, "overdue": False}


def _duty(duty: doc.DutyGroup) -> Printed:
    owed = framed(" (owed to ", joined(duty.get("owed_to", [])), ")")
    entry = {"paragraph": duty["paragraph"], "words": f"{duty['duty']}{owed}", "about_words": joined(duty["abouts"])}
    return {**entry, "standing": duty["standing"]}


def _rows(rows: Sequence[doc.OutlineRow], places: Mapping[str, str]) -> list[Printed]:
    """The rows of an outline; `place` is the bookmark of the row's paragraph in the document."""
    printed: list[Printed] = []
    for row in rows:
        after = framed(" (", row["aside"], ")")
        if row["again"]:
            after = f" (As above.){after}"
        place = places.get(row.get("anchor", ""), "")
        printed.append(
            {"text": row["text"], "depth": row["depth"], "mark": row["mark"], "place": place, "after": after}
        )
    return printed


def signs_without_font(report: Report) -> Iterator[Diagnostic]:
    """W609 where the report holds signs of writings that none of the typesetter's fonts has."""
    signs = "".join(sorted(set(_NO_FONT.findall(json.dumps(report, ensure_ascii=False)))))
    if len(signs) > _TOLD:
        signs = f"{signs[:_TOLD]}…"
    if signs:
        yield catalogue.SIGNS_MISSING.at(REQUEST, {"party": report["party"], "signs": signs})


def pdf_report(shown: doc.ShownReport, template: Path) -> bytes:
    """The shown report laid out by a Typst document; the same bytes for the same report, whenever and wherever."""
    import typst  # an extra

    # as text: an input of the typesetter can be nothing else
    data = json.dumps(printed_report(shown), ensure_ascii=False, sort_keys=True)
    try:
        content = typst.compile(
            str(template),
            root=str(template.parent),
            ignore_system_fonts=True,  # so that the pages look alike on every machine
            sys_inputs={"report": data},
            timestamp=0,  # else the file would hold the time at which it is made
        )
    except RuntimeError as error:  # what the typesetter says of its document, of which the first line names the fault
        reason = str(error).strip().splitlines()[0]
        raise catalogue.TEMPLATE.fault(Span(template.as_posix(), 0, 0), reason=reason) from None
    assert isinstance(content, bytes)
    return content


_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every part of the file: the earliest that a ZIP archive can hold."""


def docx_report(shown: doc.ShownReport, template: Path) -> bytes:
    """The shown report in a Word template; the same bytes for the same report, whenever and wherever.

    Raises Faults E505 for a template that is no Word document, and what Jinja raises about its tags.
    """
    from docxtpl import DocxTemplate  # an extra
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    document = DocxTemplate(template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    printed = printed_report(shown)
    with archive_faults(template):
        document.render({"report": printed}, environment, autoescape=True)
    # the library refuses a longer title
    document.core_properties.title = f"{printed['name']}: {printed['title']} explained"[:255]
    draft = io.BytesIO()
    document.save(draft)
    return undated(draft)


@contextmanager
def archive_faults(template: Path) -> Iterator[None]:
    """A template that is no Word document, as Faults E505."""
    try:
        yield
    # no archive, one without the parts of a document, one of another kind, one whose XML is broken
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        reason = f"it is no Word document ({error})"
        raise catalogue.TEMPLATE.fault(Span(template.as_posix(), 0, 0), reason=reason) from None


def undated(archive: io.BytesIO) -> bytes:
    """The archive with its parts in order of their names and without the time at which it was written."""
    result = io.BytesIO()
    with zipfile.ZipFile(archive) as parts, zipfile.ZipFile(result, "w") as target:
        # first what the parts are, as Word itself writes them
        for name in sorted(parts.namelist(), key=lambda text: (text != "[Content_Types].xml", text)):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as written on any system
            entry.external_attr = 0o644 << 16  # whoever unpacks it can read it
            target.writestr(entry, parts.read(name))
    return result.getvalue()
