"""The rules of counting: policies/counting/, with words of its own.

Making inventories of metering points: any size, the same for the same seed, streamed to one Parquet file.

Homes have both fuels, mostly from one Supplier and now and then from two; buildings hold several businesses' meters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from secg.bulk.analysis import Stored
from secg.bulk.duckdb_engine import Database
from secg.code.policies import COUNTING, check_sources
from secg.code.versions import read_sources
from secg.language.document_reader import documents_rules, read_document
from secg.language.documents import Instrument, Paragraph, Part
from secg.language.model import Rule
from secg.language.paragraph_number import ParagraphNumber
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Span, catalogue
from secg.messages import bulk as messages
from secg.records import record
from secg.sources.files import display_path, is_folder, is_there, read_text

INVENTORY = "inventory"
SUPPLIERS = "suppliers"

COUNTED = ("domestic_premises", "non_domestic_premises", "enrolled_devices")
"""What is counted as facts; each is a predicate of the rules with a supplier and a count."""

BESIDE, DECIDES = "non_domestic_meters", "unit_decides"


@record
class CountingRules:
    """The checked rules of counting, their words, and their paragraphs."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    paragraphs: Mapping[ParagraphNumber, Paragraph]


def load_counting(policies: Path) -> CountingRules:
    """The counting rules of a folder of policies. Raises Faults with every fault of the files."""
    folder = policies / COUNTING
    shown = display_path(folder, policies.resolve().parent)
    if not is_folder(folder):
        raise Faults([catalogue.FOLDER_MISSING.at(Span(shown, 0, 0), path=shown, option="--policies")])
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
    paragraphs = {
        paragraph.number: paragraph
        for document in documents
        if isinstance(document, Part)
        for paragraph in document.paragraphs
    }
    return CountingRules(rules, vocabulary, paragraphs)


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


_MACROS = """
CREATE OR REPLACE TEMP MACRO draw(n, salt) AS
    (hash(n * 1000003 + salt * 7919 + getvariable('seed') * 104729) % 1000000007) / 1000000007.0;
CREATE OR REPLACE TEMP MACRO supplier(u) AS
    'supplier-' || lpad(CAST(CAST(floor(getvariable('suppliers') * u * u) AS BIGINT) AS VARCHAR), 3, '0');
"""

_INVENTORY = """
SELECT
    1000000000000 + n AS point,
    CASE WHEN is_home THEN 100000000000 + home ELSE 900000000000 + building END AS premises,
    CASE WHEN is_home AND (n % 2 = 0 OR draw(home, 5) < 0.9) THEN supplier(draw(home, 1))
        WHEN is_home THEN supplier(draw(home, 2))
        ELSE supplier(draw(building, 3)) END AS supplier,
    CASE WHEN n % 2 = 0 THEN 'electricity' ELSE 'gas' END AS fuel,
    CASE WHEN is_home THEN 'domestic' ELSE 'non_domestic' END AS kind,
    CASE WHEN draw(n, 6) < 0.3 THEN 'smets1' ELSE 'smets2_plus' END AS generation,
    CASE WHEN draw(n, 7) < 0.8 THEN DATE '2018-01-01' + CAST(draw(n, 8) * 1500 AS INTEGER) END AS enrolled,
    CASE WHEN draw(n // 2, 9) < 0.2 THEN 'platform-' || CAST(CAST(floor(draw(n // 2, 10) * 5) AS BIGINT) AS VARCHAR) END
        AS platform
FROM (
    SELECT range AS n, range // 2 AS home, range // 14 AS building, draw(range // 14, 4) < 0.93 AS is_home
    FROM range(getvariable('points'))
)
"""


def write_inventory(database: Database, points: int, seed: int, target: Path, suppliers: int = 60) -> None:
    """An inventory of `points` metering points as a Parquet file."""
    connection = database.connection
    for name, value in {"seed": seed, "points": points, "suppliers": suppliers}.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])
    connection.execute(_MACROS)
    connection.sql(_INVENTORY).write_parquet(str(target), compression="zstd", row_group_size=122_880)
