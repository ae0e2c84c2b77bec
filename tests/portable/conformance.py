"""The conformance suite: programs, facts and rows by which any engine that reads the portable model can be tried.

`python -m tests.portable.conformance` writes it anew, from the kept programs of tests/trust and some random ones.
"""

from __future__ import annotations

import json
from pathlib import Path

from secg.derive.pydatalog_engine import derive
from secg.language.program import Program
from tests.portable.evaluating import concluded_rows, portable_case
from tests.trust.campaign import seeded_program
from tests.trust.programs import VOCABULARY, read_program
from tests.trust.programs import Program as RandomProgram

SUITE = Path(__file__).with_name("conformance.json")
KEPT = Path(__file__).parents[1] / "trust" / "kept"
SEEDS = range(40)


def suite_text() -> str:
    """The suite: a case a line."""
    programs: dict[str, RandomProgram] = {}
    for path in sorted(KEPT.glob("*.txt")):
        programs[path.stem] = read_program(path.read_text(encoding="utf-8"), path.name)
    programs.update({f"random program {seed}": seeded_program(seed) for seed in SEEDS})
    lines = [json.dumps(_case(name, program), ensure_ascii=False) for name, program in programs.items()]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _case(name: str, program: RandomProgram) -> dict[str, object]:
    whole = Program(program.guarded, VOCABULARY)
    rows = concluded_rows(derive(whole, program.facts).relations, whole.order)
    return {"name": name, **portable_case(program), "rows": rows}


if __name__ == "__main__":
    SUITE.write_text(suite_text(), encoding="utf-8")
