"""Static checks of one rule: each fault once, at its place, and nothing that only follows from it.

In each rule `▸` marks where the fault is; the words around it are all right.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic
from tests.policy_tree import PolicyTree, codes_of, places_of, read_rules, unmarked


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    root = PolicyTree(tmp_path_factory.mktemp("tree")).root
    return read_vocabulary(Path(root, "policies", "vocabulary.yaml"), "vocabulary.yaml")


def faults_of(text: str, vocabulary: Vocabulary) -> list[Diagnostic]:
    rules, faults = read_rules(text)
    diagnostics = [*faults, *(fault for rule in rules for fault in check_rule(rule, vocabulary))]
    return sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)


FAULTS = {
    "a predicate that nobody declared": ("E230", "large(User) :- ▸premisses(User, _)."),
    "a conclusion that nobody declared": ("E230", "▸larg(User) :- party(User)."),
    "a predicate that nobody declared, under `not`": ("E230", "large(User) :- party(User), not ▸smal(User)."),
    "a predicate that nobody declared, between braces": (
        "E230",
        "total(User, N) :- party(User), N = count : { ▸sharez(User, _) }.",
    ),
    "the value of an aggregate named again between its braces": (
        "E249",
        "total(User, N) :- party(User), N = count : { premises(User, ▸N) }.",
    ),
    "the greatest of itself": ("E249", "total(User, N) :- party(User), N = max ▸N : { premises(User, N) }."),
    "the value of an aggregate that has another value already, named again": (
        "E249",
        "total(User, N) :- premises(User, N), N = sum M : { premises(_, M), M > ▸N }.",
    ),
    "too few arguments": ("E231", "large(User) :- ▸premises(User)."),
    "too many arguments": ("E231", "large(User) :- ▸party(User, _)."),
    "a value that its type does not have": ("E232", "large(User) :- user_role(User, ▸suplier)."),
    "a value that its type does not have, compared": (
        "E232",
        "large(User) :- user_role(User, Role), Role != ▸suplier.",
    ),
    "a value that its type does not have, by another name": (
        "E232",
        "large(User) :- user_role(User, Role), Wanted = ▸suplier, Role = Wanted.",
    ),
    "a text where a declared value is wanted": ("E232", 'large(User) :- user_role(User, ▸"supplier").'),
    "a day where a count is wanted": ("E233", "large(User) :- premises(User, ▸2018-01-01)."),
    "a negative count": ("E233", "large(User) :- premises(User, ▸-1)."),
    "a number where a party is wanted": ("E233", "large(User) :- shares(User, ▸5)."),
    "a bare word where a text is wanted": ("E233", "large(User) :- device(User, ▸hub, _)."),
    "a fourth year": ("E233", "answered(User, supplier, ▸4, full) :- party(User)."),
    "a number where a day is wanted": ("E233", "large(User) :- as_at(▸5), party(User)."),
    "one variable of two types": ("E234", "large(User) :- premises(User, N), day(User, ▸N)."),
    "a conclusion of another type than its condition": ("E234", "▸day(User, N) :- premises(User, N)."),
    "a calculation with a day": ("E235", "large(User) :- as_at(Day), premises(User, N), N > 2 ▸* Day."),
    "a number moved by months": ("E235", "day(User, Due) :- premises(User, N), Due = N ▸+ 2 months."),
    "a sum of days": ("E235", "total(User, N) :- party(User), ▸N = sum D : { day(User, D) }."),
    "a stated sum that is concluded": (
        "E248",
        "total(User, ▸N) :- party(User), N = stated sum D : { shares(User, O), premises(O, D) }.",
    ),
    "a stated sum that must be small": (
        "E248",
        "large(User) :- party(User), N = stated sum D : { shares(User, O), premises(O, D) }, ▸N < 5.",
    ),
    "a stated sum on the smaller side of a calculation": (
        "E248",
        "large(User) :- party(User), N = stated sum D : { shares(User, O), premises(O, D) }, 7 - 2 * ▸N > 5.",
    ),
    "a stated sum whose remainder is compared": (
        "E248",
        "large(User) :- party(User), N = stated sum D : { shares(User, O), premises(O, D) }, ▸N mod 2 > 0.",
    ),
    "a stated sum that has one value": (
        "E248",
        "large(User) :- party(User), N = stated sum D : { shares(User, O), premises(O, D) }, ▸N = 5.",
    ),
    "a stated sum of what may be less than nothing": (
        "E261",
        "large(User) :- party(User), ▸N = stated sum D - 1 : { shares(User, O), premises(O, D) }, N > 5.",
    ),
    "a day compared with a number": ("E236", "large(User) :- party(User), as_at(Day), ▸Day > 5."),
    "a count compared with a day": ("E236", "large(User) :- premises(User, N), ▸N > 2018-01-01."),
    "a declared value compared with a text": (
        "E236",
        'large(User) :- user_role(User, Role), ▸Role = "supplier".',
    ),
    "a day compared with a value of a declared type": ("E236", "large(User) :- party(User), as_at(Day), ▸Day != full."),
    "a day compared with such a value between braces": (
        "E236",
        "total(User, N) :- party(User), N = count : { day(User, Day), ▸Day != full }.",
    ),
    "a party compared with a word that is no text": ("E236", "large(User) :- party(User), ▸User = alpha."),
    "a name for a declared value compared with a number": (
        "E236",
        "large(User) :- party(User), Role = other_user, ▸Role > 5.",
    ),
    "a fact concluded": ("E237", "▸premises(User, 5) :- party(User)."),
    "a given concluded": ("E237", "▸party(User) :- large(User)."),
    "a conclusion about nobody in particular": ("E238", "large(▸User) :- as_at(_)."),
    "a conclusion with a value from nowhere": ("E238", "total(User, ▸N) :- party(User)."),
    "a negation of a value from nowhere": ("E239", "large(User) :- party(User), not shares(User, ▸Other)."),
    "a comparison with a value from nowhere": ("E240", "large(User) :- party(User), ▸N > 5."),
    "a value from nowhere, used in a calculation and in the conclusion": (
        "E240",
        "total(User, N) :- party(User), N = ▸M + 1.",
    ),
    "a value from nowhere, used in a calculation and under `not`": (
        "E240",
        "large(User) :- party(User), not total(User, N), N = ▸M + 1.",
    ),
    "a value from nowhere, counted": (
        "E241",
        "total(User, N) :- party(User), N = sum ▸M : { shares(User, _) }.",
    ),
    "a comparison with a value from nowhere, between braces": (
        "E241",
        "total(User, N) :- party(User), N = count : { shares(User, _), ▸M > 5 }.",
    ),
    "a value from nowhere, by which an aggregate is grouped and then compared": (
        "E240",
        "large(User) :- party(User), G = ▸M + 1, N = count : { extra(User, G) }, N > 1.",
    ),
    "a value from nowhere, named twice between braces": (
        "E241",
        "total(User, N) :- party(User), N = sum B : { shares(User, _), A = ▸M + 1, B = A + M }.",
    ),
    "two values defined by each other": ("E240", "total(User, A) :- party(User), A = ▸B + 1, B = A - 1."),
    "a name used once": ("E242", "large(User) :- premises(User, ▸Count)."),
}


@pytest.mark.parametrize(("code", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_one_fault_is_reported_once_and_at_its_place(code: str, text: str, vocabulary: Vocabulary) -> None:
    rule, places = unmarked(text)
    if code == "E234" and text.startswith("▸"):
        places = [(1, rule.index("N)") + 1)]  # the head is marked as a whole; the fault is at its variable
    diagnostics = faults_of(rule, vocabulary)
    assert (codes_of(diagnostics), places_of(diagnostics)) == ([code], places), [
        str(diagnostic) for diagnostic in diagnostics
    ]


def test_two_faults_of_one_rule_are_both_reported(vocabulary: Vocabulary) -> None:
    text, places = unmarked("large(User) :- ▸premisses(User, _), user_role(User, ▸suplier).")
    diagnostics = faults_of(text, vocabulary)
    assert codes_of(diagnostics) == ["E230", "E232"]
    assert places_of(diagnostics) == places


def test_a_name_misspelt_once_of_two_is_two_names_used_once(vocabulary: Vocabulary) -> None:
    text, places = unmarked("large(User) :- device(User, ▸Id, _), weakness(User, _, ▸Idd, _).")
    diagnostics = faults_of(text, vocabulary)
    assert codes_of(diagnostics) == ["E242", "E242"]
    assert places_of(diagnostics) == places


def test_a_word_that_can_not_be_read_is_reported_and_the_rest_of_its_rule_is_checked(vocabulary: Vocabulary) -> None:
    text, places = unmarked("answered(User, supplier, ▸1.5, full) :- ▸premisses(User, _).")
    diagnostics = faults_of(text, vocabulary)
    assert codes_of(diagnostics) == ["E222", "E230"]
    assert places_of(diagnostics) == places


def test_a_day_that_is_none_is_no_value_of_the_wrong_type_too(vocabulary: Vocabulary) -> None:
    text, places = unmarked("large(User) :- party(User), as_at(Day), Day > ▸2018-02-30, Day < ▸2018-2-3.")
    diagnostics = faults_of(text, vocabulary)
    assert codes_of(diagnostics) == ["E223", "E223"]
    assert places_of(diagnostics) == places


def test_a_variable_of_two_types_is_not_reported_again_where_it_is_compared(vocabulary: Vocabulary) -> None:
    text, places = unmarked("large(User) :- premises(User, N), day(User, ▸N), N > 2018-01-01.")
    diagnostics = faults_of(text, vocabulary)
    assert codes_of(diagnostics) == ["E234"]
    assert places_of(diagnostics) == places


def chain(step: str, length: int) -> str:
    """A rule that names a calculation again and again: `N` is the one before, `M` the next."""
    steps = [step.replace("M", f"N{number}").replace("N ", f"N{number - 1} ") for number in range(1, length)]
    return f"large(User) :- premises(User, N0), {', '.join(steps)}, N{length - 1} > 3."


@pytest.mark.parametrize("step", ["M = N * N ", "M = 7 mod N ", "M = N - 2 * N "])
def test_a_chain_of_names_that_doubles_its_steps_is_refused_and_a_short_one_is_not(
    step: str, vocabulary: Vocabulary
) -> None:
    assert codes_of(faults_of(chain(step, 40), vocabulary)) == ["E271"]
    assert faults_of(chain(step, 4), vocabulary) == []


def test_a_long_chain_of_single_steps_passes(vocabulary: Vocabulary) -> None:
    assert faults_of(chain("M = N + 1", 90), vocabulary) == []


def test_two_sums_may_use_the_same_name_between_their_braces(vocabulary: Vocabulary) -> None:
    text = """
    total(User, N) :-
        party(User),
        First = sum D : { shares(User, Other), extra(Other, D) },
        Second = sum D : { shares(Other, User), extra(Other, D) },
        N = First + Second.
    """
    assert faults_of(text, vocabulary) == []


@pytest.mark.parametrize(
    "text",
    [
        "large(User) :- premises(User, N), N > 250_000.",
        "large(User) :- user_role(User, supplier), not shares(User, _).",
        "total(User, N) :- party(User), N = count : { shares(User, _) }.",
        "total(User, N) :- premises(User, A), extra(User, B), N = A + 5 * B - (A mod 2).",
        "day(User, Due) :- weakness(User, _, _, Aware), Due = Aware + 6 months - 1 day.",
        "day(User, Due) :- premises(User, N), as_at(Day), Due = Day + N days.",
        "day(User, Due) :- party(User), Due = max D : { weakness(User, _, _, D) }.",
        "answered(User, As, 3, self) :- asked(User, As, 3), Other = User, not large(Other).",
        'obligation(User, keep, "everything") :- party(User).',
        "linked(User, Other) :- shares(User, P), shares(Other, P), User != Other.",
    ],
)
def test_a_faultless_rule_passes(text: str, vocabulary: Vocabulary) -> None:
    assert faults_of(text, vocabulary) == []
