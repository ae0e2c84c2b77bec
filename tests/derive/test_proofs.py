"""Proofs: one for each conclusion, the smallest there is, the same on every run, down to facts that the files state."""

from __future__ import annotations

import pytest

from secg.derive.outcomes import Model
from secg.derive.pydatalog_engine import derive
from secg.facts.situation import Row
from secg.language.program import Program
from secg.messages import Faults
from secg.proof.matching import Prover
from secg.proof.proofs import Absent, Compared, Concluded, Counted, Proof, Stated
from tests.policy_tree import PolicyTree, paragraph


@pytest.fixture
def parties(tree: PolicyTree) -> PolicyTree:
    tree.party("anna", "premises: 10\nshares: [{provider: bob}, {provider: cleo}]")
    return tree.party("bob", "premises: 20\nshares: [{provider: cleo}]").party("cleo", "premises: 30")


def prover(tree: PolicyTree, *rules: str) -> Prover:
    """A prover over rules of which each stands under a paragraph of its own, G1.1, G1.2, …"""
    tree.part(*(paragraph(f"G1.{number}: Title", text) for number, text in enumerate(rules, 1)))
    program = Program.guarded(tree.code().rules, tree.load().vocabulary)
    return Prover(program, derive(program, tree.facts()))


def shown(proof: Proof) -> object:
    """A proof as nested lists: the paragraph and its premises, a fact, a comparison, an absence, or a sum."""
    if isinstance(proof, Concluded):
        return [str(proof.rule.citation), *map(shown, proof.premises)]
    if isinstance(proof, Counted):
        return {proof.value: [[shown(item) for item in part] for part in proof.contributions]}
    if isinstance(proof, Stated):
        return f"{proof.predicate}{proof.row}"
    if isinstance(proof, Absent):
        return f"no {proof.predicate}{proof.pattern}"
    assert isinstance(proof, Compared)
    return proof.comparison.operator


def test_a_proof_has_a_premise_for_each_condition_in_the_order_written(parties: PolicyTree) -> None:
    other = prover(parties, "large(User) :- not shares(User, _), N > 25, premises(User, N).")
    assert shown(other.prove("large", ("cleo",))) == ["G1.1", "no shares('cleo', None)", ">", "premises('cleo', 30)"]


def test_a_premise_that_is_concluded_has_its_own_proof(parties: PolicyTree) -> None:
    other = prover(parties, "large(User) :- middle(User).", "middle(User) :- premises(User, 10).")
    assert shown(other.prove("large", ("anna",))) == ["G1.1", ["G1.2", "premises('anna', 10)"]]


def test_of_two_proofs_of_one_size_the_one_under_numbered_paragraphs_is_given(parties: PolicyTree) -> None:
    rules = {
        'G1 "some": Title': 'linked(User, Provider) :- shares(User, Provider), Provider = "bob".',
        "G1.2: Title": 'linked(User, Provider) :- shares(User, Provider), Provider = "cleo".',
        "G1.3: Title": "large(User) :- linked(User, _).",
    }
    parties.part(*(paragraph(heading, text) for heading, text in rules.items()))
    program = Program.guarded(parties.code().rules, parties.load().vocabulary)
    proof = Prover(program, derive(program, parties.facts())).prove("large", ("anna",))
    assert shown(proof) == ["G1.3", ["G1.2", "shares('anna', 'cleo')", "="]]


def test_the_smallest_of_several_proofs_is_given_wherever_it_stands(parties: PolicyTree) -> None:
    other = prover(
        parties,
        "large(User) :- party(User), premises(User, N), N > 5.",
        "large(User) :- middle(User).",
        "middle(User) :- shares(User, _), party(User), premises(User, _).",
        "large(User) :- shares(User, _).",
    )
    assert shown(other.prove("large", ("anna",))) == ["G1.4", "shares('anna', 'bob')"]
    assert shown(other.prove("large", ("cleo",))) == ["G1.1", "party('cleo',)", "premises('cleo', 30)", ">"]


def test_of_two_proofs_of_one_size_the_paragraph_that_stands_first_is_taken(parties: PolicyTree) -> None:
    other = prover(parties, "large(User) :- premises(User, _).", "large(User) :- shares(User, _).")
    assert shown(other.prove("large", ("anna",))) == ["G1.1", "premises('anna', 10)"]


def test_of_two_rows_that_fit_the_first_is_taken(parties: PolicyTree) -> None:
    other = prover(parties, "large(User) :- shares(User, P), premises(P, _).")
    assert shown(other.prove("large", ("anna",))) == ["G1.1", "shares('anna', 'bob')", "premises('bob', 20)"]


def test_a_sum_shows_each_of_its_parts(parties: PolicyTree) -> None:
    other = prover(parties, "total(User, N) :- party(User), N = sum D : { shares(User, P), premises(P, D) }.")
    assert shown(other.prove("total", ("anna", 50))) == [
        "G1.1",
        "party('anna',)",
        {50: [["shares('anna', 'bob')", "premises('bob', 20)"], ["shares('anna', 'cleo')", "premises('cleo', 30)"]]},
    ]
    assert shown(other.prove("total", ("cleo", 0))) == ["G1.1", "party('cleo',)", {0: []}]


def test_what_two_conclusions_share_is_proved_once_and_the_same(parties: PolicyTree) -> None:
    other = prover(
        parties, "large(User) :- middle(User).", "small(User) :- middle(User).", "middle(User) :- party(User)."
    )
    large, small = other.prove("large", ("anna",)), other.prove("small", ("anna",))
    assert isinstance(large, Concluded) and isinstance(small, Concluded)
    assert large.premises[0] is small.premises[0]


def test_every_conclusion_has_a_proof_whose_size_is_the_number_of_its_nodes(parties: PolicyTree) -> None:
    other = prover(
        parties,
        "linked(User, Other) :- shares(User, P), shares(Other, P), User != Other.",
        "large(User) :- linked(User, Other), premises(Other, N), N > 5.",
        "small(User) :- party(User), not linked(User, _).",
        "total(User, N) :- party(User), N = count : { linked(User, Other) }.",
    )
    rows: dict[str, list[Row]] = {
        "linked": [("anna", "bob"), ("bob", "anna")],
        "large": [("anna",), ("bob",)],
        "small": [("cleo",)],
        "total": [("anna", 1), ("bob", 1), ("cleo", 0)],
    }
    for predicate, found in rows.items():
        for row in found:
            proof = other.prove(predicate, row)
            assert proof.size == nodes(proof)


def nodes(proof: Proof) -> int:
    if isinstance(proof, Concluded):
        return 1 + sum(map(nodes, proof.premises))
    if isinstance(proof, Counted):
        return 1 + sum(nodes(item) for part in proof.contributions for item in part)
    return 1


@pytest.mark.parametrize("atom", [("large", ("anna",)), ("premises", ("anna", 11))], ids=["a conclusion", "a fact"])
def test_what_nothing_supports_is_a_fault_of_the_engine_and_not_of_the_user(
    atom: tuple[str, Row], parties: PolicyTree
) -> None:
    other = prover(parties, "large(User) :- premises(User, 20).")
    with pytest.raises(Faults) as refused:
        other.prove(*atom)
    assert [fault.kind.code for fault in refused.value.diagnostics] == ["E599"]


def test_proofs_do_not_depend_on_the_order_in_which_they_are_asked_for(parties: PolicyTree) -> None:
    rules = ("large(User) :- shares(User, P), small(P).", "small(User) :- premises(User, N), N > 5.")
    atoms: list[tuple[str, Row]] = [("large", ("anna",)), ("small", ("bob",)), ("small", ("cleo",))]
    forward, backward = prover(parties, *rules), prover(parties, *rules)
    first = [shown(forward.prove(*atom)) for atom in atoms]
    assert first == [shown(backward.prove(*atom)) for atom in reversed(atoms)][::-1]


def test_a_model_looks_rows_up_in_their_order() -> None:
    model = Model({"shares": (("anna", "bob"), ("anna", "cleo"), ("bob", "cleo"))})
    assert model.rows_with("shares", 0, "anna") == [("anna", "bob"), ("anna", "cleo")]
    assert model.rows_with("shares", 1, "cleo") == [("anna", "cleo"), ("bob", "cleo")]
    assert model.rows_with("shares", 1, "dora") == [] and model.rows("premises") == ()
    assert model.holds("shares", ("bob", "cleo")) and not model.holds("shares", ("cleo", "bob"))
