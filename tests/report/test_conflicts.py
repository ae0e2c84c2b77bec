"""Where the Code gives answers that differ to a question which has one, a report tells all of them and chooses none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from secg.code.selection import code_warnings, select_code
from secg.documents.explanation import explanation_of
from secg.facts.loading import facts_on, load_situations
from secg.rendering.rendering import render_report
from secg.report.build import build_report
from tests.policy_tree import PolicyTree, paragraph
from tests.report.reports import REPOSITORY, TEMPLATES, Altered, policies_of

MORE = """
excused:
  {kind: excuse, args: {user: party, duty: duty, about: text}, says: "{user} is excused from {duty} ({about})"}
done: {kind: discharge, args: {user: party, duty: duty, about: text}, says: "{user} has done {duty} ({about})"}
open: {kind: unsettled, args: {user: party, duty: duty, about: text}, says: "it is open: {user} must {duty} ({about})"}
due:
  {kind: due, args: {user: party, duty: duty, about: text, date: date}, says: "{user} must {duty} ({about}) by {date}"}
coming_asked: {kind: question, args: {user: party, capacity: role}, says: "{user} is assessed again as {capacity}"}
coming:
  kind: next_assessment
  args: {user: party, capacity: role, category: category}
  says: "next for {user} as {capacity} is {category}"
coming_open:
  kind: silence
  question: coming_asked
  args: {user: party, capacity: role}
  says: "what is next for {user} is open"
coming_due:
  kind: next_due
  args: {user: party, capacity: role, date: date}
  says: "{user} is to schedule it as {capacity} by {date}"
"""
AMONG = "user_role(User, supplier)"


A1 = """
party: a
facts:
  user_role: [gas_supplier]
  domestic_premises: 5
  non_domestic_premises: 0
  vulnerability:
    - {id: w, in: user_systems, aware: 2019-01-01, manufacturer_aware: true, manufacturer_told: 2019-01-05}
"""


def test_a_manufacturer_that_knew_and_was_told_excuses_under_the_paragraph_that_excuses(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.yaml").write_text(A1)
    policies = policies_of(REPOSITORY)
    situations = load_situations(tmp_path / "facts", tmp_path, policies.vocabulary)
    day = date(2019, 6, 1)
    facts = facts_on(situations, day, policies.vocabulary)
    report = build_report(explanation_of(policies, select_code(policies, day, None, []), facts, "a"), situations, "a")
    (duty,) = [obligation for obligation in report["obligations"] if obligation["duty_id"] == "notify_manufacturer"]
    assert duty["status"] == "excused"
    assert (duty["by"]["proof"]["paragraph"], duty["also"]["proof"]["paragraph"]) == ("G3.19", "G3.18(a)")
    assert duty["by"]["atom"] == "excused(a, notify_manufacturer, w)"


def tree_of(root: Path, *rules: str) -> PolicyTree:
    """A party that is a supplier, under paragraphs G1.1, G1.2, …, each with one rule."""
    paragraphs = [paragraph(f"G1.{number}: Its title", f"{rule} :- {AMONG}.") for number, rule in enumerate(rules, 1)]
    return PolicyTree(root).declares(MORE).part(*paragraphs).party("one", "user_role: [supplier]")


def report_of(tree: PolicyTree) -> Altered:
    policies, situations, code, facts = tree.load(), tree.situations(), tree.code(), tree.facts()
    warnings = code_warnings(policies, code, facts.day)
    return build_report(explanation_of(policies, code, facts, "one"), situations, "one", warnings)


def conclusions(report: Altered) -> list[str]:
    text = render_report(report, "text", TEMPLATES)
    text = text if isinstance(text, str) else text.decode()
    section = text.partition("THE ANSWER\n\n")[2].partition("\n\n")[0]
    return " ".join(section.split()).removeprefix("* ").split(" * ")


def test_a_question_with_two_answers_is_a_conflict_and_told_first(tmp_path: Path) -> None:
    rules = ("asked(User, supplier, 1)", "answered(User, supplier, 1, full)", "answered(User, supplier, 1, self)")
    report = report_of(tree_of(tmp_path, *rules))
    assert [assessment["category"] for assessment in report["assessments"]] == ["conflict"]
    assert report["undetermined"] == []
    (conflict,) = report["conflicts"]
    assert [(answer["category"], answer["paragraphs"]) for answer in conflict["answers"]] == [
        ("full", ["G1.2"]),
        ("self", ["G1.3"]),
    ]
    first, second, *_ = conclusions(report)
    assert first == (
        "Conflict: the Code gives 2 different answers to one question. "
        "One has Full as Supplier in 1 (G1.2); One has Self as Supplier in 1 (G1.3)."
    )
    assert "is in conflict" in second


def test_an_answer_beside_a_silence_is_a_conflict(tmp_path: Path) -> None:
    rules = ("asked(User, supplier, 1)", "answered(User, supplier, 1, full)", "unanswered(User, supplier, 1)")
    report = report_of(tree_of(tmp_path, *rules))
    assert [answer["category"] for answer in report["conflicts"][0]["answers"]] == ["full", "silent"]
    assert report["assessments"][0]["category"] == "conflict"


def test_a_duty_that_falls_due_on_two_days_has_neither_and_both_are_told(tmp_path: Path) -> None:
    days = ('due(User, keep, "x", 2018-02-01)', 'due(User, keep, "x", 2018-05-01)')
    report = report_of(tree_of(tmp_path, 'obligation(User, keep, "x")', *days))
    (duty,) = report["obligations"]
    assert "due" not in duty and "overdue" not in duty
    (conflict,) = report["conflicts"]
    assert [(answer["due"], answer["paragraphs"]) for answer in conflict["answers"]] == [
        ("2018-02-01", ["G1.2"]),
        ("2018-05-01", ["G1.3"]),
    ]
    text = conclusions(report)[0]
    assert "1 February 2018 (G1.2)" in text and "1 May 2018 (G1.3)" in text
    calendar = render_report(report, "ics", TEMPLATES)
    calendar = calendar if isinstance(calendar, str) else calendar.decode()
    assert "20180201" in calendar and "20180501" in calendar


def test_two_next_assessments_are_a_conflict_and_so_are_two_days_for_one(tmp_path: Path) -> None:
    rules = ("coming_asked(User, supplier)", "coming(User, supplier, full)", "coming(User, supplier, self)")
    days = ("coming_due(User, supplier, 2018-02-01)", "coming_due(User, supplier, 2019-02-01)")
    report = report_of(tree_of(tmp_path, *rules, *days))
    (entry,) = report["next"]
    assert (entry["category"], entry["due"]) == ("conflict", None)
    assert [(conflict["kind"], len(conflict["answers"])) for conflict in report["conflicts"]] == [
        ("next", 2),
        ("next_due", 2),
    ]
    assert "Its next assessment" not in " ".join(conclusions(report))


def test_a_next_assessment_beside_a_silence_about_it_is_a_conflict(tmp_path: Path) -> None:
    rules = ("coming_asked(User, supplier)", "coming(User, supplier, full)", "coming_open(User, supplier)")
    report = report_of(tree_of(tmp_path, *rules))
    assert [entry["category"] for entry in report["next"]] == ["conflict"]
    assert [answer["category"] for answer in report["conflicts"][0]["answers"]] == ["full", "silent"]
    assert report["undetermined"] == []


def test_a_next_assessment_that_nothing_answers_is_undetermined(tmp_path: Path) -> None:
    report = report_of(tree_of(tmp_path, "coming_asked(User, supplier)"))
    assert [entry["category"] for entry in report["next"]] == ["undetermined"]
    assert [entry["atom"] for entry in report["undetermined"]] == ["coming_asked(one, supplier)"]


def test_a_duty_that_is_set_and_left_open_is_a_conflict(tmp_path: Path) -> None:
    report = report_of(tree_of(tmp_path, 'obligation(User, keep, "x")', 'open(User, keep, "x")'))
    assert [obligation["status"] for obligation in report["obligations"]] == ["conflict"]
    (conflict,) = report["conflicts"]
    assert [(answer["status"], answer["paragraphs"]) for answer in conflict["answers"]] == [
        ("applies", ["G1.1"]),
        ("unsettled", ["G1.2"]),
    ]


def test_a_duty_both_excused_and_done_names_the_excuse_and_says_besides_that_it_was_done(tmp_path: Path) -> None:
    report = report_of(
        tree_of(tmp_path, 'obligation(User, keep, "x")', 'excused(User, keep, "x")', 'done(User, keep, "x")')
    )
    (duty,) = report["obligations"]
    assert duty["status"] == "excused"
    assert (duty["by"]["proof"]["paragraph"], duty["also"]["proof"]["paragraph"]) == ("G1.2", "G1.3")
    text = render_report(report, "text", TEMPLATES)
    text = text if isinstance(text, str) else text.decode()
    assert "It is excused (G1.2). It was also done (G1.3)." in text
