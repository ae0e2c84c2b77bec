"""Plain English for atoms, conditions and values, from the vocabulary's own sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import assert_never

from secg.language import model as m
from secg.language.calculation import evaluate
from secg.language.operators import (
    CALCULATION_SIGNS,
    OPPOSITE,
    Calculation,
    Comparator,
    Function,
    by_comparator,
    needs_brackets,
)
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import Enumeration, Predicate, Vocabulary
from secg.records import record

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
_DOUBLED = re.compile(r"\bthe ((?:[A-Z][\w-]* )*)([A-Za-z]+) of (any|some|a certain|that) ([a-z]+)\b")
_NAMED_AS_ITS_KIND = re.compile(r"( [a-z]+ )(?:an? )?([A-Z][\w+-]*(?: [A-Z][\w+-]*)+), (an?) \2(?![\w+-]| [A-Z])")
_NOUN_FOLLOWS = re.compile(r" [A-Za-z]")
_TRAILING_DAY = re.compile(r",? (?:on|since|by) any day$")
_IDENTIFIER = re.compile(r"^[a-z0-9]+(?:[-_][a-z0-9]+)+$")
_RECORD = re.compile(r"^(?!(?:some|any)thing$)[a-z0-9]+(?:[-_][a-z0-9]+)*$")
"""The id of a record, unlike what the policies write and the words for what is not known."""
# `strftime` would name them in the language of the machine
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@record
class _Compared:
    """How a comparator is said between two numbers, days or years."""

    numbers: str
    days: str
    years: str


_COMPARED = by_comparator(
    equal=_Compared("is", "is", "is"),
    unequal=_Compared("is not", "is not", "is not"),
    less=_Compared("is less than", "is before", "comes before"),
    at_most=_Compared("is not more than", "is not after", "does not come after"),
    more=_Compared("is more than", "is after", "comes after"),
    at_least=_Compared("is at least", "is not before", "does not come before"),
)
WAYS: Mapping[int, str] = {1: "after", -1: "before"}
"""Where a moved day lies, by the sign of what it is moved by."""
_ARTICLES = re.compile(r"\b(the|its|an?) (?:any|some) (\w+)")
_QUOTED = re.compile(r", “((?:an?|any|the) [^”]*)”,|“((?:an?|any|the) [^”]*)”")
"""A text between quotation marks that is not known: nothing is quoted, and beside its own noun it says nothing."""
_TWICE = re.compile(r"\b(?:[Tt]he|an?) (\w+) ((?:the|an?|any) (?i:\1))\b")
_NAMED_KIND = re.compile(r"\bthe (\w+) (some|any|a certain|that) ((?:(?!the\b)\w+ ){0,2}\1)\b")
_AS_CAPACITY = re.compile(r"\bas ((?:any|some) capacity|the \w+ concerned)\b")
_CONCERNED = re.compile(r"\bthe (\w+) of (?=the \1 concerned\b)")
_UNKNOWN_START = re.compile(r", which [a-z]+ [a-z]+ (?:a certain|any) day$")
_SAID_AGAIN = re.compile(r", \w+ in ([^,]+), (in (?:an? )?\1)(?![\w-])", re.IGNORECASE)
"""A record without a name of its own, called by its kind and by what it is in: that is said once."""
_HAS = re.compile(r"\bthe (\w+) of ((?:the|another) \w+) is (not )?(some|any|a certain) ((?:\w+ )*\1)\b")
"""What a party has is said of the party, where it is not known: `the party has an assurance status`."""
_ITS_OWN_KIND = re.compile(r"\b(\w+), \1, ")
ITEM = "item"
"""The type whose values name the things that duties are about and that no fact names: `user_systems: User Systems`."""


def date_words(day: date) -> str:
    """`18 July 2018`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def text_words(text: str) -> str:
    """An identifier as words: `hub-at-10-acacia-avenue` becomes `hub at 10 acacia avenue`; other texts stay."""
    return text.replace("-", " ").replace("_", " ") if _IDENTIFIER.match(text) else text


def with_article(label: str) -> str:
    """`a Supplier Party`, `an Other User`, `a User Security Self-Assessment`; a label with its own article stays."""
    if label.startswith(("the ", "a ", "an ")):
        return label
    # the article goes by the sound, and `User` begins with that of `you`
    if label[0] in "AEIOUaeiou" and not label.startswith("User"):
        return f"an {label}"
    return f"a {label}"


class Wording:
    """Words for the values and atoms of one run: `names` are the parties' printed names."""

    def __init__(self, vocabulary: Vocabulary, names: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._names = names
        self._filled: dict[tuple[str, str, tuple[m.Value | None, ...]], str] = {}

    def outcome(self, value: m.Value, place: str) -> str:
        """A value of an outcome as it is printed; `place` is `group`, `value` or `duty`."""
        types = {"group": self._vocabulary.group_type, "value": self._vocabulary.value_type}
        return self.value(value, types.get(place, self._vocabulary.duty_type))

    def value(self, value: m.Value, type_name: str) -> str:
        """A value as its type is printed: 250,000, 18 July 2018, a label, a party's name."""
        if isinstance(value, date):
            return date_words(value)
        if isinstance(value, int):
            return str(value) if type_name == "year" else f"{value:,}"
        if type_name in self._vocabulary.types:
            return self._vocabulary.label(type_name, value)
        # a party before all else: its id may look like that of a record
        return self._names.get(value) or self._item(value, type_name)

    def _item(self, text: str, type_name: str) -> str:
        """The printed name of a text that the policies write themselves, as the type `item` gives it, or its words.

        The name that the facts give a record stands between quotation marks: `“rotate the signing keys”`.
        """
        named = self._vocabulary.labels(ITEM).get(text.replace("-", "_"))
        if named is None and type_name == "text" and _RECORD.match(text):
            return f"“{text_words(text)}”"
        return named or text_words(text)

    def atom(self, predicate: str, row: Sequence[m.Value | None]) -> str:
        """The sentence of an atom; None in the row reads as anything."""
        declared = self._vocabulary.predicates[predicate]
        return self._fill(declared.says, declared, row)

    def denial(self, predicate: str, row: Sequence[m.Value | None]) -> str:
        """The sentence of an atom's absence."""
        declared = self._vocabulary.predicates[predicate]
        if declared.denies_any and all(value is None for value in row[1:]):
            return self._fill(declared.denies_any, declared, row)
        if declared.denies:
            return self._fill(declared.denies, declared, row)
        return self.plain_denial(predicate, row)

    def plain_denial(self, predicate: str, row: Sequence[m.Value | None]) -> str:
        """The absence of an atom that has no sentence for it: of a fact, that nothing says so."""
        declared = self._vocabulary.predicates[predicate]
        return denied(self._fill(declared.says, declared, row), declared)

    def _fill(self, template: str, declared: Predicate, row: Sequence[m.Value | None]) -> str:
        # a report of hundreds of records says most of its sentences several times
        key = (declared.name, template, tuple(row))
        sentence = self._filled.get(key)
        if sentence is None:
            sentence = self._filled[key] = self._in_words(template, declared, row)
        return sentence

    def _in_words(self, template: str, declared: Predicate, row: Sequence[m.Value | None]) -> str:
        template = _reflexive(template, declared, row)
        values = dict(zip((argument.name for argument in declared.arguments), row, strict=True))
        types = {argument.name: argument.type for argument in declared.arguments}
        for name, value in values.items():
            if value is None and types[name] == "year":
                template = template.replace(f"year {{{name}}}", f"{{{name}}}")  # not "in year any year"

        def words(match: re.Match[str]) -> str:
            name = match.group(1)
            value = values[name]
            if value is None:
                return self._anything(types[name])
            if value == 0 and types[name] == "count" and _NOUN_FOLLOWS.match(template, match.end()):
                return "no"
            return self.value(value, types[name])

        # a sentence may put its place between quotation marks, and the name of a record brings its own
        return undoubled(_PLACEHOLDER.sub(words, template).replace("““", "“").replace("””", "”"))

    def _anything(self, type_name: str) -> str:
        enumeration = self._vocabulary.types.get(type_name)
        if enumeration is not None:
            return unknown_words(enumeration, "any")
        words = {"party": "any party", "date": "any day", "text": "anything", "count": "an unstated number of"}
        return words.get(type_name, f"any {text_words(type_name)}")

    def comparison(
        self, comparison: m.Comparison, values: Mapping[str, m.Value], types: Mapping[str, str], holds: bool = True
    ) -> str:
        """A condition with its numbers: `200,000 + 5 × 10,001 = 250,005, which is more than 250,000`.

        With `holds` false it is worded as it fails: `250,000 is not more than 250,000`.
        """
        operator = comparison.operator if holds else OPPOSITE[comparison.operator]
        left = self.side(comparison.left, values, types, comparison.right)
        right = self.side(comparison.right, values, types, comparison.left)
        kinds = {expression_type(side, types) for side in (comparison.left, comparison.right)}
        if "year" in kinds:
            return f"year {left} {_COMPARED[operator].years} year {right}"
        if operator is Comparator.EQUAL and isinstance(comparison.right, m.Arithmetic):
            return right  # which ends with the value that stands on the left
        if operator is Comparator.EQUAL and isinstance(comparison.right, m.DateShift):
            return f"{left} is {self._calculation(comparison.right, values, types)}"
        words = _COMPARED[operator].days if "date" in kinds else _COMPARED[operator].numbers
        if isinstance(comparison.left, m.Variable | m.Constant):
            return f"{left} {words} {right}"
        return f"{left}, which {words} {right}"

    def side(
        self, expression: m.Expression, values: Mapping[str, m.Value], types: Mapping[str, str], other: m.Expression
    ) -> str:
        """One side of a comparison with the `other`: its value, led by the calculation where it is one."""
        value = evaluate(expression, values)
        kind = expression_type(expression, types)
        if kind == "symbol":  # a symbol says nothing of its type; what it is compared with does
            kind = expression_type(other, types)
        shown = "no value" if value is None else self.value(value, kind)
        if isinstance(expression, m.Variable | m.Constant):
            return shown
        return f"{self._calculation(expression, values, types)} = {shown}"

    def _calculation(self, expression: m.Expression, values: Mapping[str, m.Value], types: Mapping[str, str]) -> str:
        match expression:
            case m.Arithmetic():
                return calculation_words(expression, lambda side: self._calculation(side, values, types))
            case m.DateShift():
                base, amount = (self._calculation(side, values, types) for side in (expression.base, expression.amount))
                if isinstance(expression.amount, m.Arithmetic):
                    amount = f"({amount})"
                unit = expression.unit.removesuffix("s") if amount == "1" else expression.unit
                return f"{amount} {unit} {WAYS[expression.sign]} {base}"
            case m.Variable() | m.Constant():
                value = evaluate(expression, values)
                return "an unknown value" if value is None else self.value(value, expression_type(expression, types))
            case _:
                assert_never(expression)

    def aggregate(self, aggregate: m.Aggregate, value: m.Value, contributions: int, kind: str) -> str:
        """`added up, these 3 numbers come to 412,000`; the contributions are expected to follow."""
        shown = self.value(value, kind)
        what, first, last = ("day", "earliest", "latest") if kind == "date" else ("number", "least", "greatest")
        match aggregate.function:
            case Function.COUNT if value == 0:
                return "there are none"
            case Function.COUNT if value == 1:
                return "one is counted"
            case Function.COUNT:
                return f"{shown} are counted"
            case Function.SUM if aggregate.stated:
                return _stated_sum(shown, contributions)
            case Function.SUM:
                return _sum(shown, contributions)
            case Function.MIN | Function.MAX if contributions == 1:
                return f"the only {what} to choose from is {shown}"
            case Function.MIN:
                return f"the {first} of these {contributions} {what}s is {shown}"
            case Function.MAX:
                return f"the {last} of these {contributions} {what}s is {shown}"
            case _:
                assert_never(aggregate.function)


def calculation_words(expression: m.Arithmetic, words: Callable[[m.Expression], str]) -> str:
    """A calculation with its sign between its sides, these in brackets where it would be another calculation."""
    sides: list[str] = []
    for side in (expression.left, expression.right):
        text = words(side)
        if isinstance(side, m.Arithmetic) and needs_brackets(
            expression.operator, side.operator, side is expression.right
        ):
            text = f"({text})"
        sides.append(text)
    # the words of a sum end with a comma: a clause, which a sign would not join
    if expression.operator is Calculation.PLUS and sides[1].endswith(","):
        return f"{sides[0]}, together with {sides[1]}"
    return f"{sides[0]} {CALCULATION_SIGNS[expression.operator]} {sides[1]}"


def _sum(shown: str, contributions: int) -> str:
    if contributions == 0:
        return f"there is nothing to add up, so the sum is {shown}"
    if contributions == 1:
        return f"the only number to add up is {shown}"
    return f"added up, these {contributions} numbers come to {shown}"


def _stated_sum(shown: str, contributions: int) -> str:
    if contributions == 0:
        return f"no number that could be added up is stated, so the sum is at least {shown}"
    if contributions == 1:
        return f"the only number that is stated is {shown}; others could only add to it"
    return f"added up, the {contributions} numbers that are stated come to {shown}; others could only add to it"


def denied(sentence: str, declared: Predicate) -> str:
    """The denial of an atom's sentence: `nothing says that …` of a fact; what is so on no day needs no day."""
    start = "nothing says" if declared.kind == PredicateKind.FACT else "it is not the case"
    return f"{start} that {_TRAILING_DAY.sub('', sentence)}"


def _reflexive(template: str, declared: Predicate, row: Sequence[m.Value | None]) -> str:
    """`{provider} provides … to {user}` as `{provider} provides … to itself` where the two are one party."""
    first, subject = declared.arguments[0], row[0]
    if first.type != "party" or not isinstance(subject, str) or not template.startswith(f"{{{first.name}}} "):
        return template
    if subject.startswith(("another ", "the ")) and subject != "the party":  # words that may stand for two parties
        return template
    for argument, value in zip(declared.arguments[1:], row[1:], strict=True):
        if argument.type == "party" and value == subject:
            template = template.replace(f" to {{{argument.name}}}", " to itself")
    return template


def unknown_words(enumeration: Enumeration, determiner: str) -> str:
    """Words for any value of a type: `any assessment`, where all of its labels end so, or `the whole or a part`."""
    labels = list(enumeration.labels.values())
    if len(labels) <= 2:  # two are told as quickly as a word for both
        return " or ".join(labels)
    last = {re.split(r"[\s-]", label)[-1] for label in labels}
    if len(last) == 1:
        return f"{determiner} {last.pop().lower()}"
    return f"{determiner} {text_words(enumeration.name)}"


def undoubled(sentence: str) -> str:
    """`the User Role of any role` as `any User Role`, `a any assessment` as `any assessment`.

    >>> undoubled("the any assessment that it completed is not stated to be of one capacity")
    'the assessment that it completed is not stated to be of one capacity'
    >>> undoubled("its next assessment is that of year 2 or year 2 of the cycle")
    'its next assessment is that of year 2 of the cycle'
    """

    def once(match: re.Match[str]) -> str:
        adjectives, noun, determiner, type_name = match.groups()
        if noun.lower() != type_name:
            return match[0]
        article = "a" if determiner == "some" else determiner
        return f"{article} {adjectives}{noun}"

    sentence = _NAMED_AS_ITS_KIND.sub(r"\1\3 \2", sentence)
    sentence = re.sub(r"\b(year \w+) or \1\b", r"\1", sentence)
    sentence = re.sub(r"\b([Tt]he) any\b", r"\1", _DOUBLED.sub(once, sentence))
    return re.sub(r"\ban? any\b", "any", sentence)


def _one_article(match: re.Match[str]) -> str:
    return with_article(match[2]) if match[1] in ("a", "an") else f"{match[1]} {match[2]}"


def _had(match: re.Match[str]) -> str:
    _, holder, negated, determiner, kind = match.groups()
    if negated:
        return f"{holder} has no {kind}"
    if determiner == "some":
        return f"{holder} has {with_article(kind)}"
    return f"{holder} has {determiner} {kind}"


def tidied(sentence: str) -> str:
    """`year any year` as `any year`, `as any capacity` as `in any capacity`."""
    whole = re.sub(r"\byear ((?:any|some|a certain|that) year)\b", r"\1", sentence)
    whole = re.sub(r"\b(?:the|its|an?) ((?:a certain|that) \w)", r"\1", whole)
    whole = _ARTICLES.sub(_one_article, undoubled(whole))
    whole = re.sub(r"\banother any (\w+)", r"another, of whatever \1", whole)
    whole = _AS_CAPACITY.sub(r"in \1", whole).replace("as other than ", "otherwise than as ")
    whole = _CONCERNED.sub("", whole).replace("another the ", "another of the ")
    whole = _NAMED_KIND.sub(r"\2 \3", whole)
    whole = _UNKNOWN_START.sub("", whole)
    whole = _QUOTED.sub(lambda match: match[2] or "", whole)
    whole = _TWICE.sub(r"\2", whole)
    if "{" not in whole:  # what is still to be filled in is not turned round
        whole = _HAS.sub(_had, whole)
    whole = _ITS_OWN_KIND.sub(r"\1 ", _SAID_AGAIN.sub(r" \2", whole))
    return re.sub("(some number) of$", r"\1", whole.rstrip(","))


def variable_types(rule: m.Rule, vocabulary: Vocabulary) -> dict[str, str]:
    """The type of each variable of a rule that an atom gives one."""
    types: dict[str, str] = {}
    for atom in (rule.head, *m.atoms_of(rule.body)):
        # a guard is not declared, and has no arguments to go by
        for term, argument in zip(atom.terms, vocabulary.arguments_of(atom.predicate), strict=False):
            if isinstance(term, m.Variable):
                types.setdefault(term.name, argument.type)
    return types


def expression_type(expression: m.Expression, types: Mapping[str, str]) -> str:
    """The type of an expression's value, for printing it."""
    match expression:
        case m.Variable():
            return types.get(expression.name, "integer")
        case m.Constant():
            return expression.form
        case m.DateShift():
            return "date"
        case m.Arithmetic():
            return "integer"
        case _:
            assert_never(expression)
