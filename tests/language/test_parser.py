"""What the words of a rule are read as, and where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.language.calculation import evaluate
from secg.language.lexer import INTEGER_LIMIT
from secg.language.model import (
    Aggregate,
    Anything,
    Atom,
    Comparison,
    Constant,
    DateShift,
    Expression,
    Negation,
    Rule,
    Variable,
)
from tests.policy_tree import codes_of, one_rule, places_of, read_rules, unmarked


def argument(text: str) -> Constant:
    """The constant that an argument is read as."""
    atom = one_rule(f"large(User) :- premises(User, {text}).").body[0]
    assert isinstance(atom, Atom) and isinstance(atom.terms[1], Constant)
    return atom.terms[1]


def calculation(text: str) -> Expression:
    """What stands behind `N =`."""
    comparison = one_rule(f"total(User, N) :- party(User), N = {text}.").body[1]
    assert isinstance(comparison, Comparison)
    return comparison.right


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("250_000", 250_000, "integer"),
        ("0", 0, "integer"),
        ("-3", -3, "integer"),
        ("2_000_000_000", INTEGER_LIMIT, "integer"),
        ("2018-07-18", date(2018, 7, 18), "date"),
        ("\"hub at No. 10, 'Acacia' £ // avenue\"", "hub at No. 10, 'Acacia' £ // avenue", "text"),
        ('""', "", "text"),
        ("gas_supplier", "gas_supplier", "symbol"),
    ],
)
def test_each_form_of_value_is_read_as_what_it_is(text: str, value: object, form: str) -> None:
    constant = argument(text)
    assert (constant.value, constant.form, type(constant.value)) == (value, form, type(value))


def test_a_rule_has_a_conclusion_and_conditions_each_with_its_place() -> None:
    rule = one_rule(
        """large(User) :-
    premises(User, Count),   // how many
    not shares(User, _),
    Count > 250_000.
"""
    )
    assert rule.head.predicate == "large"
    atom, negation, comparison = rule.body
    assert isinstance(atom, Atom) and isinstance(negation, Negation) and isinstance(comparison, Comparison)
    assert isinstance(negation.atom.terms[1], Anything)
    places = [
        (literal.span.line, literal.span.column) for literal in (rule.head, atom, negation, negation.atom, comparison)
    ]
    assert places == [(1, 1), (2, 5), (3, 5), (3, 9), (4, 5)]
    assert [(term.span.line, term.span.column) for term in atom.terms] == [(2, 14), (2, 20)]
    assert str(rule.citation) == "G1.1"


def test_a_rule_may_have_no_conditions() -> None:
    assert one_rule('named("somebody", "words").').body == ()


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_each_comparison_is_read(operator: str) -> None:
    comparison = one_rule(f"large(User) :- premises(User, N), N{operator}5.").body[1]
    assert isinstance(comparison, Comparison) and comparison.operator == operator


@pytest.mark.parametrize("function", ["sum", "min", "max"])
def test_an_aggregate_of_values_is_read(function: str) -> None:
    aggregate = one_rule(f"total(User, N) :- party(User), N = {function} A + 1 : {{ extra(User, A) }}.").body[1]
    assert isinstance(aggregate, Aggregate)
    assert (aggregate.function, aggregate.result.name, len(aggregate.body)) == (function, "N", 1)
    assert aggregate.value is not None


def test_a_count_has_no_value_before_its_colon() -> None:
    aggregate = one_rule("total(User, N) :- party(User), N = count : { extra(User, A), A > 1 }.").body[1]
    assert isinstance(aggregate, Aggregate) and aggregate.value is None and len(aggregate.body) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 3 - 2", 5),
        ("10 - (3 - 2)", 9),
        ("10 - 3", 7),
        ("10 -3", 7),
        ("10 + -3", 7),
        ("-3 mod 5", 2),
        ("17 mod 5 * 2", 4),
        ("2 * 17 mod 5", 4),
        ("1 + 17 mod 5", 3),
        ("2018-01-31 + 1 month", date(2018, 2, 28)),
        ("2018-01-31 + 1 month + 1 day", date(2018, 3, 1)),
        ("2018-03-01 - 1 day - 1 month", date(2018, 1, 28)),
        ("2018-01-01 + 2 * 3 months", date(2018, 7, 1)),
        ("2018-01-01 + (1 + 2) days", date(2018, 1, 4)),
        ("2018-01-01 - 24 months", date(2016, 1, 1)),
    ],
)
def test_calculations_bind_as_in_arithmetic(text: str, value: object) -> None:
    assert evaluate(calculation(text), {}) == value


def test_a_day_moves_by_a_value_of_a_variable() -> None:
    shift = calculation("Day + Count months")
    assert isinstance(shift, DateShift) and isinstance(shift.amount, Variable) and shift.unit == "months"
    assert evaluate(shift, {"Day": date(2020, 1, 31), "Count": 1}) == date(2020, 2, 29)


def expressions() -> st.SearchStrategy[str]:
    numbers = st.integers(-20, 20).map(str)
    return st.recursive(
        numbers,
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
        max_leaves=12,
    )


@given(expressions())
def test_a_calculation_in_whole_numbers_has_the_value_that_it_has_anywhere(text: str) -> None:
    assert evaluate(calculation(text), {}) == eval(text)
    assert evaluate(calculation(str(calculation(text))), {}) == eval(text)


FAULTS = {
    "a bare word before the full stop": ("E224", "large(User) :- party(User) ▸and small(User)."),
    "a missing full stop": ("E224", "large(User) :- party(User)▸"),
    "a missing bracket": ("E224", "large(User) :- party(User▸."),
    "a comma too many": ("E224", "large(User) :- party(User), ▸."),
    "a semicolon": ("E220", "large(User) :- party(User)▸; small(User)."),
    "a full stop for the arrow": ("E224", "large(User) ▸= party(User)."),
    "a conclusion in capitals": ("E224", "▸Large(User) :- party(User)."),
    "a predicate without arguments": ("E224", "large(User) :- party(User), small▸."),
    "empty brackets": ("E224", "large(User) :- party(▸)."),
    "a calculation in the conclusion": ("E228", "total(User, ▸N + 1) :- premises(User, N)."),
    "anything in the conclusion": ("E228", "total(User, ▸_) :- party(User)."),
    "a calculation in a condition": ("E224", "large(User) :- premises(User, ▸N + 1), extra(User, N)."),
    "a word of the language as a predicate": ("E229", "▸sum(User) :- party(User)."),
    "a word of the language as a value": ("E229", "large(User) :- premises(User, N), N > ▸mod."),
    "a sum that is compared": ("E226", "large(User) :- party(User), N > ▸sum D : { extra(User, D) }."),
    "a sum without a name": ("E226", "large(User) :- party(User), ▸sum D : { extra(User, D) } > 5."),
    "a sum within a sum": (
        "E226",
        "total(User, N) :- party(User), N = sum M : { shares(User, P), M = ▸sum D : { extra(P, D) } }.",
    ),
    "a sum without braces": ("E224", "total(User, N) :- party(User), N = sum D : ▸extra(User, D)."),
    "a fraction": ("E222", "large(User) :- premises(User, N), N > ▸2.5."),
    "a negative number that is too large": ("E225", "large(User) :- premises(User, N), N > -▸3_000_000_000."),
    "a number that is too large": ("E225", "large(User) :- premises(User, N), N > ▸2_000_000_001."),
    "a day that is none": ("E223", "large(User) :- as_at(Day), party(User), Day > ▸2019-02-29."),
    "a day without its zeros": ("E223", "large(User) :- as_at(Day), party(User), Day > ▸2019-2-9."),
    "a text without its end": ("E221", 'large(User) :- device(User, ▸"hub, _).'),
    "digits of another script": ("E220", "large(User) :- premises(User, N), N > ▸٣."),
    "a hard blank": ("E220", "large(User) :-▸\u00a0party(User)."),
    "a bracket never closed": ("E224", "large(User) :- premises(User, N), N > (5 + 3▸."),
    "brackets beyond counting": ("E227", "large(User) :- party(User), 1 = " + "(" * 20 + "▸(1" + ")" * 21 + "."),
    "a calculation of hundreds of steps": ("E246", "large(User) :- party(User), 1 = 1" + " + 1" * 100 + " ▸+ 1."),
    "a rule of hundreds of conditions": ("E247", "▸large(User) :- " + ", ".join(["party(User)"] * 201) + "."),
}


@pytest.mark.parametrize(("code", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_form_is_reported_once_and_at_its_place(code: str, text: str) -> None:
    rule, places = unmarked(text)
    _, diagnostics = read_rules(rule)
    assert codes_of(diagnostics) == [code]
    assert places_of(diagnostics) == places


RECOVERY = {
    "a fault in each of two rules": (
        ["E224", "E224"],
        """
large(User) :- party(User) ▸small(User).
small(User) :- party(User), ▸, large(User).
""",
    ),
    "a full stop missing between two rules": (
        ["E224", "E224"],
        """
large(User) :-
    party(User)
▸small(User) :-
    party(User) ▸large(User).
""",
    ),
    "a full stop missing, and a fault of spelling two rules on": (
        ["E224", "E222"],
        """
large(User) :-
    party(User)
▸small(User) :-
    party(User).
middle(User) :- premises(User, ▸2.5).
""",
    ),
    "a text without its end, which takes the full stop with it": (
        ["E221", "E224"],
        """
large(User) :-
    device(User, ▸"hub, _).
small(User) :-
    party(User) ▸large(User).
""",
    ),
    "faults on both sides of a faultless rule": (
        ["E220", "E224"],
        """
large(User) :- party(User) ▸& small(User).
small(User) :- party(User).
middle(User) :- party(User▸.
""",
    ),
    "a fault and a rule that never ends": (
        ["E224", "E224"],
        """
large(User) :- party(User) ▸small(User).
small(User) :- party(User)▸
""",
    ),
}


@pytest.mark.parametrize(("codes", "text"), RECOVERY.values(), ids=RECOVERY.keys())
def test_after_a_fault_reading_goes_on_with_the_next_rule(codes: list[str], text: str) -> None:
    rules, places = unmarked(text.rstrip("\n"))
    _, diagnostics = read_rules(rules)
    assert codes_of(diagnostics) == codes
    assert places_of(diagnostics) == places


def test_the_faultless_rules_around_a_fault_are_kept() -> None:
    rules, diagnostics = read_rules(
        """
large(User) :- party(User).
small(User) :- party(User) large(User).
middle(User) :- party(User).
"""
    )
    assert [rule.head.predicate for rule in rules] == ["large", "middle"]
    assert codes_of(diagnostics) == ["E224"]


@given(st.text(alphabet='aA1_"(){}.,:-=<>!+*/\n ٣é', max_size=60))
def test_any_text_gives_rules_or_faults_and_never_anything_else(text: str) -> None:
    rules, faults = read_rules(text)
    assert all(isinstance(rule, Rule) for rule in rules)
    assert len(set(faults)) == len(faults)
    assert all(1 <= diagnostic.span.line <= text.count("\n") + 1 for diagnostic in faults)
