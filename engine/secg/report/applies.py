"""The table of `secg applies`: duties, each with the kinds of party that it binds alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from secg.effect.applies import Binding, Cell
from secg.effect.conditions import Condition
from secg.language.vocabulary import Vocabulary
from secg.portable.model import Json
from secg.report.naming import short_labels

WORDS: Mapping[Binding, str] = {
    Binding.ALWAYS: "always binds",
    Binding.WHEN: "binds",
    Binding.OPEN: "may bind",
    Binding.NEVER: "never binds",
    Binding.NO_PARTY: "no party can be",
    Binding.UNKNOWN: "not decided within the bounds of the search for",
}


_ALWAYS = Condition((), complete=True)


def applies_report(title: str, as_at: str, cells: Iterable[Sequence[Cell]], vocabulary: Vocabulary) -> dict[str, Json]:
    """What is shown of the cells, a row of cells for each duty: those that say the same stand together."""
    duties: list[Json] = []
    bounds: dict[str, None] = {}
    proved = True
    for row in cells:
        own = list(dict.fromkeys(cell.bound for cell in row if cell.bound is not None))
        bounds.update(dict.fromkeys(own))
        # nothing is proved of a duty of which a part is not decided, or was examined for some parties only
        settled = not own and all(cell.binding is not Binding.UNKNOWN for cell in row)
        proved = proved and settled
        groups: dict[tuple[object, ...], list[Cell]] = {}
        for cell in row:
            groups.setdefault(_alike(cell), []).append(cell)
        shown: list[Json] = [_group(group) for group in sorted(groups.values(), key=_rank)]
        duty = row[0].duty
        label = vocabulary.label(vocabulary.duty_type, duty)
        duties.append({"duty": duty, "label": label, "groups": shown, "examined": own, "proved": settled})
    return {"title": title, "as_at": as_at, "duties": duties, "examined": list(bounds), "proved": proved}


def _rank(group: Sequence[Cell]) -> int:
    return list(WORDS).index(group[0].binding)


def _alike(cell: Cell) -> tuple[object, ...]:
    return (cell.binding, cell.open, (cell.condition or _ALWAYS).alternatives, cell.paragraphs)


def _group(cells: Sequence[Cell]) -> dict[str, Json]:
    """The kinds of party that a duty binds alike, with the condition, the paragraphs and the smallest party of each."""
    first = cells[0]
    witnesses: list[Json] = []
    for cell in cells:
        if cell.witness is not None:
            files: list[Json] = [party_file.text for party_file in cell.witness.files]
            witnesses.append({"kind": cell.kind.name, "as_at": cell.witness.as_at.isoformat(), "files": files})
    condition = first.condition or _ALWAYS
    return {
        "binding": first.binding.value,
        "words": WORDS[first.binding],
        "kinds": [cell.kind.name for cell in cells],
        # where it may bind, that is said already
        "open_for_some": first.open and first.binding is not Binding.OPEN,
        "when": list(condition.alternatives),
        "complete": condition.complete,
        "paragraphs": [short_labels(str(citation)) for citation in first.paragraphs],
        "witnesses": witnesses,
    }
