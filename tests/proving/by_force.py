"""Needlessly open questions by force: values tried for every number that is not stated, on the default engine.

It shares nothing with the solver: parties may have any number of neighbours, and values come from what rules compare.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from secg.derive.outcomes import answers_of
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Facts, Row
from secg.language.model import Rule
from secg.language.predicate_kinds import PredicateKind
from secg.language.program import Program
from secg.language.vocabulary import Vocabulary
from secg.messages import Span
from tests.mutants.random_parties import edges

LARGEST = 2_000_000_000
OPEN = "open"
Blank = tuple[str, str]
"""A fact that a party does not state: the fact and the party."""


def needless_by_force(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary, source: random.Random) -> list[str]:
    """The questions that are open while numbers are missing and have one same answer under each completion tried."""
    answers = _answers(rules, facts, vocabulary)
    left = {question: "" for question, answer in answers.items() if answer == OPEN}
    blanks = [(fact, party) for fact, parties in facts.missing.items() for party in sorted(parties)]
    for values in _completions(blanks, rules, facts, source) if left else ():
        completed = _answers(rules, _with(facts, values), vocabulary)
        for question, before in list(left.items()):
            answer = completed[question]
            if answer == OPEN or answer.startswith("conflict") or before not in ("", answer):
                del left[question]
            else:
                left[question] = answer
        if not left:
            break
    return [f"{question}: {answer} whatever is not stated" for question, answer in left.items() if answer]


def _answers(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> dict[Row, str]:
    """What is answered to each question of every party: a value, kinds of silence, a conflict, or that it is open."""
    found: dict[Row, str] = {}
    model = derive(Program(tuple(rules), vocabulary), facts)
    for outcome in answers_of(model, vocabulary):
        silences = [
            each.name for each in vocabulary.of_kind(PredicateKind.SILENCE) if model.holds(each.name, outcome.question)
        ]
        given = [*map(str, outcome.values), *([" and ".join(silences)] if silences else [])]
        found[outcome.question] = f"conflict of {given}" if len(given) > 1 else given[0] if given else OPEN
    return found


def _completions(
    blanks: Sequence[Blank], rules: Sequence[Rule], facts: Facts, source: random.Random
) -> Iterator[Mapping[Blank, int]]:
    """Values for all that is missing: the same for each, then each alone, then at random; the farthest apart first."""
    stated = [row[-1] for fact in facts.missing for row in facts.rows.get(fact, {})]
    known = [value for value in stated if isinstance(value, int)]
    numbers = edges(rules)[0]
    near = {number - other + step for number in numbers for other in (*known, sum(known)) for step in (-1, 0, 1)}
    values = sorted({*numbers, *(number for number in near if number >= 0)})
    for value in chain((0, LARGEST), values):
        yield dict.fromkeys(blanks, value)
    for blank in blanks:
        for value in (LARGEST, *values):
            yield {**dict.fromkeys(blanks, 0), blank: value}
    for _ in range(20):
        yield {blank: source.choice(values) for blank in blanks}


def _with(facts: Facts, values: Mapping[Blank, int]) -> Facts:
    rows = {name: dict(own) for name, own in facts.rows.items()}
    for (fact, party), value in values.items():
        rows.setdefault(fact, {})[(party, value)] = Span("", 0, 0)
    return replace(facts, rows=rows, missing={fact: frozenset() for fact in facts.missing})
