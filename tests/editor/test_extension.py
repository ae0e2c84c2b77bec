"""The extension for VS Code: its grammar colours what the lexer reads, its matcher reads what `check` prints.

The grammar's expressions are tried as an editor tries them: the leftmost match counts, and among equals the first.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from secg.language.document_reader import read_document
from secg.language.lexer import scan
from secg.language.parser import AGGREGATES, KEYWORDS
from secg.messages import Diagnostic
from secg.sources.markdown import rule_blocks
from tests.messages.trees import broken_folders

EXTENSION = Path(__file__).resolve().parents[2] / "engine" / "editors" / "vscode"
POLICIES = EXTENSION.parents[2] / "policies"

SCOPES = {
    "variable": "variable.parameter",
    "date": "constant.numeric.date",
    "float": "invalid.illegal.fraction",
    "integer": "constant.numeric.integer",
    "text": "string.quoted.double",
    "unclosed": "invalid.illegal.unclosed",
    "anything": "variable.language.anything",
    ":-": "keyword.operator.rule",
    **dict.fromkeys(("!=", "<=", ">=", "=", "<", ">"), "keyword.operator.comparison"),
    **dict.fromkeys("+-*", "keyword.operator.arithmetic"),
    **dict.fromkeys("(){},.:", "punctuation"),
}
"""By kind of token, or by its signs."""
WORDS = {
    **dict.fromkeys(KEYWORDS, "keyword.operator.word"),
    **dict.fromkeys(AGGREGATES, "support.function.aggregate"),
}


def loaded(name: str) -> Any:
    """A JSON file of the extension."""
    return json.loads((EXTENSION / name).read_text())


GRAMMAR = [
    (pattern["name"].removesuffix(".secg-datalog"), re.compile(pattern["match"], re.ASCII))
    for pattern in loaded("syntaxes/datalog.tmLanguage.json")["patterns"]
]


def coloured(line: str) -> Iterator[tuple[str, str]]:
    """The pieces of a line that the grammar names, each with its scope."""
    place = 0
    while place < len(line):
        matches = [
            (match.start(), index) for index, (_, form) in enumerate(GRAMMAR) if (match := form.search(line, place))
        ]
        if not matches:
            return
        start, index = min(matches)
        scope, form = GRAMMAR[index]
        match = form.match(line, start)
        assert match is not None and match.end() > start
        yield scope, match.group()
        place = match.end()


def read(line: str) -> Iterator[tuple[str, str]]:
    """The words of a line that the lexer reads, each with the scope that it should have."""
    place = 0
    for kind, word in scan(line):
        place = line.index(word, place) + len(word)
        if kind == "space" and word.startswith("//"):
            yield "comment.line.double-slash", word
        elif kind == "name" and word in WORDS:
            yield WORDS[word], word
        elif kind == "name":
            called = line[place:].lstrip(" \t").startswith("(")
            yield "entity.name.function.predicate" if called else "constant.other.symbol", word
        elif kind not in ("space", "other"):
            yield SCOPES[kind] if kind in SCOPES else SCOPES[word], word


def test_every_rule_of_the_policies_is_coloured_as_it_is_read() -> None:
    seen = 0
    for path in sorted(POLICIES.rglob("*.md")):
        lines = path.read_text().split("\n")
        for first, last in rule_blocks("\n".join(lines)):
            for line in lines[first - 1 : last]:
                assert list(coloured(line)) == list(read(line)), f"{path.name}: {line}"
                seen += 1
    assert seen > 2_000


@given(st.text('aZ_19-."/:=<!(){}, \t+*;é', max_size=30) | st.text(max_size=20).filter(lambda line: "\n" not in line))
@example("date")  # a symbol that has the name of a kind of token
def test_any_line_is_coloured_as_it_is_read(line: str) -> None:
    assert list(coloured(line)) == list(read(line))


@pytest.mark.skipif("TEXTMATE" not in os.environ, reason="TEXTMATE names no node_modules with a TextMate engine")
def test_an_editors_own_engine_colours_the_rules_of_every_policy_and_nothing_else() -> None:
    # a guide shows rules within an example of a document
    files = sorted(str(path) for path in POLICIES.rglob("*.md") if path.name != "README.md")
    words = ["node", str(Path(__file__).with_name("textmate.js")), os.environ["TEXTMATE"], str(EXTENSION / "syntaxes")]
    done = subprocess.run([*words, *files], capture_output=True, text=True, check=True)
    for file, rows in json.loads(done.stdout).items():
        lines = Path(file).read_text().split("\n")
        within = {number for first, last in rule_blocks("\n".join(lines)) for number in range(first, last + 1)}
        for number, (line, row) in enumerate(zip(lines, rows, strict=True), 1):
            expected = list(read(line)) if number in within else []
            assert [tuple(piece) for piece in row] == expected, f"{file}:{number}: {line}"


def test_the_injected_grammar_begins_and_ends_with_the_fence() -> None:
    fence = loaded("syntaxes/markdown.tmLanguage.json")["repository"]["fence"]
    begin, end = re.compile(fence["begin"]), re.compile(fence["end"])
    others = ("```", "```python", "text ```datalog", " ```datalog", "``` datalog", "````datalog", "```datalog ")
    assert [line for line in ("```datalog", *others) if begin.match(line)] == ["```datalog"]
    assert [line for line in ("```", " ```", "````", "``` ", "```datalog") if end.match(line)] == ["```"]
    package = loaded("package.json")["contributes"]
    scopes = {loaded(grammar["path"])["scopeName"] for grammar in package["grammars"]}
    assert scopes == {grammar["scopeName"] for grammar in package["grammars"]}
    assert fence["patterns"][0]["patterns"] == [{"include": "source.secg-datalog"}]
    assert fence["patterns"][0]["contentName"] in package["grammars"][1]["embeddedLanguages"]


def test_every_file_that_the_extension_names_is_there() -> None:
    package = loaded("package.json")["contributes"]
    named = [entry["path"] for kind in ("grammars", "snippets") for entry in package[kind]]
    named.extend(entry["url"] for entry in package["yamlValidation"])
    named.extend(entry["configuration"] for entry in package["languages"])
    for name in named:
        loaded(name)


def test_the_page_of_the_extension_links_to_no_file_which_its_package_would_not_hold() -> None:
    text = (EXTENSION / "README.md").read_text(encoding="utf-8")
    assert not re.search(r"\]\((?!https:)", text)


def test_the_problem_matcher_reads_every_fault_that_has_a_line() -> None:
    (matcher,) = loaded("package.json")["contributes"]["problemMatchers"]
    form = re.compile(matcher["pattern"]["regexp"])
    placed = re.compile(r"^(\S+\.(?:md|yaml)):\d+:\d+: ")
    read_lines = 0
    for folder in broken_folders():
        for line in (folder / "expected.txt").read_text().split("\n"):
            if placed.match(line):
                match = form.match(line)
                assert match is not None, line
                assert line == f"{match[1]}:{match[2]}:{match[3]}: {match[4]} {match[5]}: {match[6]}"
                read_lines += 1
    assert read_lines > 200


def expanded(body: list[str]) -> str:
    """A snippet with the first choice in every place."""
    text = "\n".join(body)
    defaults: dict[str, str] = {}
    for number, words in re.findall(r"\$\{(\d+)[:|]([^}|]*)\|?\}", text):
        defaults[number] = words.split(",")[0] if f"${{{number}|" in text else words
    text = re.sub(r"\$\{(\d+)[:|][^}]*\}", lambda match: defaults[match[1]], text)
    return re.sub(r"\$(\d+)", lambda match: defaults.get(match[1], ""), text)


@pytest.mark.parametrize(("name", "head"), [("a paragraph", "---\npart: G8\ntitle: T\n---\n\n"), ("an instrument", "")])
def test_a_snippet_is_a_right_document(name: str, head: str) -> None:
    faults: list[Diagnostic] = []
    document = read_document(head + expanded(loaded("snippets/policies.json")[name]["body"]), "x.md", faults)
    assert document is not None and faults == []
