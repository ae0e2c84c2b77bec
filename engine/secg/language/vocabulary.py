"""The vocabulary: every type and predicate, what each argument is, and the sentence each atom reads as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field as with_default
from datetime import date
from functools import cached_property
from itertools import chain

from secg.language.predicate_kinds import Doubt, PredicateKind, Role, kinds_with
from secg.messages import Span
from secg.records import record

NUMBERS = ("count", "integer", "year")
"""The built-in types that are whole numbers: `count` is never negative, `year` is a year of the cycle, 1 to 3."""

BUILT_IN = ("party", "text", "date", *NUMBERS)


TYPE = "type"
"""The `kind` of an entry of the vocabulary that declares an enumeration, and no predicate."""


@record
class Argument:
    """One place of a predicate: its name and its type (built in, or an enumeration of the vocabulary)."""

    name: str
    type: str


@record
class Window:
    """The first and the last day on which a symbol is in use (None: no bound), and the source that says so."""

    first: date | None
    last: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether the symbol is in use on `day`."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@record
class Enumeration:
    """A declared type: its symbols with the label each is printed as, and `windows` for those of some days only."""

    name: str
    labels: Mapping[str, str]
    span: Span
    windows: Mapping[str, Window] = with_default(default_factory=dict)


@record
class Predicate:
    """A declared predicate. `says` and `denies` are its sentence and the sentence of its absence, `denies_any` that of
    the absence of every one of its party.

    For facts: `absent` tells what it means that a party does not state one (`unknown`, `none`, or `default` with its
    value), `field` names the optional key of another fact's record that gives this one, `begins` the argument (a day)
    from which on the fact holds, `starts` that the key is the first day of its record (`from` is; any other such key is
    given by `from` where it is not stated), `ended` the fact whose records, once they have ended, state this one,
    `one_at_a_time` that a party has one value at a time, `refers` for an argument the ids that it may name
    (`responsible_for.id or user_systems`), `changed_by` who can change it: the `party` itself, some `other`, or only
    the `code`.

    `nouns` are words for the day that an argument is, where its sentence has no place for another one: `the day of the
    assessment that “{report}” is about`.

    `not_before` is the key whose day the day of this one must not precede. `dated_by` are the keys whose day decides
    which symbols of its last argument are in use: the first of them that is stated.

    For what leaves something open (`DOUBTFUL_KINDS`): `doubt` is which kind of not knowing it is.
    """

    name: str
    kind: PredicateKind
    arguments: tuple[Argument, ...]
    says: str
    span: Span
    denies: str = ""
    denies_any: str = ""
    term: str = ""
    absent: str = "none"
    default: str = ""
    because: str = ""
    one_at_a_time: bool = False
    field: str = ""
    begins: str = ""
    starts: bool = False
    ended: str = ""
    question: str = ""
    changed_by: str = "party"
    not_before: str = ""
    dated_by: tuple[str, ...] = ()
    doubt: Doubt = Doubt.NO_SOURCE
    refers: Mapping[str, str] = with_default(default_factory=dict)
    nouns: Mapping[str, str] = with_default(default_factory=dict)

    @property
    def arity(self) -> int:
        """How many arguments it takes."""
        return len(self.arguments)

    @property
    def key(self) -> str:
        """The key of another fact's record that gives it; empty where no key does."""
        return self.field.partition(".")[2]

    @property
    def is_fact(self) -> bool:
        """Whether parties state it."""
        return self.kind is PredicateKind.FACT

    @property
    def asked(self) -> str:
        """The question that it is, that it answers, or that it leaves open, by the name of its predicate."""
        return self.name if self.kind is PredicateKind.QUESTION else self.question

    @property
    def is_count(self) -> bool:
        """Whether it says of a party how many there are of something, and nothing else."""
        return [argument.type for argument in self.arguments] == ["party", "count"]

    @property
    def concluded(self) -> bool:
        """Whether rules conclude it."""
        return not self.is_fact and self.kind is not PredicateKind.GIVEN

    @property
    def naming(self) -> int | None:
        """The place of a text that is the record's own name: the first that refers to nothing, beside other values.

        On one day a party has one record of each name.
        """
        texts = (
            place
            for place, argument in enumerate(self.arguments)
            if argument.type == "text" and argument.name not in self.refers
        )
        return next(texts, None) if self.arity > 2 else None

    def argument(self, name: str) -> Argument | None:
        """The argument of this name."""
        return next((argument for argument in self.arguments if argument.name == name), None)

    def position(self, argument: str) -> int | None:
        """The index of an argument by name."""
        for index, other in enumerate(self.arguments):
            if other.name == argument:
                return index
        return None


@record
class Vocabulary:
    """All types and predicates, by name."""

    types: Mapping[str, Enumeration]
    predicates: Mapping[str, Predicate]
    file: str
    fields: Mapping[str, tuple[Predicate, ...]] = with_default(default_factory=dict)

    def of_kind(self, *kinds: PredicateKind) -> tuple[Predicate, ...]:
        """The predicates of some kinds, kind by kind, each in the order in which they are declared."""
        return tuple(chain.from_iterable(self._by_kind.get(kind, ()) for kind in kinds))

    def arguments_of(self, predicate: str) -> tuple[Argument, ...]:
        """The arguments of a predicate; none where there is no such predicate."""
        declared = self.predicates.get(predicate)
        return () if declared is None else declared.arguments

    def owner_of(self, declared: Predicate) -> Predicate:
        """The fact whose records have a fact as a key; a fact that is no key itself."""
        return self.predicates[declared.field.partition(".")[0]] if declared.field else declared

    def may_be_unstated(self, predicate: str) -> bool:
        """Whether a predicate is a fact of which nothing is known where a party does not state it."""
        declared = self.predicates.get(predicate)
        return declared is not None and declared.is_fact and declared.absent == "unknown"

    def labels(self, type_name: str) -> Mapping[str, str]:
        """The symbols of a type with the words for each; none where there is no such type."""
        return self.types[type_name].labels if type_name in self.types else {}

    @cached_property
    def facts(self) -> tuple[Predicate, ...]:
        """What parties can state."""
        return self.of_kind(PredicateKind.FACT)

    @cached_property
    def duties(self) -> tuple[Predicate, ...]:
        """The predicates whose rows are duties: of those that are there, and of those of which that is not settled."""
        return self.of_kind(PredicateKind.OBLIGATION, PredicateKind.UNSETTLED)

    def silences_about(self, question: str) -> tuple[Predicate, ...]:
        """The predicates that leave a question open, by the name of the question's predicate."""
        return tuple(silence for silence in self.of_kind(PredicateKind.SILENCE) if silence.question == question)

    @property
    def next_silences(self) -> tuple[Predicate, ...]:
        """The silences about which assessment comes next: about questions that no answer predicate answers."""
        answered = {answer.question for answer in self.of_kind(PredicateKind.ANSWER)}
        return tuple(silence for silence in self.of_kind(PredicateKind.SILENCE) if silence.question not in answered)

    @cached_property
    def _by_kind(self) -> Mapping[PredicateKind, tuple[Predicate, ...]]:
        predicates: dict[PredicateKind, list[Predicate]] = {}
        for predicate in self.predicates.values():
            predicates.setdefault(predicate.kind, []).append(predicate)
        return {kind: tuple(own) for kind, own in predicates.items()}

    def starting(self, fact: str) -> Predicate | None:
        """The predicate that gives the first day of a fact's records, where there is one."""
        return next((predicate for predicate in self.fields.get(fact, ()) if predicate.starts), None)

    def ending(self, fact: str) -> Predicate | None:
        """The fact that a record of another fact states once it has ended, where there is one."""
        return next((predicate for predicate in self.predicates.values() if predicate.ended == fact), None)

    def first_of_kind(self, kind: PredicateKind) -> Predicate | None:
        """The predicate of a kind that has one only."""
        return next(iter(self.of_kind(kind)), None)

    @property
    def group_type(self) -> str:
        """The type of the groups in which parties are asked about, as `capacity`; empty where nothing is asked."""
        # of the first answer, since the checks of the vocabulary hold all answers to the same groups and values
        return next((answer.arguments[1].type for answer in self.of_kind(PredicateKind.ANSWER)), "")

    @property
    def value_type(self) -> str:
        """The type of the values that answers have, as `category`; empty where nothing is asked."""
        return next((answer.arguments[-1].type for answer in self.of_kind(PredicateKind.ANSWER)), "")

    @property
    def duty_type(self) -> str:
        """The type of what duties are, as `duty`; empty where there are none."""
        return next((predicate.arguments[1].type for predicate in self.duties), "")

    @cached_property
    def warnings(self) -> tuple[Predicate, ...]:
        """The predicates that say a sentence of their own."""
        return self.of_kind(*kinds_with(Role.WARNING))

    @cached_property
    def warnings_of_duties(self) -> tuple[Predicate, ...]:
        """The warnings that are about a duty, and are told beside it."""
        return tuple(warning for warning in self.warnings if warning.arguments[1].type == self.duty_type)

    def label(self, type_name: str, symbol: object) -> str:
        """How a value of a type is printed; the symbol itself where the type has no labels."""
        return self.labels(type_name).get(str(symbol), str(symbol))
