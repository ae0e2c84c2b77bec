"""What a reader must know of an effect beside its changes."""

from __future__ import annotations

from secg.code.consolidation import Code
from secg.effect.slicing import Touched, bearing_rules
from secg.language.model import Rule, literal_atoms
from secg.language.vocabulary import Vocabulary


def notes_on(before: Code, after: Code, touched: Touched, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The notes on an effect."""
    notes: list[str] = []
    needed = [_facts(bearing_rules(code.rules, _names(touched, vocabulary)), vocabulary) for code in (before, after)]
    asked = ((needed[1] - needed[0], "needed that was not before"), (needed[0] - needed[1], "needed no more"))
    for facts, words in asked:
        for fact in sorted(facts):
            sentence = vocabulary.predicates[fact].says.replace("{user}", "a party").replace("{count}", "so many")
            notes.append(f"From the change on, a fact is {words}: that {sentence}.")
    return tuple(notes)


def _names(touched: Touched, vocabulary: Vocabulary) -> list[str]:
    names = [name for name, _ in touched.answers]
    if touched.duties:
        names.extend(
            predicate.name for kind in ("obligation", "excuse", "discharge") for predicate in vocabulary.of_kind(kind)
        )
    return names


def _facts(rules: tuple[Rule, ...], vocabulary: Vocabulary) -> set[str]:
    """The facts without which an outcome stays open."""
    used = {atom.predicate for rule in rules for literal in rule.body for atom, _ in literal_atoms(literal)}
    return {
        predicate.name
        for predicate in vocabulary.of_kind("fact")
        if predicate.name in used and predicate.absent == "unknown"
    }


def listed_words(words: list[str]) -> str:
    """`one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
