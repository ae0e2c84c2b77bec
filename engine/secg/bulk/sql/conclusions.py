"""What is asked of a population, and its conclusions as one SELECT: a row for each assessment and duty of each party.

The columns are those of `secg derive`, but for the last: of the paragraphs that a row rests on, the SQL knows those
whose rules conclude it, and the column is named for that. All that a row rests on is what `secg explain` shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from sqlglot import exp

from secg.bulk.sql.analysis import PARTIES
from secg.bulk.sql.calculations import not_null
from secg.bulk.sql.decisions import OUTCOME, PARAGRAPHS, SEPARATOR, decide
from secg.bulk.sql.program import BITS, Compiler, Script
from secg.bulk.sql.rule_select import column, is_null, named, named_table, on_columns, union_all
from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.derive.outcomes import CONFLICT, UNDETERMINED, Status
from secg.language.model import Value
from secg.language.paragraph_number import Citation
from secg.language.predicate_kinds import PredicateKind, RowKind
from secg.language.program import Program
from secg.language.vocabulary import Predicate
from secg.records import record

FORMATS = ("text", "csv", "parquet")


@record
class BulkRequest:
    """What to derive: the Codes by the name of their version, the facts as at a day, where and how to write.

    `facts` and `out` are paths, for Spark addresses too (s3a://…); `out` is None for standard output, Parquet needs a
    file. `named` adds the column of the version.
    """

    policies: Policies
    codes: Mapping[str, Code]
    facts: str
    day: date
    form: str
    out: str | None
    named: bool = False
    memory: str | None = None
    threads: str | None = None


COLUMNS = ("party", "conclusion", "capacity", "year", "duty", "about", "outcome", "concluding_paragraphs")
_TYPES = {"year": "BIGINT"}


@record
class Conclusions:
    """The relations that the conclusions need, and the SELECT of the conclusions over them."""

    program: Script
    select: exp.Query


def compile_conclusions(program: Program, day: Value) -> Conclusions:
    """The conclusions that a program gives of every party."""
    cited = (*program.vocabulary.duties, *program.vocabulary.of_kind(PredicateKind.ANSWER, PredicateKind.SILENCE))
    compiler = Compiler(program, day, [predicate.name for predicate in cited])
    select = conclusions_select(compiler)
    return Conclusions(compiler.program(queries=[select]), select)


def conclusions_select(compiler: Compiler, with_marks: bool = False) -> exp.Query:
    """The conclusions over what a compiler compiles.

    `with_marks`: a duty cites beside what lays it on the party what excuses it, ends it or leaves it open.
    """
    parts: list[exp.Query] = []
    for kind in RowKind:
        match kind:
            case RowKind.ASSESSMENT:
                parts.extend(_assessments(compiler))
            case RowKind.DUTY:
                parts.extend(_duties(compiler, with_marks))
            case _:
                assert_never(kind)
    if not parts:
        # a version may have neither questions nor duties yet, and no SELECT of nothing has columns
        empty = exp.Literal.string("")
        parts.append(_row(exp.select().from_(PARTIES).where(exp.false()), empty, empty.copy(), "", {}))
    return union_all(parts)


def _row(query: exp.Select, outcome: exp.Expr, paragraphs: exp.Expr, kind: str, own: dict[str, exp.Expr]) -> exp.Query:
    """The query with the columns of a conclusion; those that do not apply to it are null."""
    shown = {**own, "conclusion": exp.Literal.string(kind), "outcome": outcome, COLUMNS[-1]: paragraphs}
    # a null without a type would be a number of 32 bits, and make one of its column in a union
    values = {name: shown.get(name, exp.cast(exp.Null(), _TYPES.get(name, "TEXT"))) for name in COLUMNS}
    return query.select(*(named(expression, name) for name, expression in values.items()), copy=False)


def _assessments(compiler: Compiler) -> list[exp.Query]:
    vocabulary = compiler.vocabulary
    queries: list[exp.Query] = []
    for answer in vocabulary.of_kind(PredicateKind.ANSWER):
        question = vocabulary.predicates[answer.question]
        silences = [predicate.name for predicate in vocabulary.silences_about(answer.question)]
        if question.name not in compiler.rules:
            continue
        decision = decide(compiler, question.name, answer.name, silences)
        if decision is None:
            queries.append(_looked_up(compiler, question, answer, silences))
            continue
        alias = compiler.names.fresh()
        query = exp.select().from_(decision.subquery(exp.to_identifier(alias, quoted=True), copy=False), copy=False)
        decided = (column(alias, OUTCOME), column(alias, PARAGRAPHS))
        queries.append(_row(query, *decided, RowKind.ASSESSMENT, _question_columns(question, alias)))
    return queries


def _question_columns(question: Predicate, alias: str) -> dict[str, exp.Expr]:
    """The question's arguments under the columns of a conclusion: the party, its group, the year."""
    shown = zip(("party", "capacity", "year"), question.arguments, strict=True)
    return {name: column(alias, argument.name) for name, argument in shown}


def paragraph_names(citations: Sequence[Citation], mask: exp.Expr) -> exp.Expr:
    """The paragraphs whose bits are set, in the order of the Code; one bit alone, the usual case, is looked up."""
    ifs = [exp.If(this=exp.Literal.number(0), true=exp.Literal.string(""))]
    # an answer and a silence of one paragraph have a bit each, and name it once
    together: dict[Citation, int] = {}
    for index, citation in enumerate(citations):
        ifs.append(exp.If(this=exp.Literal.number(1 << index), true=exp.Literal.string(str(citation))))
        together[citation] = together.get(citation, 0) | 1 << index
    parts: list[exp.Expr] = []
    for citation in sorted(together, key=lambda citation: citation.sort_key):
        shared = exp.BitwiseAnd(this=mask.copy(), expression=exp.Literal.number(together[citation]))
        cited = exp.NEQ(this=exp.paren(shared), expression=exp.Literal.number(0))
        parts.append(exp.Case(ifs=[exp.If(this=cited, true=exp.Literal.string(str(citation)))]))
    listed = exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string(SEPARATOR), *parts])
    return exp.Case(this=mask.copy(), ifs=ifs, default=listed)


def _looked_up(compiler: Compiler, question: Predicate, answer: Predicate, silences: Sequence[str]) -> exp.Query:
    """The general way, where an answer's value is no constant of its rule: the answers' table, grouped and joined."""
    names = [argument.name for argument in question.arguments]
    asked, given, alias = (compiler.names.fresh() for _ in range(3))
    keys = [argument.name for argument in answer.arguments[: len(names)]]
    value, cited = answer.arguments[-1].name, list(compiler.citations(answer.name))
    grouped = (
        exp.select(*(column(given, key).as_(f"k{index}", quoted=True) for index, key in enumerate(keys)))
        .select(exp.Min(this=column(given, value)).as_("least", quoted=True))
        .select(exp.Max(this=column(given, value)).as_("most", quoted=True))
        .select(exp.BitwiseOrAgg(this=column(given, BITS)).as_(BITS, quoted=True))
        .from_(named_table(compiler.relations[answer.name].table, given))
        .group_by(*(column(given, key) for key in keys))
    )
    query = exp.select().from_(named_table(compiler.relations[question.name].table, asked))
    on = on_columns((column(alias, f"k{index}"), column(asked, name)) for index, name in enumerate(names))
    query = query.join(grouped.subquery(alias), join_type="LEFT", on=on)
    apart: list[exp.Expr] = [exp.NEQ(this=column(alias, "least"), expression=column(alias, "most"))]
    bits: exp.Expr = exp.func("COALESCE", column(alias, BITS), exp.Literal.number(0))
    for silence in silences:
        stored = compiler.relations[silence]
        # of cited predicates only those without any rule are constant
        if stored.rows is not None:
            continue
        mute = compiler.names.fresh()
        pairs = zip(stored.columns, names, strict=False)
        on = on_columns((column(mute, own), column(asked, name)) for own, name in pairs)
        query = query.join(named_table(stored.table, mute), join_type="LEFT", on=on)
        apart.append(not_null(column(mute, stored.columns[0])))
        # the bits of a silence's paragraphs stand beside those before
        own_bits = exp.func("COALESCE", column(mute, BITS), exp.Literal.number(0))
        bits = exp.Add(this=bits, expression=exp.Mul(this=own_bits, expression=exp.Literal.number(1 << len(cited))))
        cited.extend(compiler.citations(silence))
    shown = exp.cast(column(alias, "least"), "TEXT")
    outcome = exp.Case(
        ifs=[
            exp.If(this=is_null(column(alias, "least")), true=exp.Literal.string(UNDETERMINED)),
            exp.If(this=exp.or_(*apart), true=exp.Literal.string(CONFLICT)),
        ],
        default=shown,
    )
    return _row(
        query, outcome, paragraph_names(cited, exp.paren(bits)), RowKind.ASSESSMENT, _question_columns(question, asked)
    )


def _duties(compiler: Compiler, with_marks: bool) -> list[exp.Query]:
    """Every obligation with its status, and the unsettled ones that are no obligations."""
    # the first that is so, in the order of `derive.outcomes.duties_of`
    marks = (
        (CONFLICT, PredicateKind.UNSETTLED),
        (Status.EXCUSED, PredicateKind.EXCUSE),
        (Status.DISCHARGED, PredicateKind.DISCHARGE),
    )
    queries: list[exp.Query] = []
    obligations = concluded(compiler, PredicateKind.OBLIGATION)
    for obligation in obligations:
        own = compiler.names.fresh()
        query = exp.select().from_(named_table(compiler.relations[obligation.name].table, own))
        cases: list[exp.If] = []
        cited = [_cited(compiler, obligation, own)]
        for status, kind in marks:
            for mark in concluded(compiler, kind):
                query, alias = joined(compiler, query, mark, obligation, own)
                shown = _party(compiler, mark, alias)
                cases.append(exp.If(this=not_null(shown), true=exp.Literal.string(status)))
                if with_marks:
                    names = _cited(compiler, mark, alias)
                    cited.append(exp.Case(ifs=[exp.If(this=not_null(shown.copy()), true=names)]))
        outcome: exp.Expr = exp.Literal.string(Status.APPLIES)
        if cases:
            outcome = exp.Case(ifs=cases, default=outcome)
        queries.append(_duty_row(compiler, query, obligation, own, outcome, cited))
    for unsettled in concluded(compiler, PredicateKind.UNSETTLED):
        own = compiler.names.fresh()
        query = exp.select().from_(named_table(compiler.relations[unsettled.name].table, own))
        for obligation in obligations:
            query, alias = joined(compiler, query, obligation, unsettled, own)
            query = query.where(is_null(_party(compiler, obligation, alias)))
        cited = [_cited(compiler, unsettled, own)]
        queries.append(_duty_row(compiler, query, unsettled, own, exp.Literal.string(Status.UNSETTLED), cited))
    return queries


def concluded(compiler: Compiler, *kinds: PredicateKind) -> list[Predicate]:
    """The predicates of some kinds that the version concludes."""
    return [predicate for predicate in compiler.vocabulary.of_kind(*kinds) if predicate.name in compiler.rules]


def joined(
    compiler: Compiler, query: exp.Select, predicate: Predicate, other: Predicate, own: str
) -> tuple[exp.Select, str]:
    """The query with the rows of `predicate`, if any, that are about the same as that of `other` at `own`; their alias.

    What `predicate` says besides, as a category, stands behind that.
    """
    stored, alias = compiler.relations[predicate.name], compiler.names.fresh()
    pairs = zip(stored.columns, compiler.relations[other.name].columns, strict=False)
    on = on_columns((column(alias, key), column(own, same)) for key, same in pairs)
    return query.join(named_table(stored.table, alias), join_type="LEFT", on=on), alias


def _party(compiler: Compiler, predicate: Predicate, alias: str) -> exp.Column:
    return column(alias, compiler.relations[predicate.name].columns[0])


def _cited(compiler: Compiler, predicate: Predicate, alias: str) -> exp.Expr:
    return paragraph_names(compiler.citations(predicate.name), column(alias, BITS))


def _duty_row(
    compiler: Compiler,
    query: exp.Select,
    predicate: Predicate,
    own: str,
    outcome: exp.Expr,
    cited: Sequence[exp.Expr],
) -> exp.Query:
    shown = zip(("party", "duty", "about"), compiler.relations[predicate.name].columns, strict=True)
    values: dict[str, exp.Expr] = {name: column(own, source) for name, source in shown}
    paragraphs = cited[0]
    if len(cited) > 1:
        paragraphs = exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string(SEPARATOR), *cited])
    return _row(query, outcome, paragraphs, RowKind.DUTY, values)
