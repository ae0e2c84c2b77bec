"""What a comparison of two Codes looks at: the conclusions of every party, and what they are told with.

A party is told of its duties by when they are to be done and to whom they are owed, which assessment comes next and by
when, the warnings, and why something is open or contradictory: each of these is a set of values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import assert_never

from sqlglot import exp

from secg.bulk.sql.conclusions import concluded, conclusions_select, joined, paragraph_names
from secg.bulk.sql.program import BITS, Compiler, Script
from secg.bulk.sql.rule_select import column, is_null, named, named_table, union_all
from secg.language.model import Value
from secg.language.predicate_kinds import OUTCOME_KINDS, PredicateKind
from secg.language.program import Program
from secg.language.vocabulary import Predicate
from secg.outcomes.details import DONE, next_questions
from secg.outcomes.states import UNANSWERED, DetailKind, duty_key
from secg.records import record

COLUMNS = ("conclusion", "predicate", "party", "capacity", "year", "duty", "about", "value", "paragraphs")
_TYPES = {"year": "BIGINT"}
_DUTY, _CAPACITY, _QUESTION = ("duty", "about"), ("capacity",), ("capacity", "year")
"""What a detail may be of."""


@record
class Told:
    """The relations that a comparison needs, the SELECT of the conclusions, and that of what they are told with.

    `values` has a row for each value of a detail, with the paragraphs whose rules conclude it.
    """

    program: Script
    conclusions: exp.Query
    values: exp.Query


def differing_predicates(before: Program, after: Program) -> frozenset[str]:
    """The predicates whose rules, or rules that these rest on, are not those of the other program."""
    changed = {
        name
        for name in {*before.by_head, *after.by_head}
        if set(before.by_head.get(name, ())) != set(after.by_head.get(name, ()))
    }
    return frozenset({*changed, *before.resting_on(changed), *after.resting_on(changed)})


def compile_told(program: Program, day: Value, differing: Collection[str]) -> Told:
    """The conclusions that a program gives of every party, and the details that `differing` predicates give."""
    vocabulary = program.vocabulary
    cited = [predicate.name for predicate in vocabulary.of_kind(*OUTCOME_KINDS)]
    compiler = Compiler(program, day, [*cited, *next_questions(vocabulary)[0]])
    conclusions = conclusions_select(compiler, with_marks=True)
    parts = _last(compiler, PredicateKind.OWED_TO, _DUTY, differing)
    for kind in DetailKind:
        parts.extend(_of_kind(compiler, kind, differing))
    if not parts:
        nothing = (named(_null(name), name) for name in COLUMNS)
        parts.append(exp.select(*nothing).where(exp.false()))
    values = union_all(parts)
    return Told(compiler.program(queries=[conclusions, values]), conclusions, values)


def _of_kind(compiler: Compiler, kind: DetailKind, differing: Collection[str]) -> list[exp.Query]:
    """The values of the details of a kind, where one of the predicates that give them differs."""
    match kind:
        case DetailKind.DUE:
            return _last(compiler, PredicateKind.DUE, _DUTY, differing)
        case DetailKind.NEXT_DUE:
            return _last(compiler, PredicateKind.NEXT_DUE, _CAPACITY, differing)
        case DetailKind.WARNING:
            return _last(compiler, PredicateKind.WARNING, _CAPACITY, differing)
        case DetailKind.NEXT_ASSESSMENT:
            return _next_assessments(compiler, differing)
        case DetailKind.SILENCE | DetailKind.CONTRADICTION:
            return _reasons(compiler, kind, differing)
        case DetailKind.UNSETTLED:
            return _of_duties(compiler, kind, PredicateKind.UNSETTLED, differing)
        case DetailKind.DONE:
            return _of_duties(compiler, kind, PredicateKind.DISCHARGE, differing)
        case _:
            assert_never(kind)


def _last(compiler: Compiler, kind: PredicateKind, of: tuple[str, ...], differing: Collection[str]) -> list[exp.Query]:
    """What stands last in the rows of a kind of predicates."""
    queries: list[exp.Query] = []
    for predicate in concluded(compiler, kind):
        if predicate.name in differing:
            columns = ("duty",) if predicate in compiler.vocabulary.warnings_of_duties else of
            queries.append(_values(compiler, kind, predicate.name, predicate, columns))
    return queries


def _of_duties(
    compiler: Compiler, kind: DetailKind, asked: PredicateKind, differing: Collection[str]
) -> list[exp.Query]:
    """By the names of their predicates why duties are not settled; or that they are done."""
    vocabulary = compiler.vocabulary
    if not _any_of(vocabulary.of_kind(asked), differing):
        return []
    key = duty_key((), vocabulary).predicate
    queries: list[exp.Query] = []
    for predicate in concluded(compiler, asked):
        value = DONE if kind is DetailKind.DONE else predicate.name
        queries.append(_values(compiler, kind, key, predicate, _DUTY, value))
    return queries


def _reasons(compiler: Compiler, kind: DetailKind, differing: Collection[str]) -> list[exp.Query]:
    """Why the questions of answers are open; of one that is contradictory, its answers too."""
    vocabulary = compiler.vocabulary
    queries: list[exp.Query] = []
    for answer in vocabulary.of_kind(PredicateKind.ANSWER):
        silences = vocabulary.silences_about(answer.question)
        answers = (answer,) if kind is DetailKind.CONTRADICTION else ()
        if not _any_of((*answers, *silences), differing):
            continue
        for predicate in (*answers, *silences):
            if predicate.name in compiler.rules:
                value = None if predicate is answer else predicate.name
                queries.append(_values(compiler, kind, answer.name, predicate, _QUESTION, value))
    return queries


def _next_assessments(compiler: Compiler, differing: Collection[str]) -> list[exp.Query]:
    """Which assessment comes next, why that is open, or that nothing answers it."""
    vocabulary = compiler.vocabulary
    questions, silences = ([vocabulary.predicates[name] for name in names] for names in next_questions(vocabulary))
    answers = vocabulary.of_kind(PredicateKind.NEXT_ASSESSMENT)
    if not _any_of((*answers, *questions, *silences), differing):
        return []
    kind = DetailKind.NEXT_ASSESSMENT
    queries: list[exp.Query] = []
    for answer in answers:
        telling = [predicate for predicate in (answer, *silences) if predicate.name in compiler.rules]
        for predicate in telling:
            value = None if predicate is answer else predicate.name
            queries.append(_values(compiler, kind, answer.name, predicate, _CAPACITY, value))
        for question in questions:
            if question.name in compiler.rules:
                queries.append(_unanswered(compiler, answer, question, telling))
    return queries


def _unanswered(compiler: Compiler, answer: Predicate, question: Predicate, telling: Iterable[Predicate]) -> exp.Query:
    """The rows of a question about which nothing is told."""
    own = compiler.names.fresh()
    query = _values(compiler, DetailKind.NEXT_ASSESSMENT, answer.name, question, _CAPACITY, UNANSWERED, own)
    for predicate in telling:
        query, alias = joined(compiler, query, predicate, question, own)
        query = query.where(is_null(column(alias, compiler.relations[predicate.name].columns[0])))
    return query


def _any_of(predicates: Iterable[Predicate], differing: Collection[str]) -> bool:
    return any(predicate.name in differing for predicate in predicates)


def _values(
    compiler: Compiler,
    conclusion: str,
    key: str,
    predicate: Predicate,
    of: tuple[str, ...],
    value: str | None = None,
    alias: str = "",
) -> exp.Select:
    """A row for each row of `predicate`: of what the detail is, and its value, which stands last if it is not given."""
    stored, own = compiler.relations[predicate.name], alias or compiler.names.fresh()
    shown: dict[str, exp.Expr] = {"conclusion": exp.Literal.string(conclusion), "predicate": exp.Literal.string(key)}
    for name, source in zip(("party", *of, "value"), stored.columns, strict=value is None):
        shown[name] = column(own, source)
    shown["value"] = exp.cast(shown["value"], "TEXT") if value is None else exp.Literal.string(value)
    shown["paragraphs"] = exp.Literal.string("")  # that nothing answers a question is no paragraph's conclusion
    if value != UNANSWERED:
        shown["paragraphs"] = paragraph_names(compiler.citations(predicate.name), column(own, BITS))
    columns = (named(shown.get(name) or _null(name), name) for name in COLUMNS)
    return exp.select(*columns).from_(named_table(stored.table, own))


def _null(name: str) -> exp.Expr:
    # with its type: a null without one would be a number in a union
    return exp.cast(exp.Null(), _TYPES.get(name, "TEXT"))
