"""Loading a folder of situations, and taking the facts that hold on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from secg.facts.situation import Facts, Row, Situation
from secg.facts.situation_reader import read_situation
from secg.language.model import Value
from secg.language.vocabulary import NUMBERS, Predicate, Vocabulary
from secg.messages import Diagnostic, Faults, Gathered, Span, catalogue, nearest
from secg.records import record
from secg.sources.files import digest_of, display_path, is_folder, read_text
from secg.sources.folder import files_in
from secg.sources.yaml_reader import parse_date
from secg.sources.yaml_tree import parse_yaml

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
            place = Span("", 0, 0)
            near = nearest(name, self.parties)
            raise Faults([catalogue.PARTY_UNKNOWN.at(place, nearest=near, name=name, folder=self.folder)])
        return self.parties[name]


def load_situations(folder: Path, root: Path, vocabulary: Vocabulary) -> Situations:
    """The parties of a folder. Raises Faults with every independent fault of all files."""
    shown = display_path(folder, root)
    if not is_folder(folder):
        raise Faults([catalogue.FOLDER_MISSING.at(Span(shown, 0, 0), path=shown, option="--facts")])
    faults: list[Diagnostic] = Gathered()
    parties: dict[str, Situation] = {}
    texts: dict[str, str] = {}
    files = files_in(folder, shown, READ, KNOWN, faults)
    for path, name in files:
        try:
            texts[name] = read_text(path, name)
            situation = read_situation(parse_yaml(texts[name], name), path.stem, name, vocabulary, faults)
        except Faults as raised:
            faults.extend(raised.diagnostics)
            continue
        if situation is not None:
            parties[path.stem] = situation
    if not texts and not faults:
        raise Faults([catalogue.NO_PARTIES.at(Span(shown, 0, 0), folder=shown)])
    unknown = _of_another_law(faults, parties.values())
    if unknown is not None:
        raise Faults([catalogue.OTHER_LAW.at(unknown.span, folder=shown)])
    known = {path.stem for path, _ in files}
    faults.extend(check_parties(parties.values(), known, shown, vocabulary))
    if faults:
        raise Faults(faults)
    return Situations(parties, shown, digest_of(texts))


def _of_another_law(faults: Iterable[Diagnostic], parties: Iterable[Situation]) -> Diagnostic | None:
    """The first unknown fact where no fact of any party is known and none is near a known name; else None."""
    unknown = [fault for fault in faults if fault.kind is catalogue.FACT_UNKNOWN]
    misspelt = any(fault.help.startswith("did you mean") for fault in unknown)
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
            arguments = vocabulary.predicates[statement.predicate].arguments
            for argument, value in zip(arguments, statement.row, strict=True):
                if argument.type == "party" and value not in names:
                    near = nearest(str(value), names)
                    faults.append(catalogue.PARTY_UNKNOWN.at(statement.span, nearest=near, name=value, folder=folder))
    return faults


def facts_on(situations: Situations, day: date, vocabulary: Vocabulary) -> Facts:
    """What holds on `day`, with the given atoms and the vocabulary's defaults.

    `missing` names, for each fact whose absence means nothing, the parties that do not state it.
    """
    rows: dict[str, dict[Row, Span]] = {}
    for situation in situations.parties.values():
        for statement in situation.statements:
            if statement.holds_on(day):
                rows.setdefault(statement.predicate, {}).setdefault(statement.row, statement.span)
    nowhere = Span("", 0, 0)
    for given in vocabulary.of_kind("given"):
        if [argument.type for argument in given.arguments] == ["date"]:
            rows[given.name] = {(day,): nowhere}
        else:
            rows[given.name] = {(name,): Span(situation.file, 1, 1) for name, situation in situations.parties.items()}
    missing: dict[str, frozenset[str]] = {}
    for fact in vocabulary.of_kind("fact"):
        if fact.absent == "none":
            continue
        stated = {str(row[0]) for row in rows.get(fact.name, {})}
        absent = [name for name in situations.parties if name not in stated]
        if fact.absent == "unknown":
            missing[fact.name] = frozenset(absent)
        else:
            default = default_of(fact)
            for name in absent:
                rows.setdefault(fact.name, {})[(name, default)] = nowhere
    names = {name: situation.name for name, situation in situations.parties.items()}
    bases = {name: situation.basis for name, situation in situations.parties.items()}
    return Facts(day, rows, names, bases, missing)


def default_of(fact: Predicate) -> Value:
    """The value that a fact has where it is not stated; the vocabulary's checks have seen that it is one."""
    kind = fact.arguments[1].type
    day = parse_date(fact.default) if kind == "date" else None
    return day or (int(fact.default.replace("_", "")) if kind in NUMBERS else fact.default)
