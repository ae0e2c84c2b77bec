"""Markdown as HTML in which nothing runs: raw HTML is shown as text, and a link goes only where the caller says."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pyromark

_PARSER = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES)
_ELEMENTS = {
    "Paragraph": "p",
    "BlockQuote": "blockquote",
    "Item": "li",
    "Emphasis": "em",
    "Strong": "strong",
    "Table": "table",
    "TableHead": "tr",
    "TableRow": "tr",
    "TableCell": "td",
}
_BREAKS = {"SoftBreak": "\n", "HardBreak": "<br>", "Rule": "<hr>"}


def prose_html(text: str, target: Callable[[str], str], words: Callable[[str], str] = escape) -> str:
    """The HTML of a Markdown text.

    `target` gives for the address of a link the one to write, or nothing, and then only the link's words stand there.
    `words` makes HTML of running text, and so may put links into it; it must escape what it keeps.

    >>> prose_html("**A** `b` <i>c</i> [d](javascript:e)", lambda address: "")
    '<p><strong>A</strong> <code>b</code> &lt;i&gt;c&lt;/i&gt; d</p>'
    """
    written: list[str] = []
    open_ends: list[str] = []
    for event in _PARSER.events(text):
        if isinstance(event, str):
            written.append(_BREAKS.get(event, ""))
            continue
        ((kind, value),) = event.items()
        match kind:
            case "Start":
                begin, end = _tags(value, target)
                written.append(begin)
                open_ends.append(end)
            case "End":
                written.append(open_ends.pop())
            case "Text":
                # no link stands in another, and what a block of code says is no running text
                in_code = bool(open_ends) and open_ends[-1] in ("</code></pre>", "</a>")
                written.append(escape(str(value)) if in_code else words(str(value)))
            case "Code":
                written.append(f"<code>{escape(str(value))}</code>")
            case _:
                written.append(escape(str(value)))
    return "".join(written)


def _tags(tag: object, target: Callable[[str], str]) -> tuple[str, str]:
    """How an element begins and ends; nothing for what has no element here."""
    if isinstance(tag, str):
        return _element(_ELEMENTS.get(tag))
    assert isinstance(tag, dict)
    ((kind, value),) = tag.items()
    match kind:
        case "Heading":
            return _element(str(value["level"]).lower())
        case "CodeBlock":
            # a long line is scrolled to, which without a mouse needs a place in the order of the keys
            return '<pre tabindex="0"><code>', "</code></pre>"
        case "List" if value is None:
            return _element("ul")
        case "List":
            return f'<ol start="{int(value)}">', "</ol>"
        case "Link":
            address = target(str(value["dest_url"]))
            if address:
                return f'<a href="{escape(address)}">', "</a>"
            return _element(None)
        case _:
            return _element(_ELEMENTS.get(str(kind)))


def _element(name: str | None) -> tuple[str, str]:
    if name is None:
        return "", ""
    return f"<{name}>", f"</{name}>"
