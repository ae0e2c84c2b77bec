"""The report in short as text: at most 30 lines of 100 columns, with less of each part where there is much."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import chain

from secg.report.outline import NAMES
from secg.report.shown_document import Answer, Brief, Task

LINES, WIDTH, MARGIN = 30, 100, 8
ROOMS = (6, 4, 3, 2, 1)
"""How many lines, or entries, a part may take: the first of these with which everything fits."""


def brief_text(brief: Brief) -> str:
    """The short form, which ends by telling how to see more."""
    lines: list[str] = []
    for room in ROOMS:
        lines = list(_lines(brief, room))
        if len(lines) <= LINES:
            break
    return "\n".join(lines) + "\n"


def _lines(brief: Brief, room: int) -> Iterator[str]:
    yield from _headed(brief)
    yield ""
    yield from _part("ANSWER", _answers(brief.answers, room))
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


def _headed(brief: Brief) -> Iterator[str]:
    """The party and the day in one line where they fit, and the Code applied."""
    day = f"as at {brief.day}"
    name = _wrapped(brief.name, 1, WIDTH - len(day) - 2)[0]
    yield f"{name}{day:>{WIDTH - len(name)}}"
    yield from _wrapped(brief.code, 2, WIDTH)


def _answers(answers: Sequence[Answer], room: int) -> list[str]:
    """Each answer with its reason, which is left out where there are more capacities than room."""
    reasons = min(room, 3) if len(answers) <= 3 else room - 4
    blocks = []
    for answer in answers:
        reason = _wrapped(answer.reason, reasons) if answer.reason and reasons > 0 else []
        blocks.append([*_wrapped(answer.sentence, max(2, min(room, 4))), *reason])
    return _limited(blocks, max(room, 3), "answer")


def _limited(blocks: Sequence[list[str]], most: int, part: str) -> list[str]:
    """The lines of the first blocks; of the others their number and where they are."""
    lines = list(chain.from_iterable(blocks[:most]))
    more = len(blocks) - most
    return [*lines, f"and {more} more (--section {part})"] if more > 0 else lines


def _task(task: Task) -> list[str]:
    """A line or two: when, what, and the paragraphs, of which the first few are named."""
    when = f"{task.when}: "
    under = _cited(task.paragraphs, WIDTH - MARGIN - len(when) - len(task.what) - 3)
    return _wrapped(f"{when}{task.what}{under}", 2)


def _cited(paragraphs: Sequence[str], room: int) -> str:
    """As many paragraphs as there is room for, in brackets, and how many more."""
    for count in range(len(paragraphs), 0, -1):
        more = f" and {len(paragraphs) - count} more" if count < len(paragraphs) else ""
        text = f"{'; '.join(paragraphs[:count])}{more}"
        if len(text) <= room or count == 1:
            return f" ({text})"
    return ""


def _part(label: str, lines: Sequence[str]) -> Iterator[str]:
    """Lines beside their label."""
    for at, line in enumerate(lines):
        yield f"{label if at == 0 else '':<{MARGIN}}{line}"


def _wrapped(text: str, most: int, width: int = WIDTH - MARGIN) -> list[str]:
    """The text in at most so many lines; three dots stand for what is left out."""
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …", break_on_hyphens=False) or [""]
