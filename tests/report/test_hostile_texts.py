"""What facts and policies say is shown as text and never taken for markup, in any form of a report."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from docx import Document

from secg.rendering.rendering import render_report
from tests.report.reports import REPOSITORY, TEMPLATES, Altered, report_of

NAME = (
    "<script>alert(1)</script> & \"Sons\" '{{ 7 * 7 }}' {% raw %} "
    "#set page(width: 1mm) *bold* `code` [a](http://b) | $x$"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Altered:
    """The report of a party whose name and basis are full of markup."""
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(REPOSITORY / "policies", root / "policies")
    facts = root / "facts"
    facts.mkdir()
    quoted = NAME.replace("'", "''")
    (facts / "party.yaml").write_text(
        f"party: party\nname: '{quoted}'\nbasis: '{quoted}'\n"
        "facts:\n  user_role: [gas_supplier]\n  domestic_premises: 300_000\n"
        "  non_domestic_premises: 0\n  assessment: [{category: full, completed: 2019-03-01, status: approved}]\n"
    )
    return report_of("party", "2019-12-01", root)


def test_the_page_escapes_it(hostile: Altered) -> None:
    page = render_report(hostile, "html", TEMPLATES)
    assert isinstance(page, str)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;Sons&#34;" in page
    assert "{{ 7 * 7 }}" in page


def test_markdown_escapes_it(hostile: Altered) -> None:
    page = render_report(hostile, "md", TEMPLATES)
    assert isinstance(page, str)
    prose = re.sub(r"```mermaid.*?```", "", page, flags=re.DOTALL)
    assert "<script" not in prose.replace("\\<script", "") and "\\[a\\](http://b)" in prose
    diagram = "".join(re.findall(r"```mermaid(.*?)```", page, flags=re.DOTALL)).replace("<br/>", "")
    assert "<" not in diagram and "`" not in diagram


def test_the_printed_form_takes_it_as_text(hostile: Altered) -> None:
    content = render_report(hostile, "pdf", TEMPLATES)
    assert isinstance(content, bytes) and content.startswith(b"%PDF")
    # the width that the name asks for would make hundreds of pages of it
    assert len(re.findall(rb"/Type\s*/Page\b", content)) < 20


def test_the_word_document_takes_it_as_text(hostile: Altered) -> None:
    content = render_report(hostile, "docx", TEMPLATES)
    assert isinstance(content, bytes)
    assert Document(io.BytesIO(content)).paragraphs[0].text == NAME
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<script>" not in parts.read("word/document.xml")


def test_the_calendar_keeps_it_on_its_line(hostile: Altered) -> None:
    text = render_report(hostile, "ics", TEMPLATES)
    assert isinstance(text, str)
    unfolded = text.replace("\r\n ", "")
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in unfolded.splitlines())


@pytest.mark.parametrize("form", ("pdf", "docx"))
def test_characters_that_no_document_can_hold_are_replaced(hostile: Altered, form: str) -> None:
    report: Altered = {**hostile, "name": "bell \x07 and \x00 nothing \ufffe"}
    assert render_report(report, form, TEMPLATES)


def test_the_template_of_the_word_document_is_where_it_is_said_to_be() -> None:
    assert Path(TEMPLATES / "explain.docx").is_file()
