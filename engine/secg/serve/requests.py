"""What can be asked: the tools with their arguments, and a request that is read and found to be well formed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from secg.json_schema import Schema
from secg.messages import REQUEST, Faults, catalogue, nearest
from secg.records import record

SIZE_LIMIT = 100_000
"""The most bytes of arguments, as JSON; the largest party of the repository has some 3,000."""

Arguments = Mapping[str, Any]  # the values of a request, checked against the schema of its tool

_TEXT: Schema = {"type": "string"}
_PARTY: Schema = {
    "type": ["object", "string"],
    "description": "a party as in its YAML file: {party: NAME, facts: {…}}; or the name of a party of the server",
}
_CODE: dict[str, Schema] = {
    "as_at": {**_TEXT, "description": "the day, year-month-day (default: today)"},
    "version": {**_TEXT, "description": "the Code of this version or instrument instead of that in force"},
    "with": {"type": "array", "items": _TEXT, "description": "proposals and readings to apply"},
}
_SITUATION: dict[str, Schema] = {
    "situation": _PARTY,
    "others": {"type": "array", "items": {"type": "object"}, "description": "the parties that its facts name"},
    **_CODE,
}
_CONCLUSION: Schema = {**_TEXT, "description": "e.g. `full year 2`, or a paragraph with a duty: `G3.20(b)`"}
_SUPPOSED: Schema = {
    "type": "array",
    "items": _TEXT,
    "description": "FACT=VALUE, FACT+=VALUE or FACT-=VALUE; OTHER.FACT=VALUE for another party",
}
_INSTRUMENT: Schema = {**_TEXT, "description": "a modification, proposal or reading, e.g. SECMP0059"}


@record
class Tool:
    """One question: what it answers, its arguments, and those of them that it needs."""

    description: str
    arguments: Mapping[str, Schema]
    needed: tuple[str, ...] = ()

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the arguments."""
        return {
            "type": "object",
            "properties": dict(self.arguments),
            "required": list(self.needed),
            "additionalProperties": False,
        }


TOOLS = {
    "versions": Tool("The versions of the Code that are encoded, and the proposals and readings.", {}),
    "paragraph": Tool(
        "The text of one paragraph as at a day, how well it is known, and what it leaves open.",
        {"number": {**_TEXT, "description": "e.g. G8.41"}, "as_at": _CODE["as_at"]},
        ("number",),
    ),
    "outcome": Tool(
        "What the Code says of a party: assessments, the next one, duties, what is undetermined, cautions.",
        _SITUATION,
        ("situation",),
    ),
    "why": Tool(
        "Why a party has a conclusion: its proof.",
        {**_SITUATION, "conclusion": _CONCLUSION},
        ("situation", "conclusion"),
    ),
    "why_not": Tool(
        "Why a party does not have a conclusion: what its rules lack.",
        {**_SITUATION, "conclusion": _CONCLUSION},
        ("situation", "conclusion"),
    ),
    "what_if": Tool(
        "What other facts would change for a party.", {**_SITUATION, "supposed": _SUPPOSED}, ("situation", "supposed")
    ),
    "smallest_change": Tool(
        "The smallest changes of facts that would bring a conclusion about, or avert it.",
        {
            **_SITUATION,
            "conclusion": _CONCLUSION,
            "avert": {"type": "boolean", "description": "avert it instead (default: false)"},
            "supposed": _SUPPOSED,
        },
        ("situation", "conclusion"),
    ),
    "effect": Tool(
        "What an instrument changes for any possible party, and how far that is proved.",
        {"instrument": _INSTRUMENT, "with": _CODE["with"]},
        ("instrument",),
    ),
    "parties_concerned": Tool(
        "Of the parties given, or else of those of the server, the ones whose outcome an instrument changes.",
        {
            "instrument": _INSTRUMENT,
            "with": _CODE["with"],
            "situations": {"type": "array", "items": {"type": "object"}, "description": "the parties to look at"},
            "as_at": {**_TEXT, "description": "the day of the facts (default: when the instrument comes into force)"},
        },
        ("instrument",),
    ),
}
_KINDS: dict[str, type | tuple[type, ...]] = {"string": str, "array": list, "object": dict, "boolean": bool}
_SHOWN = {"string": "a text", "array": "a list", "object": "an object", "boolean": "true or false"}


def read_request(name: str, arguments: Arguments) -> tuple[str, str]:
    """The name of the tool, and its arguments as JSON with the keys in order, so that equal requests are equal texts.

    Raises Faults E540 and E541.
    """
    tool = TOOLS.get(name)
    if tool is None:
        # cut, here and below: what stands in the place of a name may be as long as a request
        named = name[:100]
        raise _fault(f"there is no tool `{named}`", f"the tools are {', '.join(TOOLS)}", nearest(named, TOOLS))
    try:
        text = json.dumps(arguments, ensure_ascii=False, sort_keys=True, allow_nan=False)
        size = len(text.encode())
    except (ValueError, RecursionError):  # a NaN or half a surrogate; lists within lists a thousand deep
        hint = "write texts, whole numbers, lists and objects, a few levels deep"
        raise _fault("its arguments are no JSON that can be read", hint) from None
    if size > SIZE_LIMIT:
        raise catalogue.REQUEST_TOO_LARGE.fault(REQUEST, size=size, limit=SIZE_LIMIT)
    for key in arguments:
        if key not in tool.arguments:
            named, known = key[:100], ", ".join(tool.arguments) or "none"
            near = nearest(named, tool.arguments)
            raise _fault(f"`{named}` is not an argument of `{name}`", f"its arguments are {known}", near)
    for key in tool.needed:
        if key not in arguments:
            raise _fault(f"`{key}` is missing", f"`{name}` needs {', '.join(tool.needed)}")
    for key, value in arguments.items():
        _check(key, value, tool.arguments[key])
    return name, text


def _check(key: str, value: object, schema: Schema) -> None:
    kinds = schema["type"]
    if isinstance(kinds, str):
        kinds = [kinds]
    if not any(isinstance(value, _KINDS[kind]) for kind in kinds):
        wanted = " or ".join(_SHOWN[kind] for kind in kinds)
        raise _fault(f"`{key}` is not {wanted}", schema.get("description", f"give `{key}` as {wanted}"))
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check(f"{key}[{index}]", item, schema["items"])


def _fault(what: str, hint: str, near: str | None = None) -> Faults:
    return catalogue.REQUEST_FORM.fault(REQUEST, nearest=near, what=what, hint=hint)
