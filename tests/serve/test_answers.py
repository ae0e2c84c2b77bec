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
from secg.serve.conclusions import said_of_outcome, said_of_why
from secg.serve.requests import TOOLS, read_request
from secg.serve.server import Kept
from secg.serve.short_answer import SIZE_LIMIT
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


def left_out(answered: Answered) -> dict[str, int]:
    """What an answer says it leaves out."""
    counted: dict[str, int] = json.loads(answered.text).get("left_out", {})
    return counted


def entries(answered: Answered, kind: str) -> list[dict[str, Any]]:
    """The entries of a kind."""
    assert not answered.failed, answered.text
    return [entry for entry in json.loads(answered.text)["conclusions"] if entry["kind"] == kind]


def test_a_doubt_about_a_duty_stands_beside_it_and_a_duty_without_room_is_counted() -> None:
    answered = asked("outcome", situation="registered-supplier-agent", as_at="2019-06-01")
    held = json.loads(answered.report)["obligations"]
    duties = entries(answered, "duty")
    assert len(duties) + left_out(answered)["duty"] == len(held)
    doubted = {entry["duty"]: [doubt["text"] for doubt in entry["doubts"]] for entry in held if "doubts" in entry}
    told = {entry["sentence"].partition(" (")[0]: entry["doubts"] for entry in duties if "doubts" in entry}
    assert told and told == {duty: doubted[duty] for duty in told}


def test_a_duty_says_how_late_it_was_done_to_whom_it_is_owed_and_what_its_day_rests_on() -> None:
    done = asked("outcome", situation="supplier-with-a-second-user-system", as_at="2021-06-30")
    report = json.loads(done.report)
    duties = [dict(entry.more) for entry in said_of_outcome(report) if entry.kind == "duty"]
    for key in ("late_days", "owed_to"):
        number = sum(bool(entry.get(key)) for entry in report["obligations"])
        assert 0 < number == sum(key in entry for entry in duties)
    report = json.loads(asked("outcome", situation="large-supplier", as_at="2021-06-30").report)
    overdue = [entry for entry in report["obligations"] if entry.get("overdue")]
    resting = {"day": "2020-01-01", "certainty": "inferred", "because": "it is"}
    report["obligations"] = [{**entry, "due_rests_on": resting} for entry in overdue]
    [said, *_] = [entry for entry in said_of_outcome(report) if entry.kind == "duty"]
    more = dict(said.more)
    assert more["unless_done_since"] == report["facts_stop"]
    assert more["rests_on"] == "This day rests on 1 January 2020, which is inferred."


def test_what_other_readings_would_change_how_near_another_outcome_is_and_what_is_missed_is_told_or_counted() -> None:
    for party in ("large-supplier", "supplier-that-is-also-an-other-user"):
        answered = asked("outcome", situation=party, as_at=DAY)
        report, counted = json.loads(answered.report), left_out(answered)
        changing = [reading for reading in report["readings"] if reading["changes"]]
        for kind, number in (
            ("reading", len(changing)),
            ("threshold", len(report["thresholds"])),
            ("missed", len(report["why_not"])),
        ):
            assert len(entries(answered, kind)) + counted.get(kind, 0) == number, kind


@pytest.mark.parametrize("party", ["registered-supplier-agent", "supplier-that-grew-past-the-threshold"])
def test_no_caution_and_nothing_undetermined_is_cut_in_the_middle(party: str) -> None:
    answered = asked("outcome", situation=party, as_at="2022-12-01")
    told = [*sentences(answered, "caution"), *sentences(answered, "undetermined")]
    assert max(map(len, told)) > 420
    assert not [words for words in told if words.endswith("…")]
    assert "cut_short" not in left_out(answered)


def test_the_claim_of_an_instrument_is_told_with_the_whole_of_its_bound() -> None:
    answered = asked("effect", instrument="SECMP0044")
    [claim] = sentences(answered, "claim")
    assert claim == json.loads(answered.report)["effect"]["claim"]
    assert claim.endswith("Not compared, and may change: how late a duty was done.")


def test_texts_that_are_cut_are_counted_in_what_is_left_out() -> None:
    seen = 0
    for tool, arguments in (
        ("effect", {"instrument": "SECMP0044"}),
        ("smallest_change", {"situation": "shared-platform", "conclusion": "full year 2", "avert": True, "as_at": DAY}),
        ("why", {"situation": ACME | {"party": "é" * 100}, "conclusion": "full year 2", "as_at": DAY}),
        ("what_if", {"situation": ACME, "supposed": [f"domestic_premises={5 + n}" for n in range(40)], "as_at": DAY}),
    ):
        answered = told(tool, arguments)
        assert not answered.failed and len(answered.text.encode()) <= SIZE_LIMIT
        short = json.loads(answered.text)
        texts = [*short.values(), short["report"]["command"]]
        for entry in short["conclusions"]:
            texts += [value for key, value in entry.items() if key != "kind"]
        cut = [text for text in texts if isinstance(text, str) and text.endswith("…")]
        assert len(cut) == short.get("left_out", {}).get("cut_short", 0), tool
        assert not cut or "the report has all" in short["left_out_because"]
        seen += len(cut)
    assert seen


def test_a_message_too_long_for_an_answer_is_cut_and_not_left_out() -> None:
    answered = asked("outcome", situation=ACME, version="😀" * 3_000)
    assert answered.failed and len(answered.text.encode()) <= SIZE_LIMIT
    assert answered.text.startswith("error E320: there is no version `😀") and "…" in answered.text


def test_that_nothing_changes_carries_the_bound_of_the_command_line() -> None:
    supposed = {"situation": ACME, "supposed": ["domestic_premises=260_000"], "as_at": DAY}
    [told_so] = sentences(asked("what_if", **supposed), "no_change")
    for form in ("txt", "md"):
        assert told_so in (REPOSITORY / "reports" / f"what-if.{form}.j2").read_text()
    assert told_so.startswith("Nothing changes: ") and told_so.endswith("how late a duty was done, is not compared.")


def test_a_supposition_says_what_the_facts_say_now_and_that_all_are_taken_back() -> None:
    [supposed] = entries(asked("what_if", situation=ACME, supposed=["domestic_premises=5"], as_at=DAY), "supposed")
    assert supposed["now"] == "260,000"
    back = ["user_role+=import_supplier", "user_role-=import_supplier"]
    nothing = asked("what_if", situation=ACME, supposed=back, as_at=DAY)
    assert json.loads(nothing.report)["supposed"] == []
    assert sentences(nothing, "supposed") == ["nothing, as each supposition is taken back by a later one"]


def test_a_smallest_change_says_whose_it_is_and_how_many_more_there_are() -> None:
    question = {"situation": "parent-supplier-with-affiliates", "conclusion": "verification year 2", "as_at": DAY}
    answered = asked("smallest_change", **question)
    report = json.loads(answered.report)
    assert report["more"] == 2
    assert sentences(answered, "more") == ["there are 2 more such changes of as many facts, which the report has not"]
    changes = entries(answered, "smallest_change")
    assert len(changes) + left_out(answered).get("smallest_change", 0) == len(report["answers"])
    assert [entry["own"] for entry in changes] == [entry["own"] for entry in report["answers"]][: len(changes)]
    for entry in changes:
        assert entry["own"] != ("not its own to change" in entry["sentence"])
    assert False in [entry["own"] for entry in changes]
    assert any("now " in entry["sentence"] for entry in changes)


def test_what_takes_a_conclusion_away_is_told_with_its_reasons() -> None:
    report = json.loads(asked("why_not", situation=ACME, conclusion="self year 2", as_at=DAY).report)
    reason = {"kind": "fact", "sentence": "acme has told the SSC"}
    taken = {"sentence": "it is excused", "paragraphs": ["G3.20"], "because": [reason]}
    report["goals"] = [{**report["goals"][0], "attempts": [], "taken_away": taken}]
    told = [(entry.kind, entry.sentence) for entry in said_of_why(report, ())]
    assert told[-2:] == [("taken_away", "it is excused"), ("because", "acme has told the SSC")]


def test_a_limb_is_told_with_its_words_and_its_paraphrase() -> None:
    answered = asked("paragraph", number="G3.20", as_at=DAY)
    limbs = json.loads(answered.report)["chapters"][-1]["paragraph"]["limbs"]
    both = [limb for limb in limbs if limb["words"] and limb["paraphrase"]]
    assert both
    for limb in both:
        assert f"({limb['letter']}) {limb['words']}. {limb['paraphrase']}" in sentences(answered, "text")


def test_the_versions_say_from_when_anything_is_held() -> None:
    answered = asked("versions")
    earliest = json.loads(answered.report)["earliest"]
    [words] = sentences(answered, "not_held")
    assert words == f"earlier than {earliest['date']}: {earliest['because']}"


def test_an_effect_tells_or_counts_the_paragraphs_it_rewrites_and_what_it_makes_of_words() -> None:
    for instrument in ("SECMP0059", "MP087"):
        answered = asked("effect", instrument=instrument)
        report, counted = json.loads(answered.report), left_out(answered)
        for kind, number in (("redline", len(report["redline"])), ("meaning", len(report["effect"]["meanings"]))):
            assert len(entries(answered, kind)) + counted.get(kind, 0) == number


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
