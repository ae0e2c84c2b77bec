"""Random requests, good and hostile, and what the command line says to the same question."""

from __future__ import annotations

import contextlib
import io
import json
import random
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from secg.cli import main
from secg.code import policies as policies_module
from secg.messages import Faults
from secg.serve.answering import file_of
from tests.report.reports import REPOSITORY

DAYS = ["2018-08-01", "2019-03-01", "2021-06-30"]
CONCLUSIONS = ["full year 2", "self year 3", "verification year 2", "G3.20(b)", "G8.24"]
INSTRUMENTS = ["SECMP0059", "SECMP0044", "MP087"]
Request = tuple[str, dict[str, Any]]
"""A tool and its arguments."""


@cache
def parties() -> dict[str, dict[str, Any]]:
    """The parties of the repository as a client would describe them."""
    texts = {path.stem: path.read_text() for path in sorted((REPOSITORY / "facts").glob("*.yaml"))}
    return {name: json.loads(json.dumps(yaml.safe_load(text), default=str)) for name, text in texts.items()}


@cache
def bearing(party: str) -> frozenset[str]:
    """The parties that the files of this one and of those that it names speak of."""
    waiting, names = [party], {party}
    while waiting:
        text = json.dumps(parties()[waiting.pop()])
        for name in parties():
            if name not in names and json.dumps(name) in text:
                names.add(name)
                waiting.append(name)
    return frozenset(names - {party})


def good(rng: random.Random) -> Request:
    """A question that has an answer."""
    named = rng.choice(sorted(parties()))
    situation = json.loads(json.dumps(parties()[named]))
    if "domestic_premises" in situation["facts"] and not isinstance(situation["facts"]["domestic_premises"], list):
        situation["facts"]["domestic_premises"] = rng.choice([0, 249_999, 250_000, 250_001, rng.randrange(10**7)])
    everybody = rng.random() < 0.1
    others = [party for name, party in parties().items() if name != named and (everybody or name in bearing(named))]
    arguments: dict[str, Any] = {"situation": situation, "others": others, "as_at": rng.choice(DAYS)}
    if rng.random() < 0.2:
        arguments["version"] = rng.choice(["5.20", "SECMP0044", "MP087"])
    tool = rng.choice(["outcome", "why", "why_not", "what_if", "smallest_change", "paragraph", "parties_concerned"])
    if tool == "paragraph":
        return tool, {"number": rng.choice(["G8.41", "g8.49", "G3.20(b)", "G10.1"]), "as_at": rng.choice(DAYS)}
    if tool == "parties_concerned":
        return tool, {"instrument": rng.choice(INSTRUMENTS), "situations": [situation, *others[:3]]}
    if tool == "what_if":
        arguments["supposed"] = [f"domestic_premises={rng.randrange(500_000)}", "non_domestic_premises=0"]
    elif tool != "outcome":
        arguments["conclusion"] = rng.choice(CONCLUSIONS)
    return tool, arguments


def hostile(rng: random.Random) -> Request:
    """A question with something wrong, strange or large in it."""
    tool, arguments = good(rng)
    nested: Any = "bottom"
    for _ in range(rng.choice([5, 20, 200])):
        nested = [nested] if rng.random() < 0.5 else {"facts": nested}
    values = ["", "\x00", "a\x1b[31m", "é\u2028\ufeff", "😀" * 50, "x" * 50_000, "../../etc/passwd", "file:///etc/passwd",
              "!!python/object", "{{7*7}}", -1, 10**30, 1.5, True, None, [], {}, nested]  # fmt: skip
    value = rng.choice(values)
    match rng.randrange(7):
        case 0:
            return rng.choice(["", "nope", "outcomes", "__import__"]), arguments
        case 1:
            arguments[rng.choice(["as_at", "version", "with", "conclusion", "supposed", "others", "extra"])] = value
        case 2:
            arguments["situation"] = value
        case 3:
            arguments["situation"] = {"party": value, "facts": {}}
        case 4:
            key = rng.choice(["domestic_premises", "user_role", "assessment", "shared_resource", "domestic_premise"])
            arguments["situation"] = {"party": "acme", "facts": {key: value}}
        case 5:
            arguments["situation"] = {
                "party": "acme",
                rng.choice(["name", "basis", "as_of", "fact"]): value,
                "facts": {},
            }
        case _:
            arguments.pop(rng.choice(sorted(arguments)), None)
    return tool, arguments


def requests(seed: int, number: int) -> Iterator[Request]:
    """So many requests, every third of them hostile."""
    rng = random.Random(seed)
    for index in range(number):
        yield hostile(rng) if index % 3 == 2 else good(rng)


_COMMANDS = {"outcome": "explain", "why": "why-not", "why_not": "why-not", "what_if": "what-if"}


def words_of(tool: str, arguments: Mapping[str, Any]) -> list[str]:
    """The command that asks the same."""
    options: list[str] = []
    for key in ("as_at", "version"):
        if key in arguments:
            options += [f"--{key.replace('_', '-')}={arguments[key]}"]
    options += [f"--with={name}" for name in arguments.get("with", [])]
    options += [f"--set={text}" for text in arguments.get("supposed", [])]
    if tool == "paragraph":
        return ["paragraph", f"{arguments['number']}"]
    if tool == "parties_concerned":
        return ["impact", f"--modification={arguments['instrument']}", *options]
    party = arguments["situation"]["party"]
    if tool == "smallest_change":
        goal = "avoid" if arguments.get("avert") else "reach"
        return ["what-if", f"--{goal}={arguments['conclusion']}", *options, "--", party]
    asked = [arguments["conclusion"]] if "conclusion" in arguments else []
    return [_COMMANDS[tool], *options, "--", party, *asked]


def commanded(tool: str, arguments: Mapping[str, Any]) -> tuple[int, str, str]:
    """What the command line says: its status, output and messages; the situations are files of a folder `facts`.

    Where a tool asks about the parties of the server, they are those of the repository.
    """
    arguments = json.loads(json.dumps(arguments, sort_keys=True))  # as the server reads them
    command, *words = words_of(tool, arguments)
    options = ["--format=json", f"--policies={REPOSITORY / 'policies'}"]
    if asks_of_all(tool, arguments):
        return _main([command, *options, f"--facts={REPOSITORY / 'facts'}", *words])
    given = arguments.get("situations") or [arguments.get("situation"), *arguments.get("others", [])]
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "facts"
        folder.mkdir()
        for situation in given if tool != "paragraph" else ():
            name, text = file_of(situation)
            (folder / Path(name).name).write_text(text)
        if tool != "paragraph":
            options.append(f"--facts={folder}")
        return _main([command, *options, *words])


def asks_of_all(tool: str, arguments: Mapping[str, Any]) -> bool:
    """Whether the question is about the parties of the server."""
    return tool == "parties_concerned" and "situations" not in arguments


_read_once = cache(policies_module.load_policies)


def _main(words: list[str]) -> tuple[int, str, str]:
    output, messages = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with (
        mock.patch("secg.commands.options.load_policies", _read_once),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(messages),
    ):
        status = main(words)
    output.flush()
    output.seek(0)
    return status, output.read(), messages.getvalue()


def is_writable(arguments: Mapping[str, Any]) -> bool:
    """Whether the situations can be laid out as files of their own, as the command line needs them."""
    given = arguments.get("situations") or [arguments.get("situation"), *arguments.get("others", [])]
    names: list[str] = []
    for situation in given:
        if not isinstance(situation, dict):
            return False
        party = situation.get("party")
        if not isinstance(party, str) or not party or "/" in party or not party.isprintable() or len(party) > 200:
            return False
        try:
            names.append(file_of(situation)[0])
        except Faults:
            return False
    return len(names) == len(set(names))
