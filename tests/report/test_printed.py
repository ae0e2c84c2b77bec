"""The printed forms hold what the report holds, the conclusion first."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document

from secg.report.printed import docx_report, pdf_report
from secg.report.shown_document import ShownReport
from secg.report.summary import shown_report
from tests.report.docx_template import build
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
    assert headings == [part.title for part in shown["parts"]]
    annexes = [part.title for part in shown["parts"] if not part.first]
    texts = [paragraph.text for paragraph in document.paragraphs]
    breaks = [at for at, item in enumerate(document.paragraphs) if 'w:type="page"' in item._p.xml]
    assert len(breaks) == 1 and texts.index("What is to do") < breaks[0] < texts.index(annexes[0])


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
