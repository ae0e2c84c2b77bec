"""The answers of the server: what the command line says, short, with every caution, and no way in."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from secg.cli import main
from secg.documents.report_file import canonical
from secg.messages import Faults
from secg.serve.answering import Answered, Served, answer, begin, refusal
from secg.serve.conclusions import SIZE_LIMIT
from secg.serve.requests import TOOLS, read_request
from secg.serve.server import Kept
from tests.report.reports import REPOSITORY
from tests.serve.asking import commanded, good, hostile, is_writable, parties

DAY = "2019-03-01"
ACME = {"party": "acme", "facts": {"user_role": ["gas_supplier"], "domestic_premises": 260_000}}


@cache
def served() -> Served:
    """The law and the parties of the repository."""
    return begin(REPOSITORY / "policies", REPOSITORY / "facts")


def asked(tool: str, **arguments: Any) -> Answered:
    """The answer of the server, as far as no process and no client is needed for it."""
    return told(tool, arguments)


def told(tool: str, arguments: Mapping[str, Any]) -> Answered:
    """The same for arguments of any names."""
    try:
        return answer(served(), *read_request(tool, arguments))
    except Faults as faults:
        return refusal(faults)


def sentences(answered: Answered, kind: str) -> list[str]:
    """The sentences of the entries of a kind."""
    assert not answered.failed, answered.text
    return [entry["sentence"] for entry in json.loads(answered.text)["conclusions"] if entry["kind"] == kind]


def check(tool: str, arguments: Mapping[str, Any]) -> None:
    """An answer is as short as it must be, and says what the command line says."""
    answered = told(tool, arguments)
    assert 0 < len(answered.text.encode()) <= SIZE_LIMIT
    if answered.failed and answered.text.startswith("error E54"):
        return
    if tool not in ("versions", "paragraph") and not is_writable(arguments):
        assert answered.failed
        return
    status, output, messages = commanded(tool, arguments)
    if answered.failed:
        assert status == 2 and messages.strip().startswith(answered.text[:1000]), (tool, arguments)
    else:
        assert (status, output) == (0, canonical(json.loads(answered.report))), (tool, arguments)


@pytest.mark.parametrize("seed", range(14))
def test_an_answer_is_the_json_of_the_command_line(seed: int) -> None:
    check(*good(random.Random(seed)))


@pytest.mark.parametrize("seed", range(40))
def test_a_hostile_request_meets_the_messages_of_the_command_line(seed: int) -> None:
    check(*hostile(random.Random(seed)))


def test_what_is_undetermined_and_each_caution_stand_among_the_conclusions() -> None:
    answered = asked("outcome", situation="large-supplier", as_at="2023-01-01")
    report = json.loads(answered.report)
    assert report["warnings"] and sentences(answered, "caution") == report["warnings"]
    silent = asked("outcome", situation=ACME | {"facts": {"user_role": ["gas_supplier"]}}, as_at=DAY)
    assert len(sentences(silent, "undetermined")) >= len(json.loads(silent.report)["undetermined"]) > 0
    assert json.loads(silent.text)["weakest_provenance"] in ("reported", "inferred")


def test_of_every_party_no_caution_and_nothing_undetermined_is_lost() -> None:
    for party in list(parties())[::4]:
        answered = asked("outcome", situation=party, as_at="2021-06-30")
        report, short = json.loads(answered.report), json.loads(answered.text)
        left_out = short.get("left_out", {})
        assert len(sentences(answered, "caution")) + left_out.get("caution", 0) == len(report["warnings"])
        duties = len(sentences(answered, "duty")) + left_out.get("duty", 0)
        assert duties == len(report["obligations"])


def test_the_weakest_provenance_is_that_of_the_report() -> None:
    strength = ["text", "reported", "inferred"]
    for party in ("large-supplier", "shared-platform"):
        answered = asked("outcome", situation=party, as_at=DAY)
        report = json.loads(answered.report)
        told_of = [entry["provenance"] for entry in (*report["assessments"], *report["obligations"])]
        assert strength.index(json.loads(answered.text)["weakest_provenance"]) >= max(map(strength.index, told_of))


def test_why_not_and_what_if_say_what_decides() -> None:
    situation = ACME | {"facts": {**parties()["large-supplier"]["facts"], "domestic_premises": 260_000}}
    lacking = asked("why_not", situation=situation, conclusion="verification year 2", as_at=DAY)
    assert sentences(lacking, "does_not_hold")
    changed = asked(
        "what_if", situation=situation, supposed=["domestic_premises=5", "non_domestic_premises=0"], as_at=DAY
    )
    assert any("Verification" in sentence for sentence in sentences(changed, "change"))
    smallest = asked("smallest_change", situation=situation, conclusion="full year 2", avert=True, as_at=DAY)
    assert sentences(smallest, "smallest_change") and sentences(smallest, "caution")
    nothing = asked("what_if", situation=situation, supposed=["domestic_premises=260_000"], as_at=DAY)
    assert sentences(nothing, "no_change")


def test_the_effect_tells_its_bound_and_how_far_it_is_proved() -> None:
    answered = asked("effect", instrument="MP087")
    report = json.loads(answered.report)
    claim = json.loads(answered.text)["conclusions"][0]
    assert (claim["sentence"], claim["proved_of_every_party"]) == (
        report["effect"]["claim"],
        report["effect"]["proved"],
    )
    assert sentences(answered, "caution") == report["dates"]


def test_a_change_that_no_words_cover_is_not_told_as_one_for_all() -> None:
    answered = asked("effect", instrument="SECMP0065")
    entries = json.loads(answered.report)["effect"]["changes"]
    assert [] in [entry["condition"]["alternatives"] for entry in entries]
    told = sentences(answered, "change")
    assert not [words for words in told if words.endswith("when always")]
    assert [words for words in told if words.endswith("for some parties; the report has the smallest")]


@pytest.mark.parametrize("instrument", ["MP103", "MP133", "MP200"])
def test_of_an_instrument_of_which_nothing_is_held_nothing_is_proved(instrument: str) -> None:
    answered = asked("effect", instrument=instrument)
    claim = json.loads(answered.text)["conclusions"][0]
    assert claim["proved_of_every_party"] is False
    assert claim["sentence"].endswith(f"what {instrument} changed is not, and may change more.")
    assert "proved" not in claim["sentence"]
    concerned = asked("parties_concerned", instrument=instrument)
    for told in (answered, concerned):
        assert "and no source held says which paragraphs" in sentences(told, "caution")[0]


def test_a_version_that_leaves_the_code_as_it_was_is_not_told_as_the_baseline() -> None:
    told = sentences(asked("versions"), "version")
    assert [words for words in told if words.endswith("the baseline")] == told[-1:]


def test_a_version_tells_of_which_instruments_no_source_says_what_they_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = sentences(asked("versions"), "version")
    unheld = [words for words in told if words.endswith("changed is in no source held")]
    assert [words.partition("; which paragraphs ")[2].partition(" changed")[0] for words in unheld] == [
        "MP200",
        "MP103 and MP133",
    ]
    assert main(["versions", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)["versions"]
    held = {entry["name"]: entry["held"] for version in listed for entry in version["instruments"]}
    assert {name for name in held if not held[name]} == {"MP103", "MP133", "MP200"}


def test_a_paragraph_is_that_of_the_day() -> None:
    before, after = (asked("paragraph", number="G8.41", as_at=day) for day in ("2019-02-27", DAY))
    assert "counted five times" not in sentences(before, "text")[0] and "five times" in sentences(after, "text")[0]
    assert asked("paragraph", number="G8.41", as_at="2010-01-01").text.startswith("error E321")


def test_every_tool_is_asked_and_every_schema_refuses_what_it_does_not_name() -> None:
    for name, tool in TOOLS.items():
        assert asked(name, nothing="").text.startswith("error E540: the request can't be answered: `nothing` is not")
        for key in tool.needed:
            arguments = dict.fromkeys(tool.needed, "x")
            del arguments[key]
            assert f"`{key}` is missing" in told(name, arguments).text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"situation": "x" * 10_000_000}, "error E541: the request has 10,000,017 bytes"),
        ({"situation": {"party": "a", "facts": {"name": float("nan")}}}, "its arguments are no JSON"),
        ({"situation": "../../etc/passwd"}, "E411"),
        ({"situation": {"party": "a\ud83d", "facts": {}}}, "E540"),
        ({"situation": ACME, "others": [ACME]}, "two situations are of the party `acme`"),
        ({"situation": ACME, "others": [5]}, "`others[0]` is not an object"),
    ],
    ids=["10-MB", "nan", "a-path", "half-a-character", "twice", "no-object"],
)
def test_a_bad_request_meets_one_clear_message(arguments: dict[str, Any], message: str) -> None:
    answered = told("outcome", arguments)
    assert answered.failed and message in answered.text and "help: " in answered.text
    assert answered.text.count("error E") == 1


def test_many_faults_are_told_within_the_size() -> None:
    facts = {f"fact_{index}": index for index in range(900)}
    answered = asked("outcome", situation={"party": "acme", "facts": facts})
    assert answered.failed and len(answered.text.encode()) <= SIZE_LIMIT
    assert "more faults" in answered.text or "E" in answered.text


def test_reports_are_kept_within_a_bound_and_old_ones_are_gone() -> None:
    kept = Kept(size_limit=5_000)
    for index in range(100):
        question = ("outcome", str(index), DAY)
        kept.put(question, Answered("short", False, f"{index}", json.dumps({"report": "x" * 500}).encode()))
        assert kept.get(question) is not None and "x" * 500 in kept.report(f"secg://report/{index}")
    assert kept.get(("outcome", "0", DAY)) is None
    for uri in ("secg://report/0", "file://other-host/etc/passwd", "secg://report/../../etc/passwd", ""):
        with pytest.raises(Faults, match="E543"):
            kept.report(uri)


def test_a_report_is_kept_as_long_as_an_answer_that_names_it() -> None:
    kept = Kept(size_limit=3_000)
    same = "one digest"
    for question in ("first", "second"):
        kept.put(("outcome", question, DAY), Answered("short", False, same, json.dumps("x" * 1_000).encode()))
    kept.get(("outcome", "first", DAY))  # now the second was asked for longest ago
    kept.put(("outcome", "third", DAY), Answered("short", False, "another", json.dumps("x" * 1_000).encode()))
    assert kept.get(("outcome", "second", DAY)) is None
    assert kept.report(f"secg://report/{same}")
    kept.put(("outcome", "fourth", DAY), Answered("short", False, "a third", json.dumps("x" * 1_000).encode()))
    with pytest.raises(Faults, match="E543"):
        kept.report(f"secg://report/{same}")


def test_a_party_whose_name_no_file_can_have_is_refused() -> None:
    situation = {**ACME, "party": "é" * 150}
    answered = answer(served(), "outcome", json.dumps({"situation": situation, "as_at": DAY}))
    assert answered.failed and "E540" in answered.text and "at most 244 bytes" in answered.text
    short = {**ACME, "party": "é" * 120}
    assert not answer(served(), "outcome", json.dumps({"situation": short, "as_at": DAY})).failed


def test_the_bound_is_of_memory_whatever_the_letters() -> None:
    kept = Kept(size_limit=10_000)
    questions = [("outcome", f"{number} {'“' * 1_000}", DAY) for number in range(8)]  # two bytes for each letter
    for question in questions:
        kept.put(question, Answered("short", False, question[1]))
    assert sum(kept.get(question) is not None for question in questions) <= 4


def test_a_message_is_not_kept() -> None:
    kept = Kept()
    kept.put(("outcome", "{}", DAY), Answered("error", True))
    assert kept.get(("outcome", "{}", DAY)) is None


def test_a_law_that_has_changed_since_is_refused(tmp_path: Path) -> None:
    started = begin(REPOSITORY / "policies", tmp_path / "none")
    stale = Served(started.title, started.of, started.policies, started.facts, "0" * 64, "")
    assert answer(stale, "versions", "{}").text.startswith("error E544")
    given = asked("parties_concerned", instrument="MP087", situations=[ACME])
    assert sentences(given, "count") == ["the outcome of 0 of 1 parties changes, on the facts of 2019-11-04"]
    assert "the server has none" in answer(started, "parties_concerned", '{"instrument": "MP087"}').text
