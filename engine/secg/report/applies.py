"""The table of `secg applies`: duties, each with the kinds of party that it binds alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from secg.effect.applies import Binding, Cell
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


def applies_report(title: str, as_at: str, cells: Iterable[Sequence[Cell]], vocabulary: Vocabulary) -> dict[str, Json]:
    """What is shown of the cells, a row of cells for each duty: those that say the same stand together."""
    duties: list[Json] = []
    bounds: dict[str, None] = {}
    proved = True
    for row in cells:
        own = list(dict.fromkeys(cell.bound for cell in row if cell.bound is not None))
        decided = all(cell.binding is not Binding.UNKNOWN for cell in row)
        bounds.update(dict.fromkeys(own))
        proved = proved and decided and not own
        groups: dict[tuple[object, ...], list[Cell]] = {}
        for cell in row:
            groups.setdefault(_alike(cell), []).append(cell)
        shown: list[Json] = [_group(group) for group in sorted(groups.values(), key=_rank)]
        duty = row[0].duty
        label = vocabulary.label(vocabulary.duty_type, duty)
        duties.append({"duty": duty, "label": label, "groups": shown, "examined": own, "proved": decided and not own})
    return {"title": title, "as_at": as_at, "duties": duties, "examined": list(bounds), "proved": proved}


def _rank(group: Sequence[Cell]) -> int:
    return list(WORDS).index(group[0].binding)


def _alike(cell: Cell) -> tuple[object, ...]:
    alternatives = cell.condition.alternatives if cell.condition is not None else ()
    return (cell.binding, cell.open, alternatives, cell.paragraphs)


def _group(cells: Sequence[Cell]) -> dict[str, Json]:
    """The kinds of party that a duty binds alike, with the condition, the paragraphs and the smallest party of each."""
    first = cells[0]
    witnesses: list[Json] = []
    for cell in cells:
        if cell.witness is not None:
            files: list[Json] = [party_file.text for party_file in cell.witness.files]
            witnesses.append({"kind": cell.kind.name, "as_at": cell.witness.as_at.isoformat(), "files": files})
    condition = first.condition
    return {
        "binding": first.binding.value,
        "words": WORDS[first.binding],
        "kinds": [cell.kind.name for cell in cells],
        "open_for_some": first.open and first.binding is not Binding.OPEN,
        "when": list(condition.alternatives) if condition is not None else [],
        "complete": condition is None or condition.complete,
        "paragraphs": [short_labels(str(citation)) for citation in first.paragraphs],
        "witnesses": witnesses,
    }
