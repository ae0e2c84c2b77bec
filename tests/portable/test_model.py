"""The portable model: its schema, its conformance suite, and what breaks readers of an older one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from secg.cli import main
from secg.portable.compatibility import broken_promises
from secg.portable.model import model_schema, portable_model
from tests.portable.conformance import SUITE, suite_text
from tests.portable.evaluating import NODE, evaluated
from tests.proof.random_parties import codes, policies

Model = dict[str, Any]
"""A model as a stranger changes it: any JSON."""


@cache
def model_text() -> str:
    return json.dumps(portable_model(policies(), codes()))


def model() -> Model:
    read: Model = json.loads(model_text())
    return read


def test_the_model_of_every_version_is_of_its_schema() -> None:
    jsonschema.Draft202012Validator(model_schema()).validate(model())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda model: model["rules"][0]["body"].append(["perhaps", "user", []]),
        lambda model: model["rules"][0]["body"].append(["test", "~", ["var", "N"], ["const", 1]]),
        lambda model: model["rules"][0]["body"].append(["let", "N", ["div", ["const", 7], ["const", 2]]]),
        lambda model: model["rules"][0]["head"].append("more"),
        lambda model: model.update(schema="secg-model/2"),
        lambda model: model["codes"][0].pop("order"),
        lambda model: model["vocabulary"]["predicates"]["is_user"].update(secret=1),
    ],
)
def test_what_is_no_model_is_not_of_the_schema(spoil: Callable[[Model], None]) -> None:
    spoilt = model()
    spoil(spoilt)
    assert list(jsonschema.Draft202012Validator(model_schema()).iter_errors(spoilt))


def test_codes_share_the_rules_that_they_have_in_common() -> None:
    together = len(model()["rules"])
    apart = sum(len(code.rules) for code in codes())
    assert together < apart / 5


def test_the_conformance_suite_is_what_the_engine_gives() -> None:
    assert SUITE.read_text(encoding="utf-8") == suite_text()


@pytest.mark.skipif(NODE is None, reason="not run: the evaluator on Node; install nodejs")
def test_the_evaluator_passes_the_conformance_suite() -> None:
    cases = json.loads(SUITE.read_text(encoding="utf-8"))
    failed = [
        case["name"] for case, answer in zip(cases, evaluated(cases), strict=True) if answer.get("rows") != case["rows"]
    ]
    assert failed == []


def test_a_model_breaks_nothing_of_itself() -> None:
    assert broken_promises(model(), model()) == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            lambda vocabulary: vocabulary["predicates"].pop("domestic_premises"),
            "party files may state `domestic_premises`, which is no fact any more",
        ),
        (
            lambda vocabulary: vocabulary["predicates"]["domestic_premises"].update(absent="none"),
            "a party file that does not state `domestic_premises` now means something else",
        ),
        (
            lambda vocabulary: vocabulary["types"]["category"].pop("full"),
            "`full` is no category any more",
        ),
        (
            lambda vocabulary: vocabulary["predicates"]["required_assessment"]["arguments"].pop(),
            "readers find `required_assessment` with other arguments than now",
        ),
        (
            lambda vocabulary: vocabulary["predicates"].update(
                staff={"kind": "fact", "absent": "unknown", "arguments": [["party", "party"], ["count", "count"]]}
            ),
            "party files do not state `staff`, and what rests on it is undetermined for them",
        ),
    ],
)
def test_a_change_of_the_vocabulary_that_breaks_readers_is_named(change: Callable[[Model], None], line: str) -> None:
    changed = copy.deepcopy(model())
    change(changed["vocabulary"])
    assert line in broken_promises(model(), changed)


def test_a_new_symbol_or_conclusion_breaks_nothing() -> None:
    changed = model()
    changed["vocabulary"]["types"]["category"]["lighter"] = "Lighter"
    changed["vocabulary"]["predicates"]["noted"] = {"kind": "derived", "arguments": [], "says": ""}
    assert broken_promises(model(), changed) == []


def test_the_command_writes_the_model_and_compares_it(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    out = tmp_path / "model.json"
    assert main(["export", "--as-at", "2019-03-01", "--out", str(out)]) == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [code["version"] for code in written["codes"]] == ["SECMP0059"]
    assert main(["export", "--as-at", "2019-03-01", "--since", str(out)]) == 0
    bounded = "not compared: rules; sentences and labels; who can change a fact; why something is left open\n"
    assert capsys.readouterr().out == f"nothing that party files or readers rest on has changed\n{bounded}"
    del written["vocabulary"]["predicates"]["user_role"]
    written["vocabulary"]["predicates"]["user_roles"] = {"kind": "fact", "arguments": [["party", "party"]], "says": ""}
    out.write_text(json.dumps(written), encoding="utf-8")
    assert main(["export", "--as-at", "2019-03-01", "--since", str(out)]) == 1
    assert capsys.readouterr().out == f"party files may state `user_roles`, which is no fact any more\n{bounded}"
