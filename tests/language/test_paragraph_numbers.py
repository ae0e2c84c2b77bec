"""Paragraph numbers and citations: how they are written, cited and ordered."""

from __future__ import annotations

import pytest

from secg.language.paragraph_number import Citation, ParagraphNumber, parse_citation, parse_paragraph_number


@pytest.mark.parametrize("text", ["G8.41", "G8", "G3.17A", 'G10 "notice of Users"'])
def test_a_number_is_read_as_it_is_written(text: str) -> None:
    number = parse_paragraph_number(text)
    assert number is not None and number.written == text


@pytest.mark.parametrize("text", ["", "8.41", "g8.41", "G8.", "G8.41.2", "G8.41(a)", 'G8.41 "x"', "G1234.1", "G8.1\n2"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_paragraph_number(text) is None


def test_a_paragraph_without_a_number_is_cited_by_what_it_is_about() -> None:
    number = ParagraphNumber("G10", "", "notice of Users")
    assert str(number) == "G10, number not held (notice of Users)"
    assert str(Citation(number, "a")) == "G10, number not held (notice of Users), limb (a)"


@pytest.mark.parametrize(
    ("text", "cited"),
    [("G3.18(c)", "G3.18(c)"), ("g3.18 (c)", "G3.18(c)"), (" G8.41 ", "G8.41"), ("G3.18(a)(ii)", "G3.18(a)(ii)")],
)
def test_a_citation_is_read_as_people_type_it(text: str, cited: str) -> None:
    assert str(parse_citation(text)) == cited


def test_paragraphs_stand_in_the_order_of_the_code() -> None:
    order = ["G3.9", "G3.17", "G3.17A", "G3.18", 'G3 "first"', 'G3 "second"', "G10.1"]
    numbers = [number for text in order if (number := parse_paragraph_number(text)) is not None]
    assert sorted(set(numbers), key=lambda paragraph_number: paragraph_number.sort_key) == numbers
