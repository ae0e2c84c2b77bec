"""Facts of which a party may state several records: whether more than one of them can matter to one outcome.

Where every rule that looks at a record names it in its conclusion, each outcome rests on one record alone, and the
others can be taken away without changing it: one record of each kind decides. Where a rule asks for some record or
other, counts records or compares them, two of each kind are examined, and what is said is said of so many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secg.effect.records import is_key
from secg.language.model import Atom, Constant, Rule, Variable, literal_atoms
from secg.language.vocabulary import Predicate, Vocabulary


def told_apart(rules: Sequence[Rule], vocabulary: Vocabulary) -> frozenset[str]:
    """The facts of which several records of a party may matter to one outcome."""
    asked = {atom.predicate for rule in rules for atom in _atoms(rule)}
    return frozenset(
        declared.name
        for declared in vocabulary.of_kind("fact")
        if declared.name in asked
        and not declared.field
        and identity_of(declared, vocabulary)
        and not _always_named(declared, rules, vocabulary)
    )


def identity_of(declared: Predicate, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The places that tell records of a fact apart: its own name, or else its texts, numbers and days."""
    if declared.one_at_a_time:
        return ()
    places = range(1, declared.arity)
    keys = tuple(place for place in places if is_key(declared, place))
    plain = (place for place in places if declared.arguments[place].type in ("text", "date", "count", "integer"))
    return keys or tuple(plain)


def _always_named(declared: Predicate, rules: Sequence[Rule], vocabulary: Vocabulary) -> bool:
    """Whether each conclusion that rests on a record of a fact names the record."""
    places: dict[str, set[int]] = {declared.name: set(identity_of(declared, vocabulary))}
    owned = {declared.arguments[place].name for place in places[declared.name]}
    for field in vocabulary.of_kind("fact"):
        if field.field.partition(".")[0] == declared.name:
            places[field.name] = {place for place, argument in enumerate(field.arguments) if argument.name in owned}
    waiting = True
    while waiting:
        waiting = False
        for rule in rules:
            named: set[str] = set()
            for atom in _atoms(rule):
                for place in places.get(atom.predicate, ()):
                    term = atom.terms[place]
                    if isinstance(term, Variable):
                        named.add(term.name)
                    elif not (isinstance(term, Constant) and isinstance(term.value, str)):
                        return False
            heads = {term.name: place for place, term in enumerate(rule.head.terms) if isinstance(term, Variable)}
            if not named <= heads.keys():
                return False
            known = places.setdefault(rule.head.predicate, set()) if named else set()
            more = {heads[name] for name in named} - known
            known |= more
            waiting = waiting or bool(more)
    return True


def _atoms(rule: Rule) -> Iterator[Atom]:
    for literal in rule.body:
        for atom, _ in literal_atoms(literal):
            yield atom
