"""Strict YAML: every value stays the text that was written, everything has its place, and cleverness is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secg.messages import Faults
from secg.sources.yaml_tree import (
    DEPTH_LIMIT,
    Mapping,
    Node,
    Scalar,
    Sequence,
    YamlReader,
    parse_date,
    parse_yaml,
    read_yaml,
)
from tests.policy_tree import codes_of, places_of, unmarked


def mapping(text: str) -> Mapping:
    tree = parse_yaml(text, "file.yaml")
    assert isinstance(tree, Mapping)
    return tree


def plain(node: Node | None) -> object:
    """A tree as lists, dicts and texts."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (r'"\e[2J"', "U+001B"),
        (r'"a\0"', "U+0000"),
        (r'"a\nb"', "U+000A"),
        (r'"a\u202eb"', "U+202E"),
        (r'"a\u200fb"', "U+200F"),
        (r'"a\Lb"', "U+2028"),
        (r'"a\x85b"', "U+0085"),
    ],
)
@pytest.mark.parametrize("template", ["▸{}: x", "a: ▸{}", "a: [x, ▸{}]"])
def test_an_escape_puts_no_control_character_into_a_key_or_value(template: str, written: str, code: str) -> None:
    text, places = unmarked(template.format(written))
    with pytest.raises(Faults) as caught:
        parse_yaml(text, "file.yaml")
    (fault,) = caught.value.diagnostics
    assert (fault.kind.code, places_of(caught.value.diagnostics)) == ("E122", places)
    assert code in fault.sentence


def test_a_mark_of_the_encoding_at_the_start_of_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_bytes(b"\xef\xbb\xbfa: b\n")
    assert plain(read_yaml(tmp_path / "file.yaml", "file.yaml")) == {"a": "b"}


@pytest.mark.parametrize(
    "text",
    [
        "8.40",
        "no",
        "on",
        "yes",
        "null",
        "~",
        "true",
        "1:30",
        "1_000",
        "0x1F",
        "010",
        "2018-07-18",
        "1e3",
        ".5",
        "=",
        "<<",
    ],
)
def test_a_value_stays_the_text_that_was_written(text: str) -> None:
    assert plain(mapping(f"key: {text}")) == {"key": text}


def test_quoted_folded_and_literal_texts_are_texts_on_one_line() -> None:
    tree = mapping("a: 'it''s'\nb: \"a \\u00e9\"\nc: >-\n  two\n  lines\nd: |\n  two\n  lines\n")
    assert plain(tree) == {"a": "it's", "b": "a é", "c": "two lines", "d": "two lines"}
    assert [value.quoted for _, value in tree.entries if isinstance(value, Scalar)] == [True] * 4


def test_every_node_knows_its_line_and_column() -> None:
    tree = mapping("# a comment\nparty: é\nfacts:\n  role: [one, two]\n  £ many: {count: 5}\n")
    places: list[str] = []

    def visit(node: Node) -> None:
        places.append(f"{node.span.line}:{node.span.column}")
        for inner in node.items if isinstance(node, Sequence) else ():
            visit(inner)
        for key, value in node.entries if isinstance(node, Mapping) else ():
            visit(key)
            visit(value)

    visit(tree)
    assert places == ["2:1", "2:1", "2:8", "3:1", "4:3", "4:3", "4:9", "4:10", "4:15", "5:3", "5:11", "5:12", "5:19"]


def test_a_text_inside_a_file_counts_from_its_first_line() -> None:
    tree = parse_yaml("key: value", "file.yaml", 7)
    assert tree is not None and (tree.span.line, tree.span.column) == (7, 1)


REFUSED = {
    "a key that stands twice": (["E112"], "a: 1\nb: 2\n▸a: 3\n"),
    "a key that stands three times": (["E112", "E112"], "a: 1\n▸a: 2\n▸a: 3\n"),
    "a key that stands twice further in": (["E112"], "a:\n  - {x: 1, ▸x: 2}\n"),
    "an alias": (["E111", "E111"], "a: ▸&here 1\nb: ▸*here\n"),
    "a merge": (["E111", "E111"], "a: ▸&all {x: 1}\nb:\n  <<: ▸*all\n"),
    "a tag": (["E111"], "a: ▸!!int 5\n"),
    "a tag of our own": (["E111"], "a: ▸!mine [1]\n"),
    "a tag that would run something": (["E111"], "a: ▸!!python/object/apply:os.system ['touch pwned']\n"),
    "a second document": (["E120"], "a: 1\n▸---\nb: 2\n"),
    "a second document after an end": (["E120"], "a: 1\n...\n▸---\nb: 2\n"),
    "nesting beyond all need": (["E113"], "a: " + "[" * (DEPTH_LIMIT - 1) + "▸[" + "]" * DEPTH_LIMIT),
    "a bomb of brackets": (["E113"], "[" * DEPTH_LIMIT + "▸" + "[" * 100_000),
    "a list as a key": (["E114"], "? ▸[a, b]\n: 1\n"),
    "a bracket that is never closed": (["E110"], "a: [1, 2\nb▸: 3\n"),
    "a tab for indentation": (["E110"], "a:\n▸\tb: 1\n"),
    "a colon in an unquoted text": (["E110"], "a: one▸: two\n"),
    "faults of several kinds": (["E111", "E112"], "a: ▸!!str 1\n▸a: 2\n"),
}


@pytest.mark.parametrize(("codes", "text"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_is_refused_once_and_at_its_place(codes: list[str], text: str) -> None:
    yaml, places = unmarked(text)
    with pytest.raises(Faults) as refused:
        parse_yaml(yaml, "file.yaml")
    assert codes_of(refused.value.diagnostics) == codes
    assert places_of(refused.value.diagnostics) == places


def test_a_tag_is_named_as_it_was_written() -> None:
    with pytest.raises(Faults) as refused:
        parse_yaml("a: !!python/name:os.system x", "file.yaml")
    assert "`!!python/name:os.system`" in refused.value.diagnostics[0].sentence


def test_a_billion_laughs_are_a_few_faults() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(Faults) as refused:
        parse_yaml("\n".join(lines), "file.yaml")
    assert set(codes_of(refused.value.diagnostics)) == {"E111"}
    assert len(refused.value.diagnostics) == 10 + 9 * 9


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_a_file_with_nothing_in_it_has_no_tree(text: str) -> None:
    assert parse_yaml(text, "file.yaml") is None


def test_line_ends_of_any_system_give_the_same_tree_and_the_same_places(tmp_path: Path) -> None:
    text = "party: a\nfacts:\n  role: >-\n    one\n    two\n  other: [x]\n"
    trees = []
    for ends in ("\n", "\r\n", "\r"):
        path = tmp_path / "file.yaml"
        path.write_bytes(text.replace("\n", ends).encode())
        trees.append(read_yaml(path, "file.yaml"))
    assert trees[0] == trees[1] == trees[2]


@given(st.recursive(st.text(alphabet="ab :{}[]'\"#-é", max_size=6), lambda inner: st.lists(inner, max_size=3)))
def test_any_text_in_double_quotes_comes_back(value: object) -> None:
    def written(item: object) -> str:
        if isinstance(item, str):
            return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'
        assert isinstance(item, list)
        return "[" + ", ".join(map(written, item)) + "]"

    assert plain(mapping(f"key: {written(value)}")) == {"key": value}


@given(st.text(alphabet="a1:-[]{}&*!'\"#|> \n\t,?%@é", max_size=80))
def test_any_text_gives_a_tree_or_faults_and_never_anything_else(text: str) -> None:
    try:
        tree = parse_yaml(text, "file.yaml")
    except Faults as faults:
        assert faults.diagnostics
    else:
        assert tree is None or isinstance(tree, Scalar | Sequence | Mapping)


@pytest.mark.parametrize(
    "text", ["2018-7-18", "18-07-2018", "2018-02-30", "20180718", "2018-07-18T00:00", "", "２０１８-07-18"]
)
def test_a_day_is_written_year_month_day_and_exists(text: str) -> None:
    assert parse_date(text) is None


SHAPES = {
    "a key that nobody knows": (["E116"], "{▸lable: x, date: 2018-01-01}"),
    "a key that is missing": (["E117"], "▸{date: 2018-01-01}"),
    "a key that nobody knows and one that is missing": (["E117", "E116"], "▸{▸zebra: x}"),
    "a list for a mapping": (["E114"], "▸[a]"),
    "a word for a mapping": (["E114"], "▸word"),
    "a mapping for a text": (["E114"], "{label: ▸{a: b}}"),
    "a text for a list": (["E114"], "{label: x, many: ▸one}"),
    "a text for a day": (["E118"], "{label: x, date: ▸soon}"),
}


@pytest.mark.parametrize(("codes", "text"), SHAPES.values(), ids=SHAPES.keys())
def test_a_wrong_shape_is_reported_once_and_at_its_place(codes: list[str], text: str) -> None:
    yaml, places = unmarked(text)
    reader = YamlReader()
    entry = reader.mapping(parse_yaml(yaml, "file.yaml"), "an entry", ("label", "date", "many"), ("label",))
    if entry:
        reader.text(entry.get("label"), "`label`")
        reader.sequence(entry.get("many"), "`many`")
        if "date" in entry:
            reader.date_of(entry, "date")
    diagnostics = sorted(reader.faults, key=lambda diagnostic: diagnostic.sort_key)
    assert codes_of(diagnostics) == codes
    assert places_of(diagnostics) == places


def test_a_misspelt_key_is_not_also_missing() -> None:
    reader = YamlReader()
    reader.mapping(parse_yaml("{lable: x}", "file.yaml"), "an entry", ("label", "date"), ("label",))
    assert codes_of(reader.faults) == ["E116"]
    assert "did you mean `label`?" in reader.faults[0].help
