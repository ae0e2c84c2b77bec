"""What `why-not` says is missing, once it is stated, gives the conclusion: each way told of its nearest attempt.

The ways are read off the document that is printed. Where it leaves a value open, some value has to do, one in all the
conditions of the way together. A way that says what it does not tell (`then also needed`, `and 2 more`) is passed over.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, product

import pytest

from secg.documents.answer_document import AttemptEntry
from secg.documents.document import Shortfall
from secg.documents.explanation import Explanation
from secg.facts.situation import Row
from secg.language.model import Value
from secg.language.vocabulary import Predicate
from secg.proof.trial import Change, Trial, is_of_record, record_places
from secg.proof.what_if import is_possible
from secg.proof.why_not import FIXED, Goal, WhyNot
from secg.report.answers import why_not_report
from secg.report.shortfalls import ShortfallWriter
from tests.proof.random_parties import PARTY, over_many, random_explanation
from tests.proof.test_printed_answers import asked_of, conclusion_of

SEEDS = range(10)
MANY = range(81_000, 83_800)
QUESTIONS = 3
"""How many conclusions are asked about of each party."""
WAYS, TRIES = 12, 400
"""At most so many ways of an attempt, and choices of what a way leaves open, are tried."""

Way = tuple[Shortfall, ...]
Changes = tuple[Change, ...]


def ways_of(nodes: Iterable[Shortfall]) -> list[Way]:
    """Each way in which all the nodes could hold, as what has to be stated; none where something is not told."""
    ways: list[Way] = [()]
    for node in nodes:
        ways = [(*way, *more) for way in ways for more in _ways_of_one(node)]
    return ways


def _ways_of_one(node: Shortfall) -> list[Way]:
    match node["kind"]:
        case "false" | "missing" | "compared" | "excluded":
            return [(node,)]
        case "one_of":
            return list(chain.from_iterable(map(_ways_of_one, node["because"])))
        case "derived" | "all_of" if node["because"]:
            return ways_of(node["because"])
        case _:
            return []


class Mender:
    """States what ways say is missing, on top of the facts of one explanation."""

    def __init__(self, given: Explanation) -> None:
        self._given = given
        self._facts = given.facts
        self._vocabulary = given.vocabulary
        self._parties = [str(row[0]) for row in given.facts.rows["party"]]
        self._told: dict[str, list[tuple[str, Row]]] = {}
        for declared in given.vocabulary.facts:
            for row in given.facts.rows.get(declared.name, {}):
                self._told.setdefault(given.wording.atom(declared.name, row), []).append((declared.name, row))

    def mended(self, way: Way, goal: Goal, chance: random.Random) -> Changes | None:
        """Changes that state what a way says, and after which the goal is concluded."""
        trial = Trial(self._given.program, self._facts, self._given.model).narrowed([goal.predicate])
        choices = [list(self._mends(node)) for node in way]
        if not all(choices):
            return None
        for changes in _some(choices, chance):
            if not is_possible(changes, self._facts, self._vocabulary):
                continue
            if next(WhyNot(trial.program, trial.tried(changes)).concluded(goal), None) is not None:
                return changes
        return None

    def is_overtaken(self, ways: Sequence[Way], attempt: AttemptEntry, goal: Goal) -> bool:
        """Whether what then stands in the way is there, and did not stand in it before: no fact is lacking any more."""
        trial = Trial(self._given.program, self._facts, self._given.model)
        for way in ways:
            for changes in _some([list(self._mends(node)) for node in way], random.Random(0), 20):
                if is_possible(changes, self._facts, self._vocabulary):
                    after = replace(self._given, facts=trial.changed_facts(changes), model=trial.tried(changes))
                    for again in ShortfallWriter(after).attempts(goal):
                        if again["rule"] == attempt["rule"] and any(map(_is_there, ways_of(again["shortfalls"]))):
                            return True
        return False

    def can_mend(self, way: Way) -> bool:
        """Whether a way tells what to state: of a conclusion in the way only the stated facts behind it are told."""
        concluded = any(node["kind"] == "excluded" and "because" in node for node in way)
        return not concluded and all(next(self._mends(node), None) is not None for node in way)

    def _mends(self, node: Shortfall) -> Iterator[Changes]:
        """The changes that may make one condition hold."""
        match node["kind"]:
            case "false" | "missing":
                yield from ((change,) for change in self._stating(node))
            case "compared":
                behind = list(self._behind(node))
                for predicate, row in behind:
                    yield from ((change,) for change in self._moving(predicate, row, node))
                yield from self._moving_days(behind, node["reads"][2])
                if len(behind) > 1 and node.get("difference", 0) < 0:  # one number alone may not come down far enough
                    yield tuple(Change(predicate, (row,), ((*row[:-1], 0),)) for predicate, row in behind if row[-1])
            case _:
                for predicate, row in self._behind(node):
                    yield (Change(predicate, (row,), ()),)

    def _behind(self, node: Shortfall) -> Iterator[tuple[str, Row]]:
        """The stated facts that a node names."""
        below = node.get("because")
        if below is not None:
            for stated in below:
                yield from self._told.get(stated["sentence"], ())
        else:
            yield from self._told.get(node["sentence"].partition(";")[0], ())

    def _moving(self, predicate: str, row: Row, node: Shortfall) -> Iterator[Change]:
        """A number or a day of a fact, moved by what a comparison needs."""
        by, limit = node.get("difference", 0), node["reads"][2]
        for at, value in enumerate(row):
            moved: list[Value] = []
            if isinstance(value, int):
                steps = (by, by // 5, -(-by // 5), by - 1, by + 1)
                moved = [value + step for step in steps if step and value + step >= 0]
            elif isinstance(value, date) and isinstance(limit, str):
                days = (date.fromisoformat(limit) + timedelta(days=step) for step in (0, -1, 1))
                moved = [day for day in (*days, *self._days()) if day != value]
            for other in dict.fromkeys(moved):
                yield Change(predicate, (row,), ((*row[:at], other, *row[at + 1 :]),))

    def _moving_days(self, behind: Sequence[tuple[str, Row]], limit: object) -> Iterator[Changes]:
        """Every day behind a comparison moved at once, in each fact of the party: a record has its own with its key."""
        days = {value for _, row in behind for value in row if isinstance(value, date)}
        if not days or not isinstance(limit, str):
            return
        for step in (0, -1, 1):
            new = date.fromisoformat(limit) + timedelta(days=step)
            yield tuple(
                Change(predicate, (row,), (tuple(new if value in days else value for value in row),))
                for predicate, rows in self._facts.rows.items()
                for row in rows
                if row[0] == PARTY and days.intersection(row)
            )

    def _days(self) -> list[date]:
        stated: dict[date, None] = {self._facts.day: None}
        for row in chain.from_iterable(self._facts.rows.values()):
            stated.update((value, None) for value in row if isinstance(value, date))
        days = (day + timedelta(days=step) for day in stated for step in (0, -1, 1))
        return list(dict.fromkeys(day for day in days if day <= self._facts.day))

    def _stating(self, node: Shortfall) -> Iterator[Change]:
        """The facts that a node lacks, with every value for what it leaves open."""
        declared = self._vocabulary.predicates[node["fact"]]
        owner = self._vocabulary.owner_of(declared)
        for wanted in self._wanted(node, declared):
            if owner is declared:
                for row in self._filled(declared, wanted):
                    yield Change(declared.name, self._instead(declared, row), (row,))
                continue
            places = record_places(self._vocabulary, declared)
            asked: list[Value | None] = [None] * owner.arity
            for place, at in places:
                asked[place] = wanted[at]
            records = [
                record
                for record in self._facts.rows.get(owner.name, {})
                if all(value in (None, own) for own, value in zip(record, asked, strict=True))
            ]
            for record in records or self._filled(owner, asked):
                known = {at: record[place] for place, at in places}
                for row in self._filled(declared, [known.get(at, value) for at, value in enumerate(wanted)]):
                    if records:
                        rows = self._facts.rows.get(declared.name, {})
                        now = tuple(other for other in rows if is_of_record(other, record, places))
                        yield Change(declared.name, now, (row,))
                    else:
                        yield Change(owner.name, self._instead(owner, record), (record,), ((declared.name, row),))

    def _wanted(self, node: Shortfall, declared: Predicate) -> Iterator[Sequence[Value | None]]:
        """The places of a fact that is lacking, as its atom or, of what is missing, its sentence says."""
        if "atom" in node:
            texts = node["atom"].removeprefix("not ").partition("(")[2].removesuffix(")").split(", ")
            wanted = [_value(text, argument.type) for text, argument in zip(texts, declared.arguments, strict=True)]
            if wanted[1:2] != wanted[:1]:  # a party tied to itself is told where any other is meant
                yield wanted
            return
        rest = [None] * (declared.arity - 1)
        for party in self._parties:
            if node["sentence"].endswith(self._given.wording.atom(declared.name, (party, *rest))):
                yield [party, *rest]

    def _filled(self, declared: Predicate, wanted: Sequence[Value | None]) -> Iterator[Row]:
        choices: list[list[Value]] = []
        for argument, value in zip(declared.arguments, wanted, strict=True):
            choices.append([value] if value is not None else self._open(argument.type))
        yield from product(*choices)

    def _open(self, type_name: str) -> list[Value]:
        if type_name in self._vocabulary.types:
            return list(self._vocabulary.types[type_name].labels)
        if type_name == "party":
            return [*self._parties]
        if type_name == "date":
            return [*self._days()]
        if type_name == "text":
            return ["brand-new", "first-item", "second-item", "user_systems", "user-systems"]
        return [0, 1, 50_000, 50_001, 250_000, 250_001]

    def _instead(self, declared: Predicate, row: Row) -> tuple[Row, ...]:
        own = [other for other in self._facts.rows.get(declared.name, {}) if other[0] == row[0]]
        if declared.one_at_a_time:
            return tuple(own)
        named = declared.arity > 2 and declared.arguments[1].type in ("text", "party")
        return tuple(other for other in own if named and other[1] == row[1])


def _is_there(way: Way) -> bool:
    return all(node["kind"] == "excluded" for node in way)


def _value(text: str, type_name: str) -> Value | None:
    if text == "_":
        return None
    if type_name == "date":
        return date.fromisoformat(text)
    return int(text) if type_name in ("count", "integer") else text


def _some(choices: Sequence[Sequence[Changes]], chance: random.Random, most: int = TRIES) -> Iterator[Changes]:
    """Every choice of what to change for each condition, in any order; some of them where there are many."""
    number = 1
    for each in choices:
        number *= len(each)
    for picked in chance.sample(range(number), min(number, most)):
        changes: list[Change] = []
        for each in choices:
            picked, at = divmod(picked, len(each))
            changes.extend(each[at])
        yield tuple(dict.fromkeys(changes))


def check_mended(seed: int) -> int:
    """The nearest attempts at some conclusions of a random party; how many of them were mended as they say."""
    given, chance = random_explanation(seed, newly_tied=True), random.Random(seed)
    return sum(_mended(given, asked_of(given, chance), chance, f"seed {seed}") for _ in range(QUESTIONS))


def _mended(given: Explanation, text: str, chance: random.Random, where: str) -> int:
    document = why_not_report(given, PARTY, text)
    if document["holds"]:
        return 0
    mender, mended = Mender(given), 0
    for entry, goal in zip(document["goals"], conclusion_of(given, text).goals, strict=True):
        nearest = entry["attempts"][0]["lacking"] if entry["attempts"] else FIXED
        for attempt in entry["attempts"]:
            ways = [way for way in ways_of(attempt["shortfalls"]) if mender.can_mend(way)]
            if attempt["lacking"] != nearest or nearest >= FIXED or not ways:
                continue
            models = [mender.mended(way, goal, chance) for way in ways[:WAYS]]
            if any(models):
                mended += 1
                continue
            told = "; ".join(node["sentence"] for node in ways[0])
            assert mender.is_overtaken(ways[:WAYS], attempt, goal), f"{where}: {text} by {attempt['paragraph']}: {told}"
    return mended


def test_what_is_said_to_be_missing_gives_the_conclusion_once_it_is_stated() -> None:
    assert sum(map(check_mended, SEEDS)) > 3


def one_value_for_each_condition(patch: pytest.MonkeyPatch) -> None:
    """Conditions that share a variable need not have one value for it."""
    patch.setattr("secg.proof.nearest._Search._shared", lambda *given: None)


def one_condition_alone(patch: pytest.MonkeyPatch) -> None:
    """Of the conditions that fail the first alone is told."""
    plain = ShortfallWriter._shortfalls
    patch.setattr(ShortfallWriter, "_shortfalls", lambda writer, attempt: plain(writer, attempt)[:1])


@pytest.mark.parametrize("planted", [one_value_for_each_condition, one_condition_alone])
def test_what_is_told_wrongly_is_found(
    planted: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch)
    with pytest.raises(AssertionError, match="seed"):
        sum(map(check_mended, SEEDS))


@pytest.mark.fuzz
def test_what_is_said_to_be_missing_of_many_parties_gives_the_conclusion_once_it_is_stated() -> None:
    assert over_many(check_mended, MANY) > 2_000
