"""Outcomes that the solver does not compare, made into duties that it does compare.

An effect compares the answers, the status of each duty, and to whom a duty is owed that is there before and after. By
when a duty is due, to whom it would be owed while it is unsettled, which assessment comes next and by when, where the
Code is silent about that, and the warnings, are outcomes too. For each a rule is added that concludes a duty of its
own, and where a day is meant, about a day that the party may state: two Codes that give some party different days then
give it different duties on one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.language.model import Constant, Rule
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Argument, Enumeration, Predicate, Vocabulary

WATCHED, PROBE = "watched", "probe_day"
NUMBER = ParagraphNumber("G99", "1")


class Watch:
    """The rules that watch the further outcomes of one set of policies."""

    def __init__(self, policies: Policies, every_rule: Iterable[Rule]) -> None:
        clauses = list(_clauses(policies.vocabulary, list(every_rule)))
        names = {name for name, _ in clauses}
        vocabulary = policies.vocabulary
        (obligation,) = vocabulary.of_kind(PredicateKind.OBLIGATION)
        duty = vocabulary.types[obligation.arguments[1].type]
        types = {**vocabulary.types, duty.name: _longer(duty, names)}
        user = Argument("user", "party")
        probe = Predicate(
            PROBE, PredicateKind.FACT, (user, Argument("day", "date")), "{user} names {day}", obligation.span
        )
        predicates = {
            **vocabulary.predicates,
            WATCHED: replace(obligation, name=WATCHED),
            PROBE: replace(probe, one_at_a_time=True),
        }
        text = "\n".join(f"{WATCHED}(User, {name}, {body}." for name, body in clauses)
        self._rules, faults = parse_rules(text, "watching", 1, Citation(NUMBER))
        assert not faults, faults
        self.policies = replace(policies, vocabulary=replace(vocabulary, types=types, predicates=predicates))

    def over(self, code: Code) -> Code:
        """The Code with the watching rules, in a paragraph behind its own."""
        *_, last = code.paragraphs.values()
        paragraph = replace(last.paragraph, number=NUMBER, rules=self._rules)
        return replace(code, paragraphs={**code.paragraphs, NUMBER: replace(last, number=NUMBER, paragraph=paragraph)})


def _longer(duty: Enumeration, names: Iterable[str]) -> Enumeration:
    return replace(duty, labels={**duty.labels, **{name: name.replace("_", " ") for name in sorted(names)}})


def _clauses(vocabulary: Vocabulary, rules: list[Rule]) -> Iterator[tuple[str, str]]:
    """The name of each watched outcome, and its clause from behind that name on."""
    duties = [predicate.name for predicate in vocabulary.duties]
    for due in vocabulary.of_kind(PredicateKind.DUE):
        for duty in _constants(rules, due.name, 1):
            for status in duties:
                body = f"{status}(User, {duty}, About), {due.name}(User, {duty}, About, Day), {PROBE}(User, Day)"
                yield f"{due.name}_{duty}", f"About) :- {body}"
    unsettled = [predicate.name for predicate in vocabulary.of_kind(PredicateKind.UNSETTLED)]
    for owed in vocabulary.of_kind(PredicateKind.OWED_TO):
        for duty in _constants(rules, owed.name, 1):
            to = _constants(rules, owed.name, 3, duty)
            for status in unsettled:
                body = f"{status}(User, {duty}, About), {owed.name}(User, {duty}, About"
                yield f"{owed.name}_{duty}", f"About) :- {body}, _)"
                for number, text in enumerate(to):
                    yield f"{owed.name}_{duty}_{number}", f'About) :- {body}, "{text}")'
    for kind in (PredicateKind.NEXT_ASSESSMENT, PredicateKind.WARNING):
        for predicate in vocabulary.of_kind(kind):
            for capacity in _labels(vocabulary, predicate, 1):
                for value in _labels(vocabulary, predicate, 2):
                    yield (
                        f"{predicate.name}_{capacity}_{value}",
                        f'"{predicate.name}") :- {predicate.name}(User, {capacity}, {value})',
                    )
    for predicate in vocabulary.of_kind(PredicateKind.NEXT_DUE):
        for capacity in _labels(vocabulary, predicate, 1):
            yield (
                f"{predicate.name}_{capacity}",
                f'"{predicate.name}") :- {predicate.name}(User, {capacity}, Day), {PROBE}(User, Day)',
            )
    answered = {predicate.question for predicate in vocabulary.of_kind(PredicateKind.ANSWER)}
    for silence in vocabulary.of_kind(PredicateKind.SILENCE):
        if silence.question not in answered:
            for name in (silence.name, silence.question):
                for capacity in _labels(vocabulary, silence, 1):
                    yield f"{name}_{capacity}", f'"{name}") :- {name}(User, {capacity})'


def _constants(rules: Iterable[Rule], head: str, position: int, duty: str = "") -> list[str]:
    """The constants that rules conclude in one place, in order; of one duty, where it is named."""
    found = {
        str(term.value): None
        for rule in rules
        if rule.head.predicate == head
        and (not duty or (isinstance(item := rule.head.terms[1], Constant) and item.value == duty))
        and isinstance(term := rule.head.terms[position], Constant)
    }
    return list(found)


def _labels(vocabulary: Vocabulary, predicate: Predicate, position: int) -> list[str]:
    return list(vocabulary.types[predicate.arguments[position].type].labels)
