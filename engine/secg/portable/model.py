"""Programs as JSON: rules in their order of evaluation, the vocabulary with its sentences, paragraphs and versions.

An engine that reads this needs no parser, no safety analysis and no stratification. Predicates come in the order in
which they are evaluated; the literals of a rule come in an order in which each can be evaluated; each aggregate tells
its group. The JSON Schema comes from the types here; `evaluator.js` is an engine that reads the form. Annotations are
evaluated here, so that a type knows which of its keys it requires.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Generic, Literal, NamedTuple, NotRequired, TypedDict, TypeVar, assert_never, cast

from secg.code.consolidation import Code, Standing
from secg.code.policies import Policies
from secg.json_schema import Keyword, Schema, Schemas
from secg.language import model as m
from secg.language.operators import Calculation, Comparator, Function, Unit
from secg.language.program import Plan, Program
from secg.language.safety import assigned, binds, evaluation_order
from secg.language.vocabulary import Predicate, Vocabulary, Window

SCHEMA: Literal["secg-model/1"] = "secg-model/1"
"""The name and version of the form; another number means that a reader of this one would misread it."""

SAFE = 2**53 - 1
"""The largest whole number that every reader of JSON keeps; larger ones are written as texts."""

Day = Annotated[str, Keyword("format", "date")]


TermForm = (
    tuple[Literal["var"], str]
    | Annotated[tuple[Literal["any"]], "any value, never looked at again"]
    | tuple[Literal["const"], str | int]
    | Annotated[tuple[Literal["big"], str], "a whole number beyond 2^53 - 1, in digits"]
    | Annotated[tuple[Literal["date"], Day], "a day, told apart from a text that looks like one"]
)
"""A variable, or a value, behind the word that says which."""
HeadForm = Annotated[tuple[str, list[TermForm]], "a predicate and its terms"]
StepEntry = Annotated[tuple[str, list[int]], "a predicate and the numbers of its rules"]


class CalculationForm(NamedTuple):
    """Whole numbers; `mod` by zero or less has no value; beyond 18 digits the derivation fails."""

    operator: Calculation
    left: "ExpressionForm"
    right: "ExpressionForm"


class ShiftForm(NamedTuple):
    """A day moved by sign * amount units.

    A month without such a day gives its last day, and days stay within the years 1 to 9999.
    """

    form: Literal["shift"]
    base: "ExpressionForm"
    sign: Annotated[int, Keyword("enum", (1, -1))]
    amount: "ExpressionForm"
    unit: Unit


ExpressionForm = TermForm | CalculationForm | ShiftForm


class AtomForm(NamedTuple):
    """A row of the predicate matches; `not`: none does."""

    form: Literal["atom", "not"]
    predicate: str
    terms: list[TermForm]


class TestForm(NamedTuple):
    """A comparison of two values; without a value on a side it does not hold."""

    form: Literal["test"]
    operator: Comparator
    left: ExpressionForm
    right: ExpressionForm


class LetForm(NamedTuple):
    """A variable gets the value of an expression."""

    form: Literal["let"]
    name: str
    value: ExpressionForm


class FoldForm(NamedTuple):
    """An aggregate.

    It folds the value (null: 1) over the distinct values of the named variables for which the body holds, given the
    values of the group.
    """

    form: Literal["fold"]
    result: str
    function: Function
    value: ExpressionForm | None
    group: list[str]
    named: list[str]
    body: list["LiteralForm"]


LiteralForm = AtomForm | TestForm | LetForm | FoldForm


class RuleEntry(TypedDict):
    """A rule."""

    head: HeadForm
    body: Annotated[list[LiteralForm], "literals in an order in which each can be evaluated"]
    paragraph: str
    limb: str


class PredicateEntry(TypedDict):
    """A predicate of the vocabulary."""

    kind: str
    arguments: Annotated[
        list[Annotated[list[str], Keyword("minItems", 2), Keyword("maxItems", 2)]],
        "name and type: a type of `types`, or party, text, date, count, integer, year",
    ]
    says: Annotated[str, "its sentence, with {argument} for each value"]
    denies: NotRequired[str]
    question: NotRequired[str]
    field: NotRequired[str]
    absent: NotRequired[Annotated[str, Keyword("enum", ("unknown", "none", "default"))]]
    default: NotRequired[str]
    begins: NotRequired[str]
    starts: NotRequired[Annotated[bool, "its key is the first day of its record"]]
    ended: NotRequired[Annotated[str, "the fact whose records state it once they have ended"]]
    one_at_a_time: NotRequired[bool]
    refers: NotRequired[Annotated[dict[str, list[str]], "what an argument may name: words, or the ids `fact.argument`"]]
    not_before: NotRequired[Annotated[str, "the key whose day its own does not precede"]]
    dated_by: NotRequired[Annotated[list[str], "the keys of which the first that is stated dates its last argument"]]
    named_by: NotRequired[Annotated[int, "the place of the argument by which a party has one record on a day"]]


WindowEntry = TypedDict("WindowEntry", {"from": NotRequired[Day], "to": NotRequired[Day]})  # `from` is a word of Python
WindowEntry.__doc__ = "The first and the last day on which a symbol is in use."


class VocabularyEntry(TypedDict):
    """The words that rules are made of."""

    types: Annotated[dict[str, dict[str, str]], "the symbols of each enumeration, with their labels"]
    windows: Annotated[dict[str, dict[str, WindowEntry]], "of each enumeration, the symbols that some days only have"]
    predicates: dict[str, PredicateEntry]


class ParagraphEntry(TypedDict):
    """A paragraph as it stands in one or more Codes."""

    number: str
    title: str
    paraphrase: str
    limbs: Annotated[list[tuple[str, str, str]], "the letter, the words and the paraphrase of each"]
    known_by: Annotated[str, Keyword("enum", ("text", "reported", "inferred"))]
    sources: list[str]
    open: list[str]
    instrument: Annotated[str, "the instrument that last amended it; empty for the baseline"]
    since: Day | None


CodeEntry = TypedDict(
    "CodeEntry",
    {
        "version": str,
        "number": str,
        "in_force": Day,
        "with": Annotated[list[str], "the proposals and readings that are applied"],  # a word of Python
        "order": Annotated[list[StepEntry], "each predicate behind all that its rules use"],
        "paragraphs": list[int],
    },
)


CodeEntry.__doc__ = "A Code, which names its rules and paragraphs by their numbers."


class ModelEntry(TypedDict):
    """Codes as rules in order of evaluation, with the words to tell their conclusions.

    A Code concludes, predicate by predicate in the order of `order`, every row that a rule gives. The base relations
    that it needs are the facts of a day (kind `fact`), those of kind `given` (each party, and the day asked about as
    `as_at`), and for each fact with `absent: unknown` a relation `missing NAME` with the parties that do not state it.
    """

    schema: Literal["secg-model/1"]
    title: str
    of: str
    policies: Annotated[str, "the SHA-256 of the policies that it was made from"]
    vocabulary: VocabularyEntry
    rules: list[RuleEntry]
    paragraphs: list[ParagraphEntry]
    codes: list[CodeEntry]


_SCHEMAS = Schemas("#/$defs/", {TermForm: "term", ExpressionForm: "expression", LiteralForm: "literal"}, closed=True)


def model_schema() -> Schema:
    """The JSON Schema of a model."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA}
    return {**head, "title": "The portable rule model", **_SCHEMAS.of(ModelEntry), "$defs": _SCHEMAS.definitions()}


_Member = TypeVar("_Member")


class Pool(Generic[_Member]):
    """Distinct values that JSON can hold, each under a number."""

    def __init__(self) -> None:
        self.members: list[_Member] = []
        self._numbers: dict[str, int] = {}

    def number(self, member: _Member) -> int:
        """The number of a value; a new value gets the next."""
        # lists and mappings have no hash
        text = json.dumps(member, sort_keys=True)
        if text not in self._numbers:
            self._numbers[text] = len(self.members)
            self.members.append(member)
        return self._numbers[text]


def portable_model(policies: Policies, codes: Iterable[Code]) -> ModelEntry:
    """The model of some Codes. Rules and paragraphs that Codes share stand in it once; Codes name them by number."""
    rules, paragraphs = Pool[RuleEntry](), Pool[ParagraphEntry]()
    entries: list[CodeEntry] = []
    for code in codes:
        order = encoded_order(code.program, rules)
        standing = [paragraphs.number(_paragraph(other)) for other in code.paragraphs.values()]
        entries.append(
            {
                "version": code.label,
                "number": code.number,
                "in_force": code.in_force.isoformat(),
                "with": list(code.overlays),
                "order": order,
                "paragraphs": standing,
            }
        )
    return {
        "schema": SCHEMA,
        "title": policies.names.title,
        "of": policies.names.of,
        "policies": policies.digest,
        "vocabulary": encoded_vocabulary(policies.vocabulary),
        "rules": rules.members,
        "paragraphs": paragraphs.members,
        "codes": entries,
    }


def encoded_order(program: Program, rules: Pool[RuleEntry]) -> list[StepEntry]:
    """The concluded predicates in order of evaluation, each with the numbers of its rules in the pool."""
    order: list[StepEntry] = []
    # by number: versions share most rules, which written out in each would take more than five times the room
    for predicate in program.order:
        order.append((predicate, [rules.number(encoded_plan(plan)) for plan in program.plans(predicate)]))
    return order


def encoded_plan(plan: Plan) -> RuleEntry:
    """A rule with its conditions in order.

    >>> from secg.language.paragraph_number import Citation, ParagraphNumber
    >>> from secg.language.parser import parse_rules
    >>> text = "large(User) :- premises(User, N), N > 250_000."
    >>> rules, _ = parse_rules(text, "G8.md", 1, Citation(ParagraphNumber("G8", "41")))
    >>> print(json.dumps(encoded_plan(Plan.of(rules[0]))["body"]))
    [["atom", "premises", [["var", "User"], ["var", "N"]]], ["test", ">", ["var", "N"], ["const", 250000]]]
    """
    rule = plan.rule
    return {
        "head": (rule.head.predicate, [_encoded_term(term) for term in rule.head.terms]),
        "body": _encoded_body(plan.conditions, rule, ()),
        "paragraph": str(rule.citation.paragraph),
        "limb": rule.citation.limb,
    }


def _encoded_body(ordered: Iterable[m.Literal], rule: m.Rule, bound: Iterable[str]) -> list[LiteralForm]:
    # what has a value before a comparison decides whether it tests or gives another
    known = set(bound)
    encoded: list[LiteralForm] = []
    for literal in ordered:
        encoded.append(_encoded_literal(literal, rule, known))
        known |= binds(literal, known)
    return encoded


def _encoded_literal(literal: m.Literal, rule: m.Rule, known: set[str]) -> LiteralForm:
    match literal:
        case m.Atom():
            return AtomForm("atom", literal.predicate, [_encoded_term(term) for term in literal.terms])
        case m.Negation():
            return AtomForm("not", literal.atom.predicate, [_encoded_term(term) for term in literal.atom.terms])
        case m.Comparison():
            given = assigned(literal, known)
            if given is None:
                left, right = _encoded_expression(literal.left), _encoded_expression(literal.right)
                return TestForm("test", literal.operator, left, right)
            target, source = given
            return LetForm("let", target.name, _encoded_expression(source))
        case m.Aggregate():
            group = m.group_variables(literal, rule)
            ordered, _ = evaluation_order(literal.body, None, group)
            value = _encoded_expression(literal.value) if literal.value is not None else None
            # the distinct values of these names are what is folded, so that a reader has to be told them all
            names = sorted(m.variable_names(*literal.body))
            body = _encoded_body(ordered, rule, group)
            return FoldForm("fold", literal.result.name, literal.function, value, list(group), names, body)
        case _:
            assert_never(literal)


def _encoded_expression(expression: m.Expression) -> ExpressionForm:
    match expression:
        case m.Variable() | m.Constant():
            return _encoded_term(expression)
        case m.Arithmetic():
            left, right = _encoded_expression(expression.left), _encoded_expression(expression.right)
            return CalculationForm(expression.operator, left, right)
        case m.DateShift():
            base, amount = _encoded_expression(expression.base), _encoded_expression(expression.amount)
            return ShiftForm("shift", base, expression.sign, amount, expression.unit)
        case _:
            assert_never(expression)


def _encoded_term(term: m.Term) -> TermForm:
    match term:
        case m.Variable():
            return ("var", term.name)
        case m.Anything():
            return ("any",)
        case m.Constant():
            # JSON has no days, and a text in a fact may look like one
            if isinstance(term.value, date):
                return ("date", term.value.isoformat())
            if isinstance(term.value, int) and abs(term.value) > SAFE:
                return ("big", str(term.value))
            return ("const", term.value)
        case _:
            assert_never(term)


def encoded_vocabulary(vocabulary: Vocabulary) -> VocabularyEntry:
    """Types with their symbols, and predicates with their arguments and sentences."""
    types = {name: dict(declared.labels) for name, declared in vocabulary.types.items()}
    windows: dict[str, dict[str, WindowEntry]] = {}
    for name, declared in vocabulary.types.items():
        if declared.windows:
            windows[name] = {symbol: _window(window) for symbol, window in declared.windows.items()}
    predicates = {name: _predicate(told) for name, told in vocabulary.predicates.items()}
    return {"types": types, "windows": windows, "predicates": predicates}


def _window(window: Window) -> WindowEntry:
    entry: WindowEntry = {}
    if window.first is not None:
        entry["from"] = window.first.isoformat()
    if window.last is not None:
        entry["to"] = window.last.isoformat()
    return entry


def _predicate(declared: Predicate) -> PredicateEntry:
    arguments = [[argument.name, argument.type] for argument in declared.arguments]
    encoded: PredicateEntry = {
        "kind": declared.kind,
        "arguments": arguments,
        "says": declared.says,
        "denies": declared.denies,
        "question": declared.question,
        "field": declared.field,
        "absent": declared.absent if declared.is_fact else "",  # of what is concluded `none` would read as of a fact
        "default": declared.default,
        "begins": declared.begins,
        "starts": declared.starts,
        "ended": declared.ended,
        "refers": {argument: target.split(" or ") for argument, target in declared.refers.items()},
        "not_before": declared.not_before,
        "dated_by": list(declared.dated_by),
        "one_at_a_time": declared.one_at_a_time,
        "named_by": (declared.naming or 0) if declared.is_fact and not declared.field else 0,
    }
    # most predicates have few of these, and the model of every version is fetched by each page that runs the rules
    told = {key: value for key, value in encoded.items() if value or key in PredicateEntry.__required_keys__}
    return cast(PredicateEntry, told)


def _paragraph(standing: Standing) -> ParagraphEntry:
    paragraph = standing.paragraph
    return {
        "number": str(standing.number),
        "title": paragraph.title,
        "paraphrase": paragraph.paraphrase,
        "limbs": [(limb.letter, limb.words, limb.paraphrase) for limb in paragraph.limbs],
        "known_by": paragraph.provenance.kind,
        "sources": [str(ground) for ground in paragraph.provenance.grounds],
        "open": list(paragraph.provenance.open),
        "instrument": standing.instrument,
        "since": standing.since.isoformat() if standing.since is not None else None,
    }
