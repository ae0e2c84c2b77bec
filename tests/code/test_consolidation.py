"""The Code in force: instruments insert, substitute, repeal and renumber whole paragraphs, one step after the other."""

from __future__ import annotations

import pytest

from secg.code.consolidation import Code, consolidate_after
from secg.messages import Faults
from tests.policy_tree import PolicyTree, paragraph

LARGE = "large(User) :- premises(User, N), N > 250_000."
SMALL = "small(User) :- premises(User, N), N <= 250_000."


@pytest.fixture
def base(tree: PolicyTree) -> PolicyTree:
    """A baseline of three paragraphs."""
    return tree.part(
        paragraph("G1.1: One", LARGE), paragraph("G1.2: Two", SMALL), paragraph("G1.10: Ten", words="Nothing much.")
    )


def amended(tree: PolicyTree, *amendments: str) -> Code:
    """The Code after one instrument."""
    tree.instrument("M1", *amendments, in_force="2019-01-01").version("M1", "2019-01-01", "M1")
    return tree.code("M1")


def contents(code: Code) -> dict[str, str]:
    """Each number with the title that stands under it."""
    return {str(number): standing.paragraph.title for number, standing in code.paragraphs.items()}


def cited(code: Code) -> list[str]:
    return [f"{rule.head.predicate} {rule.citation}" for rule in code.rules]


def refusal(tree: PolicyTree, *overlays: str) -> list[str]:
    last = tree.load().versions.versions[-1].label
    with pytest.raises(Faults) as refused:
        tree.code(last, *overlays)
    return [f"{diagnostic.kind.code} {diagnostic.sentence}" for diagnostic in refused.value.diagnostics]


def test_the_baseline_stands_in_the_order_of_the_code(base: PolicyTree) -> None:
    code = base.code("baseline")
    assert contents(code) == {"G1.1": "One", "G1.2": "Two", "G1.10": "Ten"}
    assert cited(code) == ["large G1.1", "small G1.2"]
    assert {standing.instrument for standing in code.paragraphs.values()} == {""}


def test_an_inserted_paragraph_takes_its_place_in_the_order(base: PolicyTree) -> None:
    code = amended(base, paragraph("Insert G1.3: Three"))
    assert contents(code) == {"G1.1": "One", "G1.2": "Two", "G1.3": "Three", "G1.10": "Ten"}
    (standing,) = [standing for number, standing in code.paragraphs.items() if str(number) == "G1.3"]
    assert (standing.instrument, str(standing.since)) == ("M1", "2019-01-01")


def test_a_substituted_paragraph_has_the_new_words_and_rules_only(base: PolicyTree) -> None:
    code = amended(base, paragraph("Substitute G1.1: Another", "middle(User) :- premises(User, N), N > 1."))
    assert contents(code)["G1.1"] == "Another"
    assert cited(code) == ["middle G1.1", "small G1.2"]


def test_a_repealed_paragraph_is_gone_with_its_rules(base: PolicyTree) -> None:
    code = amended(base, paragraph("Repeal G1.1"))
    assert contents(code) == {"G1.2": "Two", "G1.10": "Ten"}
    assert cited(code) == ["small G1.2"]


def test_citations_follow_a_renumbered_paragraph(base: PolicyTree) -> None:
    code = amended(base, "## Renumber G1.1 as G1.12\n")
    assert contents(code) == {"G1.2": "Two", "G1.10": "Ten", "G1.12": "One"}
    assert cited(code) == ["small G1.2", "large G1.12"]
    assert cited(base.code("baseline")) == ["large G1.1", "small G1.2"]


def test_limbs_keep_their_letters_in_a_renumbered_paragraph(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: One") + f"\n### (a)\n\n```datalog\n{LARGE}\n```\n")
    assert cited(amended(tree, "## Renumber G1.1 as G1.2\n")) == ["large G1.2(a)"]


def test_paragraphs_can_move_up_one_after_the_other_in_either_order(base: PolicyTree) -> None:
    up = ["## Renumber G1.1 as G1.2\n", "## Renumber G1.2 as G1.3\n"]
    base.instrument("M2", *reversed(up), in_force="2019-02-01").version("M2", "2019-02-01", "M2")
    first = contents(base.code("M2"))
    base.instrument("M2", *up, in_force="2019-02-01")
    assert contents(base.code("M2")) == first == {"G1.2": "One", "G1.3": "Two", "G1.10": "Ten"}


def test_a_new_paragraph_can_take_a_number_that_is_vacated_in_the_same_step(base: PolicyTree) -> None:
    insert, renumber = paragraph("Insert G1.1: New"), "## Renumber G1.1 as G1.3\n"
    assert contents(amended(base, insert, renumber)) == {
        "G1.1": "New",
        "G1.2": "Two",
        "G1.3": "One",
        "G1.10": "Ten",
    }


def test_one_step_sees_the_text_before_it_and_the_next_step_what_it_made(base: PolicyTree) -> None:
    base.instrument("M1", "## Renumber G1.1 as G1.3\n", in_force="2019-01-01").version("M1", "2019-01-01", "M1")
    base.instrument("M2", paragraph("Substitute G1.3: Later"), in_force="2019-02-01").version("M2", "2019-02-01", "M2")
    assert contents(base.code("M2"))["G1.3"] == "Later"
    assert contents(base.code("M1"))["G1.3"] == "One"


REFUSED = {
    "a substitution of nothing": (
        ["E302 the instrument would substitute G1.7, which does not exist at that point"],
        [paragraph("Substitute G1.7: Seven")],
    ),
    "a repeal of nothing": (
        ["E302 the instrument would repeal G1.7, which does not exist at that point"],
        [paragraph("Repeal G1.7")],
    ),
    "a renumbering of nothing": (
        ["E302 the instrument would renumber G1.7, which does not exist at that point"],
        ["## Renumber G1.7 as G1.8\n"],
    ),
    "an insertion where something stands": (
        ["E303 the instrument would insert G1.2, which already stands at policies/section-g/G1.md:16:1"],
        [paragraph("Insert G1.2: Two")],
    ),
    "a renumbering to where something stands": (
        ["E303 the instrument would insert G1.2, which already stands at policies/section-g/G1.md:16:1"],
        ["## Renumber G1.1 as G1.2\n"],
    ),
    "a substitution of what the same step inserts": (
        ["E203"],
        [paragraph("Insert G1.7: A"), paragraph("Substitute G1.7: B")],
    ),
    "two renumberings to one number": (["E203"], ["## Renumber G1.1 as G1.7\n", "## Renumber G1.2 as G1.7\n"]),
    "a substitution and a repeal": (["E203"], [paragraph("Substitute G1.1: A"), paragraph("Repeal G1.1")]),
}


@pytest.mark.parametrize(("messages", "amendments"), REFUSED.values(), ids=REFUSED.keys())
def test_an_amendment_that_does_not_fit_is_refused_once(
    messages: list[str], amendments: list[str], base: PolicyTree
) -> None:
    base.instrument("M1", *amendments, in_force="2019-01-01").version("M1", "2019-01-01", "M1")
    found = [f"{diagnostic.kind.code} {diagnostic.sentence}" for diagnostic in base.faults()]
    assert len(found) == 1 and found[0].startswith(messages[0])


CLASHES = {
    "both substitute it": ([paragraph("Substitute G1.1: A")], [paragraph("Substitute G1.1: B")], "G1.1"),
    "one substitutes and one repeals it": ([paragraph("Substitute G1.1: A")], [paragraph("Repeal G1.1")], "G1.1"),
    "both insert it": ([paragraph("Insert G1.5: A")], [paragraph("Insert G1.5: B")], "G1.5"),
    "one inserts it where the other moves one": ([paragraph("Insert G1.5: A")], ["## Renumber G1.1 as G1.5\n"], "G1.5"),
    "both move one to it": (["## Renumber G1.2 as G1.5\n"], ["## Renumber G1.1 as G1.5\n"], "G1.5"),
    "one inserts it where the other moves it away": (
        [paragraph("Insert G1.1: A")],
        ["## Renumber G1.1 as G1.5\n"],
        "G1.1",
    ),
}


@pytest.mark.parametrize(("first", "second", "number"), CLASHES.values(), ids=CLASHES.keys())
def test_two_overlays_on_one_paragraph_are_both_named(
    first: list[str], second: list[str], number: str, base: PolicyTree
) -> None:
    base.instrument("reading-a", *first).instrument("reading-b", *second)
    assert refusal(base, "reading-a", "reading-b") == [f"E304 reading-a and reading-b both touch {number} in one step"]
    assert refusal(base, "reading-b", "reading-a") == [f"E304 reading-b and reading-a both touch {number} in one step"]


def test_two_overlays_on_different_paragraphs_go_together_in_either_order(base: PolicyTree) -> None:
    base.instrument("reading-a", paragraph("Substitute G1.1: A")).instrument(
        "reading-b", paragraph("Substitute G1.2: B")
    )
    code, other = base.code("baseline", "reading-a", "reading-b"), base.code("baseline", "reading-b", "reading-a")
    assert contents(code) == contents(other) == {"G1.1": "A", "G1.2": "B", "G1.10": "Ten"}
    assert code.overlays == ("reading-a", "reading-b")


def test_two_instruments_of_one_version_amend_the_same_text(base: PolicyTree) -> None:
    base.instrument("M1", paragraph("Substitute G1.1: A"), in_force="2019-01-01")
    base.instrument("M2", paragraph("Substitute G1.2: B"), in_force="2019-01-01")
    code = base.version("M1", "2019-01-01", "M1", "M2").code("M1")
    assert contents(code) == {"G1.1": "A", "G1.2": "B", "G1.10": "Ten"}
    assert code.instruments == ("M1", "M2")


def test_one_instrument_of_a_release_can_be_applied_alone(base: PolicyTree) -> None:
    base.instrument("M1", paragraph("Substitute G1.1: A"), in_force="2019-01-01")
    base.instrument("M2", paragraph("Substitute G1.2: B"), in_force="2019-01-01")
    policies = base.version("M1", "2019-01-01", "M1", "M2").load()
    code = consolidate_after(policies, policies.versions.versions[0], ["M2"])
    assert contents(code) == {"G1.1": "One", "G1.2": "B", "G1.10": "Ten"}


def test_a_circle_that_only_an_instrument_closes_is_found_where_it_is_applied(base: PolicyTree) -> None:
    base.instrument("M1", paragraph("Substitute G1.2: Two", "premise(User) :- large(User)."), in_force="2019-01-01")
    base.instrument(
        "M1", paragraph("Insert G1.3: Three", "large(User) :- small(User), large(User)."), in_force="2019-01-01"
    )
    base.version("M1", "2019-01-01", "M1")
    assert contents(base.code("baseline"))
    assert [diagnostic.kind.code for diagnostic in base.faults()] == ["E243"]


@pytest.mark.parametrize("amendment", ["Substitute G1.1: Another", "Repeal G1.1"])
def test_the_last_rules_for_what_another_paragraph_asks_for_are_not_lost_without_a_word(
    base: PolicyTree, amendment: str
) -> None:
    base.part(paragraph("G2.1: Asking", "small(User) :- large(User)."), name="G2")
    words = "" if amendment.startswith("Repeal") else "middle(User) :- premises(User, _)."
    base.instrument("M1", paragraph(amendment, words), in_force="2019-01-01").version("M1", "2019-01-01", "M1")
    operation = amendment.partition(" ")[0].lower()
    assert refusal(base) == [f"E314 to {operation} G1.1 takes away the last rules for `large`, which G2.1 asks for"]


def test_rules_may_move_from_one_paragraph_to_another_in_one_step(base: PolicyTree) -> None:
    base.part(paragraph("G2.1: Asking", "small(User) :- large(User)."), name="G2")
    code = amended(base, paragraph("Repeal G1.1"), paragraph("Insert G1.3: Three", LARGE))
    assert "large G1.3" in cited(code)
