"""The conclusion first: the report as its templates show it, with sentences, and what belongs together gathered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import assert_never

from secg.derive.outcomes import UNDETERMINED, Status
from secg.documents import shown_document as doc
from secg.documents.document import Assessment, Obligation, ParagraphEntry, Report
from secg.documents.naming import (
    OPEN,
    STANDINGS,
    about_words,
    answers_in_conflict,
    as_facts_stand,
    framed,
    is_unnumbered,
    joined,
    labelled,
    naming_of,
    pattern_words,
    plural,
    sentence,
    since_words,
    spoken_date,
    stop_said_once,
    year_words,
)
from secg.language.sentences import with_article
from secg.rendering.brief import brief_of, changed_patterns
from secg.rendering.calendar import coming_dates, is_scheduled, overdue_words, resting_words
from secg.rendering.cautions import cautions_of
from secg.report.outline import PARTS, ShownProofs, missed_sections, paragraph_anchor

_PIECES = re.compile(r"\d+|[A-Za-z]+")
_SUPPOSED: Mapping[str, str] = {
    Status.APPLIES: "it would have to {}",
    "none": "it would not have to {}",
    Status.EXCUSED: "it would be excused from the duty to {}",
    Status.DISCHARGED: "it would have done its duty to {}",
    Status.UNSETTLED: "it would not be settled whether it has to {}",
    Status.CONFLICT: "the Code would contradict itself on whether it has to {}",
}
"""How a duty would stand on another reading."""


def shown_report(report: Report) -> doc.ShownReport:
    """The report with everything that the templates show besides: see the keys at the end, `brief` and `parts`."""
    # a short label no longer says that the number is not held
    full_numbers = [paragraph["number"] for paragraph in report["paragraphs"]]
    report = labelled(report)
    capacities = capacity_groups(report)
    duties = duty_groups(report)
    questions = gathered_questions(report)
    cautions = cautions_of(report)
    paragraphs: list[doc.ShownParagraph] = []
    for full_number, paragraph in zip(full_numbers, report["paragraphs"], strict=True):
        shown = _shown_paragraph(paragraph)
        if is_unnumbered(full_number):
            shown["known"] += "; number not held"
        paragraphs.append(shown)
    body: doc.ShownBody = {
        **report,
        "when": f"As at {spoken_date(report['as_at'])}: {report['code']['sentence']}.",
        "capacities": capacities,
        "conclusions": list(conclusions(report, capacities, duties)),
        "duties": duties,
        "questions": questions,
        "coming": coming_dates(report),
        "other_readings": reading_sentences(report),
        "why": list(reasons(report, capacities, duties, questions)),
        "missed": missed_sections(report),
        "nearness": [sentence(threshold["sentence"]) for threshold in report["thresholds"]],
        "paragraphs": paragraphs,
        "sources": sources_of(report),
        "cautions": cautions,
        "warnings": [*cautions.own, *cautions.general],
    }
    # answers are found again by their whole sentences, so that what is said once is cut only afterwards
    brief = brief_of(body)
    why = {answer.sentence: answer.reason for answer in brief.answers}
    answers: list[doc.AnswerLine] = []
    upcoming = set(_next_assessments(report))
    told = stop_said_once(report["facts_stop"], body["conclusions"])
    for conclusion, text in zip(body["conclusions"], told, strict=True):
        leads, is_next = conclusion in why, conclusion in upcoming
        answers.append({"text": text, "reason": why.get(conclusion, ""), "leads": leads, "next": is_next})
    # the short form is a list of its own, whose first sentence has to say it again
    leading = stop_said_once(report["facts_stop"], [answer.sentence for answer in brief.answers])
    brief = replace(
        brief,
        answers=tuple(replace(answer, sentence=text) for answer, text in zip(brief.answers, leading, strict=True)),
    )
    counts = {"open": len(questions), "duties": len(duties), "paragraphs": len(paragraphs), "facts": len(body["facts"])}
    sizes = dict.fromkeys((part.name for part in PARTS), "")
    sizes.update((name, f" ({count})") for name, count in counts.items() if count)
    held: Mapping[str, object] = body
    return {
        **body,
        "brief": brief,
        "answers": answers,
        "sizes": sizes,
        "parts": [part for part in PARTS if any(held[key] for key in part.held_by)],
    }


def _shown_paragraph(paragraph: ParagraphEntry) -> doc.ShownParagraph:
    grounds = "; ".join(source["key"] + framed(", ", source["place"]) for source in paragraph["sources"])
    changed = ""
    if paragraph["instrument"] != "baseline":
        changed = f"{paragraph['instrument_label']}{since_words(paragraph['since'])}"
    return {**paragraph, "anchor": paragraph_anchor(paragraph["number"]), "grounds": grounds, "changed": changed}


def conclusions(
    report: Report, capacities: Sequence[doc.CapacityGroup], duties: Sequence[doc.DutyGroup]
) -> Iterable[str]:
    """What the report finds, in a few sentences: first where the Code contradicts itself."""
    for conflict in report["conflicts"]:
        lead = f"Conflict: the Code gives {len(conflict['answers'])} different answers to one question."
        yield f"{lead} {answers_in_conflict(conflict)}"
    for group in capacities:
        yield group["sentence"]
    yield from _next_assessments(report)
    if duties:
        yield f"Under the paragraphs held, it has {duties_in_words(duties, overdue_words(report))}."
    if not capacities and not duties:
        yield "On these facts the paragraphs held give the party no assessment and no duty."


def _next_assessments(report: Report) -> Iterator[str]:
    """Which assessment comes next in each capacity."""
    for entry in report["next"]:
        capacity = with_article(entry["capacity_label"])
        due = spoken_date(entry["due"])
        if is_scheduled(report, entry):  # what is done has no day to come
            due = ""
        if entry["category"] in OPEN:
            by = framed("; it is to be scheduled by ", due)
            text = f"Which assessment comes next for it as {capacity} is {OPEN[entry['category']]}{by}."
        else:
            by = framed(", to be scheduled by ", due)
            text = f"Its next assessment as {capacity} is {with_article(entry['category_label'])}{by}."
        yield as_facts_stand(report, text)


def duties_in_words(duties: Sequence[doc.DutyGroup], overdue: str) -> str:
    """How many duties there are, and how they stand: `3 duties, of which 1 is done`."""
    count = f"{len(duties)} {plural(len(duties), 'duty', 'duties')}"
    standings: Counter[str] = Counter(duty["status"] for duty in duties)
    counts = {word: standings[status] for status, word in STANDINGS.items()}
    counts[overdue] = sum(bool(duty.get("overdue")) for duty in duties)
    if len(duties) == 1:
        return count + framed(", which is ", next((word for word, number in counts.items() if number), ""))
    parts = [f"{number} {plural(number, 'is', 'are')} {word}" for word, number in counts.items() if number]
    return count + framed(", of which ", joined(parts))


def capacity_groups(report: Report) -> list[doc.CapacityGroup]:
    """Per capacity: its pattern (`Full, Verification, Self`), a sentence, and its years, those alike together."""
    groups: list[doc.CapacityGroup] = []
    # a report has the years of a capacity in a row
    for label, of_capacity in groupby(report["assessments"], key=lambda assessment: assessment["capacity_label"]):
        entries = list(of_capacity)
        years: list[doc.AlikeYears] = []
        for _, alike in groupby(entries, key=lambda entry: (entry["category"], entry["paragraphs"])):
            first, *others = alike
            numbers = [first["year"], *(other["year"] for other in others)]
            years.append({**first, "all_years": numbers, "years": year_words(numbers)})
        pattern = pattern_words([entry["category"] for entry in entries])
        told = as_facts_stand(report, _sentence(label, entries))
        groups.append({"capacity": label, "pattern": pattern, "sentence": told, "years": years})
    return groups


def _sentence(label: str, entries: Sequence[Assessment]) -> str:
    start = f"As {with_article(label)}"
    parts: list[str] = []
    if len({entry["category"] for entry in entries}) == 1 and entries[0]["category"] not in OPEN:
        return f"{start} it has a {entries[0]['category_label']} each year."
    for category, alike in groupby(entries, key=lambda entry: entry["category"]):
        years = list(alike)
        when = year_words([year["year"] for year in years])
        if category in OPEN:
            parts.append(f"what it has in {when} is {OPEN[category]}")
        else:
            parts.append(f"a {years[0]['category_label']} in {when}")
    first, *others = parts
    # what is open is a clause of its own, which no verb of another year can lead
    if first.startswith("what"):
        return f"{'; '.join([f'{start}, {first}', *others])}."
    text = f"{start} it has {first}"
    if not others:
        return f"{text}."
    *middle, last = others
    if last.startswith("what"):
        return f"{'; '.join([text, *others])}."
    if not middle:
        return f"{text} and {last}."
    return f"{', '.join([text, *middle])}, and {last}."


def duty_groups(report: Report) -> list[doc.DutyGroup]:
    """The duties with what each is about gathered: one entry for each paragraph, duty, status and day."""

    def order(duty: Obligation) -> tuple[object, ...]:
        paragraph = duty["paragraph"]
        # the day as text, as some have none
        return (_natural_order(paragraph), paragraph, duty["duty"], duty["status"], str(duty.get("due")))

    groups: list[doc.DutyGroup] = []
    for _, alike in groupby(sorted(report["obligations"], key=order), key=order):
        entries = list(alike)
        groups.append(
            {
                **entries[0],
                "abouts": [entry["about_label"] for entry in entries],
                "standing": _standing(entries[0], overdue_words(report)),
                "anchor": paragraph_anchor(entries[0]["paragraph"]),
            }
        )
    return groups


def _standing(duty: Obligation, overdue: str) -> str:
    """Whether a duty applies, in a sentence."""
    match duty["status"]:
        case Status.APPLIES:
            return _applying(duty, overdue)
        case Status.UNSETTLED:
            return "Whether it applies is not settled."
        case Status.CONFLICT:
            return "Whether it applies is in conflict."
        case Status.EXCUSED:
            stands = "It is excused"
        case Status.DISCHARGED:
            late = duty.get("late_days", 0)
            stands = "It is done"
            if late:
                stands += f", {late:,} {plural(late, 'day')} late"
        case _:
            assert_never(duty["status"])
    told = f"{stands} ({duty['by']['proof']['paragraph']})."
    if "also" in duty:
        told += f" It was also done ({duty['also']['proof']['paragraph']})."
    return told


def _applying(duty: Obligation, overdue: str) -> str:
    """By when a duty that applies is due, on what that rests, and what is in doubt, with the paragraph that says so."""
    words = "It applies."
    if "due" in duty:
        day = spoken_date(duty["due"])
        words = f"It applies, by {day}."
        if duty["overdue"]:
            words = f"It applies and is {overdue}: it was due by {day}."
    if "due_rests_on" in duty:
        words += f" {resting_words(duty)}"
    for doubt in duty.get("doubts", ()):
        words += f" In doubt: {doubt['text']}."
    return words


def gathered_questions(report: Report) -> list[doc.GatheredQuestion]:
    """The open questions, those of one capacity with the same reason together."""
    groups: dict[object, doc.GatheredQuestion] = {}
    for entry in report["undetermined"]:
        if "year" not in entry:
            groups[entry["atom"]] = {**entry, "years": []}
            continue
        key = (entry["capacity"], entry["because"], *entry["paragraphs"])
        # a year that is open for another reason, or by other paragraphs, is a question of its own
        groups.setdefault(key, {**entry, "years": []})["years"].append(entry["year"])
    for group in groups.values():
        if group["years"]:
            when = year_words(group["years"])
            capacity = with_article(group["capacity_label"])
            group["question"] = f"which assessment it has as {capacity} in {when} of its cycle"
        elif "duty" in group:
            group["question"] = f"whether it must {group['duty']}{about_words(group['duty'], [group['about_label']])}"
        else:
            group["question"] = f"which assessment comes next for it as {with_article(group['capacity_label'])}"
    return list(groups.values())


def reading_sentences(report: Report) -> list[doc.ReadingSentence]:
    """For each other reading that changes the conclusion: a sentence that says how, and the name to apply it by."""
    sections: list[doc.ReadingSentence] = []
    for reading in report["readings"]:
        if reading["changes"]:
            answers = [change for change in reading["changes"] if "capacity" in change]
            told = [
                f"as {with_article(label)}, {becomes} instead of {was}"
                for label, was, becomes in changed_patterns(report, answers)
            ]
            duties = [change for change in reading["changes"] if "duty" in change]
            for (duty, after), alike in groupby(duties, key=lambda duty: (duty["duty"], duty["after"])):
                abouts = joined([entry["about_label"] for entry in alike])
                told.append(f"{_SUPPOSED[str(after)].format(duty)}, about {abouts}")
            changes = "; ".join(told)
            text = f"On another reading (“{reading['title']}”) the conclusion would be different: {changes}."
            sections.append({"text": text, "question": reading["question"], "reading": reading["reading"]})
    return sections


def reasons(
    report: Report,
    capacities: Sequence[doc.CapacityGroup],
    duties: Sequence[doc.DutyGroup],
    questions: Sequence[doc.GatheredQuestion],
) -> Iterable[doc.Section]:
    """The sections of the reasons, in the order of the report: assessments, what is next, what is open, duties."""
    shown = ShownProofs(naming_of(report))
    for conflict in report["conflicts"]:
        yield shown.section("A conflict", [], [answer["proof"] for answer in conflict["answers"]])
    for group in capacities:
        for year in group["years"]:
            title = f"{group['capacity']}, {year['years']}: {year['category_label']}"
            proofs = [year["proof"]]
            note = framed("The same holds in ", year_words(year["all_years"][1:]), ".")
            if year["category"] == UNDETERMINED:
                note = ""
                for question in questions:
                    if question.get("capacity_label") == group["capacity"] and question["years"]:
                        proofs.extend(question["proof"])
            yield shown.section(title, year["paragraphs"], proofs, note)
    for entry in report["next"]:
        yield shown.section(f"The next assessment as {entry['capacity_label']}", entry["paragraphs"], entry["proof"])
    for duty in duties:
        proofs = [duty["proof"]]
        if "due_proof" in duty:
            proofs.append(duty["due_proof"])
        proofs.extend(duty[key]["proof"] for key in ("by", "also") if key in duty)
        first, *others = duty["abouts"]
        note = framed("Likewise about ", joined(others), ".")
        about = about_words(duty["duty"], [first])
        yield shown.section(f"The duty under {duty['paragraph']}{about}", [], proofs, note, first)


def sources_of(report: Report) -> list[doc.SourceEntry]:
    """The sources of the paragraphs relied on, each once, in the order in which they are first named."""
    sources: dict[str, doc.SourceEntry] = {}
    for paragraph in report["paragraphs"]:
        for source in paragraph["sources"]:
            sources.setdefault(source["key"], {"key": source["key"], "title": source["title"]})
    return sorted(sources.values(), key=lambda source: _natural_order(source["key"]))


def _natural_order(text: str) -> list[tuple[int, int, str]]:
    """A sorting key by which the numbers in a text count: S2 before S10, and both before W1."""
    return [(0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in _PIECES.findall(text)]
