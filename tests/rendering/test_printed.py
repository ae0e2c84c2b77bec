"""The printed forms hold what the report holds, the conclusion first."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pytest
from docx import Document

from secg.documents.shown_document import ShownReport
from secg.rendering.printed import docx_report, pdf_report, signs_without_font
from secg.rendering.shown_report import shown_report
from tests.rendering.docx_template import build
from tests.report.reports import SITUATIONS, TEMPLATES, report_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module", params=SITUATIONS)
def shown(request: pytest.FixtureRequest) -> ShownReport:
    return shown_report(report_of(request.param, SITUATIONS[request.param]))


def test_a_word_document_has_every_conclusion_step_and_paragraph(shown: ShownReport) -> None:
    document = Document(io.BytesIO(docx_report(shown, TEMPLATES / "explain.docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == shown["name"]
    assert [answer["text"] for answer in shown["answers"] if answer["text"] not in texts] == []
    whole = "\n".join(texts)
    assert all(row["text"] in whole for section in shown["why"] for row in section["rows"])
    assert all(f"{paragraph['number']}: {paragraph['title']}" in texts for paragraph in shown["paragraphs"])
    assert shown["digest"]["policies"] in whole and shown["digest"]["facts"] in whole
    assert "{{" not in whole and "{%" not in whole


def test_the_parts_of_a_word_document_stand_in_their_order(shown: ShownReport) -> None:
    document = Document(io.BytesIO(docx_report(shown, TEMPLATES / "explain.docx")))
    headings = [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style is not None and paragraph.style.name == "Heading 1"
    ]
    memo = [part.title for part in shown["parts"] if part.first] + ["Why, in short"] * bool(shown["brief"].why)
    annexes = ["All cautions"] + [part.title for part in shown["parts"] if not part.first]
    assert headings == [*memo, *annexes]
    breaks = [item.text for item in document.paragraphs if item.paragraph_format.page_break_before]
    assert breaks == annexes[:1] and 'w:type="page"' not in document.element.xml


def test_the_first_page_of_a_word_document_is_the_memo_and_the_cautions_in_full_follow(
    shown: ShownReport,
) -> None:
    document = Document(io.BytesIO(docx_report(shown, TEMPLATES / "explain.docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    end = texts.index("All cautions")
    memo = [*(answer["text"] for answer in shown["answers"]), *shown["brief"].near, shown["brief"].why]
    assert [text for text in memo if text and text not in texts[:end]] == []
    assert f"Check before you rely on this. {shown['cautions'].line}" in texts[:end]
    assert set(shown["warnings"]).isdisjoint(texts[:end]) and set(shown["warnings"]) <= set(texts[end:])
    assert texts.count(shown["brief"].why) == 1 or not shown["brief"].why


def test_the_memo_fills_one_page_of_a_pdf(shown: ShownReport) -> None:
    """As pages, the memo alone is one: what stands behind it is taken away."""
    memo = {**shown, "parts": [part for part in shown["parts"] if part.first], "warnings": []}
    content = pdf_report(cast("ShownReport", memo), TEMPLATES / "explain.typ")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1


def test_every_link_of_a_word_document_leads_to_a_bookmark_and_it_is_in_british_english(shown: ShownReport) -> None:
    with zipfile.ZipFile(io.BytesIO(docx_report(shown, TEMPLATES / "explain.docx"))) as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml"))
        styles = ElementTree.fromstring(parts.read("word/styles.xml"))
    bookmarks = list(body.iter(f"{W}bookmarkStart"))
    names = [bookmark.get(f"{W}name") for bookmark in bookmarks]
    links = [link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")]
    assert len(set(names)) == len(names) == len({bookmark.get(f"{W}id") for bookmark in bookmarks})
    assert set(links) <= set(names)
    assert len(links) >= sum(bool(row["mark"]) for section in shown["why"] for row in section["rows"])
    assert {language.get(f"{W}val") for language in styles.iter(f"{W}lang")} == {"en-GB"}


def test_the_committed_word_template_has_the_parts_in_their_order() -> None:
    made = [paragraph.text for paragraph in build().paragraphs]
    kept = [paragraph.text for paragraph in Document(str(TEMPLATES / "explain.docx")).paragraphs]
    assert kept == made


def test_a_template_that_was_restyled_still_works(shown: ShownReport, tmp_path: Path) -> None:
    restyled = build()
    restyled.styles["Proof 1"].font.name = "Georgia"
    restyled.save(tmp_path / "restyled.docx")
    with zipfile.ZipFile(io.BytesIO(docx_report(shown, tmp_path / "restyled.docx"))) as parts:
        assert b"Georgia" in parts.read("word/styles.xml")


def test_a_pdf_is_made_with_its_own_fonts_and_without_a_date(shown: ShownReport) -> None:
    content = pdf_report(shown, TEMPLATES / "explain.typ")
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert b"/FontFile" in content
    assert b"CreationDate" not in content and b"ModDate" not in content


def test_every_sign_of_the_shipped_reports_has_a_font(shown: ShownReport) -> None:
    report = report_of(shown["party"], SITUATIONS[shown["party"]])
    assert list(signs_without_font(report)) == []


@pytest.mark.parametrize(
    ("name", "signs"), [("東京電力", "京力東電"), ("Ö Ελ Жж עב عر क ქ Հ ⚡ ② ½ → ≤", ""), ("🔋 한 ไ", "ไ한🔋")]
)
def test_a_sign_that_the_pdf_can_not_show_is_told(name: str, signs: str) -> None:
    [party, *_] = SITUATIONS
    report = report_of(party, SITUATIONS[party]).copy()
    report["name"] = name
    told = list(signs_without_font(report))
    assert [f"lack {signs}," in str(warning) for warning in told] == ([True] if signs else [])
