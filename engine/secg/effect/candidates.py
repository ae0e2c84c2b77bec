"""What the file of a symbolic party may state: candidates, each under the condition that it is stated."""

from __future__ import annotations

from secg.effect.formulas import Quantity
from secg.effect.guards import Guard, Symbolic
from secg.language.model import Value
from secg.language.vocabulary import Predicate
from secg.records import record

SUBJECT = "the-party"
"""The party examined."""


@record
class Row:
    """The arguments of an atom and the guard under which it holds."""

    terms: tuple[Symbolic, ...]
    guard: Guard

    @property
    def values(self) -> tuple[Value, ...]:
        """The arguments of what is only ever said of known things: questions, answers and duties."""
        return tuple(_known(term) for term in self.terms)


@record
class Candidate:
    """Something that a party's file may state; `stated` is its condition, `owner` the record that has it as a key.

    `option` is whether the file says so: a symbol of its own, or True for what every file of the kind says.
    """

    predicate: Predicate
    terms: tuple[Symbolic, ...]
    option: Guard
    stated: Guard
    owner: Candidate | None = None

    @property
    def party(self) -> str:
        """Whose file states it."""
        return str(self.terms[0])


def _known(term: Symbolic) -> Value:
    assert not isinstance(term, Quantity), "a conclusion about an unknown number"
    return term
