"""How reports/explain.docx was first made: `python -m tests.rendering.docx_template reports/explain.docx`.

The committed template is an ordinary Word document. It may be opened and restyled in a word processor: fonts, colours,
margins, the styles `Proof 1` to `Proof 6`, the order of the sections. The tags in `{{ }}` and `{% %}` have to stay.
Running this again starts afresh and loses such changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from secg.documents.shown_document import Part
from secg.report.outline import PARTS

DEPTHS = 6
"""Styles for so many depths of a proof; what lies deeper is set like the deepest."""
SOFT, ACCENT = RGBColor(0x4D, 0x55, 0x60), RGBColor(0x0B, 0x4F, 0x9E)


def build() -> Any:
    """The template as a document of python-docx."""
    document = Document()
    _styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(22),
        Mm(20),
        Mm(22),
        Mm(20),
    )
    _footer(section.footer.paragraphs[0])
    _body(document)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "Section G explained", ""
    return document


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for heading, above in (("Heading 1", 12), ("Heading 2", 8)):  # close enough for the memo to fit its page
        document.styles[heading].paragraph_format.space_before = Pt(above)
    document.styles["List Continue"].paragraph_format.space_after = Pt(4)
    for depth in range(1, DEPTHS + 1):
        style = document.styles.add_style(f"Proof {depth}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size = Pt(9.5)
        layout = style.paragraph_format
        layout.left_indent, layout.first_line_indent = Mm(5 * depth), Mm(-4)
        layout.space_after = Pt(2)
    cell = document.styles.add_style("Table text", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = normal, Pt(9.5), Pt(1)
    gap = document.styles.add_style("Gap", WD_STYLE_TYPE.PARAGRAPH)
    gap.base_style, gap.font.size, gap.paragraph_format.space_after = normal, Pt(4), Pt(0)
    small = document.styles.add_style("Small print", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style, small.font.size, small.font.color.rgb = normal, Pt(9), SOFT
    number = document.styles.add_style("Paragraph number", WD_STYLE_TYPE.CHARACTER)
    number.font.color.rgb = ACCENT
    aside = document.styles.add_style("Aside", WD_STYLE_TYPE.CHARACTER)
    aside.font.size, aside.font.color.rgb = Pt(8.5), SOFT

    for language in (
        *document.styles.element.iter(qn("w:lang")),
        *document.settings.element.iter(qn("w:themeFontLang")),
    ):
        language.set(qn("w:val"), "en-GB")


def _footer(paragraph: Any) -> None:
    paragraph.style = "Small print"
    paragraph.add_run("Paraphrased; no legal advice.  {{ report.name }}, {{ report.as_at_words }}.  Page ")
    for instruction in ("PAGE", "NUMPAGES"):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), instruction)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        if instruction == "PAGE":
            paragraph.add_run(" of ")


def _body(document: Any) -> None:
    """The parts in their order, each with its heading and left out where the report does not have it."""
    add = document.add_paragraph
    document.add_paragraph("{{ report.name }}", "Title")
    add("{{ report.when }}")
    annexes = [part for part in PARTS if not part.first]
    for number, part in enumerate(PARTS, 1):
        if part == annexes[0]:
            _memo_end(document, annexes)
        add(f"{{%p if '{part.name}' in report.named %}}")
        _mark(document.add_heading(part.title, 1), str(number), f"part_{part.name}")
        BODIES[part.name](document)
        add("{%p endif %}")
    add("Digest of the policies: {{ report.digest.policies }}", "Small print")
    add("Digest of the facts: {{ report.digest.facts }}", "Small print")


def _memo_end(document: Any, annexes: Sequence[Part]) -> None:
    """What ends the first page, and the cautions in full, with which the next begins."""
    add = document.add_paragraph
    add("{%p if report.steps %}")
    document.add_heading("Why, in short", 1)
    add("{{ report.steps }}")
    add("{%p endif %}")
    add("{%p if report.annexes %}")
    _contents(add("Behind this page: ", "Small print"), annexes)
    heading = document.add_heading("All cautions", 1)
    heading.paragraph_format.page_break_before = True
    _mark(heading, str(len(PARTS) + 1), "all_cautions")
    _each(document, "text in report.warnings or ['None.']", "{{ text }}", "List Bullet")
    add("{%p endif %}")


def _contents(paragraph: Any, parts: Sequence[Part]) -> None:
    """A link to the cautions in full and to each part that the report has."""
    _link(paragraph, "all_cautions", "All cautions")
    paragraph.add_run(". ")
    for part in parts:
        paragraph.add_run(f"{{%r if '{part.name}' in report.named %}}")
        _link(paragraph, f"part_{part.name}", part.title)
        paragraph.add_run(". ")
        paragraph.add_run("{%r endif %}")


def _mark(paragraph: Any, number: str, name: str) -> None:
    """Make a paragraph a bookmark; the number is one of its own in the document."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for anchor in (start, end):
        anchor.set(qn("w:id"), number)
    start.set(qn("w:name"), name)
    paragraph._p.insert(0 if paragraph._p.pPr is None else 1, start)
    paragraph._p.append(end)


def _link(paragraph: Any, bookmark: str, text: str) -> None:
    """Add a text that leads to a bookmark."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.append(paragraph.add_run(text, "Paragraph number")._r)
    paragraph._p.append(link)


def _cited(paragraph: Any, entry: str, number: str) -> None:
    """The number of a paragraph, which leads to its words where the report has them."""
    paragraph.add_run(f"{{%r if {entry}.place %}}")
    _link(paragraph, f"{{{{ {entry}.place }}}}", f"{{{{ {entry}.{number} }}}}")
    paragraph.add_run("{%r else %}")
    paragraph.add_run(f"{{{{ {entry}.{number} }}}}", "Paragraph number")
    paragraph.add_run("{%r endif %}")


def _answer(document: Any) -> None:
    add = document.add_paragraph
    add("{%p for one in report.answers if one.leads %}")
    document.add_paragraph("", "List Bullet").add_run("{{ one.text }}").bold = True
    add("{%p if one.reason %}")
    add("{{ one.reason }}", "List Continue")
    add("{%p endif %}")
    add("{%p endfor %}")
    _each(document, "one in report.answers if one.next and not one.leads", "{{ one.text }}", "List Bullet")
    _each(document, "text in report.near", "{{ text }}", "List Bullet")
    _each(document, "one in report.other_readings", "{{ one.text }} (Reading: {{ one.reading }}.)", "List Bullet")


def _cautions(document: Any) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run("Check before you rely on this. ").bold = True
    paragraph.add_run("{{ report.caution }}")


def _todo(document: Any) -> None:
    coming = ("{{ one.day }}", "{{ one.sentence }}", "{{ one.under }}")
    _table(document, "one in report.coming", ("When", "What", "Under"), coming, (38, 74, 56))
    _each(document, "one in report.answers if not one.leads and not one.next", "{{ one.text }}", "Small print")


def _open(document: Any) -> None:
    _each(document, "one in report.questions", "Undetermined: {{ one.question }}. {{ one.because }} {{ one.under }}")


def _duties(document: Any) -> None:
    duty = ("", "{{ one.words }}", "{{ one.about_words }}", "{{ one.standing }}")
    titles = ("Under", "It must", "About", "Standing")
    table = _table(document, "one in report.duties", titles, duty, (38, 62, 36, 32))
    _cited(table.rows[2].cells[0].paragraphs[0], "one", "paragraph")


def _near(document: Any) -> None:
    _each(document, "text in report.nearness", "{{ text }}", "List Bullet")


def _why(document: Any) -> None:
    add = document.add_paragraph
    add("{%p if report.capacities %}")
    years = [
        f"{{{{ group.years[{number}].category_label }}}} ({{{{ group.years[{number}].under }}}})" for number in range(3)
    ]
    _table(
        document,
        "group in report.capacities",
        ("As", "Year one", "Year two", "Year three"),
        ("{{ group.capacity }}", *years),
        (30, 46, 46, 46),
    )
    add("{%p endif %}")
    _proofs(document, "report.why")


def _why_not(document: Any) -> None:
    _proofs(document, "report.missed")


def _paragraphs(document: Any) -> None:
    add = document.add_paragraph
    add("{%p for one in report.paragraphs %}")
    _mark(document.add_heading("{{ one.number }}: {{ one.title }}", 2), "{{ 100 + loop.index }}", "{{ one.place }}")
    add("{{ one.paraphrase }}")
    _each(document, "limb in one.limbs", "({{ limb.letter }}) {{ limb.paraphrase }}")
    add(
        "How it is known: {{ one.known }} ({{ one.grounds }})."
        "{% if one.changed %} Last changed by {{ one.changed }}.{% endif %}",
        "Small print",
    )
    add("{%p if one.reasoning %}")
    add("Reasoning: {{ one.reasoning }}", "Small print")
    add("{%p endif %}")
    _each(document, "doubt in one.open", "Open: {{ doubt }}", "Small print")
    add("{%p endfor %}")


def _facts(document: Any) -> None:
    add = document.add_paragraph
    add("{%p if report.basis %}")
    add("The situation is taken from: {{ report.basis }}", "Small print")
    add("{%p endif %}")
    facts = ("{{ one.words }}", "{{ one.file }}, line {{ one.line }}", "{{ one.basis }}")
    table = _table(document, "one in report.facts", ("Fact", "Stated in", "Taken from"), facts, (72, 52, 44))
    for look in table._tbl.tblPr.iter(qn("w:tblLook")):  # the facts are no headings, so that they are not bold
        look.set(qn("w:firstColumn"), "0")
        look.set(qn("w:val"), "0420")


def _sources(document: Any) -> None:
    _each(document, "one in report.sources", "{{ one.key }}: {{ one.title }}", "List Bullet")


def _proofs(document: Any, sections: str) -> None:
    add = document.add_paragraph
    add(f"{{%p for section in {sections} %}}")
    document.add_heading("{{ section.title }}", 2)
    add("{%p for row in section.rows %}")
    for depth in range(DEPTHS):
        word = "if" if depth == 0 else "elif"
        add(f"{{%p {word} row.depth == {depth} %}}" if depth < DEPTHS - 1 else "{%p else %}")
        paragraph = add("", f"Proof {depth + 1}")
        paragraph.add_run("{{ row.text }}")
        paragraph.add_run("{%r if row.mark %}")
        paragraph.add_run(" [")
        _cited(paragraph, "row", "mark")
        paragraph.add_run("]")
        paragraph.add_run("{%r endif %}")
        paragraph.add_run("{{ row.after }}", "Aside")
    add("{%p endif %}")
    add("{%p endfor %}")
    add("{%p if section.note %}")
    add("{{ section.note }}")
    add("{%p endif %}")
    add("{%p endfor %}")


def _each(document: Any, loop: str, text: str, style: str = "Normal") -> None:
    document.add_paragraph(f"{{%p for {loop} %}}")
    document.add_paragraph(text, style)
    document.add_paragraph("{%p endfor %}")


def _table(document: Any, loop: str, titles: Sequence[str], cells: Sequence[str], widths: Sequence[int]) -> Any:
    table = document.add_table(4, len(titles), "Light Grid Accent 1")
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.text = title
    table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = text
    table.rows[3].cells[0].text = "{%tr endfor %}"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            for paragraph in cell.paragraphs:
                paragraph.style = "Table text"
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(OxmlElement("w:tblHeader"))
    document.add_paragraph(style="Gap")
    return table


BODIES: dict[str, Callable[[Any], None]] = {
    "answer": _answer,
    "cautions": _cautions,
    "todo": _todo,
    "open": _open,
    "duties": _duties,
    "near": _near,
    "why": _why,
    "whynot": _why_not,
    "paragraphs": _paragraphs,
    "facts": _facts,
    "sources": _sources,
}
"""What each part holds, by its name."""


if __name__ == "__main__":
    build().save(sys.argv[1])
