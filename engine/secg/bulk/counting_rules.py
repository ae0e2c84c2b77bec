"""The rules of counting: policies/counting/, with words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from secg.bulk.sql.analysis import Stored
from secg.code.lists import read_sources
from secg.code.policies import COUNTING, check_sources
from secg.language.document_reader import documents_rules, read_document
from secg.language.documents import Instrument, Part
from secg.language.program import Program
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Span, catalogue
from secg.messages import bulk as messages
from secg.sources.files import display_path, is_folder, is_there, read_text

INVENTORY = "inventory"
SUPPLIERS = "suppliers"

COUNTED = ("domestic_premises", "non_domestic_premises", "enrolled_devices")
"""What is counted as facts; each is a predicate of the rules with a supplier and a count."""

BESIDE, DECIDES = "non_domestic_meters", "unit_decides"


def load_counting(policies: Path) -> Program:
    """The checked counting rules of a folder of policies, with their words. Raises Faults with every fault of them."""
    folder = policies / COUNTING
    shown = display_path(folder, policies.resolve().parent)
    if not is_folder(folder):
        raise catalogue.FOLDER_MISSING.fault(Span(shown, 0, 0), path=shown, option="--policies")
    vocabulary = read_vocabulary(folder / "vocabulary.yaml", f"{shown}/vocabulary.yaml")
    faults: list[Diagnostic] = Gathered()
    documents: list[Part | Instrument] = []
    for path in sorted(folder.glob("*.md")):
        name = f"{shown}/{path.name}"
        document = read_document(read_text(path, name), name, faults)
        if document is not None:
            documents.append(document)
    if is_there(policies / "sources.yaml"):
        sources = read_sources(
            policies / "sources.yaml", display_path(policies / "sources.yaml", folder.parent), faults
        )
        check_sources(documents, sources, faults)
    rules = tuple(documents_rules(documents))
    for rule in rules:
        faults.extend(check_rule(rule, vocabulary))
    if not faults:
        faults.extend(check_program(rules, vocabulary))
    concluded = {rule.head.predicate for rule in rules}
    for wanted in (*COUNTED, BESIDE, DECIDES):
        if wanted not in concluded:
            faults.append(messages.NOTHING_COUNTED.at(Span(shown, 0, 0), name=wanted, file=f"{shown}/premises.md"))
    if faults:
        raise Faults(faults)
    return Program(rules, vocabulary)


def inventory_relations(day: date) -> Mapping[str, Stored]:
    """Where the words of counting stand in the table of the inventory: each metering point is one row."""
    by_point = (frozenset({1}),)
    columns = ("supplier", "point", "premises", "fuel", "kind", "generation")
    return {
        "as_at": Stored("", ("date",), (frozenset(),), rows=((day,),)),
        "supplier": Stored(SUPPLIERS, ("supplier",), (frozenset({0}),)),
        "metering_point": Stored(INVENTORY, columns, by_point),
        "enrolled_from": Stored(INVENTORY, ("supplier", "point", "enrolled"), by_point, stated=("enrolled",)),
    }
