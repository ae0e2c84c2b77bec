"""What a reader is to check before relying on a report: first what concerns this party, then what is true of all.

The days to come of a report: the next assessments and the duties with a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from secg.derive.outcomes import Status
from secg.messages import catalogue
from secg.messages.diagnostic import Kind
from secg.report.document import CodeEntry, NextAssessment, Obligation, Report, Step
from secg.report.naming import cited, framed, joined, naming_of, sentence, spoken_date
from secg.report.shown_document import AnyReport, Cautions, ComingDay, SetDay

_FIELD = re.compile(r"\{(\w+)[^}]*\}")
_END = re.compile(r": |; ")
_CONSEQUENCE = ", so that "
_LAST_DAY = "last day to "
LONG = 125
"""A caution of more letters is cut after its first clause where all cautions are told in a line or two."""


def cautions_of(report: Report) -> Cautions:
    """The warnings of a report, sorted by whom they concern."""
    texts: Sequence[str] = report["warnings"]
    told = len(texts) - len(report["warned"])
    stop, later = report.get("facts_stop"), report.get("facts_later", ())
    # the warnings of a report stand in this order: of the Code, that the facts stop, what is later, what rules conclude
    of_code = texts[: told - bool(stop) - bool(later)]
    own = [sentence(text) for text in texts[len(of_code) : told]]
    own.extend(sentence(cited(entry["proof"]["conclusion"], entry["paragraphs"])) for entry in report["warned"])
    short = [
        *([f"The facts stop at {spoken_date(stop)}"] if stop else []),
        *_survey(of_code),  # before what may be cut off for want of room
        *_later(report, later),
        *_possible(report),
        *_general(of_code),
        *_extent(report["code"]),
    ]
    general = [*(sentence(of_paragraph) for of_paragraph in of_code), *extent_words(report["code"])]
    return Cautions(tuple(own), tuple(general), " ".join(sentence(text) for text in short))


def _later(report: Report, acts: Sequence[str]) -> Iterator[str]:
    """That what came after the day asked about is not counted; a single act is named."""
    if len(acts) == 1:
        yield f"after the day asked about {naming_of(report).within(acts[0])}, which is not counted"
    elif acts:
        yield f"{len(acts)} facts of later days are not counted"


def _possible(report: Report) -> Iterator[str]:
    """The warnings about this party, each with its paragraph, as short as they can be."""
    for warned in report["warned"]:
        proof = warned["proof"]
        lead, _, problem = proof["conclusion"].partition(": ")
        clause = _END.split(problem or lead, 1)[0]
        ways = (clause, clause.partition(_CONSEQUENCE)[0], _END.split(lead, 1)[0])
        text = next((text for text in ways if len(text) <= LONG), ways[-1])
        yield cited(naming_of(report).within(text), [proof["paragraph"]])


def _survey(texts: Sequence[str]) -> Iterator[str]:
    """Up to when instruments were looked for."""
    for text in texts:
        survey = words_of(catalogue.AFTER_SURVEY, text)
        if survey is not None:
            yield f"nothing after {survey['date']} is covered"


def _general(texts: Sequence[str]) -> Iterator[str]:
    """What else is true of the Code as it is held, like things together."""
    unknown = []
    for text in texts:
        words = words_of(catalogue.CONTENT_NOT_HELD, text)
        if words is not None:
            unknown.append(words["instrument"])
        elif words_of(catalogue.AFTER_SURVEY, text) is None:
            yield text if len(text) <= LONG else _END.split(text, 1)[0]
    if unknown:
        yield f"what {joined(unknown)} changed is not known"


def _extent(code: CodeEntry) -> Iterator[str]:
    """How much of the Code is held, in short."""
    if code["known"] != code["held"]:
        yield f"only {code['held']} of {code['known']} known paragraphs are held"


def extent_words(code: CodeEntry) -> Iterator[str]:
    """How much of the Code a report can speak of, where it is not all of it."""
    known, held = code["known"], code["held"]
    if known != held:
        of_all = f"Of the {known} paragraphs and parts known to exist in this version of the Code, {held} are held"
        yield f"{of_all}; this report can speak of no other."


def words_of(kind: Kind, text: str) -> dict[str, str] | None:
    """The words that a message of a kind was filled with; None where the text is of another kind."""
    pieces = _FIELD.split(kind.sentence)
    pattern = "".join(f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(pieces))
    match = re.fullmatch(pattern, text, flags=re.DOTALL)
    return match.groupdict() if match else None


def coming_dates(report: Report) -> list[ComingDay]:
    """Every day that the report sets, earliest first. Duties done or excused are left out."""
    entries: list[ComingDay] = []
    for entry in (*_assessments(report), *_duties(report), *_conflicts(report)):
        about = framed(" (", entry["about"], ")")
        overdue = f" This is {overdue_words(report)}." if entry["overdue"] else ""
        day = spoken_date(entry["date"]) or "No day can be given"
        line = f"{day}: {entry['what']}{about}.{overdue}{framed(' ', entry['rests'])}"
        entries.append({**entry, "line": line, "task": entry["what"].removeprefix(_LAST_DAY)})
    return sorted(entries, key=lambda entry: (entry["date"] or "9999", entry["key"]))


def _assessments(report: Report) -> Iterator[SetDay]:
    for entry in report["next"]:
        if is_scheduled(report, entry):
            continue
        due = entry["due"] or ""
        label = f"a {entry['category_label']} as {entry['capacity_label']}"
        if entry["category"] in ("undetermined", "conflict"):
            state = "left open" if entry["category"] == "undetermined" else "in conflict"
            label = f"as {entry['capacity_label']}; which one is {state}"
        yield {
            "date": due,
            "what": f"{f'{_LAST_DAY}schedule ' if due else ''}the next assessment, {label}",
            "about": "",
            "paragraphs": list(dict.fromkeys(step["paragraph"] for step in entry["proof"])),
            "overdue": bool(due) and due < report["as_at"],
            "rests": "",
            "key": f"next/{entry['capacity']}/{due}",
        }


def overdue_words(report: Report) -> str:
    """What is said of a day that has passed: where the facts stop long before, what was done since is not known."""
    return "overdue, unless done since" if report.get("facts_stop") else "overdue"


def is_scheduled(report: AnyReport, entry: NextAssessment) -> bool:
    """Whether the duty to schedule this next assessment is done, or excused."""
    scheduled = {entry["due_sentence"]} if entry["due"] else set()
    return any(
        duty["status"] not in (Status.APPLIES, Status.UNSETTLED) and _rests_on(duty["due_proof"], scheduled)
        for duty in report["obligations"]
        if "due_proof" in duty
    )


def resting_words(duty: Obligation) -> str:
    """That the day of a duty rests on one that is not certain."""
    rests = duty["due_rests_on"]
    return f"This day rests on {spoken_date(rests['day'])}, which is {rests['certainty']}."


def _duties(report: Report) -> Iterator[SetDay]:
    scheduled = {entry["due_sentence"] for entry in report["next"] if entry["due"]}
    for duty in report["obligations"]:
        if "due" not in duty or duty["status"] != Status.APPLIES or _rests_on(duty["due_proof"], scheduled):
            continue
        what = duty["duty"]
        yield {
            "date": duty["due"],
            "what": f"{_LAST_DAY}{what}",
            "about": duty["about_label"],
            "paragraphs": [duty["paragraph"]],
            "overdue": duty["overdue"],
            "rests": resting_words(duty) if "due_rests_on" in duty else "",
            "key": f"{duty['duty_id']}/{duty['about']}/{duty['due']}",
        }


def _conflicts(report: Report) -> Iterator[SetDay]:
    """Each of the days that the Code gives where it gives several for one thing; none of them is left out."""
    for conflict in report["conflicts"]:
        duty = conflict.get("duty_id", ""), conflict.get("about", "")
        done = [
            obligation
            for obligation in report["obligations"]
            if obligation["status"] != Status.APPLIES and (obligation["duty_id"], obligation["about"]) == duty
        ]
        for answer in conflict["answers"] if not done else ():
            if "due" in answer:
                yield {
                    "date": answer["due"],
                    "what": f"one of the {len(conflict['answers'])} days that the Code gives: {answer['sentence']}",
                    "about": "",
                    "paragraphs": answer["paragraphs"],
                    "overdue": answer["due"] < report["as_at"],
                    "rests": "",
                    "key": f"{answer['atom']}",
                }


def _rests_on(proof: Step, sentences: set[str]) -> bool:
    """Whether the day of a duty is that of an assessment which is listed already."""
    return any(premise["conclusion"] in sentences for premise in proof.get("premises", []))
