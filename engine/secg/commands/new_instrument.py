"""The file of a new proposal or reading, with the present text of each paragraph that it is to change."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from secg.code.consolidation import Code
from secg.code.files import paragraph_text
from secg.code.lists import CodeNames
from secg.code.policies import Policies
from secg.code.selection import select_code
from secg.commands.options import load_named_policies, policies_folder, usage
from secg.commands.output import write_folder
from secg.language.paragraph_number import ParagraphNumber, parse_paragraph_number
from secg.messages import REQUEST, Diagnostic, Faults, Span, catalogue, nearest
from secg.sources.drafts import INTRODUCTION, PARAPHRASE, QUESTION, TITLE
from secg.sources.files import is_there, path_from_here

FOLDERS = {"proposal": "proposals", "reading": "readings"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")

HEAD = """\
---
instrument: {name}
title: {title}
status: {status}
{more}sources: [{sources}]
---

# {name}

{introduction}
"""
INSERTED = """\
## Insert {number}: {title}

> provenance: text ({source})

{paraphrase}
"""


def lay_out_instrument(arguments: argparse.Namespace) -> int:
    """Write policies/proposals/NAME.md, or readings/, and say how to go on. Raises Faults; then nothing is written."""
    policies, folder = load_named_policies(arguments), policies_folder(arguments)
    code = select_code(policies, date.max, None, ())  # a proposal amends the last Code that is planned, not today's
    numbers = list(numbers_to_change(arguments, code, policies.names))
    path = folder / FOLDERS[arguments.what] / f"{arguments.name}.md"
    refuse_name(arguments.name, path, policies)
    text = "\n".join(_text(arguments, policies, code, folder, numbers))
    write_folder(path.parent, {path.name: text.encode()})  # there may have been no proposal, and no folder, yet
    print(f"{path_from_here(path)}\nedit it, then: secg check && secg diff {arguments.name}")
    return 0


def refuse_name(name: str, path: Path, policies: Policies) -> None:
    """Raise Faults for a name that no instrument can have, or that an instrument, a file or a version has already."""
    if not _NAME.fullmatch(name):
        raise usage(f"`{name}` can't be the name of an instrument: use letters, digits and hyphens")
    if name in policies.instruments or is_there(path):
        raise already_there(path)
    if any(name == version.label for version in policies.versions.versions):
        raise usage(f"`{name}` is the name of a version; an instrument needs one of its own")


def already_there(path: Path) -> Faults:
    """The fault E105 of a file that would be written over."""
    hint = "name another, or edit that file"
    return catalogue.UNREADABLE.fault(Span(path.as_posix(), 0, 0), reason="it is there already", hint=hint)


def numbers_to_change(
    arguments: argparse.Namespace, code: Code, names: CodeNames
) -> Iterator[tuple[ParagraphNumber, bool]]:
    """The paragraphs to change, each with whether it is there now. Raises Faults for those that can't be changed so."""
    faults: list[Diagnostic] = []
    for written, wanted in ((arguments.substitute, True), (arguments.insert, False)):
        for text in written:
            number = parse_paragraph_number(text)
            if number is None or number.part.rstrip("0123456789") != names.numbers:
                what = f"`{text}` is not the number of a paragraph, as `{names.numbers}8.41`"
                faults.append(catalogue.USAGE.at(REQUEST, what=what))
            elif wanted and number not in code.paragraphs:
                near = nearest(str(number), [str(known) for known in code.paragraphs])
                what = f"the Code of {code.label} has no paragraph `{number}` to substitute"
                faults.append(catalogue.USAGE.at(REQUEST, nearest=near, what=what))
            elif not wanted and number in code.paragraphs:
                what = f"the Code of {code.label} has a paragraph `{number}`; use --substitute"
                faults.append(catalogue.USAGE.at(REQUEST, what=what))
            else:
                yield number, wanted
    if faults:
        raise Faults(faults)


def _text(
    arguments: argparse.Namespace,
    policies: Policies,
    code: Code,
    folder: Path,
    numbers: Sequence[tuple[ParagraphNumber, bool]],
) -> Iterator[str]:
    """The parts of the file: its head, then each paragraph with its present text, or with a stub."""
    standing = [code.paragraphs[number].paragraph for number, there in numbers if there]
    grounds = [ground.source for paragraph in standing for ground in paragraph.provenance.grounds]
    sources = list(dict.fromkeys(grounds)) or [next(iter(policies.sources))]
    question = f"question: {QUESTION}\n" if arguments.what == "reading" else ""
    title = json.dumps(arguments.title or arguments.name, ensure_ascii=False)  # JSON is YAML: a colon may stand in it
    head = {"name": arguments.name, "title": title, "status": arguments.what, "more": question}
    yield HEAD.format(**head, sources=", ".join(sources), introduction=INTRODUCTION)
    yield from amendments(code, numbers, folder, sources[0])


def amendments(
    code: Code, numbers: Sequence[tuple[ParagraphNumber, bool]], folder: Path, source: str, rules: Sequence[str] = ()
) -> Iterator[str]:
    """The part of each paragraph: what is there with its present words and rules, what is not as a stub.

    The first stubs have the rules.
    """
    waiting = list(rules)
    for number, there in numbers:
        if there:
            present = code.paragraphs[number]
            yield f"## Substitute {number.written}: {present.paragraph.title}\n\n{paragraph_text(present, folder)}\n"
            continue
        yield INSERTED.format(number=number.written, title=TITLE, source=source, paraphrase=PARAPHRASE)
        if waiting:
            yield f"```datalog\n{waiting.pop(0)}\n```\n"
