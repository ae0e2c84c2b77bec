"""The file of a new party: like one that is there, or empty, with everything that it can state as comments."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from secg.code.selection import REQUEST
from secg.commands.options import facts_folder, load_named_situations, load_named_vocabulary
from secg.commands.output import write_file
from secg.language.sentences import text_words
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.messages import Faults, Span, catalogue
from secg.sources.files import display_path, is_there, read_text
from secg.sources.stubs import BASIS

HEAD = """\
# yaml-language-server: $schema=schema.json
party: {party}
name: {name}
basis: {basis}
as_of: {day}
facts: {{}}
# What can be stated; put the lines that apply below `facts:`, with your own values.
"""


def lay_out_party(arguments: argparse.Namespace) -> int:
    """Write facts/NAME.yaml and say how to go on. Raises Faults; then nothing is written."""
    name, folder = arguments.name, facts_folder(arguments)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        words = f"`{name}` can't be the name of a party: use small letters, digits and hyphens"
        raise Faults([catalogue.USAGE.at(REQUEST, what=words)])
    path = folder / f"{name}.yaml"
    if is_there(path):
        hint = "name another, or edit that file"
        raise Faults([catalogue.UNREADABLE.at(Span(path.as_posix(), 0, 0), reason="it is there already", hint=hint)])
    vocabulary = load_named_vocabulary(arguments)
    title = text_words(name).title()
    if arguments.like:
        party = load_named_situations(arguments, vocabulary).party(arguments.like)
        text = renamed(read_text(folder / Path(party.file).name, party.file), name, title)
    else:
        text = HEAD.format(party=name, name=title, basis=BASIS, day=date.today()) + "".join(_facts(vocabulary))
    write_file(path, text.encode())
    print(f"{display_path(path, folder.resolve().parent)}\nedit it, then: secg check && secg explain {name}")
    return 0


def renamed(text: str, party: str, name: str) -> str:
    """The text of a party's file as that of another party."""
    text = re.sub(r"(?m)^party: .*$", f"party: {party}", text, count=1)
    return re.sub(r"(?m)^name: .*$", f"name: {name}", text, count=1)


def _facts(vocabulary: Vocabulary) -> Iterator[str]:
    """Each fact that a party can state: an example of its value, and the sentence that it reads as."""
    for predicate in vocabulary.facts:
        if not predicate.field:
            keys = [field.key for field in vocabulary.fields.get(predicate.name, ())]
            yield f"#   {predicate.name}: {_example(predicate, vocabulary)}\n"
            further = f" (further keys: {', '.join(keys)})" if keys else ""
            yield f"#     {_sentence(predicate)}{further}\n"


def _example(predicate: Predicate, vocabulary: Vocabulary) -> str:
    """A value as it is written: a scalar where the fact has one argument beside the party, else a record."""
    arguments = predicate.arguments[1:]
    if not arguments:
        return "true"
    values = [_value(argument, vocabulary) for argument in arguments]
    if len(values) == 1:
        return values[0] if predicate.one_at_a_time else f"[{values[0]}]"
    pairs = ", ".join(f"{argument.name}: {value}" for argument, value in zip(arguments, values, strict=True))
    return f"{{{pairs}}}" if predicate.one_at_a_time else f"[{{{pairs}}}]"


def _value(argument: Argument, vocabulary: Vocabulary) -> str:
    known = vocabulary.types.get(argument.type)
    if known is not None and known.labels:
        return next(iter(known.labels))
    examples = {"date": "2020-01-31", "count": "0", "integer": "0", "party": "another-party"}
    return examples.get(argument.type, f"some-{argument.name.replace('_', '-')}")


def _sentence(predicate: Predicate) -> str:
    """What a fact says, with the names of its values in the places of values."""
    party = predicate.arguments[0].name
    return re.sub(r"\{(\w+)\}", lambda name: "it" if name[1] == party else f"<{name[1]}>", predicate.says)
