"""Texts as they are while somebody types: cut off, spliced, with stray characters. Every question has an answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from secg.editor.completion import proposals
from secg.editor.hover import hover_text
from secg.editor.mentions import What
from secg.editor.outline import folds, lenses, sections
from secg.editor.repository import Repository
from tests.editor.test_mentions import opened

ROOT = Path(__file__).resolve().parents[2]


@cache
def editor() -> Repository:
    """The repository as an editor opens it."""
    return opened(ROOT)


@cache
def files() -> tuple[Path, ...]:
    """Files of every kind."""
    by_kind: dict[str, list[Path]] = {}
    for path in editor().files():
        by_kind.setdefault(f"{path.parent.name}/{path.suffix}", []).append(path)
    return tuple(path for paths in by_kind.values() for path in (*paths[:2], ROOT / "policies" / "vocabulary.yaml"))


@settings(max_examples=40)
@given(st.data())
def test_an_unfinished_text_has_an_answer_to_every_question(data: st.DataObject) -> None:
    repository = editor()
    path = data.draw(st.sampled_from(files()), label="file")
    text = path.read_text()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2), label="cut"))
    typed = data.draw(
        st.text("{}[]():-,\"'`#> \n\tG8.49_a|&*!%@\x1f🏠\ud800", max_size=6) | st.text(max_size=4), label="typed"
    )
    if data.draw(st.booleans(), label="the rest is gone"):
        end = len(text)
    repository.texts = {path.resolve(): text[:start] + typed + text[end:]}
    lines = repository.text(path).split("\n")
    for mention in repository.mentions(path):
        bare = mention.name.rpartition(".")[2] if mention.what is What.SYMBOL else mention.name
        assert lines[mention.line - 1][mention.start : mention.end] == bare
        if mention.line == start % len(lines) + 1:
            hover_text(repository, path, mention)
    row = text[:start].count("\n") + typed.count("\n")
    for line in (row + 1, len(lines), data.draw(st.integers(1, len(lines)), label="line")):
        if line <= len(lines):
            list(proposals(repository, path, line, len(lines[line - 1])))
    for section in sections(path, lines):
        assert 1 <= section.first <= section.last <= len(lines)
    for first, last in folds(path, lines):
        assert 1 <= first <= last <= len(lines)
    assert all(1 <= lens.line <= len(lines) for lens in lenses(repository, path))
