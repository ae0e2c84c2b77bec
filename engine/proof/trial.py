"""Trying other facts on a finished model: only what they can change is evaluated again.

A trial is quick and serves to look for changes; whatever is shown is then replayed on the engine itself. Numbers can be
followed through calculations into the comparisons where they decide something, which gives the values worth trying.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.derive.model import Model, sorted_rows
from engine.derive.neighbourhood import is_among, of_parties, tied_to
from engine.derive.pydatalog_engine import derive
from engine.facts.situation import Facts, Row
from engine.language.binding import evaluation_order
from engine.language.lexer import INTEGER_LIMIT
from engine.language.model import Atom, Constant, Literal, Rule, literal_atoms
from engine.language.program_checks import strata
from engine.language.unknowns import missing_predicate
from engine.language.vocabulary import Vocabulary
from engine.messages import Span
from engine.proof.followed import Followed, Met, crossings
from engine.proof.matching import pattern, solve
from engine.records import record

SUPPOSED = Span("supposed", 0, 0)
"""The place of a fact that nobody states: it is supposed in a question."""
ONWARD = 12
"""From at most so many values of a count it is looked on for others; rules compare a count with a handful."""


@record
class Change:
    """One fact changed: the rows that are no longer stated, and those stated in their place."""

    predicate: str
    removed: tuple[Row, ...]
    added: tuple[Row, ...]

    @property
    def touches(self) -> tuple[object, ...]:
        """What it is that changes: two changes that touch the same can't be made together."""
        rows = self.removed or self.added
        return (self.predicate, rows[0][:2] if len(rows[0]) > 2 else rows[0][:1] if self.removed else rows[0])


def apply(changes: Iterable[Change], facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts with changes made; what hangs on a record that is taken away goes with it."""
    rows = {predicate: dict(found) for predicate, found in facts.rows.items()}
    missing = dict(facts.missing)
    for change in changes:
        found = rows.setdefault(change.predicate, {})
        for row in change.removed:
            found.pop(row, None)
            if not change.added:
                _drop_fields(change.predicate, row, rows, vocabulary)
        found.update(dict.fromkeys(change.added, SUPPOSED))
        if change.predicate in missing:
            stated = {row[0] for row in found}
            parties = {str(row[0]) for row in (*change.removed, *change.added)}
            lacking = (missing[change.predicate] - parties) | {one for one in parties if one not in stated}
            missing[change.predicate] = frozenset(lacking)
    return replace(facts, rows=rows, missing=missing)


def _drop_fields(predicate: str, row: Row, rows: dict[str, dict[Row, Span]], vocabulary: Vocabulary) -> None:
    names = [one.name for one in vocabulary.predicates[predicate].arguments]
    known = dict(zip(names, row, strict=True))
    for one in vocabulary.fields.get(predicate, ()):
        shared = [(at, known[argument.name]) for at, argument in enumerate(one.arguments) if argument.name in known]
        found = rows.get(one.name, {})
        for other in [other for other in found if all(other[at] == value for at, value in shared)]:
            del found[other]


@dataclass
class Trial:
    """The rules (guards included), facts and model that changes are tried on.

    With a `party`, only the parties that facts tie to it, before a change or after, are looked at: the rules have to be
    connected for that.
    """

    rules: Sequence[Rule]
    facts: Facts
    model: Model
    vocabulary: Vocabulary
    party: str | None = None
    _by_head: dict[str, list[tuple[Rule, tuple[Literal, ...]]]] = field(default_factory=dict)
    _order: list[str] = field(default_factory=list)
    _uses: dict[str, set[str]] = field(default_factory=dict)
    _affected: dict[frozenset[str], list[str]] = field(default_factory=dict)
    _near: dict[frozenset[str], Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rule in self.rules:
            ordered, _ = evaluation_order(rule.body, rule)
            self._by_head.setdefault(rule.head.predicate, []).append((rule, ordered))
            used = (atom.predicate for literal in rule.body for atom, _ in literal_atoms(literal))
            self._uses.setdefault(rule.head.predicate, set()).update(used)
        self._order = [name for layer in strata(self.rules) for name in layer]

    def narrowed(self, predicates: Iterable[str]) -> Trial:
        """The same with only the rules on which these predicates rest: quicker, and nothing else is evaluated anew."""
        wanted = set(predicates)
        for name in reversed(self._order):  # what a predicate uses comes before it
            if name in wanted:
                wanted |= self._uses[name]
        rules = [rule for rule in self.rules if rule.head.predicate in wanted]
        return Trial(rules, self.facts, self.model, self.vocabulary, self.party)

    def affected(self, predicates: Iterable[str]) -> list[str]:
        """The concluded predicates that may change with these facts, in order of evaluation."""
        changed = frozenset(predicates) | set(map(missing_predicate, predicates))
        if changed not in self._affected:
            reached = set(changed)
            found = []
            for name in self._order:
                if self._uses[name] & reached:
                    reached.add(name)
                    found.append(name)
            self._affected[changed] = found
        return self._affected[changed]

    def changed_facts(self, changes: Iterable[Change]) -> Facts:
        """The facts with changes made."""
        return apply(changes, self.facts, self.vocabulary)

    def tried(self, changes: Sequence[Change]) -> Model:
        """The model with changes made; where nothing that a predicate uses came out differently, it stays as it is."""
        names = self._predicates(changes)
        before, facts = self._nearby(self.changed_facts(changes))
        moved = {*names, *map(missing_predicate, names)}
        model = before.revised(self._stated(facts, names))
        for name in self.affected(names):  # in order: a relation is complete before a rule looks at it
            if self._uses[name].isdisjoint(moved):
                continue
            rows = sorted_rows(
                tuple(one for one in pattern(rule.head, values) if one is not None)
                for rule, ordered in self._by_head[name]
                for values in solve(ordered, {}, model, rule)
            )
            # a number that is followed is not compared here: that would count as something decided by it
            if any(isinstance(one, Followed) for row in rows for one in row) or rows != before.rows(name):
                moved.add(name)
                model = model.revised({name: rows})
        return model

    def replayed(self, changes: Sequence[Change]) -> Model:
        """The model with changes made, by the engine itself; what they can't change is taken over."""
        before, facts = self._nearby(self.changed_facts(changes))
        names = self._predicates(changes)
        affected = set(self.affected(names))
        relations = {**before.relations, **self._stated(facts, names)}
        rules = [rule for rule in self.rules if rule.head.predicate in affected]
        kept = {name: dict.fromkeys(rows, SUPPOSED) for name, rows in relations.items() if name not in affected}
        again = derive(rules, replace(facts, rows=kept, missing={}), self.vocabulary)
        return Model({**relations, **again.relations})

    def _nearby(self, facts: Facts) -> tuple[Model, Facts]:
        """The model before a change and the facts after it, of the parties that may matter."""
        if self.party is None:
            return self.model, facts
        near = tied_to([self.party], self.facts) | tied_to([self.party], facts)
        if near not in self._near:
            rows = self.model.relations.items()
            relations = {name: tuple(row for row in found if is_among(row, near, facts)) for name, found in rows}
            self._near[near] = Model(relations)
        return self._near[near], of_parties(near, facts)

    def _predicates(self, changes: Iterable[Change]) -> tuple[str, ...]:
        names = dict.fromkeys(change.predicate for change in changes)
        for name in list(names):
            names.update((one.name, None) for one in self.vocabulary.fields.get(name, ()))
        return tuple(names)

    def _stated(self, facts: Facts, names: Iterable[str]) -> Mapping[str, tuple[Row, ...]]:
        found = {name: sorted_rows(facts.rows.get(name, ())) for name in names}
        for name in names:
            if name in facts.missing:
                found[missing_predicate(name)] = sorted_rows((party,) for party in facts.missing[name])
        return found

    def values_worth_trying(self, predicate: str, row: Row, changes: Sequence[Change] = ()) -> list[int]:
        """The values of a count near which something is decided, given other changes; sorted."""
        return self.followed(predicate, row, changes)[1]

    def followed(self, predicate: str, row: Row, changes: Sequence[Change] = ()) -> tuple[Model, list[int]]:
        """The model where a count is that of `row`, given other changes, and the values near which something turns.

        They come from the comparisons that the count takes part in, and from the numbers that rules name outright.
        """
        met: Met = {}
        start = row[-1]
        assert isinstance(start, int)
        removed = tuple(one for one in self.facts.rows.get(predicate, {}) if one[:-1] == row[:-1])
        followed = Change(predicate, removed, ((*row[:-1], Followed.of((start, 1), met)),))
        model = self.tried([*changes, followed])
        found = set(self._named(predicate))
        for terms in met:
            for crossing in crossings(terms, -start, INTEGER_LIMIT - start):
                found.update(range(start + crossing - 1, start + crossing + 3))
        return model, sorted(one for one in found if 0 <= one <= INTEGER_LIMIT and one != start)

    def values_decided(self, predicate: str, row: Row, changes: Sequence[Change] = ()) -> list[int]:
        """The values worth trying of a count, and those worth trying from there, the nearest first; sorted.

        A comparison that comes after one that fails now is met only from a value where that one holds.
        """
        start = row[-1]
        assert isinstance(start, int)
        found, followed = set(self.values_worth_trying(predicate, row, changes)), {start}
        for _ in range(ONWARD):
            apart = (one for one in found if all(abs(one - other) > 1 for other in followed))
            value = min(apart, key=lambda one: abs(one - start), default=None)
            if value is None:
                break
            followed.add(value)
            found.update(self.values_worth_trying(predicate, (*row[:-1], value), changes))
        return sorted(found - {start})

    def _named(self, predicate: str) -> Iterable[int]:
        """The numbers that rules write in the place of the count, with those beside them."""
        for rule in self.rules:
            for literal in rule.body:
                for atom, _ in literal_atoms(literal):
                    yield from _constants(atom, predicate)


def _constants(atom: Atom, predicate: str) -> Iterable[int]:
    last = atom.terms[-1] if atom.terms else None
    if atom.predicate == predicate and isinstance(last, Constant) and isinstance(last.value, int):
        yield from (last.value - 1, last.value, last.value + 1)
