"""Reports are read by people who do not program: nothing of the rules' own language may show in them."""

from __future__ import annotations

import re

import pytest

from secg.documents.document import Step
from secg.documents.naming import Naming
from secg.rendering.rendering import render_report
from secg.rendering.shown_report import shown_report
from secg.report.outline import ShownProofs
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


def test_a_proof_names_its_party_once_and_says_what_it_has_in_its_own_words() -> None:
    shown = shown_report(report_of("shared-platform", "2019-12-01"))
    assert len(shown["why"]) > 15
    for section in shown["why"]:
        below = [row["text"] for row in section["rows"] if row["depth"]]
        named = [text for text in below if "Shared Platform" in text and " it " not in text]
        assert named == [], section["title"]
        assert not [text for text in below if re.search(r"\bThe (?:last |next )?(?:\w+ ){0,4}assessment of it\b", text)]
        assert not [text for text in below if "There are none" in text or "is not Shared Platform" in text]


def test_a_sentence_that_calls_another_it_keeps_the_name_of_the_party() -> None:
    proofs = ShownProofs(Naming("hub", "The Hub", "The Hub"))
    told: Step = {"conclusion": "Acme told the Panel that it uses The Hub", "paragraph": "G1.1"}
    served: Step = {"conclusion": "The Hub told the Panel that it serves Acme", "paragraph": "G1.2"}
    root: Step = {"conclusion": "The Hub is known, about Acme", "paragraph": "G1.3", "premises": [told, served]}
    section = proofs.section("A duty: Acme", [], [root], "", "Acme")
    assert [row["text"] for row in section["rows"]] == [
        "The Hub is known.",
        "Acme told the Panel that it uses The Hub.",
        "It told the Panel that it serves Acme.",
    ]
