"""`secg paragraph`: what the history of a paragraph rests on is held to be right, and nothing else is read."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import unescape

import pyromark
import pytest

from secg.cli import main
from secg.language.document_reader import read_document
from secg.messages import Diagnostic
from tests.policy_tree import PolicyTree, paragraph

RULE = 'obligation(User, keep, "all of it") :- party(User).'
UNREADABLE = "obligation(User, keep :- party(User)."
UNDECLARED = 'obligation(User, keep, "all of it") :- nowhere_declared(User).'


@pytest.fixture
def coded(tree: PolicyTree, monkeypatch: pytest.MonkeyPatch) -> PolicyTree:
    """G1.1 is substituted by M1, while G1.2 stays as it is; a party is there to be explained."""
    tree.part(paragraph("G1.1: First", RULE), paragraph("G1.2: Beside"))
    tree.instrument("M1", paragraph("Substitute G1.1: Second", RULE), in_force="2019-01-01")
    tree.version("M1", "2019-01-01", "M1").party("anna")
    monkeypatch.chdir(tree.root)
    return tree


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that is refused says."""
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


@pytest.mark.parametrize(("rules", "code"), [(UNREADABLE, "E224"), (UNDECLARED, "E230")])
def test_faults_in_the_rules_of_another_paragraph_are_told_by_every_command_but_the_history_of_one(
    rules: str, code: str, coded: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    coded.part(paragraph("G1.1: First", RULE), paragraph("G1.2: Beside", rules))
    for words in (["explain", "anna"], ["versions"], ["diff", "M1"], ["cases"]):
        assert f"error {code}" in told(capsys, *words)
    assert main(["paragraph", "G1.1"]) == 0
    assert "Second" in capsys.readouterr().out


def test_what_keeps_the_rules_of_any_of_its_texts_from_being_parsed_is_told(
    coded: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    coded.part(paragraph("G1.1: First", UNREADABLE), paragraph("G1.2: Beside"))
    assert "error E224" in told(capsys, "paragraph", "G1.1")
    assert main(["paragraph", "G1.2"]) == 0
    assert "Beside" in capsys.readouterr().out


def test_faults_of_the_words_the_versions_and_the_sources_are_told_wherever_they_stand(
    coded: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    coded.part(paragraph("G2.1: Elsewhere"), "## No number\n", paragraph("G1.2: Beside").replace("S0", "S9"))
    coded.version("M2", "2019-02-01", "M2")
    err = told(capsys, "paragraph", "G1.2")
    for code in ("E202", "E204", "E208", "E301"):
        assert f"error {code}" in err


PIECES = r"""words · more of them · - item ·   - in it · 1. first · 2. second ·    behind it ·     far in ·  ·  ·
[Exception]: none · [a]: <b> 'c' · [^1]: a note · <!-- hidden --> · <b>bold</b> & more · <div> · ![p](q) · broken   ·
| one | two | · |---|---| · === · --- · *** · broken\ · [a] and [b](c) · `x <y>` · *s* _t_ · # title · > quoted ·
~~~ · ``` · ```datalog ·   ```datalog · ```python · <https://a.example> · $x$ @y :z: · 5 < 6 > 4 · + plus · #tag ·
\[Else]: this · {{ braces }} · &amp; &copy;""".replace("\n", " ").split(" · ")


def paraphrases() -> Iterator[str]:
    """Words without end, of pieces of Markdown, that are read without a fault."""
    source = random.Random(20)
    while True:
        words = "\n".join(["Start.", "", *(source.choice(PIECES) for _ in range(source.randint(1, 8)))])
        faults: list[Diagnostic] = []
        text = paragraph("G1.1: T", 'obligation(User, keep, "0") :- party(User).', words)
        read_document(f"---\npart: G1\ntitle: T\n---\n\n{text}", "G1.md", faults)
        if not faults:
            yield words


def plain(form: str, text: str) -> str:
    """What somebody reads of a text in a form, with no blank in it."""
    if form == "html":
        text = unescape(re.sub("<[^>]*>", "", text))
    elif form == "md":
        pieces = (event for event in pyromark.Markdown().events(text) if isinstance(event, dict))
        text = "".join(str(event.get("Text", event.get("Code", ""))) for event in pieces)
    return re.sub(r"\s", "", text)


def test_every_word_of_a_paraphrase_without_a_fault_is_shown(
    tree: PolicyTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tree.root)
    written = [words for words, _ in zip(paraphrases(), range(60), strict=False)]
    rule = 'obligation(User, keep, "number {}") :- party(User).'
    tree.part(*(paragraph(f"G1.{at}: T", rule.format(at), words) for at, words in enumerate(written, 1))).party("anna")
    shown: dict[str, str] = {}
    for form in ("text", "md", "html"):
        assert main(["explain", "anna", "--full", "--format", form]) == 0
        shown[form] = plain(form, capsys.readouterr().out)
    for at, words in enumerate(written, 1):
        for form in ("text", "md"):
            assert main(["paragraph", f"G1.{at}", "--format", form]) == 0
            assert plain("", words) in plain(form, capsys.readouterr().out), (form, words)
        for form, text in shown.items():
            assert plain("", words) in text, (form, words)
