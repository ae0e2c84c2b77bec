"""A smallest witness: a party as files that `secg explain` reads, replayed on the ordinary engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from secg.derive.outcomes import outcomes_of
from secg.derive.pydatalog_engine import derive
from secg.facts.loading import Situations, facts_on
from secg.facts.situation import Facts, Situation
from secg.facts.situation_reader import read_situation
from secg.language.model import Rule, Value
from secg.language.program import Program
from secg.language.sentences import Wording, text_words
from secg.language.vocabulary import Vocabulary
from secg.logic.assignment import Assignment
from secg.logic.formulas import Guard, Quantity, Symbolic, symbols_of
from secg.messages import REQUEST, Diagnostic, Faults, catalogue
from secg.outcomes.states import Key, concrete_states
from secg.records import record
from secg.sources.yaml_tree import parse_yaml
from secg.symbolic.candidates import SUBJECT, Candidate
from secg.symbolic.space import Space


@record
class PartyFile:
    """A party's file: the party, what the file is for, its facts as they are written there and in words."""

    party: str
    basis: str
    facts: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the file holds."""
        return f"party: {self.party}\nname: {_name(self.party)}\nbasis: {_quoted(self.basis)}\n{self.facts}"


@record
class Witness:
    """A party, with the other parties that it needs, as at a day; `files` starts with the party itself."""

    as_at: date
    files: tuple[PartyFile, ...]

    @property
    def facts(self) -> tuple[object, ...]:
        """What makes the witness another one than others, whatever it is a witness of."""
        return self.as_at, tuple((party_file.party, party_file.facts) for party_file in self.files)


def witness_of(space: Space, values: Assignment, title: str, about: Iterable[Guard] | None = None) -> Witness:
    """The party of a model's values, written out; with `about`, without numbers on which these guards do not rest."""
    needless = _needless(space, about) if about is not None else frozenset()
    parties = [party for party in space.parties if values.holds(space.exists[party])]
    stated = {
        party: [
            candidate
            for candidate in space.inventory.by_party[party]
            if values.holds(candidate.stated) and id(candidate) not in needless
        ]
        for party in parties
    }
    wording = Wording(space.vocabulary, _told_apart(space, chain.from_iterable(stated.values())))
    files = [_file(space, values, party, title, wording, stated[party]) for party in parties]
    day = _constant(space, values, space.as_at[0].terms[0], "date")
    assert isinstance(day, date)
    return Witness(day, tuple(files))


def load_witness(witness: Witness, vocabulary: Vocabulary) -> Situations:
    """The witness read again as any party's file is. Raises Faults E599 where the reader refuses it."""
    faults: list[Diagnostic] = []
    parties: dict[str, Situation] = {}
    for party_file in witness.files:
        shown = f"{party_file.party}.yaml"
        situation = read_situation(parse_yaml(party_file.text, shown), party_file.party, shown, vocabulary, faults)
        if situation is not None:
            parties[party_file.party] = situation
    if faults:
        raise internal(f"a witness is refused: {faults[0]}")
    return Situations(parties, "witness", "")


def facts_of(witness: Witness, vocabulary: Vocabulary) -> Facts:
    """The facts of the witness on its day, read as any party's file is. Raises Faults E599."""
    return facts_on(load_witness(witness, vocabulary), witness.as_at, vocabulary)


def states_under(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> dict[Key, str]:
    """What the ordinary engine says of the party examined, given facts, under rules (guards included)."""
    model = derive(Program(tuple(rules), vocabulary), facts)
    return concrete_states(outcomes_of(model, vocabulary, SUBJECT), vocabulary)


def internal(what: str) -> Faults:
    """The internal error of this package."""
    return catalogue.INTERNAL.fault(REQUEST, what=what)


def _needless(space: Space, about: Iterable[Guard]) -> frozenset[int]:
    """The candidates that must be stated but do not matter, by identity: facts of numbers that no guard names."""
    # whatever asks whether a number is stated names the number, or the witness would not replay
    named = symbols_of(about)
    return frozenset(
        id(candidate)
        for candidate in space.inventory.compulsory
        if any(isinstance(term, Quantity) for term in candidate.terms) and not symbols_of(candidate.terms) & named
    )


def _told_apart(space: Space, stated: Iterable[Candidate]) -> Mapping[str, str]:
    """How sentences name parties and records: of two of one kind that are both there, the second by its own name."""
    names = dict(space.inventory.names)
    texts = (term for candidate in stated for term in candidate.terms if isinstance(term, str))
    told: set[str] = set()
    for record_name in dict.fromkeys(text for text in texts if text in space.inventory.descriptions):
        words = names[record_name]
        if words in told:
            called = text_words(record_name)  # as its file calls it; sentences quote some names themselves
            names[record_name] = f"“{called}”" if words.startswith(("a ", "an ")) else called
        told.add(words)
    return names


def _file(
    space: Space, values: Assignment, party: str, title: str, wording: Wording, stated: Sequence[Candidate]
) -> PartyFile:
    sentences: list[str] = []
    entries: dict[str, list[str]] = {}
    for candidate in stated:
        row = _row(space, values, candidate)
        sentences.append(wording.atom(candidate.predicate.name, row))
        if candidate.owner is None:
            keys = [key for key in stated if key.owner is candidate]
            entries.setdefault(candidate.predicate.name, []).append(_entry(space, values, candidate, row, keys))
    lines = ["facts:" if entries else "facts: {}"]
    for name, entered in entries.items():
        single = space.vocabulary.predicates[name].one_at_a_time
        lines.append(f"  {name}: {entered[0]}" if single else f"  {name}: [{', '.join(entered)}]")
    return PartyFile(party, title, "\n".join(lines) + "\n", tuple(sentences))


def _row(space: Space, values: Assignment, candidate: Candidate) -> tuple[Value, ...]:
    return tuple(
        _constant(space, values, term, argument.type)
        for term, argument in zip(candidate.terms, candidate.predicate.arguments, strict=True)
    )


def _constant(space: Space, values: Assignment, term: Symbolic, type_name: str) -> Value:
    """What a fact states; where nothing rests on a day, the one that the space is about."""
    if not isinstance(term, Quantity):
        return term
    number = values.stated_number(term)
    if type_name != "date":
        return number or 0
    # the solver leaves open what no formula names, and day 0 is in no calendar
    return space.quantities.day if number is None else date.fromordinal(number)


def _entry(
    space: Space, values: Assignment, candidate: Candidate, row: Sequence[Value], keys: Sequence[Candidate]
) -> str:
    """One value of a fact as YAML: a scalar where it has one argument beside the party, else a mapping."""
    arguments = [argument.name for argument in candidate.predicate.arguments[1:]]
    if len(arguments) == 1 and not keys:
        return _scalar(row[1])
    if not arguments and not keys:
        return "true"
    pairs = [f"{name}: {_scalar(value)}" for name, value in zip(arguments, row[1:], strict=True)]
    for key in keys:
        position = key.predicate.position(key.predicate.key)
        value = "true" if position is None else _scalar(_row(space, values, key)[position])
        pairs.append(f"{key.predicate.key}: {value}")
    return "{" + ", ".join(pairs) + "}"


def _scalar(value: Value) -> str:
    match value:
        case int():
            return f"{value:_}"
        case date():
            return value.isoformat()
        case str():
            return _quoted(value)


_NO_TEXTS = frozenset(("true", "false", "null", "yes", "no"))
"""Words that YAML does not take for texts."""


def _quoted(text: str) -> str:
    if text.replace("-", "").replace("_", "").isalnum() and text.lower() not in _NO_TEXTS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _name(party: str) -> str:
    words = party.replace("-", " ")
    return words[:1].upper() + words[1:]
