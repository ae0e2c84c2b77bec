"""Tables as a workbook that spreadsheets open (xlsx): days are days, texts stay texts, the same bytes every time."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from secg.records import record

Cell = str | int | date | None

FIRST_DAY = date(1900, 3, 1)
"""The first day that all spreadsheets count alike; an earlier one stands as text."""
LONGEST = 32_767
"""So many signs a cell can hold."""
CUT = " … (cut: the report has all of it)"
LINE_HEIGHT = 15
"""The height of a line of text, in points; not every spreadsheet fits rows to wrapped text by itself."""
MOST_LINES = 27
"""A row can be no higher than this."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts with one of these would be taken for a formula once somebody edits its cell."""


@record
class Column:
    """A column: what stands in its first row, and its width in signs."""

    heading: str
    width: int


@record
class Sheet:
    """One table of a workbook: the name of its tab, its columns, and a cell for each of them in each row."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


ABOUT = (Column("What", 24), Column("Says", 110))


def about_sheet(rows: Sequence[tuple[str, str]]) -> Sheet:
    """What a workbook is about: the Code and the day, and what a reader must know of them."""
    return Sheet("About", ABOUT, tuple(rows))


def workbook(sheets: Sequence[Sheet], title: str, day: date) -> bytes:
    """The workbook; `day` stands for the day on which it was made, whenever that is."""
    from xlsxwriter import Workbook  # an extra

    content = BytesIO()
    # else `=1+1` would become a formula and an address a link
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
    heading = book.add_format({"bold": True, "bg_color": "#E8ECEF", "bottom": 1, "valign": "top", "text_wrap": True})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    number = book.add_format({"num_format": "#,##0", "valign": "top"})
    dated = book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)  # one page wide, and as many as it takes
        page.repeat_rows(0)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.heading, heading)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        for line, row in enumerate(sheet.rows, 1):
            page.set_row(line, LINE_HEIGHT * _lines(row, sheet.columns))
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(line, place, cell, number)
                elif isinstance(cell, date) and cell >= FIRST_DAY:
                    page.write_datetime(line, place, cell, dated)
                elif cell is not None:
                    written = str(cell)
                    if len(written) > LONGEST:
                        written = written[: LONGEST - len(CUT)] + CUT
                    page.write_string(line, place, written, quoted if written.startswith(FORMULA_SIGNS) else text)
    book.close()
    return content.getvalue()


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """Over how many lines the longest cell of a row is wrapped."""
    lines = 1
    for cell, column in zip(row, columns, strict=True):
        if isinstance(cell, str):
            lines = max(lines, len(textwrap.wrap(cell, max(column.width - 2, 1))))
    return min(lines, MOST_LINES)
