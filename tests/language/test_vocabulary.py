"""The vocabulary: each fault of a declaration once, at its place; `▸` marks it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Faults
from tests.policy_tree import VOCABULARY, codes_of, places_of, unmarked

START = """\
role: {kind: type, values: {supplier: Supplier}}
owner: {kind: fact, args: {user: party, id: text}, says: "{user} has {id}", absent: none, because: a test}
"""
FACT = "kind: fact, says: x, absent: none, because: a test"
IN = "args: {user: party, in: text}, refers:"
COUNTED = "kind: fact, args: {user: party, count: count}, says: x, absent: ▸default"

FAULTS = {
    "a kind that is none": (["E250"], "large: {kind: ▸derive, args: {user: party}, says: x}"),
    "a type whose kind is misspelt, and a predicate that uses it": (
        ["E250"],
        "colour: {kind: ▸tipe, values: {red: Red}}\n"
        "large: {kind: derived, args: {user: party, colour: colour}, says: x}",
    ),
    "a type that is none": (["E251"], "large: {kind: derived, args: {user: ▸prty}, says: x}"),
    "a type that is none, of a fact's first argument": (["E251"], f"large: {{{FACT}, args: {{user: ▸prty}}}}"),
    "a type that is none, in an outcome": (
        ["E251"],
        "must: {kind: obligation, args: {user: party, duty: ▸rloe, about: text}, says: x}",
    ),
    "a sentence with an argument that is none": (
        ["E252"],
        'large: {kind: derived, args: {user: party}, says: ▸"{usr}"}',
    ),
    "a denial of any with an argument that is none": (
        ["E252"],
        'large: {kind: derived, args: {user: party}, says: x, denies_any: ▸"{usr}"}',
    ),
    "a noun with an argument that is none": (
        ["E252"],
        'large: {kind: derived, args: {user: party, day: date}, says: x, nouns: ▸{day: "the day of {usr}"}}',
    ),
    "a noun of an argument that is none": (
        ["E252"],
        'large: {kind: derived, args: {user: party}, says: x, nouns: ▸{day: "the day of {user}"}}',
    ),
    "a fact about something other than a party": (["E253"], f"▸large: {{{FACT}, args: {{count: count}}}}"),
    "a key of a fact that is none": (["E254"], f"▸extra: {{{FACT}, field: ownr.extra, args: {{user: party}}}}"),
    "a key of a fact that is not named": (["E254"], f"▸extra: {{{FACT}, field: owner, args: {{user: party}}}}"),
    "a key of what is no fact": (
        ["E254"],
        f"large: {{kind: derived, args: {{user: party}}, says: x}}\n"
        f"▸extra: {{{FACT}, field: large.extra, args: {{user: party}}}}",
    ),
    "a key with an argument that the record does not have": (
        ["E254"],
        f"▸extra: {{{FACT}, field: owner.extra, args: {{user: party, other: text, extra: date}}}}",
    ),
    "a reference to a fact that is none": (
        ["E254"],
        f"▸large: {{{FACT}, {IN} {{in: ownr.id}}}}",
    ),
    "a reference to a key that is none": (
        ["E254"],
        f"▸large: {{{FACT}, {IN} {{in: owner.name}}}}",
    ),
    "a reference of an argument that is none": (
        ["E254"],
        f"▸large: {{{FACT}, {IN} {{at: owner.id}}}}",
    ),
    "a meaning of absence that is none": (
        ["E255"],
        "large: {kind: fact, args: {user: party}, says: x, absent: ▸perhaps}",
    ),
    "absence that means none, without a reason": (
        ["E255"],
        "large: {kind: fact, args: {user: party}, says: x, absent: ▸none}",
    ),
    "a default without a reason": (
        ["E255"],
        f"large: {{{COUNTED}, default: 0}}",
    ),
    "a default of another type": (
        ["E255"],
        f"large: {{{COUNTED}, default: ², because: a test}}",
    ),
    "a default for more than one value": (
        ["E255"],
        f"large: {{{COUNTED.replace('count}', 'count, at: date}')}, default: 0, because: a test}}",
    ),
    "an obligation without its duty": (
        ["E256"],
        "▸must: {kind: obligation, args: {user: party, about: text}, says: x}",
    ),
    "an answer to a question that is none": (
        ["E256"],
        "▸answer: {kind: answer, question: q, args: {user: party}, says: x}",
    ),
    "a given that the engine does not give": (
        ["E256"],
        "▸weather: {kind: given, args: {day: date, rain: count}, says: x}",
    ),
    "a name in capitals": (["E257"], "▸Large: {kind: derived, args: {user: party}, says: x}"),
    "a value in capitals": (["E257"], "colour: {kind: type, values: {▸Red: Red}}"),
    "a yes or no that is neither": (
        ["E114"],
        f"large: {{{FACT}, args: {{user: party, count: count}}, one_at_a_time: ▸treu}}",
    ),
    "a beginning that is no argument": (
        ["E259"],
        f"▸large: {{{FACT}, args: {{user: party, day: date}}, begins: since}}",
    ),
    "a beginning that is no day": (["E259"], f"▸large: {{{FACT}, args: {{user: party, count: count}}, begins: count}}"),
    "a sentence that is missing": (["E117"], "large: ▸{kind: derived, args: {user: party}}"),
    "a question whose sentence is missing, and its answer": (
        ["E117"],
        "q: ▸{kind: question, args: {user: party, role: role, year: year}}\n"
        "a: {kind: answer, question: q, args: {user: party, role: role}, says: x}",
    ),
    "a key that nobody knows": (["E116"], "large: {kind: derived, args: {user: party}, says: x, ▸tern: y}"),
    "a word for a declaration": (["E114"], "large: ▸derived"),
    "two faults of two declarations": (
        ["E251", "E252"],
        "large: {kind: derived, args: {user: party, n: ▸cuont}, says: x}\n"
        'small: {kind: derived, args: {user: party}, says: ▸"{n}"}',
    ),
}


@pytest.mark.parametrize(("codes", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_the_vocabulary_is_reported_once_and_at_its_place(
    codes: list[str], text: str, tmp_path: Path
) -> None:
    vocabulary, places = unmarked(START + text)
    path = tmp_path / "vocabulary.yaml"
    path.write_text(vocabulary, encoding="utf-8")
    with pytest.raises(Faults) as refused:
        read_vocabulary(path, "vocabulary.yaml")
    assert codes_of(refused.value.diagnostics) == codes, str(refused.value)
    assert places_of(refused.value.diagnostics) == places


def test_an_empty_vocabulary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text("# nothing yet\n")
    with pytest.raises(Faults) as refused:
        read_vocabulary(tmp_path / "vocabulary.yaml", "vocabulary.yaml")
    assert codes_of(refused.value.diagnostics) == ["E115"]


def test_the_vocabulary_of_the_trees_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text(VOCABULARY)
    vocabulary = read_vocabulary(tmp_path / "vocabulary.yaml", "vocabulary.yaml")
    weakness = vocabulary.predicates["weakness"]
    assert [(argument.name, argument.type) for argument in weakness.arguments] == [
        ("user", "party"),
        ("id", "text"),
        ("in", "text"),
        ("aware", "date"),
    ]
    assert [predicate.name for predicate in vocabulary.fields["weakness"]] == ["owner_told", "owner_knows"]
    assert vocabulary.label("role", "network") == "Network Party"
    assert vocabulary.predicates["premises"].one_at_a_time
    assert vocabulary.predicates["large"].concluded and not weakness.concluded


def test_every_fact_of_the_real_vocabulary_says_what_its_absence_means(repository: Path) -> None:
    entries = yaml.safe_load((repository / "policies" / "vocabulary.yaml").read_text(encoding="utf-8"))
    silent = [name for name, entry in entries.items() if entry["kind"] == "fact" and "absent" not in entry]
    assert silent == []
