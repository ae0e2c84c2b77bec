"""The independent oracle: the same rules and facts through clingo."""

from __future__ import annotations

from collections.abc import Sequence

import clingo

from secg.derive.outcomes import Model, base_relations, sorted_rows
from secg.facts.situation import Facts, Row
from secg.language.model import Rule
from secg.language.vocabulary import Vocabulary
from tests.oracle.arithmetic import Arithmetic
from tests.oracle.clingo_text import Translation, decode


class OracleFailure(Exception):
    """clingo could not ground the program: what it said, and the program."""


def derive_with_clingo(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> Model:
    """The model of checked rules over the facts of a day, as clingo finds it."""
    return Model(solve(rules, base_relations(facts)))


def solve(rules: Sequence[Rule], base: dict[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    """Every relation of the one answer set: stratified rules leave nothing to choose, so grounding finds all of it."""
    translation = Translation(rules, base)
    messages: list[str] = []
    control = clingo.Control(["--warn=none"], logger=lambda code, message: messages.append(message))
    control.add("base", [], translation.text)
    try:
        control.ground([("base", [])], context=Arithmetic())
    except RuntimeError as error:
        raise OracleFailure(f"{error}: {' '.join(messages)}\n{translation.text}") from error
    names = {clingo_name: predicate for predicate, clingo_name in translation.names.items()}
    rows: dict[str, list[Row]] = {rule.head.predicate: [] for rule in rules}
    for atom in control.symbolic_atoms:
        if not atom.is_fact:
            raise AssertionError(f"clingo left {atom.symbol} open: {messages}")
        predicate = names[atom.symbol.name]
        rows.setdefault(predicate, []).append(tuple(decode(argument.string) for argument in atom.symbol.arguments))
    return {**base, **{predicate: sorted_rows(found) for predicate, found in rows.items()}}
