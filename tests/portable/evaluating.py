"""Running the JavaScript evaluator on Node, and what it should say."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from secg.derive.outcomes import Relations, base_relations
from secg.json_schema import Json
from secg.language.model import Value
from secg.language.program import Program
from secg.portable.model import SAFE, SCHEMA, Pool, RuleEntry, encoded_order
from tests.trust.programs import VOCABULARY
from tests.trust.programs import Program as RandomProgram

NODE = shutil.which("node")
RUNNER = Path(__file__).with_name("run.js")


def portable_case(program: RandomProgram) -> dict[str, object]:
    """A random program with its facts, as the evaluator takes it."""
    rules = Pool[RuleEntry]()
    order = encoded_order(Program(program.guarded, VOCABULARY), rules)
    model = {"schema": SCHEMA, "rules": rules.members}
    return {"model": model, "code": {"order": order}, "base": portable_rows(base_relations(program.facts))}


def portable_rows(relations: Relations) -> dict[str, Json]:
    """Rows with their values as JSON has them."""
    return {
        predicate: [[portable_value(value) for value in row] for row in rows] for predicate, rows in relations.items()
    }


def portable_value(value: Value) -> Json:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return {"big": str(value)} if isinstance(value, int) and abs(value) > SAFE else value


def evaluated(cases: Iterable[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    """What the evaluator says of each case: `rows` and the `sizes` of their proofs by predicate, or an `error`."""
    assert NODE is not None
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    finished = subprocess.run([NODE, str(RUNNER)], input=lines, capture_output=True, text=True, check=True)
    for line in finished.stdout.splitlines():
        yield json.loads(line)


def concluded_rows(relations: Relations, predicates: Sequence[str]) -> dict[str, Json]:
    """The rows of the concluded predicates, in the engine's order."""
    return portable_rows({predicate: relations.get(predicate, ()) for predicate in predicates})
