"""The page of a modification as it stands in a pull request: golden files, and nothing of the rules' own language; and
that of any edit.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from secg.cli import main
from secg.code.comparison import Compared, Named, named_code
from secg.code.consolidation import Code
from secg.code.redline import redline
from secg.code.redline_rules import AS_WRITTEN
from secg.effect.effect import effect_between
from secg.language.program_checks import check_program
from secg.rendering.change_table import render_as
from secg.report.change_report import difference_report
from tests.effect.edits import random_edit, with_rule
from tests.report.reports import REPOSITORY, check_golden, on_one_worker, policies_of, remembered_effect

GOLDEN = Path(__file__).parent / "golden" / "differences"
PAGES = {
    "SECMP0059": ["--modification", "SECMP0059"],
    "MP087": ["--modification", "MP087"],
    "MP091": ["--modification", "MP091"],
    "SECMP0044": ["--modification", "SECMP0044"],
    "MP087-to-6.21": ["MP087", "6.21"],
}
FORBIDDEN = {
    "the name of a predicate or a symbol": re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b"),
    "a day in figures": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    "a word left open": re.compile(r"[{}]|\bUndefined\b"),
    "a value that is not known after an article": re.compile(r"\b(?:the|its|an?) (?:any|some) "),
    "what is no news": re.compile(
        r"another party is not the party|about the Code\b|, (\w+), \1,|unsettled whether they are"
    ),
    "a reason behind two colons": re.compile(r"^#.*: open: ", re.MULTILINE),
    "a heading that begins in the middle of a sentence": re.compile(r"^#+ [a-z]", re.MULTILINE),
    "a phrase that hangs loose": re.compile(r"\bowes this to\b|, counting from|as told below"),
    "a noun that says nothing": re.compile(r"what is counted|day or number|the (?:about|id)\b"),
}


def page(words: list[str], form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What `secg diff` prints in the repository."""
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setattr("secg.commands.diff.effect_between", remembered_effect)
    assert main(["diff", *words, "--format", form]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", [on_one_worker(name) for name in PAGES])
def test_the_page_of_a_modification_is_as_it_was_read_and_shows_nothing_of_the_rules_own_language(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_golden(GOLDEN / f"{name}.md", page(PAGES[name], "md", capsys, monkeypatch))
    check_plain(page(PAGES[name], "text", capsys, monkeypatch), f"the page of {name}")


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_page_tells_what_changes_then_that_nothing_else_does_then_the_parties_and_then_the_words(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = " ".join(page([*PAGES["MP087"], "--impact"], form, capsys, monkeypatch).split()).lower()
    place = 0
    for part in (
        *("what changes, and for whom", "nothing else changes", "parties whose outcome changes", "facts as at"),
        *("substituted by mp087", "effect on possible parties", "regression cases"),
    ):
        place = shown.index(part, place)
    assert shown.count("parties change.") == 1


def test_what_differs_in_a_detail_is_told_across_the_table_not_in_a_column_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page(PAGES["MP087"], "html", capsys, monkeypatch)
    table = shown.partition('<table class="stacked changes">')[2].partition("</table>")[0]
    assert table.count("<details>") == table.count('<td colspan="5"><details>') == 1


INSTRUMENTS = sorted(
    path.stem
    for folder in ("modifications", "proposals", "readings")
    for path in REPOSITORY.glob(f"policies/{folder}/*")
)


@pytest.mark.parametrize("name", [on_one_worker(name) for name in INSTRUMENTS if name not in PAGES])
def test_no_page_of_another_instrument_shows_anything_of_the_rules_own_language(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    check_plain(page(["--modification", name], "text", capsys, monkeypatch), f"the page of {name}")


def check_plain(text: str, where: str) -> None:
    """Nothing of the rules' own language stands in a text, but what it says to be as the rule is written."""
    body = re.sub(rf"(\[-|\{{\+){AS_WRITTEN}.*?(-\]|\+\}})", "", " ".join(text.split()))
    body = re.sub(r"\[-|-\]|\{\+|\+\}", "", body)
    for what, pattern in FORBIDDEN.items():
        match = pattern.search(body)
        around = body[max(0, match.start() - 60) : match.end() + 40] if match else ""
        assert match is None, f"{what} on {where}: …{around}…"


def pages_of(before: Named, after: Code) -> dict[str, str]:
    """The page of one Code in place of another, in each form."""
    policies = policies_of(REPOSITORY)
    effect = effect_between(before.code, after, policies, after.in_force)
    compared = Compared(before, replace(before, code=after))
    report = difference_report(compared, redline(before.code, after, policies.vocabulary), effect, policies)
    return {form: render_as("diff", report, form, REPOSITORY / "reports") for form in ("text", "md", "html")}


def test_cases_that_the_words_of_the_rules_do_not_sum_up_are_told_with_the_smallest_of_them() -> None:
    before = named_code(policies_of(REPOSITORY), "SECMP0059")
    rule = next(rule for rule in before.code.rules if rule.head.predicate == "taken_up_later")
    for printed in pages_of(before, with_rule(before.code, rule, None)).values():
        assert "in cases that no conditions of the rules sum up; the smallest party is one of them" in printed.lower()


# of some edits the solver takes a minute to say when they matter; all of them, and more, are left to long runs
QUICK = (0, 4, 7, 8, 9)


@pytest.mark.parametrize(
    "group", [*QUICK, *(pytest.param(group, marks=pytest.mark.fuzz) for group in range(40) if group not in QUICK)]
)
def test_the_page_of_any_edit_of_a_rule_can_be_shown_and_read(group: int) -> None:
    policies, source = policies_of(REPOSITORY), random.Random(group)
    done = 0
    while done < 5:
        before = named_code(policies, source.choice(["baseline", "5.20", "SECMP0044", "SECMP0059", "MP091"]))
        rules, dropped = before.code.rules, source.random() < 0.5
        rule, edited = (source.choice(rules), None) if dropped else random_edit(rules, source, policies.vocabulary)
        after = with_rule(before.code, rule, edited)
        if check_program(after.rules, policies.vocabulary):
            continue
        done += 1
        shown = f"the page of seed {group}, edit {done}: {rule.span} under {before.title}, {edited or 'dropped'}"
        print(shown)  # where a template fails, this is what tells the edit
        check_plain(pages_of(before, after)["text"], shown)
