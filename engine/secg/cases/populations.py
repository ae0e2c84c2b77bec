"""The parties of many situations as one population: those of each regression case apart from all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from secg.cases.case import Case
from secg.facts.loading import Situations
from secg.facts.situation import Situation, Statement
from secg.language.vocabulary import Vocabulary


def population_of(situations: Situations | None, cases: Iterable[Case], vocabulary: Vocabulary) -> Situations:
    """The parties of a folder under their own names, beside the parties of cases, which get names that no file has."""
    parties = dict(situations.parties) if situations is not None else {}
    known = {id(situations)}
    for case in cases:
        own = [situation for situation in case.situations.parties.values() if situation.basis == case.sentence]
        if own and id(case.situations) not in known:
            known.add(id(case.situations))
            moved = (_moved(situation, len(known), vocabulary) for situation in own)
            parties.update({situation.party: situation for situation in moved})
    return Situations(parties, situations.folder if situations is not None else "", "")


def _moved(situation: Situation, number: int, vocabulary: Vocabulary) -> Situation:
    """A party of a case under a name of its own, with the parties of the case that its facts name."""

    def named(party: object) -> str:
        return f"{party} of case {number}"

    def of(statement: Statement) -> Statement:
        arguments = vocabulary.predicates[statement.predicate].arguments
        pairs = zip(statement.row, arguments, strict=True)
        return replace(statement, row=tuple(named(value) if kind.type == "party" else value for value, kind in pairs))

    name = f"{situation.name} of the case “{situation.basis}”"
    statements = tuple(map(of, situation.statements))
    return replace(situation, party=named(situation.party), name=name, statements=statements)
