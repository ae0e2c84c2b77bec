"""Runs over tables: sums too large, interrupts, outputs that are links or devices, one party out of a table."""

from __future__ import annotations

import signal
import stat
import threading
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from secg.bulk import deriving
from secg.bulk.deriving import models_of
from secg.bulk.engines.duckdb_engine import bulk_run, load_facts, reason_of, run
from secg.bulk.sql.program import Compiler
from secg.cli import main
from secg.language.program import Program
from secg.messages import Faults
from tests.trust.programs import VOCABULARY, read_program

AS_AT = ("--as-at", "2019-03-01", "--version", "SECMP0059")


@pytest.mark.parametrize("value", ["I1 * I1", "I1 * I1 * I1"])
def test_a_sum_or_product_of_more_than_18_digits_is_told(value: str) -> None:
    rows = "".join(f'balance("{name}", 2_000_000_000).\n' for name in ("anna", "bob", "cleo"))
    program = read_program(f"{rows}d1(P0, I0) :- party(P0), I0 = sum {value} : {{ balance(P1, I1) }}.\n", "program")
    with pytest.raises(Faults, match="E813"), bulk_run(None, None) as (database, _):
        load_facts(database, program.facts, VOCABULARY)
        compiled = Compiler(Program(program.guarded, VOCABULARY), program.facts.day).program(["d1"])
        run(database, compiled)


def test_an_interrupted_query_is_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), bulk_run(None, None):
        raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")


def test_an_interrupt_from_the_keyboard_while_a_statement_runs_is_one_too() -> None:
    endless = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3"
    pressed = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    # a process that runs tests beside others ignores interrupts
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), bulk_run(None, "1") as (database, _):
            pressed.start()
            database.rows(endless)
    finally:
        signal.signal(signal.SIGINT, before)


def test_conditions_that_nothing_ties_to_each_other_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'balance("anna", {number}).\n' for number in range(60))
    names = [f"I{number}" for number in range(1, 10)]
    apart = "".join(f", {name} > {other}" for name, other in pairwise(names))
    untied = ", ".join(f"balance(P0, {name})" for name in names)
    program = read_program(f"{rows}d1(P0, I0) :- party(P0), I0 = count : {{ {untied}{apart} }}.\n", "program")
    assert not program.faults
    monkeypatch.setattr(deriving, "FEW", ("1GB", 0.005))
    with pytest.raises(Faults, match=r"E829: a step of the run takes longer than it may \(0\.005 min\)"):
        models_of([Program(program.guarded, VOCABULARY)], program.facts)


def test_the_reason_of_an_error_in_json_is_its_sentence() -> None:
    error = duckdb.IOException('{"exception_type":"IO","exception_message":"Could not write: disk full"}')
    assert reason_of(error) == "Could not write: disk full"


def parties(tmp_path: Path) -> Path:
    (tmp_path / "p.csv").write_text("party,user_role\na,other_user\n")
    return tmp_path / "p.csv"


def derive(facts: Path, out: Path) -> int:
    return main(["derive", "--facts", str(facts), *AS_AT, "--format", "csv", "--out", str(out)])


def test_an_output_that_is_a_link_stays_one_and_keeps_the_permissions_of_its_file(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert derive(parties(tmp_path), link) == 0
    assert link.is_symlink()
    assert target.read_text().startswith("party,")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_output_that_is_a_device_stays_one(tmp_path: Path) -> None:
    assert derive(parties(tmp_path), Path("/dev/null")) == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_neighbour_of_a_neighbour_may_name_whoever_is_in_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "parties.csv").write_text("party\na\np\nq\nr\n")
    (tmp_path / "shared_resource.csv").write_text("party,provider,extent\na,p,whole\np,q,part\nq,r,part\n")
    assert main(["explain", "a", "--facts", str(tmp_path), *AS_AT]) == 0
    assert "E808" not in capsys.readouterr().err


def test_a_report_made_from_a_table_is_verified_against_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts, report = parties(tmp_path), tmp_path / "report.json"
    assert main(["explain", "a", "--facts", str(facts), *AS_AT, "--format", "json", "--out", str(report)]) == 0
    assert main(["verify", str(report), "--facts", str(facts)]) == 0
    assert "the report holds" in capsys.readouterr().out
    facts.write_text("party,user_role\na,gas_supplier\n")
    assert main(["verify", str(report), "--facts", str(facts)]) != 0


def test_a_row_without_a_name_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text("party,user_role\na,other_user\n,other_user\n")
    assert derive(tmp_path / "p.csv", tmp_path / "out.csv") == 2
    told = capsys.readouterr().err
    assert (told.count("E806"), told.count("1 of 2 rows are left out")) == (1, 1)
