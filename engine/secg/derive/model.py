"""The finished model: every atom that the rules and facts give, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from secg.facts.situation import Facts, Row
from secg.language.model import Value
from secg.language.unknowns import missing_predicate

Relations = Mapping[str, tuple[Row, ...]]
"""Per predicate its rows, sorted."""


def row_key(row: Row) -> tuple[tuple[int, Value], ...]:
    """A sorting key for rows of mixed types: numbers, then days, then texts."""
    return tuple((0 if isinstance(value, int) else 1 if isinstance(value, date) else 2, value) for value in row)


def sorted_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The distinct rows in their fixed order."""
    return tuple(sorted(set(rows), key=row_key))


def base_relations(facts: Facts) -> dict[str, tuple[Row, ...]]:
    """The stated and given rows, with `missing <fact>` for each fact whose absence means nothing."""
    relations = {predicate: sorted_rows(rows) for predicate, rows in facts.rows.items()}
    for fact, parties in facts.missing.items():
        relations[missing_predicate(fact)] = sorted_rows((party,) for party in parties)
    return relations


@dataclass
class Model:
    """The relations of a model, with an index for looking rows up by one argument."""

    relations: Relations
    _index: dict[tuple[str, int], dict[Value, list[Row]]] = field(default_factory=dict, repr=False)
    _sets: dict[str, frozenset[Row]] = field(default_factory=dict, repr=False)

    def rows(self, predicate: str) -> tuple[Row, ...]:
        """All rows of a predicate, in order."""
        return self.relations.get(predicate, ())

    def holds(self, predicate: str, row: Row) -> bool:
        """Whether the atom is in the model."""
        if predicate not in self._sets:
            self._sets[predicate] = frozenset(self.rows(predicate))
        return row in self._sets[predicate]

    def rows_with(self, predicate: str, position: int, value: Value) -> list[Row]:
        """The rows whose argument at `position` is `value`, in order."""
        key = (predicate, position)
        if key not in self._index:
            index: dict[Value, list[Row]] = {}
            for row in self.rows(predicate):
                index.setdefault(row[position], []).append(row)
            self._index[key] = index
        return self._index[key].get(value, [])

    def revised(self, relations: Relations) -> Model:
        """The model with these relations in place of its own; what was looked up in the others stays indexed."""
        kept = {key: index for key, index in self._index.items() if key[0] not in relations}
        return Model({**self.relations, **relations}, kept)
