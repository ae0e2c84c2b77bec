"""CSV files as tables, in one dialect that no row can change.

The first line is the header. Its separator, the first that it has, is a comma, a semicolon or a tab; where it has one
column it is a comma. A cell that holds the separator, a quote
or a line break stands in double quotes, and quotes in it are doubled. There are no comments, and nothing is skipped but
blank lines. A row of another width is a fault, with its true line.

Python's csv module in its strict form defines the reading. A file without any quote and without blank lines, as most
large ones are, is read by Arrow, some ten times as fast; whatever Arrow refuses is read again, and told, by the former.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TextIO

import pyarrow as arrow
import pyarrow.csv as arrow_csv

from secg.bulk.engines.duckdb_engine import Database, quoted
from secg.bulk.tables.cells import PLACE, RawTable
from secg.bulk.tables.checking import SHOWN, more_alike
from secg.messages import Diagnostic, Faults, Span, catalogue
from secg.messages import bulk as messages
from secg.records import record

SEPARATORS = ",;\t"
_BATCH = 50_000
_BLOCK = 1 << 22
_OF_FACTS = re.compile("[a-z][a-z0-9_]*")
"""What a column is called that a fact or an inventory may have."""
_BETWEEN_QUOTES = re.compile('"[^"]*"')


@record
class Header:
    """The names of the columns, and what separates cells."""

    columns: tuple[str, ...]
    separator: str

    @property
    def stored(self) -> Iterator[str]:
        """The names of the columns in the database, where those that no fact has are numbered.

        A database takes `Party` for `party`, and has a column of its own.
        """
        for index, name in enumerate(self.columns):
            yield name if _OF_FACTS.fullmatch(name) else f"column {index}"


def load_csv(database: Database, path: Path, shown: str, name: str) -> RawTable:
    """Copy a CSV file into the database as the table `raw_<name>`; empty cells become null.

    Raises Faults: E104 not UTF-8, E802 without a header or a row, E822 a row that is none, E823 a column twice, E831
    one without a name.
    """
    place = Span(shown, 0, 0)
    header = _header(path, shown)
    nameless = [index for index, column in enumerate(header.columns, 1) if not column]
    if nameless:
        raise Faults(_without_a_name(nameless, shown))
    twice = [column for index, column in enumerate(header.columns) if column in header.columns[:index]]
    if twice:
        raise Faults([messages.COLUMN_TWICE.at(Span(shown, 1, 1), column=column) for column in dict.fromkeys(twice)])
    table = quoted(f"raw_{name}")
    # what the quick way refuses, perhaps half-way, is read anew, so that it is told with its line
    if not _load_plain(database, path, header, table):
        _load(database, table, header, _batches(path, shown, header))
    if not database.connection.sql(f"FROM {table} LIMIT 1").fetchall():
        raise messages.TABLE_EMPTY.fault(place)
    return RawTable(name, shown, f"SELECT * FROM {table}", dict.fromkeys(header.columns, "VARCHAR"))


def _opened(path: Path) -> TextIO:
    # line ends are left to the reader of cells, as one may stand in quotes
    return path.open(encoding="utf-8-sig", newline="")


def _header(path: Path, shown: str) -> Header:
    try:
        with _opened(path) as stream:
            first = stream.readline()
            # a separator in a quoted name separates nothing
            bare = _BETWEEN_QUOTES.sub("", first)
            separator = next((character for character in bare if character in SEPARATORS), ",")
            columns = next(csv.reader(chain([first], stream), delimiter=separator, strict=True), [])
    except UnicodeDecodeError:
        raise _not_utf8(path, shown) from None
    except csv.Error:
        raise messages.ROW_BROKEN.fault(Span(shown, 1, 1), row="1", reason=_QUOTES, more="") from None
    if not first.strip():
        raise messages.TABLE_EMPTY.fault(Span(shown, 0, 0))
    return Header(tuple(columns), separator)


_QUOTES = "a quoted cell does not end, or something stands behind its last quote"


def _batches(path: Path, shown: str, header: Header) -> Iterator[tuple[list[list[str]], list[int]]]:
    """The rows of a file with the line on which each begins, some at a time. Raises Faults where one is no row."""
    rows: list[list[str]] = []
    lines: list[int] = []
    wrong: list[tuple[int, int]] = []
    line = 1
    with _opened(path) as stream:
        reader = csv.reader(stream, delimiter=header.separator, strict=True)
        try:
            next(reader)
            line = reader.line_num + 1
            for row in reader:
                if len(row) == len(header.columns):
                    rows.append(row)
                    lines.append(line)
                elif row:
                    wrong.append((line, len(row)))
                line = reader.line_num + 1
                # some at a time, as Python's lists take many times the room of the file
                if len(rows) == _BATCH:
                    yield rows, lines
                    rows, lines = [], []
        except UnicodeDecodeError:
            raise _not_utf8(path, shown) from None
        except csv.Error as error:
            # the bound of Python's csv module, which a quote that nothing closes soon meets
            reason = "a cell is longer than 131,072 characters" if "limit" in str(error) else _QUOTES
            raise messages.ROW_BROKEN.fault(Span(shown, line, 1), row=f"{line:,}", reason=reason, more="") from None
    if wrong:
        raise Faults(_of_another_width(wrong, shown, len(header.columns)))
    if rows:
        yield rows, lines


def _of_another_width(wrong: Sequence[tuple[int, int]], shown: str, width: int) -> list[Diagnostic]:
    faults: list[Diagnostic] = []
    for index, (line, cells) in enumerate(wrong[:SHOWN]):
        more = more_alike(len(wrong) - SHOWN, index == SHOWN - 1)
        reason = f"it has {cells:,} cell{'s' if cells > 1 else ''}, the header {width:,}"
        faults.append(messages.ROW_BROKEN.at(Span(shown, line, 1), row=f"{line:,}", reason=reason, more=more))
    return faults


def _without_a_name(columns: Sequence[int], shown: str) -> list[Diagnostic]:
    faults: list[Diagnostic] = []
    for index, number in enumerate(columns[:SHOWN]):
        more = ""
        if index == SHOWN - 1 and len(columns) > SHOWN:
            more = f", as {len(columns) - SHOWN:,} more"
        faults.append(messages.COLUMN_NAMELESS.at(Span(shown, 1, 1), number=f"{number:,}", more=more))
    return faults


def _not_utf8(path: Path, shown: str) -> Faults:
    """Where the first bytes stand that are no text."""
    before = 0
    with path.open("rb") as stream:
        for number, content in enumerate(stream, 1):
            try:
                content.decode("utf-8")
            except UnicodeDecodeError as error:
                return catalogue.NOT_UTF8.fault(Span(shown, number, error.start + 1), byte=before + error.start + 1)
            before += len(content)
    # no character of UTF-8 holds the byte of a line's end
    raise AssertionError("a file that is no UTF-8 has a line that is none")


def _load(database: Database, table: str, header: Header, batches: Iterator[tuple[list[list[str]], list[int]]]) -> None:
    _create(database, table, header)
    for rows, lines in batches:
        columns: list[arrow.Array] = []
        for cells in zip(*rows, strict=True):
            columns.append(arrow.array([cell or None for cell in cells], arrow.string()))
        _insert(database, table, [*columns, arrow.array(lines, arrow.int64())])


def _create(database: Database, table: str, header: Header) -> None:
    columns = ", ".join([*(f"{quoted(name)} VARCHAR" for name in header.stored), f"{PLACE} BIGINT"])
    database.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")


def _insert(database: Database, table: str, columns: Sequence[arrow.Array]) -> None:
    batch = arrow.table(columns, names=[f"c{index}" for index in range(len(columns))])
    database.connection.register("batch_of_rows", batch)
    database.connection.execute(f"INSERT INTO {table} FROM batch_of_rows")
    database.connection.unregister("batch_of_rows")


def _load_plain(database: Database, path: Path, header: Header, table: str) -> bool:
    """Load a file in which each line is a row and there is no quote; whether this is such a file."""
    count = _plain_lines(path)
    if count is None:
        return False
    names = [f"c{index}" for index in range(len(header.columns))]
    options = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, arrow.string()), null_values=[""], strings_can_be_null=True
    )
    _create(database, table, header)
    line = 2
    try:
        with arrow_csv.open_csv(
            path.absolute(),  # of a path as it is written, `~` would be the home of the user
            arrow_csv.ReadOptions(column_names=names, skip_rows=1, block_size=_BLOCK),
            arrow_csv.ParseOptions(delimiter=header.separator, quote_char=False, escape_char=False),
            options,
        ) as reader:
            for batch in reader:
                _insert(database, table, [*batch.columns, arrow.array(range(line, line + len(batch)), arrow.int64())])
                line += len(batch)
    except arrow.ArrowInvalid:
        return False
    # Arrow passes over blank lines, behind which its count of lines is not that of the file
    return line == count + 1


def _plain_lines(path: Path) -> int | None:
    """The number of lines of a file without quotes, whose line ends are all of one kind; None of any other."""
    ends = returns = pairs = 0
    last = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_BLOCK):
            if b'"' in chunk:
                return None
            ends += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last.endswith(b"\r") and chunk.startswith(b"\n"))
            last = chunk
    # where the ends of lines are of several kinds, readers differ on what a line is
    if returns and not returns == ends == pairs:
        return None
    return ends if last.endswith(b"\n") else ends + 1
