"""What the scripts of the site read: the model of every Code and the parties, as JavaScript constants."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.facts.loading import Situations
from secg.portable.model import SCHEMA, Json, portable_model

HERE = Path(__file__).parent
SCRIPTS = (HERE.parent / "portable" / "evaluator.js", HERE / "scenario.js", HERE / "site.js", HERE / "site.css")
"""The files of the site that are the same for every Code."""


def built_script(policies: Policies, codes: Sequence[Code], situations: Situations, day: date) -> str:
    """The constant SECG_BUILT, which every page reads: the day of the site, and the days on which versions begin."""
    versions: list[Json] = [
        {"version": code.label, "in_force": code.in_force.isoformat(), "with": []} for code in codes
    ]
    built: dict[str, Json] = {
        "day": day.isoformat(),
        "schema": SCHEMA,
        "policies": policies.digest,
        "facts": situations.digest,
        "codes": versions,
    }
    return _constants({"SECG_BUILT": built})


def data_script(policies: Policies, codes: Sequence[Code], situations: Situations) -> str:
    """The constants SECG_MODEL and SECG_PARTIES, for pages that run the rules; the words of paragraphs are left out."""
    parties: list[Json] = []
    for name, situation in situations.parties.items():
        statements: list[Json] = []
        for statement in situation.statements:
            row: list[Json] = [value.isoformat() if isinstance(value, date) else value for value in statement.row]
            bounds = [bound.isoformat() if bound is not None else None for bound in (statement.start, statement.end)]
            statements.append([statement.predicate, row, *bounds])
        parties.append({"party": name, "name": situation.name, "statements": statements})
    model = {**portable_model(policies, codes), "paragraphs": []}
    return _constants({"SECG_MODEL": model, "SECG_PARTIES": parties})


def _constants(constants: Mapping[str, Json]) -> str:
    """JSON is JavaScript; nothing in it is run."""
    return "".join(
        f"const {name} = {json.dumps(value, ensure_ascii=True, separators=(',', ':'))};\n"
        for name, value in constants.items()
    )
