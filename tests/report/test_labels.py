"""Paragraphs whose number no source gives have one short label, and lists of paragraphs are read without doubt."""

from __future__ import annotations

import pytest

from secg.documents.naming import labelled, short_labels
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.rendering.rendering import render_report
from tests.report.reports import TEMPLATES, report_of, reports_on

FORMS = ("text", "md", "html", "ics")
COUNTING = ParagraphNumber("G8", "", "counting Non-Domestic Premises")


def test_a_paragraph_without_a_number_is_cited_by_its_part_and_name() -> None:
    assert short_labels(f"see {COUNTING}; G8.41") == "see G8 § counting Non-Domestic Premises; G8.41"
    assert short_labels(str(Citation(COUNTING, "a"))) == "G8 § counting Non-Domestic Premises(a)"
    assert short_labels("(SEC version number not held)") == "(SEC version number not held)"
    assert labelled({"a": [str(COUNTING), 1, None]}) == {"a": ["G8 § counting Non-Domestic Premises", 1, None]}


@pytest.mark.parametrize("form", FORMS)
def test_no_report_cites_by_the_long_label(form: str) -> None:
    for party, report in reports_on("2026-11-28").items():
        page = render_report(report, form, TEMPLATES)
        assert isinstance(page, str)
        assert ", number not held" not in page, party


def test_that_the_number_is_not_held_is_said_where_the_paragraph_is_printed_and_only_there() -> None:
    text = render_report(report_of("large-supplier", "2026-11-28"), "text", TEMPLATES)
    assert isinstance(text, str)
    printed = text.partition("THE PARAGRAPHS RELIED ON")[2]
    blocks = [text for text in printed.split("\n\n") if "How it is known:" in text]
    unnumbered = [block for block in blocks if " § " in block.splitlines()[0]]
    assert unnumbered and all("number not held" in " ".join(text.split()) for text in unnumbered)
    assert sum("number not held" in " ".join(block.split()) for block in blocks) == len(unnumbered)
