"""Reports are read by people who do not program: nothing of the rules' own language may show in them."""

from __future__ import annotations

import re

import pytest

from secg.report.rendering import render_report
from tests.report.reports import REPOSITORY, TEMPLATES, report_of, situations_of

DAYS = ("2018-08-01", "2019-12-01", "2022-12-01")
PLACES = re.compile(r"facts/[\w./-]+\.yaml|\(Reading: [\w-]+\.\)|The readings? [\w, -]+ give")
FORBIDDEN = {
    "the name of a predicate or a symbol": re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b"),
    "a variable and its value": re.compile(r"\b[A-Z]\w* = "),
    "a day in figures": re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    "a count without separators": re.compile(r"(?<![\w.,/-])(?<!IEC )\d{5,}\b"),
    "a word left open": re.compile(r"[{}]|\bUndefined\b"),
    "a sentence that ends twice": re.compile(r"[.!?][.;]|\.\s\.|\(\)|\[\]"),
}


def parties() -> list[str]:
    return sorted(situations_of(REPOSITORY).parties)


@pytest.mark.parametrize("as_at", DAYS)
def test_no_report_shows_anything_of_the_rules_own_language(as_at: str) -> None:
    for party in parties():
        text = render_report(report_of(party, as_at), "text", TEMPLATES)
        assert isinstance(text, str)
        body = PLACES.sub("", " ".join(text.split("THE SOURCES")[0].split()))
        for what, pattern in FORBIDDEN.items():
            match = pattern.search(body)
            around = body[max(0, match.start() - 60) : match.end() + 40] if match else ""
            assert match is None, f"{what} in the report of {party} as at {as_at}: …{around}…"


def test_every_line_of_a_text_report_fits_a_terminal_unless_it_is_one_long_word() -> None:
    text = render_report(report_of("shared-platform", "2019-12-01"), "text", TEMPLATES)
    assert isinstance(text, str)
    assert [line for line in text.splitlines() if len(line) > 96 and " " in line.strip(" -*")] == []
