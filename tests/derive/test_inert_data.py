"""Nothing of a policy or facts file is ever run: hostile texts are data, and predicates may be called like builtins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy_tree import PolicyTree

HOSTILE = [
    *(
        "__import__('os').system('touch pwned')",
        "print(1)",
        "'True'",
        "True",
        "None",
        "??",
        "_",
        "X",
        "User",
        "no value",
    ),
    *("1", "-1", "1.0", "1 == 1", "~anna", "a.b", "a[b]", "{user}", "{{ 7 * 7 }}", "%s", "\\", "\\n", "'", "''", "#"),
    *("//", "/* */", ":-", "rows of party", "missing premises"),
]
BUILTINS = [
    *("input", "print", "id", "type", "any", "len", "rank", "license", "format", "exit", "len_", "sum_", "mod_", "ask"),
    *("load", "concat", "range", "true"),
]

NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12).map(str.strip).filter(bool)
"""What a file may call a thing: anything without blanks at its ends."""


def quoted(text: str) -> str:
    """A text as YAML writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(tree: PolicyTree, party: str, facts: str) -> None:
    tree.write(f"facts/{party}.yaml", f"party: {quoted(party)}\nfacts:\n{facts}\n")


RULES = """
named(User, Id) :- device(User, Id, supplier).
linked(User, Other) :- shares(User, Other), not device(User, Other, _).
total(User, N) :- party(User), N = count : { device(User, Id, _), Id != "other" }.
large(User) :- party(User), Other = max P : { shares(User, P) }, User != Other.
"""


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_and_a_party_may_be_called_anything(
    text: str, tree: PolicyTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree.root)
    party = text.replace("/", "-")
    written(tree, party, f"  device: [{{id: {quoted(text)}, role: supplier}}]\n  shares: [{{provider: zoe}}]")
    written(tree, "zoe", f"  shares: [{{provider: {quoted(party)}}}]")
    model = tree.rules(RULES).derive()
    assert model.rows("named") == ((party, text),)
    assert set(model.rows("linked")) == {(party, "zoe"), ("zoe", party)}
    assert set(model.rows("total")) == {(party, 1), ("zoe", 0)}
    assert set(model.rows("large")) == {(party,), ("zoe",)}
    assert not Path("pwned").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(texts=st.lists(NAMES, unique=True))
def test_different_texts_stay_different(texts: list[str], tree: PolicyTree) -> None:
    records = ", ".join(f"{{id: {quoted(text)}, role: supplier}}" for text in texts)
    written(tree, "zoe", f"  device: [{records}]")
    assert set(tree.rules(RULES).derive().rows("named")) == {("zoe", text) for text in texts}


@pytest.mark.parametrize("text", [text for text in HOSTILE if '"' not in text])
def test_a_text_in_a_rule_is_a_text(text: str, tree: PolicyTree) -> None:
    written(tree, "zoe", f"  device: [{{id: {quoted(text)}, role: supplier}}]")
    rules = f'named(User, "{text}") :- device(User, "{text}", _).\nlarge(User) :- device(User, Id, _), Id = "{text}".'
    model = tree.rules(rules).derive()
    assert model.rows("named") == (("zoe", text),)
    assert model.rows("large") == (("zoe",),)


@pytest.mark.parametrize("name", BUILTINS)
def test_a_predicate_may_be_called_like_a_builtin(name: str, tree: PolicyTree) -> None:
    tree.declares(
        f"""
        {name}: {{kind: derived, args: {{user: party, other: party}}, says: "x"}}
        {name}_fact: {{kind: fact, args: {{user: party, other: party}}, says: "x"}}
        """
    )
    tree.party("anna", f"{name}_fact: [{{other: anna}}]")
    rules = (
        f'{name}(User, Other) :- {name}_fact(User, Other).\nlarge(User) :- {name}(User, User), not {name}(User, "bob").'
    )
    model = tree.rules(rules).derive()
    assert model.rows(name) == (("anna", "anna"),)
    assert model.rows("large") == (("anna",),)


def test_a_template_in_a_party_s_name_is_printed_as_it_stands(
    tree: PolicyTree, capsys: pytest.CaptureFixture[str]
) -> None:
    from secg.cli import main

    tree.rules('obligation(User, keep, "x") :- party(User).').write(
        "facts/anna.yaml", 'party: anna\nname: "{{ 7 * 7 }} {% raw %} {user} %s <b>"\nfacts: {}\n'
    )
    folders = ["--policies", str(tree.root / "policies"), "--facts", str(tree.root / "facts"), "--as-at", "2018-06-01"]
    assert main(["explain", "anna", *folders]) == 0
    assert "{{ 7 * 7 }} {% raw %} {user} %s <b>" in capsys.readouterr().out
