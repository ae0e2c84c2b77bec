"""Markdown documents as a flat list of blocks, each with the line it starts on."""

from __future__ import annotations

import pyromark

from secg.records import record

_PARSER = pyromark.Markdown()


@record
class Block:
    """A heading, paragraph, quote, fence, list or other block; `line` counts from 1 in the text given.

    `text` is its raw text (of a quote: without the `>`), `level` a heading's level, `info` a fence's language.
    """

    kind: str
    text: str
    line: int
    level: int = 0
    info: str = ""


def parse_blocks(text: str) -> tuple[Block, ...]:
    """The top-level blocks of a CommonMark text, in order."""
    source = text.encode()  # the parser counts in bytes
    blocks: list[Block] = []
    opened: list[object] = []
    code: list[str] = []
    line, counted = 1, 0
    for event, place in _PARSER.events_with_range(text):
        if not opened:
            line += source.count(b"\n", counted, place["start"])
            counted = place["start"]
        if event == "Rule":
            if not opened:
                blocks.append(Block("hr", "", line))
        elif isinstance(event, str):
            continue  # a break of the line in running text
        elif "Start" in event:
            opened.append(event["Start"])
        elif "End" in event:
            tag = opened.pop()
            if not opened:
                raw = source[place["start"] : place["end"]].decode()
                blocks.append(_block(tag, raw, "".join(code), line))
                code.clear()
        elif "Text" in event:
            code.append(event["Text"])
        elif "Html" in event:
            code.append(event["Html"])
    return tuple(blocks)


def _block(tag: object, raw: str, code: str, line: int) -> Block:
    """One block: `raw` is its source, `code` its text without markup, which says what a block of code or HTML holds."""
    match tag:
        case {"Heading": {"level": str(level)}}:
            return Block("heading", _title(raw.strip()), line, level=int(level[1:]))
        case {"CodeBlock": {"Fenced": str(info)}}:
            return Block("fence", code, line, info=info.strip())
        case {"CodeBlock": _}:
            return Block("code_block", code, line)
        case {"BlockQuote": _}:
            lines = (line.lstrip().removeprefix(">").strip() for line in raw.split("\n"))
            return Block("quote", "\n".join(lines).strip("\n"), line)
        case {"List": _}:
            return Block("list", raw.rstrip(), line)
        case "HtmlBlock":
            return Block("html_block", code, line)
        case _:
            return Block("paragraph", raw.strip(), line)


def _title(raw: str) -> str:
    """The words of a heading, without the `#` beside them or the line under them."""
    if not raw.startswith("#"):
        return raw.rpartition("\n")[0].strip()
    words = raw.lstrip("#").strip()
    opened = words.rstrip("#")
    return opened.rstrip() if not opened or opened[-1] in " \t" else words
