"""Policy documents as a flat list of Markdown blocks, each with the line it starts on.

This is the one place that knows what a block of rules is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import pyromark

from secg.records import record

RULES = "rules"
"""The kind of a block of rules: between a line `_FIRST` and a line `_LAST`, each alone and at the margin."""
UNCLOSED = "unclosed rules"
"""The kind of a block of rules that does not end so, as while somebody types."""
CODE = "code"
"""The kind of all else that Markdown takes for code, in a list or a quotation too."""

_FIRST, _LAST = "```datalog", "```"
_HEADING = re.compile(r"#{1,6} \S")
_PARSER = pyromark.Markdown()


@record
class Block:
    """A heading, paragraph, quote, list, block of rules or code, or other block; `line` counts from 1.

    `text` is its raw text (of a quote: without the `>`), `info` the language of code between fences. `level` is that
    of a heading which starts its line with as many `#` and a blank; of any other heading it is 0.
    """

    kind: str
    text: str
    line: int
    level: int = 0
    info: str = ""


def front_matter_end(lines: Sequence[str]) -> int:
    """How many lines the front matter takes; 0 where there is none, or where it has no end."""
    if lines[0].strip() == "---":
        for number, line in enumerate(lines[1:], 2):
            if line.strip() == "---":
                return number
    return 0


def rule_blocks(text: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of the rules of each block, counted from 1; the end of a block may be missing."""
    for block in parse_blocks(text):
        if block.kind in (RULES, UNCLOSED):
            yield block.line + 1, block.line + block.text.count("\n")


def parse_blocks(text: str) -> tuple[Block, ...]:
    """The top-level blocks of a document behind its front matter, and all code, in order.

    No word is lost: what Markdown shows nowhere, since it only says where a link leads, is a paragraph.
    """
    lines = text.split("\n")
    begin = front_matter_end(lines)
    body = "\n".join(lines[begin:])
    source = body.encode()  # the parser counts in bytes
    ends = list(accumulate(len(line.encode()) + 1 for line in lines[begin:]))
    blocks: list[Block] = []
    opened: list[object] = []
    told = 0

    def line_at(offset: int) -> int:
        return begin + 1 + bisect_right(ends, offset)

    def add_unshown(end: int) -> None:
        passed = source[told:end]
        if passed.strip():
            start = end - len(passed.lstrip())
            blocks.append(Block("paragraph", passed.decode().strip(), line_at(start)))

    for event, place in _PARSER.events_with_range(body):
        match event:
            case {"Start": tag}:
                opened.append(tag)
                continue
            case {"End": _}:
                tag = opened.pop()
            case "Rule":
                tag = event
            case _:  # a piece of running text
                continue
        start, end = place["start"], place["end"]
        if not opened:
            add_unshown(start)
            told = end
        if not opened or _is_code(tag):
            raw = source[start:end].decode()
            blocks.append(_block(tag, raw, lines, line_at(start), line_at(end - 1)))
    add_unshown(len(source))
    # what stands inside of a block ends before it
    return tuple(sorted(blocks, key=lambda block: block.line))


def _is_code(tag: object) -> bool:
    return isinstance(tag, dict) and "CodeBlock" in tag


def _block(tag: object, raw: str, lines: Sequence[str], line: int, last: int) -> Block:
    """The block whose source is `raw`, from line `line` to line `last` of the document."""
    match tag:
        case {"Heading": {"level": str(level)}}:
            strict = _HEADING.match(lines[line - 1])
            return Block("heading", _title(raw.strip()), line, int(level[1:]) if strict else 0)
        case {"CodeBlock": _} if lines[line - 1] == _FIRST:
            if last > line and lines[last - 1] == _LAST:
                return Block(RULES, "".join(f"{row}\n" for row in lines[line : last - 1]), line)
            # an editor asks for what can stand in the empty lines at the end of a text, too
            after = last if any(lines[last:]) else len(lines)
            return Block(UNCLOSED, "".join(f"{row}\n" for row in lines[line:after]), line)
        case {"CodeBlock": {"Fenced": str(info)}}:
            return Block(CODE, raw, line, info=info.strip())
        case {"CodeBlock": _}:
            return Block(CODE, raw, line)
        case {"BlockQuote": _}:
            quoted = (text.lstrip().removeprefix(">").strip() for text in raw.split("\n"))
            return Block("quote", "\n".join(quoted).strip("\n"), line)
        case {"List": _}:
            return Block("list", raw.rstrip(), line)
        case "HtmlBlock":
            return Block("html_block", raw, line)
        case "Rule":
            return Block("hr", "", line)
        case _:
            return Block("paragraph", raw.strip(), line)


def _title(raw: str) -> str:
    """The words of a heading, without the `#` beside them or the line under them."""
    if not raw.startswith("#"):
        return raw.rpartition("\n")[0].strip()
    words = raw.lstrip("#").strip()
    opened = words.rstrip("#")
    # `# C#` ends with a letter and its sign; only what a blank divides from the words closes a heading
    if not opened or opened[-1] in " \t":
        return opened.rstrip()
    return words
