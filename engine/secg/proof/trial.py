"""Trying other facts on a finished model: only what they can change is evaluated again.

A trial is quick and serves to look for changes; whatever is shown is then replayed on the engine itself. Numbers can be
followed through calculations into the comparisons where they decide something, which gives the values worth trying.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from secg.derive.neighbourhood import is_among, of_parties, tied_to
from secg.derive.outcomes import Model, sorted_rows
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts, Row
from secg.language.model import Constant, Value, literal_atoms
from secg.language.program import Program
from secg.language.unknowns import missing_predicate
from secg.language.vocabulary import Predicate, Vocabulary
from secg.messages import Span
from secg.proof.followed import Followed, Met, NotFollowed
from secg.proof.matching import conclusions
from secg.records import kept, record

SUPPOSED = Span("supposed", 0, 0)
"""The place of a fact that nobody states: it is supposed in a question."""


@record
class Change:
    """One fact changed: the rows that are no longer stated, those stated in their place, and what is stated of these.

    `fields` are the optional keys of the record that is added: each with its predicate.
    """

    predicate: str
    removed: tuple[Row, ...]
    added: tuple[Row, ...]
    fields: tuple[tuple[str, Row], ...] = ()


def apply(changes: Iterable[Change], facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts with changes made; what hangs on a record that is taken away goes with it.

    A value that takes the place of the one value stated at a time keeps what is stated of that, as the day from which
    it holds, but for what the change states anew.
    """
    rows = {predicate: dict(spans) for predicate, spans in facts.rows.items()}
    missing = dict(facts.missing)
    for change in changes:
        kept = kept_fields(change, rows, vocabulary)  # read before they are dropped with the record below
        spans = rows.setdefault(change.predicate, {})
        for row in change.removed:
            spans.pop(row, None)
        spans.update(dict.fromkeys(change.added, SUPPOSED))
        # with the new rows there, so that a record with another value of a key keeps what is stated of it
        for row in change.removed:
            _drop_fields(change.predicate, row, rows, vocabulary)
        for name, row in (*kept, *change.fields):
            rows.setdefault(name, {})[row] = SUPPOSED
        if change.predicate in missing:
            stated = {row[0] for row in spans}
            parties = {str(row[0]) for row in (*change.removed, *change.added)}
            lacking = (missing[change.predicate] - parties) | {party for party in parties if party not in stated}
            missing[change.predicate] = frozenset(lacking)
    return replace(facts, rows=rows, missing=missing)


def kept_fields(
    change: Change, rows: Mapping[str, Mapping[Row, Span]], vocabulary: Vocabulary
) -> list[tuple[str, Row]]:
    """What is stated of the one value that a change replaces, as it reads of the value in its place."""
    if not vocabulary.predicates[change.predicate].one_at_a_time or not change.removed or len(change.added) != 1:
        return []
    stated_anew = {name for name, _ in change.fields}
    kept: list[tuple[str, Row]] = []
    for replaced in change.removed:
        for declared, row in stated_of(replaced, change.predicate, rows, vocabulary):
            if declared.name not in stated_anew:
                values = list(row)
                for place, at in record_places(vocabulary, declared):
                    values[at] = change.added[0][place]
                kept.append((declared.name, tuple(values)))
    return kept


def stated_of(
    record: Row, owner: str, rows: Mapping[str, Mapping[Row, Span]], vocabulary: Vocabulary
) -> Iterator[tuple[Predicate, Row]]:
    """The optional keys that are stated of a record of `owner`, each as it is declared and as it reads."""
    for declared in vocabulary.fields.get(owner, ()):
        places = record_places(vocabulary, declared)
        for row in rows.get(declared.name, {}):
            if is_of_record(row, record, places):
                yield declared, row


def _drop_fields(predicate: str, row: Row, rows: dict[str, dict[Row, Span]], vocabulary: Vocabulary) -> None:
    """Drop what was stated of a record that is gone, unless another record is named by the same keys."""
    alone = vocabulary.predicates[predicate].one_at_a_time
    for declared, stated in list(stated_of(row, predicate, rows, vocabulary)):
        places = record_places(vocabulary, declared)
        if alone or not any(is_of_record(stated, other, places) for other in rows[predicate]):
            del rows[declared.name][stated]


def record_places(vocabulary: Vocabulary, declared: Predicate) -> tuple[tuple[int, int], ...]:
    """Where a field repeats the keys of its record: the places in the record's row, each with that in the field's."""
    owner = vocabulary.predicates[declared.field.partition(".")[0]]
    places = ((owner.position(argument.name), at) for at, argument in enumerate(declared.arguments))
    return tuple((place, at) for place, at in places if place is not None)


def is_of_record(row: Row, record: Row, places: Sequence[tuple[int, int]]) -> bool:
    """Whether a field's row is stated of this record, by the places of `record_places`."""
    return all(record[place] == row[at] for place, at in places)


def records_of(vocabulary: Vocabulary, facts: Facts, declared: Predicate, rows: Collection[Row]) -> list[Row]:
    """The records of which rows of a field are stated."""
    places = record_places(vocabulary, declared)
    stated = facts.rows.get(declared.field.partition(".")[0], {})
    return [owning for owning in stated if any(is_of_record(row, owning, places) for row in rows)]


def record_values(vocabulary: Vocabulary, facts: Facts, owner: Predicate, row: Row) -> dict[str, Value]:
    """What is stated of a record, by its keys; a key that states no value but itself is left out."""
    values: dict[str, Value] = {argument.name: value for argument, value in zip(owner.arguments, row, strict=True)}
    for declared, stated in stated_of(row, owner.name, facts.rows, vocabulary):
        own = declared.position(declared.key)
        if own is not None:
            values[declared.key] = stated[own]
    return values


@dataclass
class Trial:
    """The program, facts and model that changes are tried on.

    With a `party`, only the parties that facts tie to it, before a change or after, are looked at: the rules have to be
    connected for that. `looked_at` is how many rows the rules that were evaluated anew had before them, in all.
    """

    program: Program
    facts: Facts
    model: Model
    party: str | None = None
    looked_at: int = 0
    _near: dict[frozenset[str], Model] = field(default_factory=dict)
    _known: dict[frozenset[Change], Model] = field(default_factory=dict)

    def narrowed(self, predicates: Iterable[str]) -> Trial:
        """The same with only the rules on which these predicates rest: quicker, and nothing else is evaluated anew."""
        # a table of its own: what few rules left as it was is wrong for the others
        return replace(self, program=self.program.narrowed(predicates), looked_at=0, _known={})

    def affected(self, predicates: Iterable[str]) -> tuple[str, ...]:
        """The concluded predicates that may change with these facts, in order of evaluation."""
        names = frozenset(predicates)
        return self.program.resting_on(names | set(map(missing_predicate, names)))

    def changed_facts(self, changes: Iterable[Change]) -> Facts:
        """The facts with changes made."""
        return apply(changes, self.facts, self.program.vocabulary)

    def tried(self, changes: Sequence[Change]) -> Model:
        """The model with changes made; where nothing that a predicate uses came out differently, it stays as it is."""
        known = self._known.get(frozenset(changes))
        if known is not None:
            return known
        names = self._predicates(changes)
        before, facts = self._nearby(self.changed_facts(changes))
        moved = {*names, *map(missing_predicate, names)}
        model = before.revised(self._stated(facts, names))
        for name in self.affected(names):  # in order: a relation is complete before a rule looks at it
            if self.program.uses[name].isdisjoint(moved):
                continue
            self.looked_at += self._before(name, model)
            rows = sorted_rows(chain.from_iterable(conclusions(plan, model) for plan in self.program.plans(name)))
            # a number that is followed is not compared here: that would count as something decided by it
            if any(isinstance(value, Followed) for value in chain.from_iterable(rows)) or rows != before.rows(name):
                moved.add(name)
                model = model.revised({name: rows})
        return model

    def _before(self, name: str, model: Model) -> int:
        """How many rows the rules of a predicate have before them."""
        return sum(len(model.rows(used)) for used in self.program.uses[name])

    def replayed(self, changes: Sequence[Change]) -> Model:
        """The model with changes made, by the engine itself; what they can't change is taken over."""
        before, facts = self._nearby(self.changed_facts(changes))
        names = self._predicates(changes)
        affected = set(self.affected(names))
        # a row takes the engine some eight times as long as a trial
        self.looked_at += 8 * sum(self._before(name, before) for name in affected)
        relations = {**before.relations, **self._stated(facts, names)}
        kept = {name: dict.fromkeys(rows, SUPPOSED) for name, rows in relations.items() if name not in affected}
        # nothing is missing here, as what parties do not state is among the rows already
        again = derive(self.program.of(affected), replace(facts, rows=kept, missing={}))
        return Model({**relations, **again.relations})

    def _nearby(self, facts: Facts) -> tuple[Model, Facts]:
        """The model before a change and the facts after it, of the parties that may matter."""
        if self.party is None:
            return self.model, facts
        near = tied_to([self.party], self.facts) | tied_to([self.party], facts)
        if near not in self._near:
            relations: dict[str, tuple[Row, ...]] = {}
            for name, rows in self.model.relations.items():
                relations[name] = tuple(row for row in rows if is_among(row, near, facts))
            self._near[near] = Model(relations)
        return self._near[near], of_parties(near, facts)

    def _predicates(self, changes: Iterable[Change]) -> tuple[str, ...]:
        names = dict.fromkeys(change.predicate for change in changes)
        for name in list(names):
            names.update((predicate.name, None) for predicate in self.program.vocabulary.fields.get(name, ()))
        return tuple(names)

    def _stated(self, facts: Facts, names: Iterable[str]) -> Mapping[str, tuple[Row, ...]]:
        rows_by_name = {name: sorted_rows(facts.rows.get(name, ())) for name in names}
        for name in names:
            if name in facts.missing:
                rows_by_name[missing_predicate(name)] = sorted_rows((party,) for party in facts.missing[name])
        return rows_by_name

    def followed(self, predicate: str, row: Row, changes: Sequence[Change] = ()) -> tuple[Model, Met, bool]:
        """The model where a count is that of `row`, given other changes, and where comparisons with it turn.

        These are the comparisons that the count takes part in, and those with the numbers that rules name outright, as
        polynomials in the step away from the count. The last says whether these are all: no day is followed.
        """
        start = row[-1]
        assert isinstance(start, int)
        met: Met = {(start - number, 1): None for number in _numbers_named(self.program, predicate)}
        removed = tuple(
            removed_row for removed_row in self.facts.rows.get(predicate, {}) if removed_row[:-1] == row[:-1]
        )
        followed = Change(predicate, removed, ((*row[:-1], Followed.of((start, 1), met)),))
        plain = Change(predicate, removed, (row,))
        try:
            model = self.tried([*changes, followed])
        except NotFollowed:
            return self.tried([*changes, plain]), met, False
        names = self._predicates([followed])
        # in plain numbers, so that whoever reads the model has nothing more noted
        relations = {name: _plain(model.rows(name)) for name in (*names, *self.affected(names))}
        model = model.revised(relations)
        self._known[frozenset((*changes, plain))] = model  # tried again as a change
        return model, dict(met), True


@kept
def _numbers_named(program: Program, predicate: str) -> tuple[int, ...]:
    """The numbers that rules write in the last place of a predicate, where a fact has its count."""
    numbers: list[int] = []
    for rule in program.rules:
        for literal in rule.body:
            for atom, _ in literal_atoms(literal):
                last = atom.terms[-1] if atom.terms else None
                if atom.predicate == predicate and isinstance(last, Constant) and isinstance(last.value, int):
                    numbers.append(last.value)
    return tuple(numbers)


def _plain(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with what is followed in them as numbers again."""
    numbers: list[Row] = []
    for row in rows:
        numbers.append(tuple(int(value) if isinstance(value, Followed) else value for value in row))
    return tuple(numbers)
