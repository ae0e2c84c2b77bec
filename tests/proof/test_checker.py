"""The proof checker accepts what follows and rejects everything else, and needs nothing but the rule model."""

from __future__ import annotations

import ast
import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.derive.model import base_relations
from engine.derive.outcomes import answers_of, duties_of
from engine.language.sentences import Wording
from engine.proof.checker import Checker, proofs
from engine.proof.plain_evaluation import Relations
from engine.proof.proofs import Prover
from engine.report.build import Explanation
from engine.report.nodes import NodeWriter, json_value
from tests.proof.random_parties import PARTY, ROOT, random_explanation

Node = dict[str, Any]
SEEDS = range(40)
MANY = range(1_000, 11_000)


def report_of(given: Explanation) -> Node:
    """The proofs of a report, as JSON gives them back."""
    vocabulary = given.policies.vocabulary
    writer = NodeWriter(vocabulary, given.code, given.facts, Wording(vocabulary, given.facts.names))
    prover = Prover(given.rules, given.model)
    assessments, obligations = [], []
    for answer in answers_of(given.model, vocabulary, PARTY):
        for value in answer.values:
            _, capacity, year = answer.question
            proof = writer.node(prover.prove(answer.predicate, (*answer.question, value)))
            assessments.append({"capacity": capacity, "year": year, "category": value, "proof": proof})
    for duty in duties_of(given.model, vocabulary, PARTY):
        for kind in ("obligation", "excuse", "discharge", "unsettled"):
            for one in vocabulary.of_kind(kind):
                if given.model.holds(one.name, duty.row):
                    entry = {"duty_id": duty.row[1], "about": json_value(duty.row[2])}
                    obligations.append({**entry, "proof": writer.node(prover.prove(one.name, duty.row))})
    report = {"party": PARTY, "assessments": assessments, "obligations": obligations}
    found: Node = json.loads(json.dumps(report))
    return found


def checker_of(given: Explanation) -> Checker:
    return Checker(given.code.rules, base_relations(given.facts))


def nodes_of(node: Node) -> Iterator[Node]:
    yield node
    for premise in node.get("premises", ()):
        yield from nodes_of(premise)


def accepts_every_proof(seed: int) -> int:
    given = random_explanation(seed)
    report = report_of(given)
    faults = list(checker_of(given).faults(report))
    assert not faults, f"seed {seed}: {faults[0]}"
    return len(report["assessments"]) + len(report["obligations"])


def test_every_proof_of_random_parties_over_all_versions_is_accepted() -> None:
    assert sum(map(accepts_every_proof, SEEDS)) > 200


@pytest.mark.fuzz
def test_every_proof_of_ten_thousand_random_parties_is_accepted() -> None:
    assert sum(map(accepts_every_proof, MANY)) > 50_000


def test_the_relations_of_the_plain_evaluation_are_those_of_the_engine() -> None:
    for seed in range(15):
        given = random_explanation(seed)
        relations = Relations(given.code.rules, base_relations(given.facts))
        for rule in given.code.rules:
            name = rule.head.predicate
            engine = {tuple(map(json_value, row)) for row in given.model.rows(name)}
            assert set(relations.rows(name)) == engine, (seed, name)


def altered(node: Node, chance: random.Random) -> Iterator[str]:
    """Alter the node in place in one way, say how, and put it right again; every way in turn."""
    for key in ("reads", "atom", "paragraph", "rule", "values", "premises", "contribution"):
        if key not in node or (key == "atom" and node["reads"][0] == "not"):
            continue
        whole = node[key]
        for way in range(3):
            node[key] = copy.deepcopy(whole)
            if _alter(node, key, way, chance):
                yield f"{key}, way {way}"
            node[key] = whole


def _alter(node: Node, key: str, way: int, chance: random.Random) -> bool:
    value = node[key]
    if way == 0:
        del node[key]
        return key != "premises" or bool(value)
    if key == "reads":
        at = chance.randrange(len(value)) if way == 1 else len(value) - 1
        value[at] = value[at] + 1 if isinstance(value[at], int) else "something-else"
    elif key == "atom":
        node[key] = value + "x"
    elif key == "paragraph":
        node[key] = "G99.9"
    elif key == "rule":
        value["line"] += 1
    elif key == "values":
        if not value:
            return False
        name = chance.choice(sorted(value))
        value[name] = value[name] + 1 if isinstance(value[name], int) else "something-else"
    elif key == "premises":
        if not value:
            return False
        if way == 1:
            value.pop(chance.randrange(len(value)))
        else:
            value.append(copy.deepcopy(value[0]))
    elif way == 1:
        value["values"][sorted(value["values"])[0]] = "something-else"
    else:
        value["own_premises"] += 1
        return bool(node["premises"])
    return True


def rejects_every_alteration(seed: int) -> int:
    """Every node of one proof of the party, altered in every way."""
    given, chance = random_explanation(seed), random.Random(seed)
    report, checker = report_of(given), checker_of(random_explanation(seed))
    roots = list(proofs(report))
    if not roots:
        return 0
    tried = 0
    root = chance.choice(roots)[0]
    alone = {"party": PARTY, "proof": root}
    assert not any(checker.faults(alone))
    for node in list(nodes_of(root)):  # type: ignore[arg-type]
        for how in altered(node, chance):
            tried += 1
            assert any(checker.faults(alone)), f"seed {seed}: {how} of {node['conclusion']}"
    return tried


def test_a_proof_with_any_one_node_altered_is_rejected() -> None:
    assert sum(map(rejects_every_alteration, range(15))) > 200


@pytest.mark.fuzz
def test_many_proofs_with_any_one_node_altered_are_rejected() -> None:
    assert sum(map(rejects_every_alteration, range(1_000, 3_000))) > 10_000


def test_a_proof_of_something_else_than_is_claimed_is_rejected() -> None:
    given = next(one for one in map(random_explanation, range(50)) if report_of(one)["assessments"])
    report = report_of(given)
    report["assessments"][0]["category"] = "none-such"
    assert any("claims" in fault for fault in checker_of(given).faults(report))


def test_a_report_of_other_facts_is_rejected() -> None:
    given = next(one for one in map(random_explanation, range(50)) if report_of(one)["assessments"])
    facts = {name: rows for name, rows in base_relations(given.facts).items() if name != "user_role"}
    assert any(Checker(given.code.rules, facts).faults(report_of(given)))


@pytest.mark.parametrize("name", ["checker", "plain_evaluation"])
def test_what_has_to_be_trusted_imports_the_rule_model_only(name: str) -> None:
    path = ROOT / "engine" / "proof" / f"{name}.py"
    allowed = {"engine.language", "engine.proof.plain_evaluation"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine"):
            assert node.module in allowed
            assert node.module != "engine.language" or [one.name for one in node.names] == ["model"]
        if isinstance(node, ast.Import):
            assert not any(one.name.startswith("engine") for one in node.names)


def test_the_checker_is_short() -> None:
    assert len((Path(ROOT) / "engine" / "proof" / "checker.py").read_text().splitlines()) <= 120
