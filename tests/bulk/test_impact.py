"""What a modification does to a population, counted, and the parties nearest to each edge."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from secg.cli import main
from secg.facts.loading import facts_on
from tests.bulk.comparing import conclusions_of
from tests.bulk.test_agreement import DAYS, policies, rules_of
from tests.oracle.oracle import derive_with_clingo

HEAD = "party,user_role,domestic_premises,non_domestic_premises\n"
ROWS = """on-the-edge,gas_supplier,250000,0
above,gas_supplier,250001,0
five-times,gas_supplier,200000,10001
other,other_user,,
network,gas_transporter,9,
"""


def impact(path: Path, capsys: pytest.CaptureFixture[str], form: str) -> str:
    options = ("--modification", "SECMP0059", "--as-at", "2019-12-01", "--population", str(path), "--format", form)
    assert main(["impact", *options]) == 0
    return capsys.readouterr().out


def test_the_moves_and_the_edges_of_a_population(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(HEAD + ROWS)
    text = impact(tmp_path / "p.csv", capsys, "text")
    assert "2 of 5 parties have another outcome." in text
    assert (
        "Supplier Party, year 3: User Security Self-Assessment -> Full User Security Assessment (G8.42 -> G8.41)"
        in text
    )
    assert "on-the-edge: exactly on it" in text
    assert "above: 1 above" in text
    assert "five-times: 5 above" in text
    assert "network: 249,991 below" in text


def test_of_a_population_too_it_is_told_that_nothing_of_an_instrument_is_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text(HEAD + ROWS)
    asked = ["impact", "--modification", "MP200", "--population", str(tmp_path / "p.csv")]
    assert main(asked) == 0
    doubt = "changed Section G, and no source held says which paragraphs; nothing of it is compared."
    assert f"! MP200 (Faster Switching consequential changes) {doubt}\n" in capsys.readouterr().out
    assert main([*asked, "--format", "json"]) == 0
    assert doubt in capsys.readouterr().out


def test_the_numbers_are_those_of_the_oracle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from secg.bulk.engines.duckdb_engine import open_database
    from secg.bulk.population import write_population
    from tests.bulk.comparing import population_of

    path, vocabulary = tmp_path / "p.parquet", policies().vocabulary
    with open_database() as database:
        write_population(database, 300, 2, path)
        facts = facts_on(population_of(database, path, DAYS[1], policies()), DAYS[1], vocabulary)
    sides = []
    for version in ("SECMP0065", "SECMP0059"):
        rules = rules_of(version)
        rows = conclusions_of(derive_with_clingo(rules, facts, vocabulary), rules, vocabulary)
        sides.append({row[:6]: row[6] for row in rows if row[1] == "assessment"})
    before, after = sides
    wanted = Counter((key[2], key[3], before.get(key), after.get(key)) for key in {*before, *after})
    content: dict[str, Any] = json.loads(impact(path, capsys, "json"))
    found = Counter[tuple[Any, ...]]()
    for move in content["moves"]:
        if move["conclusion"] == "assessment":
            found[move["capacity"], move["year"], move["before"], move["after"]] += move["parties"]
    assert found == Counter({key: count for key, count in wanted.items() if key[2] != key[3]})
