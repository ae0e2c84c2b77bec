"""Diagnostics as other tools read them: SARIF 2.1.0 for code scanning, and the annotations of a forge's log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from secg.messages.diagnostic import Diagnostic

PAGES = "engine/secg/messages/MESSAGES.md"
"""Where each message has its page, under its code."""

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(diagnostics: Iterable[Diagnostic]) -> str:
    """One message after the other, as people read them."""
    return "".join(f"{diagnostic}\n" for diagnostic in diagnostics)


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands: the forge shows each at its line."""
    return "".join(_annotation(diagnostic) for diagnostic in diagnostics)


def as_sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """A SARIF log of one run of this version of the engine; its rules are the kinds of message met."""
    kinds = list({diagnostic.kind.code: diagnostic.kind for diagnostic in diagnostics}.values())
    kinds.sort(key=lambda kind: kind.code)
    places = {kind.code: index for index, kind in enumerate(kinds)}
    rules: list[dict[str, object]] = []
    for kind in kinds:
        example = {"text": f"{PAGES} explains {kind.code} with an example."}
        level = {"level": kind.severity.value}
        words = {"shortDescription": {"text": kind.sentence}, "help": example, "defaultConfiguration": level}
        rules.append({"id": kind.code, **words})
    driver = {"name": "secg", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",  # as Python counts; without it a reader takes UTF-16 units
        "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder in which the check ran"}}},
        "results": [_result(diagnostic, places[diagnostic.kind.code]) for diagnostic in diagnostics],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _result(diagnostic: Diagnostic, index: int) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": diagnostic.kind.code,
        "ruleIndex": index,
        "level": diagnostic.kind.severity.value,
        "message": {"text": diagnostic.text},
    }
    if diagnostic.span.file:
        from urllib.parse import quote

        # the name of a file may hold bytes that are no text, which the system's functions keep as surrogates
        uri = quote(diagnostic.span.file.encode(errors="surrogateescape"))
        place: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": "ROOT"}}
        if diagnostic.span.line:  # line 0 is the file as a whole, and SARIF counts from 1
            place["region"] = {"startLine": diagnostic.span.line, "startColumn": diagnostic.span.column}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _annotation(diagnostic: Diagnostic) -> str:
    properties = {"title": diagnostic.kind.code}
    if diagnostic.span.file:
        properties["file"] = diagnostic.span.file
        if diagnostic.span.line:
            properties |= {"line": str(diagnostic.span.line), "col": str(diagnostic.span.column)}
    given = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{diagnostic.kind.severity.value} {given}::{_escaped(diagnostic.text)}\n"


def _escaped(text: str, more: str = "") -> str:
    # the percent sign first: the others are written with it
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
