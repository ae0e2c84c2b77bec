"""Random rules over the vocabulary of a Code: what somebody might write anew, and not an edit of what stands there."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from secg.code.consolidation import Code
from secg.language.model import Rule, Value
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.parser import parse_rules
from secg.language.predicate_kinds import TREATMENT, PredicateKind, is_outcome
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import NUMBERS, Argument, Predicate, Vocabulary

NUMBER = ParagraphNumber("G99", "1")
COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")
TEXTS = (
    *("draft", "final", "user_systems", "of its own", "p1", "the party"),
    *("incident", "incident-2", "something", "provider", "other-user", "the-party"),
)
"""Names that files may have, and those that the comparison itself gives to records, texts and parties."""
OUTCOMES = tuple(kind for kind in PredicateKind if is_outcome(TREATMENT[kind].role))
_LETTERS = {"party": "P", "text": "T", "date": "D", **dict.fromkeys(NUMBERS, "N")}


class RuleDrawer:
    """Draws the text of rules from the words of a vocabulary and from what the rules of a Code compare with."""

    def __init__(self, vocabulary: Vocabulary, constants: Sequence[Value], source: random.Random) -> None:
        self._vocabulary = vocabulary
        self._source = source
        self._texts = [f'"{text}"' for text in TEXTS]
        self._days = [day.isoformat() for day in constants if isinstance(day, date)] + ["2018-02-28", "2019-06-01"]
        self._numbers = [str(number) for number in constants if isinstance(number, int)] + ["0", "1", "2", "3"]
        asked = (PredicateKind.FACT, PredicateKind.FACT, PredicateKind.DERIVED, PredicateKind.GIVEN)
        self._asked = {kind: vocabulary.of_kind(kind) for kind in asked}
        self._variables: dict[str, list[str]] = {}

    def rule(self) -> str:
        """One rule: half of the time a duty, mostly one that no other rule gives, or else any outcome of a report."""
        source = self._source
        self._variables = {"party": ["User"]}
        parts = (self._more, self._more, self._compared, self._denied, self._counted, self._named)
        body = [self._named() if source.random() < 0.2 else self._atom(self._predicate(), "User")]
        for _ in range(source.choice((0, 1, 1, 2, 2, 3))):
            body.append(source.choice(parts)())
        return f"{self._head()} :- {', '.join(body)}."

    def _head(self) -> str:
        source = self._source
        kind = PredicateKind.OBLIGATION if source.random() < 0.5 else source.choice(OUTCOMES)
        predicate = source.choice(self._vocabulary.of_kind(kind))
        return f"{predicate.name}({', '.join(['User', *map(self._said, predicate.arguments[1:])])})"

    def _said(self, argument: Argument) -> str:
        """A term of a conclusion: what the body knows of this type, or a constant."""
        constant = '"a trial"' if argument.type == "text" else self._constant(argument.type)
        known: list[str] = self._variables.get(argument.type, [])
        return self._source.choice([*known, constant])

    def _named(self) -> str:
        """Two records of one fact that have names, and their days compared."""
        source = self._source
        dated = [
            fact
            for fact in self._asked[PredicateKind.FACT]
            if {"text", "date"} <= {argument.type for argument in fact.arguments}
        ]
        fact, party = source.choice(dated), source.choice(self._variables["party"])
        atoms: list[str] = []
        days: list[str] = []
        for text in source.sample(self._texts, 2):
            terms = [party]
            for argument in fact.arguments[1:]:
                term = text if argument.type == "text" else "_"
                if argument.type == "date":
                    term = self._new("date")
                    days.append(term)
                terms.append(term)
            atoms.append(f"{fact.name}({', '.join(terms)})")
        return f"{', '.join(atoms)}, {days[0]} {source.choice(COMPARATORS)} {days[-1]}"

    def _predicate(self) -> Predicate:
        return self._source.choice(self._asked[self._source.choice(list(self._asked))])

    def _more(self) -> str:
        known = self._variables["party"]
        return self._atom(self._predicate(), self._source.choice(known) if self._source.random() < 0.8 else "")

    def _atom(self, predicate: Predicate, party: str, *, only_known: bool = False) -> str:
        terms = [self._term(argument, only_known=only_known) for argument in predicate.arguments]
        if party and predicate.arguments[0].type == "party":
            terms[0] = party
        return f"{predicate.name}({', '.join(terms)})"

    def _term(self, argument: Argument, *, only_known: bool) -> str:
        source, known = self._source, self._variables.get(argument.type, [])
        draw = source.random()
        if draw < 0.35 and known:
            return source.choice(known)
        if draw < 0.65 and not only_known:
            return self._new(argument.type)
        if draw < 0.85 and argument.type != "party":
            return self._constant(argument.type)
        return "_"

    def _new(self, kind: str) -> str:
        known = self._variables.setdefault(kind, [])
        letter = _LETTERS.get(kind, kind.title().replace("_", ""))
        known.append(f"{letter}{len(known) + 1}")
        return known[-1]

    def _constant(self, kind: str) -> str:
        if kind in self._vocabulary.types:
            return self._source.choice(list(self._vocabulary.types[kind].labels))
        choices: Mapping[str, Sequence[str]] = {"text": self._texts, "party": self._texts, "date": self._days}
        return self._source.choice(choices.get(kind, self._numbers))

    def _compared(self) -> str:
        source = self._source
        kind = source.choice(list(self._variables))
        left = source.choice(self._variables[kind])
        right = source.choice([name for name in self._variables[kind] if name != left] or [self._constant(kind)])
        if source.random() < 0.4:
            right = self._constant(kind)
        if kind == "date" and source.random() < 0.4:
            right = f"{right} {source.choice('+-')} {source.choice((1, 6, 12, 30))} {source.choice(('months', 'days'))}"
        elif kind in NUMBERS and source.random() < 0.3:
            right = f"{source.choice((2, 5))} * {right}"
        signs = COMPARATORS if kind == "date" or kind in NUMBERS else COMPARATORS[:2]
        return f"{left} {source.choice(signs)} {right}"

    def _denied(self) -> str:
        return f"not {self._atom(self._predicate(), self._source.choice(self._variables['party']), only_known=True)}"

    def _counted(self) -> str:
        source = self._source
        outside = {kind: list(names) for kind, names in self._variables.items()}
        inside = [self._atom(self._predicate(), source.choice(self._variables["party"]))]
        if source.random() < 0.4:
            inside.append(self._more())
        days = self._variables.get("date", [])[len(outside.get("date", ())) :]
        self._variables = outside
        if days and source.random() < 0.4:
            return f"{self._new('date')} = {source.choice(('min', 'max'))} {days[0]} : {{ {', '.join(inside)} }}"
        name = self._new("integer")
        least = f"{name} {source.choice(('>', '>=', '=', '<'))} {source.choice((0, 1, 2, 3))}"
        return f"{name} = count : {{ {', '.join(inside)} }}, {least}"


def with_new_rule(
    code: Code, vocabulary: Vocabulary, constants: Sequence[Value], source: random.Random
) -> tuple[Code, Rule]:
    """The Code with one random rule more, in a paragraph of its own; the rule passes every check."""
    drawer = RuleDrawer(vocabulary, constants, source)
    while True:
        text = drawer.rule()
        rules, faults = parse_rules(text, "", 1, Citation(NUMBER))
        if faults:
            continue
        rule = rules[0]
        if check_rule(rule, vocabulary):
            continue
        *_, last = code.paragraphs.values()
        paragraph = replace(last.paragraph, number=NUMBER, rules=tuple(rules))
        after = replace(code, paragraphs={**code.paragraphs, NUMBER: replace(last, paragraph=paragraph)})
        if not check_program(after.rules, vocabulary):
            return after, rule
