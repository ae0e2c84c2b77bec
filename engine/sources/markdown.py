"""Markdown documents as a flat list of blocks, each with the line it starts on."""

from __future__ import annotations

from markdown_it import MarkdownIt

from engine.records import record

_PARSER = MarkdownIt("commonmark")
_PARSER.core.ruler.enableOnly(["normalize", "block"])


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


_CONTAINERS = {"blockquote_open": "quote", "bullet_list_open": "list", "ordered_list_open": "list"}


def parse_blocks(text: str) -> tuple[Block, ...]:
    """The top-level blocks of a CommonMark text, in order."""
    lines = text.split("\n")
    blocks: list[Block] = []
    depth = 0
    tokens = _PARSER.parse(text)
    for position, token in enumerate(tokens):
        first, last = token.map or (0, 0)
        if depth == 0:
            if token.type == "heading_open":
                content = tokens[position + 1].content
                blocks.append(Block("heading", content, first + 1, level=int(token.tag[1:])))
            elif token.type == "paragraph_open":
                blocks.append(Block("paragraph", tokens[position + 1].content, first + 1))
            elif token.type == "fence":
                blocks.append(Block("fence", token.content, first + 1, info=token.info.strip()))
            elif token.type in _CONTAINERS:
                raw = lines[first:last]
                if token.type == "blockquote_open":
                    raw = [line.lstrip().removeprefix(">").strip() for line in raw]
                blocks.append(Block(_CONTAINERS[token.type], "\n".join(raw).strip("\n"), first + 1))
            elif token.type in ("hr", "html_block", "code_block"):
                blocks.append(Block(token.type, token.content, first + 1))
        depth += token.nesting
    return tuple(blocks)
