"""What a reader must know of how parties were examined: stated with every effect and proof, never left out."""

from __future__ import annotations

from engine.code.consolidation import Code
from engine.effect.slicing import Touched, bearing_rules
from engine.effect.space import Space
from engine.effect.terms import LONGEST_SHIFT
from engine.language.model import Rule, literal_atoms
from engine.language.sentences import date_words
from engine.language.vocabulary import Vocabulary

_NOT_COMPARED = {
    "due": "by when a duty is to be done",
    "next_assessment": "which assessment comes next",
    "next_due": "by when the next assessment is to be scheduled",
    "warning": "which warnings are given",
}


def notes_on(space: Space, before: Code, after: Code, touched: Touched, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The notes on an effect."""
    notes = list(space_notes(space))
    open_kinds = [words for kind, words in _NOT_COMPARED.items() if kind in touched.kinds]
    if open_kinds:
        notes.append(
            f"The rules also change {_listed(open_kinds)}: the redline shows it, and this comparison of outcomes does "
            "not."
        )
    needed = [_facts(bearing_rules(code.rules, _names(touched, vocabulary)), vocabulary) for code in (before, after)]
    for fact in sorted(needed[1] - needed[0]):
        sentence = vocabulary.predicates[fact].says
        words = sentence.replace("{user}", "a party").replace("{count}", "so many")
        notes.append(f"From the change on, a fact is needed that was not before: that {words}.")
    return tuple(notes)


def space_notes(space: Space) -> tuple[str, ...]:
    """How the parties of a space are limited."""
    quantities = space.quantities
    notes = ["Parties are examined with every number that the rules need stated, each from 0 to 100,000,000."]
    if space.neighbours:
        notes.append(
            "Sharing is examined with one provider and one other User of it or of the party, whose numbers and User "
            "Roles are free."
        )
    several = [one for one in space.inventory.candidates if one.predicate.arity > 2 and one.owner is None]
    if several:
        second = " and, where the rules look at its day, a second, later one" if space.second_records else ""
        notes.append(f"Of records that a party may have several of, one of each kind is examined{second}.")
    if quantities.months_tried:
        days = f"{date_words(quantities.days[0])} to {date_words(quantities.days[-1])}"
        notes.append(
            f"Days that the rules move by months are tried on the {len(quantities.days)} days on which the rules "
            f"turn, from {days}; where the number of months or days is itself stated, it is tried from 0 to "
            f"{LONGEST_SHIFT}."
        )
    if quantities.days_left_out:
        notes.append("More days matter to the rules than were tried; those nearest to the day asked about were taken.")
    return tuple(notes)


def _names(touched: Touched, vocabulary: Vocabulary) -> list[str]:
    names = [name for name, _ in touched.answers]
    if touched.duties:
        names.extend(one.name for kind in ("obligation", "excuse", "discharge") for one in vocabulary.of_kind(kind))
    return names


def _facts(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> set[str]:
    """The facts without which an outcome stays open."""
    used = {atom.predicate for rule in rules for literal in rule.body for atom, _ in literal_atoms(literal)}
    return {one.name for one in vocabulary.of_kind("fact") if one.name in used and one.absent == "unknown"}


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
