"""Loading a folder of situations, and taking the facts that hold on a day.

The JSON Schema of a party's file, generated from the vocabulary, so that editors complete and explain each fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from secg.facts.scalars import BOUNDS, NUMBER_LENGTH
from secg.facts.situation import Facts, Row, Situation, Statement
from secg.facts.situation_reader import TOP_KEYS, read_situation
from secg.json_schema import Schema
from secg.language.model import Value
from secg.language.predicate_kinds import PredicateKind
from secg.language.vocabulary import NUMBERS, Argument, Predicate, Vocabulary
from secg.messages import REQUEST, Diagnostic, Faults, Gathered, Span, catalogue, nearest
from secg.records import kept, record
from secg.sources.files import digest_of, display_path, is_file, is_folder, read_text
from secg.sources.folder import files_in
from secg.sources.yaml_tree import parse_date, parse_yaml

READ = ("*.yaml",)
"""What a folder of parties holds: a file for each."""
KNOWN = ("schema.json",)
"""What may lie beside them: what `secg schema` writes."""


@record
class Situations:
    """All parties of a folder, by name. `digest` is the SHA-256 of their files, names and contents."""

    parties: Mapping[str, Situation]
    folder: str
    digest: str

    def party(self, name: str) -> Situation:
        """The party with this name. Raises Faults E411 with the nearest that exist."""
        if name not in self.parties:
            near = nearest(Path(name).stem, self.parties)  # who names the file of a party means the party
            raise catalogue.PARTY_UNKNOWN.fault(REQUEST, nearest=near, name=name, folder=self.folder)
        return self.parties[name]


def load_situations(folder: Path, root: Path, vocabulary: Vocabulary) -> Situations:
    """The parties of a folder. Raises Faults with every independent fault of all files."""
    shown = display_path(folder, root)
    if not is_folder(folder):
        raise catalogue.FOLDER_MISSING.fault(Span(shown, 0, 0), path=shown, option="--facts")
    faults: list[Diagnostic] = Gathered()
    texts: dict[str, str] = {}
    files = files_in(folder, shown, READ, KNOWN, faults)
    for path, name in files:
        try:
            texts[name] = read_text(path, name)
        except Faults as raised:
            faults.extend(raised.diagnostics)
    if not texts and not faults:
        raise catalogue.NO_PARTIES.fault(Span(shown, 0, 0), folder=shown)
    return situations_in(texts, [name for _, name in files], shown, vocabulary, faults)


def situations_in(
    texts: Mapping[str, str], files: Iterable[str], shown: str, vocabulary: Vocabulary, faults: list[Diagnostic]
) -> Situations:
    """The parties that the texts of files describe, by the name of each; `files` are also those that can't be read.

    Raises Faults with every independent fault of all texts, and those given.
    """
    parties: dict[str, Situation] = {}
    for name, text in texts.items():
        stem = PurePosixPath(name).stem
        try:
            situation = read_situation(parse_yaml(text, name), stem, name, vocabulary, faults)
        except Faults as raised:
            faults.extend(raised.diagnostics)
            continue
        if situation is not None:
            parties[stem] = situation
    unknown = _of_another_law(faults, parties.values())
    if unknown is not None:
        raise catalogue.OTHER_LAW.fault(unknown.span, folder=shown)
    # those that can't be read too: that they are at fault is told already
    known = {PurePosixPath(name).stem for name in files}
    faults.extend(check_parties(parties.values(), known, shown, vocabulary))
    if faults:
        raise Faults(faults)
    return Situations(parties, shown, digest_of(texts))


def _of_another_law(faults: Iterable[Diagnostic], parties: Iterable[Situation]) -> Diagnostic | None:
    """The first unknown fact where no fact of any party is known and none is near a known name; else None."""
    unknown = [fault for fault in faults if fault.kind is catalogue.FACT_UNKNOWN]
    misspelt = any(fault.help.startswith("did you mean") for fault in unknown)
    # a single unknown fact is rather a slip than another law
    if len(unknown) < 2 or misspelt or any(situation.statements for situation in parties):
        return None
    return min(unknown, key=lambda fault: fault.sort_key)


def check_parties(
    situations: Iterable[Situation], known: Iterable[str], folder: str, vocabulary: Vocabulary
) -> list[Diagnostic]:
    """Every party that a fact names has a file of its own."""
    names = set(known)
    faults: list[Diagnostic] = Gathered()
    for situation in situations:
        for statement in situation.statements:
            for name in parties_of(statement, vocabulary):
                if name not in names:
                    near = nearest(name, names)
                    faults.append(catalogue.PARTY_UNKNOWN.at(statement.span, nearest=near, name=name, folder=folder))
    return faults


def parties_of(statement: Statement, vocabulary: Vocabulary) -> Iterator[str]:
    """The parties that a statement names, its own among them."""
    arguments = vocabulary.predicates[statement.predicate].arguments
    for argument, value in zip(arguments, statement.row, strict=True):
        if argument.type == "party":
            yield str(value)


def tied_parties(party: Situation, situations: Situations, vocabulary: Vocabulary) -> tuple[Situation, ...]:
    """A party, with all that it names or that name it, directly or through others, on whatever day."""
    others = dict(situations.parties)
    tied = [others.pop(party.party)]
    for near in tied:  # which grows on the way
        for other in tuple(others.values()):
            for statement in (*near.statements, *other.statements):
                if {near.party, other.party} <= set(parties_of(statement, vocabulary)):
                    tied.append(others.pop(other.party))
                    break
    return tuple(tied)


def facts_on(situations: Situations, day: date, vocabulary: Vocabulary) -> Facts:
    """What holds on `day`, with the given atoms and the vocabulary's defaults.

    `missing` names, for each fact whose absence means nothing, the parties that do not state it.
    """
    rows: dict[str, dict[Row, Span]] = {}
    for situation in situations.parties.values():
        for statement in situation.statements:
            if statement.holds_on(day):
                # of two records that say the same on this day the first is cited
                rows.setdefault(statement.predicate, {}).setdefault(statement.row, statement.span)
    nowhere = Span("", 0, 0)
    for given in vocabulary.of_kind(PredicateKind.GIVEN):
        if [argument.type for argument in given.arguments] == ["date"]:
            rows[given.name] = {(day,): nowhere}
        else:
            rows[given.name] = {(name,): Span(situation.file, 1, 1) for name, situation in situations.parties.items()}
    missing: dict[str, frozenset[str]] = {}
    for fact in vocabulary.facts:
        if fact.absent == "none":
            continue
        stated = {str(row[0]) for row in rows.get(fact.name, {})}
        absent = [name for name in situations.parties if name not in stated]
        if fact.absent == "unknown":
            missing[fact.name] = frozenset(absent)
        else:
            default = default_of(fact)
            for name in absent:
                rows.setdefault(fact.name, {})[(name, default)] = nowhere  # the vocabulary says it, and no file
    names = {name: situation.name for name, situation in situations.parties.items()}
    bases = {name: situation.basis for name, situation in situations.parties.items()}
    return Facts(day, rows, names, bases, missing)


def default_of(fact: Predicate) -> Value:
    """The value that a fact has where it is not stated; the vocabulary's checks have seen that it is one."""
    kind = fact.arguments[1].type
    if kind in NUMBERS:
        return int(fact.default.replace("_", ""))
    if kind != "date":
        return fact.default
    day = parse_date(fact.default)
    assert day is not None
    return day


FILE_NAME = "schema.json"
MODELINE = f"# yaml-language-server: $schema={FILE_NAME}"
"""The first line of a party's file, by which editors find the schema beside it."""

_TOP = {
    "party": "the party's own name, which is the name of its file too",
    "name": "the party's name as reports print it",
    "basis": "where the situation is taken from",
    "as_of": "the day on which the file was last gone through: nothing later is told",
    "facts": "what holds of the party; a value may be dated with `from` and `to`, the last day on which it holds",
    "note": "anything that a reader of the file should know",
}
_LONG, _SHORT = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])", "(0[469]|11)-(0[1-9]|[12][0-9]|30)"
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29"
_DAY = f"^(?!0000)([0-9]{{4}}-({_LONG}|{_SHORT}|02-(0[1-9]|1[0-9]|2[0-8]))|{_LEAP})$"
"""A day of the calendar; a reader of JSON need not look at the keyword `format`."""
_DATE = {"type": "string", "pattern": _DAY, "maxLength": 10, "description": "a day, year-month-day"}
_SAID = ["string", "number", "boolean"]
"""What a reader of YAML may take the words of a file for: `party: 2019` has a name, and no number."""
_TRUTH = {"enum": [True, False, "true", "false"]}
_ABSENT = {
    "unknown": "Left out, it is not known: what depends on it is undetermined.",
    "none": "Left out, there is none",
    "default": "Left out, it is",
}


def facts_schema(vocabulary: Vocabulary) -> Schema:
    """The schema (draft 7, which editors know best) of one party's file."""
    facts = {predicate.name: _fact(predicate, vocabulary) for predicate in vocabulary.facts if not predicate.field}
    # a key that may be left out may be left empty; the name of the file is none
    properties: Schema = {key: {"type": [*_SAID, "null"], "description": _TOP[key]} for key in TOP_KEYS}
    properties["party"] = {"type": _SAID, "description": _TOP["party"]}
    properties["as_of"] = {"allOf": [{"$ref": "#/definitions/date"}], "description": _TOP["as_of"]}
    properties["facts"] = {
        "description": _TOP["facts"],
        "anyOf": [{"type": "null"}, {"type": "object", "additionalProperties": False, "properties": facts}],
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "generated from policies/vocabulary.yaml by `make schema`; not to be edited",
        "title": "A party's situation",
        "type": "object",
        "additionalProperties": False,
        "required": ["party", "facts"],
        "properties": properties,
        "definitions": {"date": _DATE, **{name: _symbols(name, vocabulary) for name in vocabulary.types}},
    }


@kept
def schema_text(vocabulary: Vocabulary) -> str:
    """The schema as it is kept beside the parties' files."""
    return json.dumps(facts_schema(vocabulary), indent=2, ensure_ascii=False) + "\n"


def check_schema(folder: Path, shown: str, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Whether a folder's schema is current and its parties' files name it; without a schema there is nothing to check.

    Gives E415 for a schema that is not what the vocabulary gives, W604 for a file that does not name it.
    """
    path = folder / FILE_NAME
    if not is_file(path):
        return ()
    diagnostics: list[Diagnostic] = Gathered()
    try:
        current = read_text(path, f"{shown}/{FILE_NAME}") == schema_text(vocabulary)
    except Faults:
        current = False  # it is written anew by the same command, whatever is wrong with it
    if not current:
        diagnostics.append(catalogue.SCHEMA_STALE.at(Span(f"{shown}/{FILE_NAME}", 0, 0)))
    for party in sorted(folder.glob("*.yaml")):
        try:
            text = read_text(party, f"{shown}/{party.name}")
        except Faults:
            continue  # loading the parties tells what is wrong with it
        if MODELINE not in text.split("\n"):
            diagnostics.append(catalogue.MODELINE_MISSING.at(Span(f"{shown}/{party.name}", 1, 1), line=MODELINE))
    return tuple(diagnostics)


def _fact(predicate: Predicate, vocabulary: Vocabulary) -> Schema:
    fields = vocabulary.fields.get(predicate.name, ())
    arguments = predicate.arguments[1:]
    single = _record(arguments, fields, vocabulary)
    if len(arguments) == 1:
        single = {"anyOf": [_value(arguments[0], vocabulary), single]}
    elif not arguments:
        single = {"anyOf": [_TRUTH, single]}
    return {"description": _description(predicate), "anyOf": [single, {"type": "array", "items": single}]}


def _record(arguments: Sequence[Argument], fields: Sequence[Predicate], vocabulary: Vocabulary) -> Schema:
    properties = {argument.name: _value(argument, vocabulary) for argument in arguments}
    for predicate in fields:
        own = predicate.argument(predicate.key)
        value = _TRUTH if own is None else _value(own, vocabulary)
        # beside a `$ref` a reader of draft 7 ignores every other key, so the reference stands inside
        properties[predicate.key] = {"allOf": [value], "description": _description(predicate)}
    for key, words in (("from", "the first day on which this holds"), ("to", "the last day on which this holds")):
        properties[key] = {"allOf": [{"$ref": "#/definitions/date"}], "description": words}
    required = [argument.name for argument in arguments]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _value(argument: Argument, vocabulary: Vocabulary) -> Schema:
    if argument.type == "date" or argument.type in vocabulary.types:
        return {"$ref": f"#/definitions/{argument.type}"}
    if argument.type in BOUNDS:
        least, greatest = BOUNDS[argument.type]
        number = {"type": "integer", "minimum": least, "maximum": greatest}
        # 250_000 is a text to readers of YAML 1.2, so both forms of a number are let through
        return {"anyOf": [number, {"type": "string", "pattern": _digits(least, greatest), "maxLength": NUMBER_LENGTH}]}
    # without blanks at its ends; `$` would let a line break stand behind it in some languages
    return {"type": _SAID, "pattern": r"^(?!\s)[\s\S]*\S(?![\s\S])"}


def _digits(least: int, greatest: int) -> str:
    """The pattern of a number with an underscore behind a digit, up to the greatest, which `-` may stand before.

    >>> import re
    >>> taken = ["1_", "0_3", "3", "4_", "0_0", "_1"]
    >>> [text for text in taken if re.search(_digits(1, 3), text)]
    ['1_', '0_3']
    """
    shown = str(greatest)
    below = [f"([0-9]_*){{0,{len(shown) - 1}}}"]
    for place, digit in enumerate(shown):
        # as the greatest so far, then a smaller digit and any others; and in the end the greatest itself
        smaller = "" if digit == "0" else f"[0-{int(digit) - 1}]_*"
        if smaller:
            below.append(_each(shown[:place]) + smaller + f"([0-9]_*){{{len(shown) - place - 1}}}")
    below.append(_each(shown))
    sign = "-?" if least < 0 else ""
    positive = "(?=.*[1-9])" if least > 0 else ""
    return f"^(?=[^_]*_){positive}{sign}(?=[0-9])(0_*)*({'|'.join(below)})$"


def _each(digits: str) -> str:
    return "".join(f"{digit}_*" for digit in digits)


def _symbols(name: str, vocabulary: Vocabulary) -> Schema:
    labels = vocabulary.types[name].labels
    return {"oneOf": [{"const": symbol, "title": label} for symbol, label in labels.items()]}


def _description(predicate: Predicate) -> str:
    """The fact's sentence with its places named, its term, and what it means that it is left out."""
    first = predicate.arguments[0].name
    sentence = predicate.says.replace(f"{{{first}}}", "the party").replace("{", "`").replace("}", "`")
    parts = [f"{sentence[:1].upper()}{sentence[1:]}."]
    if predicate.term:
        parts.append(f"Term: {predicate.term}.")
    absent = _ABSENT[predicate.absent]
    if predicate.absent == "default":
        absent = f"{absent} {predicate.default}"
    if predicate.absent != "unknown":
        absent = f"{absent}: {predicate.because}." if predicate.because else f"{absent}."
    parts.append(absent)
    return " ".join(parts)
