"""The report in short: the answer, how near another one is, what to check, what is to do and why, on one screen.

As text it has at most 30 lines of 100 columns, with less of each part where there is much.
"""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Sequence, Set
from itertools import chain

from secg.derive.outcomes import Status
from secg.documents import shown_document as doc
from secg.documents.document import Change, NearConclusion, ThresholdSide
from secg.documents.naming import (
    OPEN,
    SHORT,
    STANDINGS,
    answers_in_conflict,
    as_facts_stand,
    difference_words,
    framed,
    joined,
    naming_of,
    pattern_words,
    plural,
    sentence,
    spoken_date,
    year_words,
)
from secg.language.sentences import with_article
from secg.rendering.calendar import is_scheduled
from secg.rendering.decisive import because_of, decisive_reason
from secg.report.outline import NAMES

_COUNTED = (Status.APPLIES, Status.UNSETTLED, Status.CONFLICT, Status.DISCHARGED, Status.EXCUSED)
"""The order in which duties that have no day of their own are counted, by how they stand."""


def brief_of(shown: doc.ShownBody) -> doc.Brief:
    """The short form of a shown report."""
    return doc.Brief(
        name=shown["name"],
        day=spoken_date(shown["as_at"]),
        code=sentence(shown["code"]["sentence"]),
        answers=tuple(_answers(shown)),
        near=tuple(_near(shown)),
        cautions=shown["cautions"],
        tasks=tuple(_tasks(shown)),
        counts=tuple(_counts(shown["duties"])),
        open=tuple(_open(shown)),
        why=_why(shown),
    )


def _answers(shown: doc.ShownBody) -> Iterator[doc.Answer]:
    # a contradiction comes first: it unsettles what follows
    for conflict in shown["conflicts"]:
        yield doc.Answer(f"The Code contradicts itself: {answers_in_conflict(conflict)}", "")
    for group in shown["capacities"]:
        yield doc.Answer(group["sentence"], _reason(shown, group))
    for entry in shown["next"]:
        # what is still to be scheduled stands among the tasks
        if entry["category"] not in OPEN and is_scheduled(shown, entry):
            label = f"{with_article(entry['capacity_label'])} is {with_article(entry['category_label'])}"
            yield doc.Answer(as_facts_stand(shown, f"Its next assessment as {label}; it is scheduled."), "")
    if not shown["capacities"] and not shown["duties"]:
        yield doc.Answer(shown["conclusions"][0], _nothing(shown))
    elif not shown["capacities"]:
        told = shown["conclusions"]
        duties = next(conclusion for conclusion in told if conclusion.startswith("Under the paragraphs held"))
        yield doc.Answer("No assessment follows on these facts from the paragraphs held.", duties)


def _reason(shown: doc.ShownBody, group: doc.CapacityGroup) -> str:
    """What decides the later years of a capacity, or why they are left open."""
    for question in shown["questions"]:
        if question["years"] and question["capacity_label"] == group["capacity"]:
            return sentence(question["because"])
    years = _decided(group)
    if not years:
        return ""
    # the first year is Full for every User (G8.40): what a party is tested by shows in the last
    return decisive_reason(years[-1]["proof"], naming_of(shown))


def _decided(group: doc.CapacityGroup) -> list[doc.AlikeYears]:
    return [year for year in group["years"] if year["category"] not in OPEN]


def _nothing(shown: doc.ShownBody) -> str:
    """Why nothing applies to a party."""
    for warned in shown["warned"]:
        proof = warned["proof"]
        problem = naming_of(shown).within(proof["conclusion"]).partition(": ")[2].partition("; ")[0]
        # a warning says whom it concerns, the problem, and what makes it one
        if problem:
            return f"{sentence(problem)[:-1]} ({proof['paragraph']})."
    return "Nothing that is stated about it meets the conditions of a paragraph held."


def _near(shown: doc.ShownBody) -> Iterator[str]:
    """For each count, the nearest number at which an assessment or a duty is another; else what is just missed."""
    told: set[str] = set()
    for threshold in shown["thresholds"]:
        sides: list[ThresholdSide] = []
        for side in (threshold["down"], threshold["up"]):
            # a number at which only a warning comes or goes is not near another outcome
            if side and any(change["what"] != "warning" for change in side["changes"]):
                sides.append(side)
        if sides:
            nearest = min(sides, key=lambda side: abs(side["difference"]))
            # what a number would change is not told again as what is missed
            told.update(change["capacity"] for change in nearest["changes"] if change["what"] == "answer")
            yield _threshold(shown, nearest, threshold["counted"])
    yield from _missed(shown, told)
    if not shown["capacities"] and not shown["duties"]:
        yield f'What is lacking for an assessment: secg why-not {shlex.quote(shown["party"])} "full year 1"'


def _threshold(shown: doc.ShownBody, side: ThresholdSide, counted: str) -> str:
    answers = [change for change in side["changes"] if change["what"] == "answer"]
    patterns = (f"{becomes} as {with_article(label)}" for label, _, becomes in changed_patterns(shown, answers))
    parts = [*patterns, *_other_changes(side["changes"])]
    return f"With {side['count']:,} {counted} ({difference_words(side['difference'])}): {'; '.join(parts)}."


def changed_patterns(report: doc.AnyReport, changes: Sequence[Change]) -> Iterator[tuple[str, str, str]]:
    """The label of each capacity with changes of its years, and the patterns of the years now and after them."""
    labels = {change["capacity"]: change["capacity_label"] for change in changes}
    for capacity, label in labels.items():
        own = [assessment for assessment in report["assessments"] if assessment["capacity"] == capacity]
        now = {assessment["year"]: assessment["category"] for assessment in own}
        after = {change["year"]: str(change["after"] or "none") for change in changes if change["capacity"] == capacity}
        years = sorted({*now, *after})
        was = pattern_words([now.get(year, "none") for year in years])
        yield label, was, pattern_words([after.get(year, now.get(year, "none")) for year in years])


def _other_changes(changes: Sequence[Change]) -> Iterator[str]:
    # of one duty its status, its day and to whom it is owed may all change
    duties = {(change["duty_id"], change["about"]) for change in changes if "duty_id" in change}
    if len(duties) == 1:
        yield "another duty"
    elif duties:
        yield f"{len(duties)} duties change"
    kinds = {change["what"] for change in changes}
    if kinds & {"next", "next_due"} and "answer" not in kinds:
        yield "another next assessment"


def _missed(shown: doc.ShownBody, told: Set[str]) -> Iterator[str]:
    """The assessments that a number keeps from applying, and by how much, but for the capacities told of."""
    groups: dict[tuple[str, str, int], list[NearConclusion]] = {}
    for entry in shown["why_not"]:
        if "category" not in entry or entry["capacity"] in told or len(entry["shortfalls"]) != 1:
            continue
        (missing,) = entry["shortfalls"]
        if missing.get("needed") and missing.get("difference"):
            key = (entry["capacity"], missing["needed"], missing["difference"])
            groups.setdefault(key, []).append(entry)
    for (_, needed, difference), entries in groups.items():
        what: list[str] = []
        for entry in entries:
            what.append(f"{SHORT.get(entry['category'], entry['category'])} in {year_words([entry['year']])}")
        paragraphs = "; ".join(dict.fromkeys(entry["paragraph"] for entry in entries))
        yield f"{joined(what)} ({paragraphs}) would need {needed}: {difference_words(difference)} than now."


def _tasks(shown: doc.ShownBody) -> Iterator[doc.Task]:
    """What has a day, or should have one, earliest first: what is overdue leads."""
    undecided = {f"next/{entry['capacity']}/" for entry in shown["next"] if entry["category"] == "undetermined"}
    for entry in shown["coming"]:
        if entry["key"] in undecided:
            continue  # neither which one nor when: it stands among what is open
        when = framed("by ", spoken_date(entry["date"])) or "no day can be given"
        if entry["overdue"]:
            when = f"overdue since {spoken_date(entry['date'])}"
            if shown["facts_stop"]:
                when += " unless done"
        what = f"{entry['task']}{framed(': ', entry['about'])}"
        # the paragraph that sets the day comes last of those of a next assessment, and matters most here
        yield doc.Task(when, what, tuple(reversed(entry["paragraphs"])), entry["overdue"])


def _counts(duties: Sequence[doc.DutyGroup]) -> Iterator[doc.Task]:
    """How many duties have no day of their own, and how many are settled, with their paragraphs."""
    for status in _COUNTED:
        alike = [duty for duty in duties if duty["status"] == status]
        if status is Status.APPLIES:
            alike = [duty for duty in alike if "due" not in duty]  # the others stand among the tasks
        if alike:
            numbers = tuple(dict.fromkeys(entry["paragraph"] for entry in alike))
            yield doc.Task(
                STANDINGS.get(status, "no day set"), f"{len(alike)} {plural(len(alike), 'duty', 'duties')}", numbers
            )


def _open(shown: doc.ShownBody) -> Iterator[str]:
    """What another reading would change, and the open questions but for those that an answer tells."""
    for reading in shown["other_readings"]:
        yield reading["text"]
    for question in shown["questions"]:
        if not question["years"]:
            because = question["because"]
            yield f"{sentence(question['question'])[:-1]}: {because[:1].lower()}{sentence(because)[1:]}"


def _why(shown: doc.ShownBody) -> str:
    """Why the later years are as they are, in a few sentences for each capacity."""
    told: dict[str, None] = {}  # a step on which two capacities rest is told once
    for group in shown["capacities"]:
        years = _decided(group)
        if not years:
            continue
        told.update(dict.fromkeys(because_of(years[-1]["proof"], naming_of(shown))))
        pattern = group["pattern"]
        if len(shown["capacities"]) > 1:
            pattern += f" as {with_article(group['capacity'])}"
        # the reasons told are those of the last year, so that its paragraphs lead
        cited = chain.from_iterable(year["paragraphs"] for year in reversed(years))
        told[f"Hence {pattern} ({'; '.join(dict.fromkeys(cited))})."] = None
    return " ".join(told)


def task_words(task: doc.Task) -> str:
    """A task as one sentence, with all its paragraphs."""
    return sentence(f"{task.when}: {task.what} ({'; '.join(task.paragraphs)})")


LINES, WIDTH, MARGIN = 30, 100, 8
ROOMS = (6, 4, 3, 2, 1)
"""How many lines, or entries, a part may take: the first of these with which everything fits."""


def brief_text(brief: doc.Brief) -> str:
    """The short form, which ends by telling how to see more."""
    for room in ROOMS:
        lines = list(_lines(brief, room))
        if len(lines) <= LINES:
            break
    return "\n".join(lines) + "\n"


def _lines(brief: doc.Brief, room: int) -> Iterator[str]:
    day = f"as at {brief.day}"
    name = _wrapped(brief.name, 1, WIDTH - len(day) - 2)[0]
    yield f"{name}{day:>{WIDTH - len(name)}}"
    yield from _wrapped(brief.code, 2, WIDTH)
    yield ""
    yield from _part("ANSWER", _answer_lines(brief.answers, room))
    yield from _part("NEAR", list(chain.from_iterable(_wrapped(text, min(room, 2)) for text in brief.near[:room])))
    yield from _part("OPEN", _limited([_wrapped(text, min(room, 2)) for text in brief.open], min(room, 2), "open"))
    if brief.cautions.line:
        yield from _part("CHECK", _wrapped(f"{brief.cautions.line} (--section cautions)", min(room, 3)))
    yield ""
    tasks = _limited([_task(task) for task in brief.tasks], room, "todo")
    counts = list(chain.from_iterable(_task(task)[:1] for task in brief.counts))
    yield from _part("TO DO", [*tasks, *counts] or ["Nothing on these facts."])
    if brief.why:
        yield from _part("WHY", _wrapped(brief.why, room))
    yield ""
    yield f"More: --full | --section {'|'.join(NAMES)}"


def _answer_lines(answers: Sequence[doc.Answer], room: int) -> list[str]:
    """Each answer with its reason, which is left out where there are more capacities than room."""
    reasons = min(room, 3) if len(answers) <= 3 else room - 4
    blocks: list[list[str]] = []
    for answer in answers:
        block = _wrapped(answer.sentence, max(2, min(room, 4)))
        if answer.reason and reasons > 0:
            block += _wrapped(answer.reason, reasons)
        blocks.append(block)
    return _limited(blocks, max(room, 3), "answer")


def _limited(blocks: Sequence[list[str]], most: int, part: str) -> list[str]:
    """The lines of the first blocks; of the others their number and where they are."""
    lines = list(chain.from_iterable(blocks[:most]))
    if len(blocks) > most:
        lines.append(f"and {len(blocks) - most} more (--section {part})")
    return lines


def _task(task: doc.Task) -> list[str]:
    """A line or two: when, what, and the paragraphs, of which the first few are named."""
    when = f"{task.when}: "
    under = _cited(task.paragraphs, WIDTH - MARGIN - len(when) - len(task.what) - 3)
    return _wrapped(f"{when}{task.what}{under}", 2)


def _cited(paragraphs: Sequence[str], room: int) -> str:
    """As many paragraphs as there is room for, in brackets, and how many more."""
    for count in range(len(paragraphs), 0, -1):
        more = f" and {len(paragraphs) - count} more" if count < len(paragraphs) else ""
        text = f"{'; '.join(paragraphs[:count])}{more}"
        if len(text) <= room or count == 1:  # what a reader is to look up is named however little room there is
            return f" ({text})"
    return ""


def _part(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines beside their label."""
    for line in lines:
        yield f"{label:<{MARGIN}}{line}"
        label = ""


def _wrapped(text: str, most: int, width: int = WIDTH - MARGIN) -> list[str]:
    """The text in at most so many lines; three dots stand for what is left out."""
    # the id of a party has hyphens, and is copied from here; textwrap makes no line of an empty text
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …", break_on_hyphens=False) or [""]
