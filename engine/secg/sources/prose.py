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
        name = _ELEMENTS.get(tag, "")
        return (f"<{name}>", f"</{name}>") if name else ("", "")
    assert isinstance(tag, dict)
    ((kind, value),) = tag.items()
    match kind:
        case "Heading":
            level = str(value["level"]).lower()
            return f"<{level}>", f"</{level}>"
        case "CodeBlock":
            return '<pre tabindex="0"><code>', "</code></pre>"
        case "List":
            return ("<ul>", "</ul>") if value is None else (f'<ol start="{int(value)}">', "</ol>")
        case "Link":
            address = target(str(value["dest_url"]))
            return (f'<a href="{escape(address)}">', "</a>") if address else ("", "")
        case _:
            name = _ELEMENTS.get(str(kind), "")
            return (f"<{name}>", f"</{name}>") if name else ("", "")
