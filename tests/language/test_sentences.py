"""The sentence of an absence, of one thing and of every one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.language.calculation import evaluate
from secg.language.model import Arithmetic, Comparison, Expression, Value
from secg.language.noun_phrases import NounPhrases
from secg.language.operators import Calculation
from secg.language.paragraph_number import parse_citation
from secg.language.parser import parse_rules
from secg.language.phrases import Phrases
from secg.language.sentences import Wording
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from tests.policy_tree import one_rule


def test_the_absence_of_every_one_has_a_sentence_of_its_own(repository: Path) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    wording = Wording(vocabulary, {"anna": "Anna"})
    assert wording.denial("user_role", ("anna", None)) == "the facts give Anna no User Role"
    assert (
        wording.denial("user_role", ("anna", "gas_supplier"))
        == "the facts do not give Anna the User Role of Gas Supplier"
    )
    # where nothing of its own is declared, the sentence of the absence serves
    assert wording.denial("shared_resource", ("anna", None, None)) == "Anna uses no Shared Resources of any party"


def test_any_year_is_said_once(repository: Path) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    sentence = Wording(vocabulary, {"anna": "Anna"}).atom(
        "required_assessment", ("anna", "supplier_party", None, "self")
    )
    assert sentence == "in any year of its cycle Anna, as Supplier Party, has a User Security Self-Assessment"


def test_a_party_that_provides_to_itself_is_not_named_twice(repository: Path) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    wording = Wording(vocabulary, {"anna": "Anna", "ben": "Ben"})
    assert wording.atom("serves", ("anna", "anna")) == "Anna provides Shared Resources to itself, a User"
    assert wording.atom("serves", ("anna", "ben")) == "Anna provides Shared Resources to Ben, a User"
    # the same words for two parties that a rule does not tell apart
    for words in ("another party", "the provider"):
        assert wording.atom("serves", (words, words)) == f"{words} provides Shared Resources to {words}, a User"


def test_a_thing_that_is_called_by_its_kind_is_called_so_once(repository: Path) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    wording = Wording(vocabulary, {"anna": "Anna"})
    row = ("anna", "SMETS1 Smart Metering System", "smart_metering_system", "smets1")
    sentence = "Anna is the Responsible Supplier for a SMETS1 Smart Metering System"
    assert wording.atom("responsible_for", row) == sentence
    other = wording.atom("responsible_for", ("anna", "Old SMETS1 Smart Metering System", *row[2:]))
    assert other.endswith("for Old SMETS1 Smart Metering System, a SMETS1 Smart Metering System")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("is_user(U) :- acts_as(U, _).", ["the party acts in some capacity"]),
        (
            "is_user(U) :- acts_as(U, C), not applies_as(U, C).",
            [
                "the party acts in the capacity concerned",
                "the party does not apply to become a User that would act in the capacity concerned",
            ],
        ),
        (  # two capacities are not called one
            "is_user(U) :- acts_as(U, C), applies_as(U, D).",
            [
                "the party acts in any capacity",
                "the party applies to become a User and would act in any capacity",
            ],
        ),
        (
            "is_user(U) :- role_held_or_sought(U, R), capacity_of_role(R, C), shares_with(U, _, C).",
            [
                "the party has or seeks a certain User Role",
                "that User Role belongs to the capacity concerned",
                "the party and some party, which acts in the capacity concerned, use the same Shared Resources",
            ],
        ),
        (  # a year and a symbol that come again are the same
            "required_assessment(U, C, Y, full) :- annual_assessment(U, C, Y), Y > 1.",
            [
                "the party is to be assessed in the capacity concerned in that year of its cycle",
                "that year is after year 1",
            ],
        ),
        ("is_user(U) :- domestic_premises(U, 0).", ["the party serves no Domestic Premises through"]),
        ("is_user(U) :- serves(U, P), P != U.", ["the party provides Shared Resources to another party, a User"]),
        (
            "has_standing(U, M) :- status_stands(U, S, D), D >= 2020-02-27, status_means(S, M).",
            [
                "the party has a certain assurance status with effect from a day on or after 27 February 2020",
                "that assurance status counts as that standing",
            ],
        ),
        ("is_user(U) :- domestic_premises(U, N), N > 0.", ["the party serves one or more Domestic Premises through"]),
        ("is_user(U) :- domestic_premises(U, N), N >= 1.", ["the party serves 1 or more Domestic Premises through"]),
        (
            "is_user(U) :- status_stands(U, deferred, D), D >= 2020-02-27.",
            ["the status of the party is Deferred with effect from a day on or after 27 February 2020"],
        ),
        (
            "is_user(U) :- status_stands(U, _, D), assessment(U, _, E), E >= D.",
            ["the day on which the party completed an assessment is on or after the day from which the status of the"],
        ),
        (  # a day whose sentence has no place for another has a noun of its own
            "is_user(U) :- turned_down_on(U, D), arranged_on(U, _, E), D < E.",
            [
                "the day of a status of the party that does not allow User entry is before the day on which the party "
                "had an arrangement with some party"
            ],
        ),
        (
            "is_user(P) :- T = sum N : { serves(P, U), domestic_premises(U, N) }, T > 5.",
            [
                "the Domestic Premises that another party serves, added up over all cases in which the party provides "
                "Shared Resources to another party, a User, come to more than 5"
            ],
        ),
        (
            "is_user(P) :- T = count : { serves(P, U) }, T >= 4.",
            ["the number of cases in which the party provides Shared Resources to another party, a User, comes"],
        ),
        (
            "is_user(P) :- T = max D : { assessment(P, _, D) }, T >= 2020-01-01.",
            ["the latest day on which the party completed an assessment is on or after 1 January 2020"],
        ),
        (
            "is_user(P) :- domestic_premises(P, M), T = min N : { serves(P, U), domestic_premises(U, N) }, M > T.",
            [
                "the Domestic Premises that the party serves come to more than the Domestic Premises that another "
                "party serves, the smallest of all cases in which the party provides Shared Resources"
            ],
        ),
        (
            "is_user(P) :- serves(Q, P), P != Q.",
            ["the provider provides Shared Resources to the party", "the provider is not the party itself"],
        ),
        (
            "is_user(P) :- serves(P, U), P = U.",
            ["the party provides Shared Resources to another party", "that other party is the party itself"],
        ),
        (
            "is_user(P) :- serves(P, U), serves(P, W), U != W.",
            [*["the party provides Shared Resources to another party"] * 2, "these two other parties are not the same"],
        ),
        (
            "counted_non_domestic_premises(P, T) :- T = sum N : { serves(P, U), domestic_premises(U, N) }.",
            ["the numbers are added up over all cases in which the party provides Shared Resources to another party"],
        ),
    ],
)
def test_a_condition_is_said_as_a_lawyer_says_it(rule: str, said: list[str], repository: Path) -> None:
    """Also that a sum is said once: where its result is compared, or by itself where it is what is concluded."""
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    phrases = Phrases(vocabulary, {})
    citation = parse_citation("G1.1")
    assert citation is not None
    (parsed,), faults = parse_rules(rule, "", 1, citation)
    assert not faults
    shown = [phrases.condition(literal, parsed) for literal in parsed.body if phrases.is_said(literal, parsed)]
    for words, start in zip(shown, said, strict=True):
        assert words.startswith(start)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            "is_user(U) :- status_stands(U, deferred, D), D >= 2020-02-27.",
            "the status of the party is not Deferred with effect from a day on or after 27 February 2020",
        ),
        (
            "is_user(U) :- acts_as(U, _), arranged_on(U, _, D), last_report_day(U, E), D > E.",
            "no day on which the party had an arrangement with some party is after the day",
        ),
        (
            "is_user(U) :- counted_non_domestic_premises(U, N), 5 * N > 250000.",
            "5 × the Non-Domestic Premises that count for the party do not come to more than 250,000",
        ),
        (
            "is_user(P) :- T = count : { serves(P, U) }, T >= 4.",
            "the number of cases in which the party provides Shared Resources to another party, a User, does not come "
            "to 4 or more",
        ),
        (
            "is_user(U) :- domestic_premises(U, N), N > 7.",
            "it is not the case that the party serves more than 7 Domestic Premises",
        ),
    ],
)
def test_a_comparison_is_denied_in_words_that_are_true_also_where_there_is_nothing_to_compare(
    rule: str, said: str, repository: Path
) -> None:
    vocabulary = read_vocabulary(repository / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    citation = parse_citation("G1.1")
    assert citation is not None
    (parsed,), faults = parse_rules(rule, "", 1, citation)
    assert not faults
    comparison = parsed.body[-1]
    assert isinstance(comparison, Comparison)
    assert Phrases(vocabulary, {}).unmet(comparison, parsed, {"U": "the party"}).startswith(said)


def calculations() -> st.SearchStrategy[str]:
    """Calculations of every form with whole numbers, brackets wherever they can stand, none of more than 18 digits."""
    return st.recursive(
        st.integers(0, 99).map(str),
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from([*Calculation]), inner),
        max_leaves=8,
    )


def read_back(words: str) -> Value | None:
    """What a reader makes of the words of a calculation."""
    for shown, written in {"−": "-", "×": "*", "modulo": "mod", ",": ""}.items():
        words = words.replace(shown, written)
    return evaluate(calculation(words), {})


def calculation(text: str) -> Expression:
    """The calculation on the right side of the only condition of a rule."""
    rule = one_rule(f"kept(N) :- N = {text}.")
    (comparison,) = rule.body
    assert isinstance(comparison, Comparison)
    return comparison.right


@given(calculations())
def test_a_calculation_in_words_comes_to_what_the_rule_comes_to(text: str) -> None:
    vocabulary, expression = Vocabulary({}, {}, ""), calculation(text)
    wording, rule = Wording(vocabulary, {}), one_rule("kept(N) :- N = 1.")
    value = evaluate(expression, {})
    shown = wording.side(expression, {}, {}, expression)
    if isinstance(expression, Arithmetic):
        shown, _, result = shown.rpartition(" = ")
        assert result == ("no value" if value is None else f"{value:,}")
    assert read_back(shown) == value, shown
    noun = NounPhrases(vocabulary, wording, lambda *_: "").noun(expression, rule, {})
    assert read_back(noun) == value, noun
