"""Diagnostics as other tools read them: SARIF 2.1.0 for code scanning, and the annotations of a forge's log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from secg.messages.diagnostic import Diagnostic, Kind, Severity

PAGES = "engine/secg/messages/MESSAGES.md"
"""Where each message has its page, under its code."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(diagnostics: Iterable[Diagnostic]) -> str:
    """One message after the other, as people read them."""
    return "".join(f"{one}\n" for one in diagnostics)


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands: the forge shows each at its line."""
    return "".join(_annotation(one) for one in diagnostics)


def as_sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """A SARIF log of one run of this version of the engine; its rules are the kinds of message met."""
    kinds = list({one.kind.code: one.kind for one in diagnostics}.values())
    kinds.sort(key=lambda one: one.code)
    places = {kind.code: index for index, kind in enumerate(kinds)}
    driver = {"name": "secg", "version": version, "rules": [_rule(kind) for kind in kinds]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder in which the check ran"}}},
        "results": [_result(one, places[one.kind.code]) for one in diagnostics],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _level(kind: Kind) -> str:
    return "error" if kind.severity is Severity.ERROR else "warning"


def _rule(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.code,
        "shortDescription": {"text": kind.sentence},
        "help": {"text": f"{PAGES} explains {kind.code} with an example."},
        "defaultConfiguration": {"level": _level(kind)},
    }


def _result(one: Diagnostic, index: int) -> dict[str, Any]:
    paragraph = f" ({one.paragraph})" if one.paragraph else ""
    help_line = f"\n{one.help}" if one.help else ""
    result: dict[str, Any] = {
        "ruleId": one.kind.code,
        "ruleIndex": index,
        "level": _level(one.kind),
        "message": {"text": f"{one.sentence}{paragraph}{help_line}"},
    }
    if one.span.file:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(one.span.file), "uriBaseId": "ROOT"}}
        if one.span.line:
            place["region"] = {"startLine": one.span.line, "startColumn": one.span.column}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path.encode(errors="surrogateescape"))


def _annotation(one: Diagnostic) -> str:
    properties = {"title": one.kind.code}
    if one.span.file:
        properties["file"] = one.span.file
        if one.span.line:
            properties |= {"line": str(one.span.line), "col": str(one.span.column)}
    given = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    paragraph = f" ({one.paragraph})" if one.paragraph else ""
    text = _escaped(f"{one.sentence}{paragraph}\n{one.help}".rstrip())
    return f"::{_level(one.kind)} {given}::{text}\n"


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
