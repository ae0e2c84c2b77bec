"""A party's file: its name, its facts, and each fault once, at its place; `▸` marks it."""

from __future__ import annotations

import pytest

from secg.facts.loading import load_situations
from secg.messages import Faults
from tests.policy_tree import PolicyTree, codes_of, paragraph, places_of, unmarked


@pytest.fixture(autouse=True)
def _policies(tree: PolicyTree) -> None:
    tree.part(paragraph("G1.1: One"))


def test_a_party_has_a_name_a_basis_and_statements_with_their_places(tree: PolicyTree) -> None:
    tree.write(
        "facts/anna.yaml",
        "party: anna\nname: Anna Ltd\nbasis: a test\nfacts:\n  premises: 250_000\n  shares: [{provider: anna}]\n",
    )
    anna = tree.situations().party("anna")
    assert (anna.name, anna.basis, anna.file) == ("Anna Ltd", "a test", "facts/anna.yaml")
    assert [(statement.predicate, statement.row, str(statement.span)) for statement in anna.statements] == [
        ("premises", ("anna", 250_000), "facts/anna.yaml:5:13"),
        ("shares", ("anna", "anna"), "facts/anna.yaml:6:12"),
    ]


@pytest.mark.parametrize("text", ["party: anna\nfacts: {}\n", "party: anna\nfacts:\n"])
def test_a_party_may_state_nothing_and_is_then_called_after_its_file(text: str, tree: PolicyTree) -> None:
    anna = tree.write("facts/anna.yaml", text).situations().party("anna")
    assert (anna.name, anna.statements) == ("anna", ())


def test_the_facts_stop_at_their_newest_statement_or_where_the_file_was_last_gone_through(tree: PolicyTree) -> None:
    def stops(text: str) -> str:
        return str(tree.write("facts/anna.yaml", f"party: anna\n{text}").situations().party("anna").stops_at)

    dated = "facts:\n  premises: [{count: 1, from: 2018-03-01}, {count: 2, from: 2018-05-01}]\n"
    assert stops("facts: {premises: 1}\n") == "None"
    assert stops("as_of: 2019-02-01\nfacts: {premises: 1}\n") == "2019-02-01"
    assert stops(dated) == "2018-05-01"
    assert stops(f"as_of: 2018-04-01\n{dated}") == "2018-05-01"
    assert stops(f"as_of: 2018-09-01\n{dated}") == "2018-09-01"


def test_the_day_on_which_a_file_was_gone_through_is_a_day(tree: PolicyTree) -> None:
    tree.write("facts/anna.yaml", "party: anna\nas_of: spring\nfacts: {}\n")
    with pytest.raises(Faults) as refused:
        tree.situations()
    assert codes_of(refused.value.diagnostics) == ["E118"]


@pytest.mark.parametrize("name", ["", " hub", "hub ", "hub\u00a0", "  "])
def test_a_name_that_would_look_like_another_or_like_none_is_refused(name: str, tree: PolicyTree) -> None:
    tree.party("anna", f"device: [{{id: hub, role: supplier}}, {{id: '{name}', role: supplier}}]")
    with pytest.raises(Faults) as refused:
        tree.situations()
    assert codes_of(refused.value.diagnostics) == ["E406"]


@pytest.mark.parametrize("text", ["8.40", "no", "1:30", "2018-07-18", "0x1F", "null"])
def test_a_text_is_the_text_that_was_written(text: str, tree: PolicyTree) -> None:
    tree.party("anna", f"device: [{{id: {text}, role: supplier}}]")
    assert list(tree.facts().rows["device"]) == [("anna", text, "supplier")]


FAULTS = {
    "a fact that nobody knows": (["E402"], "▸premisses: 5"),
    "an optional part as a fact": (["E402"], "▸owner_told: 2018-01-01"),
    "a conclusion as a fact": (["E403"], "▸large: true"),
    "a given as a fact": (["E403"], "▸as_at: 2018-01-01"),
    "a part that nobody knows": (["E404"], "device: [{id: d, role: supplier, ▸colour: red}]"),
    "a misspelt part": (["E404"], "premises: {▸cuont: 5}"),
    "a part that is missing": (["E405"], "device: [▸{id: d}]"),
    "two parts that are missing": (["E405", "E405"], "device: [▸{from: 2018-01-01}]"),
    "a word for a count": (["E406"], "premises: ▸many"),
    "a negative count": (["E406"], "premises: ▸-1"),
    "a fraction": (["E406"], "premises: ▸2.5"),
    "a count in quotation marks": (["E406"], 'premises: ▸"5"'),
    "a count in digits of another script": (["E406"], "premises: ▸٣"),
    "a count that is too large": (["E406"], "premises: ▸2_000_000_001"),
    "no count": (["E406"], "premises: ▸{count: ▸}"),
    "a list for a count": (["E406"], "premises: [▸[5]]"),
    "a mapping for a part": (["E406"], "premises: {count: ▸{a: b}}"),
    "a word for a record": (["E406"], "device: ▸hub"),
    "a yes or no that is neither": (
        ["E406"],
        "weakness: [{id: w, in: systems, aware: 2018-01-01, owner_knows: ▸yes}]",
    ),
    "an empty text": (["E406"], 'device: [{id: ▸"", role: supplier}]'),
    "a value that its type does not have": (["E407"], "user_role: ▸suplier"),
    "a party that has no file": (["E411"], "shares: [▸{provider: nobody}]"),
    "a reference to nothing": (["E413"], "weakness: [▸{id: w, in: systms, aware: 2018-01-01}]"),
    "a reference to what could not be read": (
        ["E407"],
        "device: [{id: hub, role: ▸suplier}]\nweakness: [{id: w, in: hub, aware: 2018-01-01}]",
    ),
    "a reference to what is misspelt": (
        ["E402"],
        "▸devise: [{id: hub, role: supplier}]\nweakness: [{id: w, in: hub, aware: 2018-01-01}]",
    ),
    "two faults of two facts": (["E402", "E406"], "▸premisses: 5\nextra: ▸many"),
    "two faults of one record": (["E407", "E118"], "device: [{id: d, role: ▸x, from: ▸y}]"),
    "a fact that stands twice": (["E112"], "premises: 5\n▸premises: 6"),
}


@pytest.mark.parametrize(("codes", "facts"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_a_fact_is_reported_once_and_at_its_place(codes: list[str], facts: str, tree: PolicyTree) -> None:
    text, places = unmarked(facts.replace("▸{count: ▸}", "{count: ▸}"))
    diagnostics = tree.party("anna", text).faults()
    assert codes_of(diagnostics) == codes, [str(diagnostic) for diagnostic in diagnostics]
    expected = [(line + 3, column + 2) for line, column in places]
    assert places_of(diagnostics) == expected * (len(codes) // len(expected))


TOP = {
    "another name than its file's": (["E401"], "party: ▸bob\nfacts: {}\n"),
    "no name": (["E117"], "▸facts: {}\n"),
    "no facts": (["E117"], "▸party: anna\n"),
    "misspelt facts": (["E116"], "party: anna\n▸fact: {}\n"),
    "a list for facts": (["E114"], "party: anna\nfacts: ▸[premises]\n"),
    "an empty text for facts": (["E114"], 'party: anna\nfacts: ▸""\n'),
    "a list for a file": (["E114"], "▸- party\n"),
    "a word for a file": (["E114"], "▸party\n"),
    "nothing": (["E115"], "# nothing yet\n"),
}


@pytest.mark.parametrize(("codes", "text"), TOP.values(), ids=TOP.keys())
def test_a_fault_of_a_file_is_reported_once_and_at_its_place(codes: list[str], text: str, tree: PolicyTree) -> None:
    file, places = unmarked(text)
    diagnostics = tree.write("facts/anna.yaml", file).faults()
    assert codes_of(diagnostics) == codes, [str(diagnostic) for diagnostic in diagnostics]
    assert places_of(diagnostics) == (places or [(0, 0)])


def test_faults_of_all_files_are_reported_together_and_a_party_with_a_fault_is_still_a_party(tree: PolicyTree) -> None:
    tree.party("anna", "premises: many").party("bob", "shares: [{provider: anna}]").party("cleo", "user_role: x")
    assert tree.shown_faults() == ["E406 anna.yaml:4:13", "E407 cleo.yaml:4:14"]


def test_a_party_that_does_not_exist_names_the_nearest_that_does(tree: PolicyTree) -> None:
    tree.party("small-supplier").party("large-supplier")
    with pytest.raises(Faults) as refused:
        tree.situations().party("smal-supplier")
    assert str(refused.value).startswith(
        "error E411: there is no party `smal-supplier` in facts\n  help: did you mean `small-supplier`?"
    )


def test_files_that_an_editor_leaves_behind_are_no_parties(tree: PolicyTree) -> None:
    tree.party("anna").write("facts/.anna.yaml", "half a file: [").write("facts/anna.yaml~", "party: bob")
    assert list(tree.situations().parties) == ["anna"]


def test_an_empty_folder_and_a_missing_one_are_one_message_each(tree: PolicyTree) -> None:
    vocabulary = tree.load().vocabulary
    for folder, code in (("facts", "E414"), ("nowhere", "E102"), ("f" * 5000, "E102")):
        with pytest.raises(Faults) as refused:
            load_situations(tree.root / folder, tree.root, vocabulary)
        assert codes_of(refused.value.diagnostics) == [code]


def test_whole_numbers_and_years_have_their_bounds(tree: PolicyTree) -> None:
    tree.declares(
        """
        change: {kind: fact, args: {user: party, by: integer}, says: "x", absent: none, because: a test}
        at: {kind: fact, args: {user: party, year: year}, says: "x", absent: none, because: a test}
        """
    )
    tree.party("anna", "change: -5\nat: [1, 3]")
    assert list(tree.facts().rows["change"]) == [("anna", -5)]
    assert tree.party("anna", "change: 2_000_000_001\nat: [0, 4]").shown_faults() == [
        "E406 anna.yaml:4:11",
        "E406 anna.yaml:5:8",
        "E406 anna.yaml:5:11",
    ]


@pytest.mark.parametrize(("party", "file"), [("caf\u00e9", "cafe\u0301"), ("cafe\u0301", "caf\u00e9")])
def test_a_name_and_a_file_that_only_look_alike_are_told_so(party: str, file: str, tree: PolicyTree) -> None:
    diagnostics = tree.write(f"facts/{file}.yaml", f"party: {party}\nfacts: {{}}\n").faults()
    assert codes_of(diagnostics) == ["E401"]
    assert "Unicode NFC and NFD" in str(diagnostics[0])
