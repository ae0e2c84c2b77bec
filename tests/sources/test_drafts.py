"""Entries are put into YAML files by their text, in block and in flow style, and nothing else moves."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from secg.messages import Faults
from secg.sources.drafts import as_scalar, with_item, with_key
from secg.sources.yaml_tree import Mapping, Scalar, Sequence, parse_yaml

LISTED = dedent("""\
    # what is listed
    - {name: a}
    - name: b  # in two lines
      more: >-
        and some

    # of the last
    - {name: c}
    """)


def listed(text: str) -> Sequence:
    tree = parse_yaml(text, "a.yaml")
    assert isinstance(tree, Sequence)
    return tree


@pytest.mark.parametrize("place", range(4))
def test_an_item_is_put_in_its_place_and_every_other_line_stays(place: int) -> None:
    text = with_item(LISTED, listed(LISTED), place, "{name: new}")
    names = [item["name"] for item in yaml.safe_load(text)]
    assert names == [*"abc"[:place], "new", *"abc"[place:]]
    assert [line for line in text.splitlines() if "new" not in line] == LISTED.splitlines()


@pytest.mark.parametrize("place", range(3))
def test_an_item_is_replaced_with_all_its_lines(place: int) -> None:
    text = with_item(LISTED, listed(LISTED), place, "{name: new}", replaced=True)
    wanted = yaml.safe_load(LISTED)
    wanted[place] = {"name": "new"}
    assert yaml.safe_load(text) == wanted


@pytest.mark.parametrize("text", ["{a: 1, b: {c: 2}}\n", "a: 1\nb:\n  c: 2\n", "a: 1\nb: {c: 2}"])
def test_a_key_is_put_into_a_mapping_in_either_style(text: str) -> None:
    tree = parse_yaml(text, "a.yaml")
    assert isinstance(tree, Mapping)
    inner = tree.get("b")
    assert isinstance(inner, Mapping)
    assert yaml.safe_load(with_key(text, tree, "new", "3")) == {"a": 1, "b": {"c": 2}, "new": 3}
    assert yaml.safe_load(with_key(text, inner, "new", "3")) == {"a": 1, "b": {"c": 2, "new": 3}}


@pytest.mark.parametrize("text", ["[{name: a}]\n", "[]\n"])
def test_a_list_in_another_layout_is_refused(text: str) -> None:
    with pytest.raises(Faults, match="nothing can be added to"):
        with_item(text, listed(text), 0, "{name: new}")


@given(
    st.one_of(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["C"])), st.sampled_from(["no", "Null"]))
)
@example("\u00a0")
@example("x\u00a0")
def test_any_words_are_read_back_as_they_are(words: str) -> None:
    assert yaml.safe_load(f"{{a: {as_scalar(words)}}}") == {"a": words}
    tree = parse_yaml(f"a: {as_scalar(words)}\n", "a.yaml")
    assert isinstance(tree, Mapping)
    value = tree.get("a")
    assert isinstance(value, Scalar) and value.text == words
