"""The JSON Schema of a report, version 1: what `secg explain --format json` writes, and `secg verify` takes.

Keys may be added without a new version: a reader takes no notice of what it does not know. A key that is described here
keeps its meaning and its type as long as the version stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from secg.report.digest import VERSION

Schema = dict[str, Any]

FILE_NAME = "explain.schema.json"
STATUSES = ("applies", "excused", "discharged", "unsettled", "conflict")


def _text(description: str = "") -> Schema:
    return {"type": "string", **({"description": description} if description else {})}


def _one_of(*words: str, description: str) -> Schema:
    return {"type": "string", "enum": list(words), "description": description}


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _object(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None, words: str = "") -> Schema:
    properties = {**required, **(optional or {})}
    described = {"description": words} if words else {}
    return {"type": "object", **described, "properties": properties, "required": list(required)}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


_NUMBER: Schema = {"type": "integer"}
_LINE: Schema = {"type": "integer", "minimum": 0}
_TRUTH: Schema = {"type": "boolean"}
_VALUE: Schema = {"type": ["integer", "string", "null"]}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "a day, as 2019-03-01"}
_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256"}
_NODE: Schema = {"$ref": "#/definitions/step"}
_MISS: Schema = {"$ref": "#/definitions/shortfall"}
_PARAGRAPHS = _list(_text(), "the paragraphs that it rests on, in the order of the Code")
_PROVENANCE = _one_of("text", "reported", "inferred", description="how well the least known of its paragraphs is known")
_ATOM = _text("the atom that is claimed, as the rules write it; the proof's root is this atom")
_CATEGORY = _text("the category; `undetermined`, or `conflict` where the Code gives several answers")
_DUE_ATOM = _text("the atom of the day")
_PLACE = {
    "capacity": _text("the capacity, as the rules name it"),
    "capacity_label": _text("the capacity, as the Code calls it"),
    "year": _NUMBER,
    "duty_id": _text("the duty, as the rules name it"),
    "duty": _text("the duty in words"),
    "about": _text("what the duty is about"),
    "about_label": _text(),
}
_CLAIM: Mapping[str, Schema] = {"atom": _ATOM, "paragraphs": _PARAGRAPHS, "provenance": _PROVENANCE, "proof": _NODE}

_STEP = _object(
    {"conclusion": _text("what is concluded, stated, absent, compared or counted, in a sentence")},
    {
        "atom": _text("the atom, as the rules write it"),
        "paragraph": _text("of what is concluded: the paragraph whose rule concludes it"),
        "gist": _text("the paragraph's words in short"),
        "instrument": _text("which instrument last amended the paragraph"),
        "provenance": _PROVENANCE,
        "fact": _text("of what is stated: the fact"),
        "given": {**_TRUTH, "description": "of what is stated: it is part of the question"},
        "default": _text("of what is stated: why it is assumed"),
        "absence": _text("of what is not so: why it is absent"),
        "aggregate": _text("of what is counted: sum, count, min or max"),
        "condition": {**_TRUTH, "description": "it compares values"},
        "reads": _list(_VALUE, "predicate and values, for a checker"),
        "place": _list(_VALUE, "file, line and column of the rule or the fact"),
        "values": {
            "type": "object",
            "additionalProperties": _VALUE,
            "description": "the values of the rule's variables",
        },
        "table": {**_TRUTH, "description": "a row of a table, left out where proofs are shown"},
        "leads": {**_NUMBER, "description": "of a contribution: which of its premises stands for it"},
        "premises": _list(_NODE, "what it rests on"),
    },
    "A step of a proof.",
)
_SHORTFALL = _object(
    {"kind": _text("what kind of condition fails"), "sentence": _text()},
    {
        "atom": _text(),
        "because": _list(_MISS),
        "difference": _NUMBER,
        "fact": _text(),
        "file": _text(),
        "line": _LINE,
        "needed": _text(),
        "paragraph": _text(),
        "reads": _list(_VALUE),
        "taken": _text(),
    },
    "A condition that keeps a conclusion from holding.",
)
_CODE = _object(
    {
        "title": _text("what the Code is called"),
        "label": _text("the version"),
        "number": _or_null(_text("the version number, where it is held")),
        "in_force": _DAY,
        "instruments": _list(_text(), "the instruments applied to the baseline, in order"),
        "readings": _list(_text(), "the readings and proposals applied besides"),
        "sentence": _text(),
        "certainty": _text("how well the first day is known"),
        "known": {**_NUMBER, "description": "how many paragraphs, or whole parts, are known to exist in this version"},
        "held": {**_NUMBER, "description": "of how many of these a text is held, so that the report can speak of them"},
    },
    words="The Code that was applied.",
)
_NEXT = _object(
    {
        "capacity": _PLACE["capacity"],
        "capacity_label": _PLACE["capacity_label"],
        "category": _CATEGORY,
        "category_label": _text(),
        "due": _or_null(_DAY),
        "sentence": _text(),
        "due_sentence": _text(),
        "atom": _ATOM,
        "due_atom": _DUE_ATOM,
        "paragraphs": _PARAGRAPHS,
        "provenance": _PROVENANCE,
        "proof": _list(_NODE, "the proof of the category and, where there is one, that of the day"),
    }
)
_OBLIGATION = _object(
    {
        "bearer": _text("the party"),
        "paragraph": _text("the paragraph, with its limb, that sets the duty"),
        **{key: _PLACE[key] for key in ("duty", "duty_id", "about", "about_label")},
        "status": _one_of(
            "applies", "excused", "discharged", "unsettled", "conflict", description="how the duty stands"
        ),
        **_CLAIM,
    },
    {
        "by": _object(_CLAIM, words="What excuses it, or that it is done."),
        "also": _object(_CLAIM, words="Where it is excused: that it was done as well."),
        "owed_to": _list(_text(), "to whom it is owed"),
        "owed_to_paragraphs": _PARAGRAPHS,
        "owed_to_atoms": _list(_ATOM),
        "due": _DAY,
        "overdue": _TRUTH,
        "due_atom": _DUE_ATOM,
        "due_proof": _NODE,
        "late_days": {**_NUMBER, "description": "where it is done: how many days after its day, 0 in time"},
        "due_rests_on": _object(
            {"day": _DAY, "certainty": _text(), "because": _text()},
            words="The day that is not certain, by which it is counted.",
        ),
    },
)
_CONFLICT = _object(
    {
        "kind": _one_of("assessment", "next", "next_due", "due", "status", description="what has several answers"),
        "question": _text(),
        "answers": _list(
            _object({"sentence": _text(), **_CLAIM}, {"category": _text(), "due": _DAY, "status": _text()}),
            "every answer, each with its proof",
        ),
    },
    {key: _PLACE[key] for key in ("capacity", "year", "duty_id", "about")},
)
_OPEN = _object(
    {
        "question": _text(),
        "doubt": _text("which kind of not knowing it is"),
        "because": _text("why it is undetermined"),
        "paragraphs": _PARAGRAPHS,
        "atom": _text("the atom that the question arises, or that it is left open"),
        "proof": _list(_NODE, "the proofs that it is left open"),
    },
    _PLACE,
)
_OUTCOME: Schema = {"type": ["string", "null"]}
_STATE: Schema = {
    "type": ["string", "null", "array"],
    "description": "an outcome; of days, addressees and answers in conflict: all of them",
}
_CHANGE = _object(
    {"before": _STATE, "after": _STATE},
    {
        **_PLACE,
        "warning": _text(),
        "kept": _TRUTH,
        "what": _text(),
        "year_label": _text(),
        "before_label": _OUTCOME,
        "after_label": _OUTCOME,
    },
)
_SIDE = _object(
    {
        "count": _NUMBER,
        "end": _or_null({**_NUMBER, "description": "the last value, going on, with the same outcome; null: for good"}),
        "difference": _NUMBER,
        "sentence": _text(),
        "changes": _list(_CHANGE),
    }
)
_PARAGRAPH = _object(
    {
        **{key: _text() for key in ("number", "title", "paraphrase", "instrument", "instrument_label")},
        "limbs": _list(_object({"letter": _text(), "words": _text(), "paraphrase": _text()})),
        "since": _or_null(_DAY),
        "since_certainty": _text("how well that day is known"),
        "provenance": _PROVENANCE,
        "known": _text("how it is known, in words"),
        "reasoning": _text(),
        "open": _list(_text(), "the doubts about it"),
        "sources": _list(_object({"key": _text(), "place": _text(), "title": _text()})),
        "file": _text(),
        "line": _LINE,
    }
)


def report_schema() -> Schema:
    """The schema (draft 7) of a report."""
    report = _object(
        {
            "schema": {"const": VERSION, "description": "the version of this schema"},
            "party": _text(),
            "name": _text(),
            "basis": _text("where the situation is taken from"),
            "facts_stop": _or_null(
                {**_DAY, "description": "the last day that the facts tell of, where it is long past"}
            ),
            "facts_later": _list(_text(), "what the facts tell of a day after the one asked about; it is not counted"),
            "as_at": _DAY,
            "code": _CODE,
            "assessments": _list(
                _object(
                    {
                        **{key: _PLACE[key] for key in ("capacity", "capacity_label", "year")},
                        "category": _CATEGORY,
                        "category_label": _text(),
                        **_CLAIM,
                    }
                )
            ),
            "next": _list(_NEXT, "the next assessment in each capacity"),
            "obligations": _list(_OBLIGATION),
            "undetermined": _list(_OPEN),
            "conflicts": _list(_CONFLICT),
            "warnings": _list(_text(), "first those about the question, then those that rules conclude (`warned`)"),
            "warned": _list(_object({"text": _text(), **_CLAIM})),
            "readings": _list(
                _object(
                    {
                        **{key: _text() for key in ("reading", "title", "question")},
                        "paragraphs": _list(_text()),
                        "changes": _list(_CHANGE),
                    }
                ),
                "what other readings of the Code would give",
            ),
            "why_not": _list(
                _object(
                    {"conclusion": _text(), "paragraph": _text(), "sentence": _text(), "shortfalls": _list(_MISS)},
                    {**_PLACE, "category": _text()},
                ),
                "near conclusions that do not hold",
            ),
            "thresholds": _list(
                _object(
                    {
                        "fact": _text(),
                        "count": _NUMBER,
                        "counted": _text(),
                        "down": _or_null(_SIDE),
                        "up": _or_null(_SIDE),
                        "sentence": _text(),
                    }
                ),
                "how near other outcomes are",
            ),
            "paragraphs": _list(_PARAGRAPH, "the paragraphs relied on"),
            "facts": _list(
                _object({**{key: _text() for key in ("sentence", "file", "basis", "party")}, "line": _LINE}),
                "the facts used",
            ),
            "digest": _object({"policies": _DIGEST, "facts": _DIGEST, "report": _DIGEST}),
        }
    )
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "An explanation report of secg, version 1",
        "description": "What a Code says of one party as at a day, as `secg explain PARTY --format json` writes it.",
    }
    return {**head, **report, "definitions": {"step": _STEP, "shortfall": _SHORTFALL}}


def report_schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(report_schema(), ensure_ascii=False, indent=1) + "\n"
