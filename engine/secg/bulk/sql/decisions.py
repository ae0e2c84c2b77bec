"""Questions decided in one pass, by a decision table: what is seen of a question's row, and what follows from that.

A rule `answer(Q, value) :- body` is unfolded down to atoms of which a row of the question has at most one match; those
become left joins, shared among the rules, and the rest of the body a condition. The conditions that a row fulfils are
its state, one number; a table of constants has for each state the outcome and the paragraphs. What the question takes
from constants alone, as the years of the cycle, stands in that table too, so that it is joined once for all of them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, product

from sqlglot import exp

from secg.bulk.sql.analysis import Stored
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.question_rows import Case, QuestionRows
from secg.bulk.sql.rule_select import column, named, table, union_all
from secg.bulk.sql.states import Holding, States
from secg.bulk.sql.unfolding import Unfolding
from secg.derive.outcomes import CONFLICT, UNDETERMINED
from secg.language import model as m
from secg.language.model import replacing, substitute, substitute_atom
from secg.language.operators import Form
from secg.language.paragraph_number import Citation
from secg.messages import Span
from secg.records import record

OUTCOME, PARAGRAPHS = "decided", "decided_by"
"""The columns of a decision behind those of its question; no argument of a question has such a name."""

SEPARATOR = "; "
STATE = "state"

MOST_ROWS = 2_000
"""A decision table with more rows would take longer to read than it saves."""


@record
class Answer:
    """A rule that answers a question, with the value that it gives, or None where it says that the Code is silent."""

    rule: m.Rule
    value: m.Value | None


@record
class Instance:
    """A question's rule with one choice of what it takes from constants, and when each answer holds of its rows."""

    rule: m.Rule
    cases: Sequence[tuple[Answer, Case]]


def decide(compiler: Compiler, question: str, answers: Sequence[str], silences: Sequence[str]) -> exp.Query | None:
    """The rows of a question with the outcome and the paragraphs of each.

    None where an answer's value is not a constant of its rule, or the decision table would be too long.

    >>> from datetime import date
    >>> from secg.bulk.sql.analysis import Stored
    >>> from secg.language.paragraph_number import Citation, ParagraphNumber
    >>> from secg.language.parser import parse_rules
    >>> from secg.language.program import Program
    >>> from secg.language.vocabulary import Vocabulary
    >>> text = (
    ...     "asked(P) :- homes(P, _)."
    ...     "answer(P, full) :- asked(P), homes(P, Count), Count > 250_000."
    ...     "answer(P, self) :- asked(P), homes(P, Count), Count <= 250_000."
    ... )
    >>> rules, _ = parse_rules(text, "G8.md", 1, Citation(ParagraphNumber("G8", "1")))
    >>> homes = Stored("homes", ("party", "count"), keys=(frozenset({0}),))
    >>> compiler = Compiler(Program(rules, Vocabulary({}, {}, "")), date(2020, 1, 1), base={"homes": homes})
    >>> print(decide(compiler, "asked", ["answer"], []).sql(pretty=True))
    SELECT
      "t3"."value_0" AS "value_0",
      "t4"."decided" AS "decided",
      "t4"."decided_by" AS "decided_by"
    FROM (
      SELECT
        "t1"."party" AS "value_0",
        0 + CASE
          WHEN NOT "t2"."party" IS NULL AND "t2"."count" > 250000
          THEN 1
          WHEN NOT "t2"."party" IS NULL AND "t2"."count" <= 250000
          THEN 2
          ELSE 0
        END AS "state"
      FROM "homes" AS "t1"
      LEFT JOIN "homes" AS "t2"
        ON "t2"."party" = "t1"."party"
    ) AS "t3"
    JOIN (VALUES
      (CAST(0 AS BIGINT), 'undetermined', ''),
      (CAST(1 AS BIGINT), 'full', 'G8.1'),
      (CAST(2 AS BIGINT), 'self', 'G8.1')) AS "t4"("state", "decided", "decided_by")
      ON "t4"."state" = "t3"."state"
    """
    given = [Answer(rule, _value(rule)) for rule in _rules_of(compiler, answers)]
    if any(answer.value is None for answer in given):
        return None
    given += [Answer(rule, None) for rule in _rules_of(compiler, silences)]
    parts: list[exp.Query] = []
    for rule in _branches(compiler, question, compiler.rules.get(question, ())):
        part = _decided(compiler, rule, given)
        if part is None:
            return None
        parts.append(part)
    return union_all(parts) if parts else None


def _rules_of(compiler: Compiler, predicates: Sequence[str]) -> Iterator[m.Rule]:
    return chain.from_iterable(compiler.rules.get(name, ()) for name in predicates)


def _value(rule: m.Rule) -> m.Value | None:
    last = rule.head.terms[-1]
    return last.value if isinstance(last, m.Constant) else None


def _branches(compiler: Compiler, question: str, rules: Sequence[m.Rule]) -> Sequence[m.Rule]:
    """The question's rules one by one where they never conclude the same row, else its table as a whole."""
    if not rules or (compiler.once(rules) and all(_is_plain(rule) for rule in rules)):
        return rules
    span = rules[0].span
    names = [name for name, _ in compiler.columns(question)]
    atom = m.Atom(question, tuple(m.Variable(f"Q {name}", span) for name in names), span)
    return [m.Rule(atom, (atom,), rules[0].citation, span)]


def _is_plain(rule: m.Rule) -> bool:
    return all(isinstance(literal, m.Atom | m.Comparison) for literal in rule.body)


def _decided(compiler: Compiler, rule: m.Rule, given: Sequence[Answer]) -> exp.Query | None:
    """The decision of the rows that one rule of the question gives."""
    apart = _constants_apart(compiler, rule)
    rows = QuestionRows(compiler, [literal for literal in rule.body if literal not in apart], rule)
    instances = [_instance(compiler, rows, _instantiated(rule, choice), given) for choice in _choices(compiler, apart)]
    cases = [case for _, case in chain.from_iterable(instance.cases for instance in instances)]
    states = States(cases, rows.scope.bound)
    if states.size * len(instances) > MOST_ROWS:
        return None
    taken = [index for index, term in enumerate(rule.head.terms) if _is_taken(term, apart)]
    lines: list[tuple[m.Value, ...]] = []
    for state, holding in states.all():
        for instance in instances:
            words = [_constant(instance.rule.head.terms[index]) for index in taken]
            lines.append((state, *words, *_conclusion(instance, holding)))
    columns = compiler.columns(rule.head.predicate)
    shown = (STATE, *(columns[index][0] for index in taken), OUTCOME, PARAGRAPHS)
    seen, table_alias = compiler.names.fresh(), compiler.names.fresh()
    own = [
        (name, rows.scope.head_value(term, type_name))
        for index, (term, (name, type_name)) in enumerate(zip(rule.head.terms, columns, strict=True))
        if index not in taken
    ]
    inner = rows.scope.select([*own, (STATE, states.expression())])
    query = exp.Select().select(
        *(
            named(column(table_alias if index in taken else seen, name), name)
            for index, (name, _) in enumerate(columns)
        ),
        *(named(column(table_alias, name), name) for name in (OUTCOME, PARAGRAPHS)),
        copy=False,
    )
    query = query.from_(inner.subquery(exp.to_identifier(seen, quoted=True), copy=False), copy=False)
    same = exp.EQ(this=column(table_alias, STATE), expression=column(seen, STATE))
    decisions = Stored("", shown, (frozenset({0}),), rows=tuple(lines))
    return query.join(table(decisions, table_alias), on=same, copy=False)


def _constants_apart(compiler: Compiler, rule: m.Rule) -> list[m.Atom]:
    """The atoms of constants that share no variable with any other condition of the rule."""
    apart: list[m.Atom] = []
    for literal in rule.body:
        if isinstance(literal, m.Atom) and compiler.relations[literal.predicate].rows is not None:
            others = m.variable_names(*(other for other in rule.body if other is not literal))
            if not others & set(_names(literal)):
                apart.append(literal)
    return apart


def _names(literal: m.Literal) -> list[str]:
    return [variable.name for variable in m.literal_variables(literal)]


def _choices(compiler: Compiler, apart: Sequence[m.Atom]) -> Iterator[dict[str, m.Term]]:
    """What the variables of these atoms can be together."""
    each: list[list[dict[str, m.Term]]] = []
    for atom in apart:
        bindings: dict[tuple[tuple[str, m.Value], ...], dict[str, m.Term]] = {}
        for row in compiler.relations[atom.predicate].rows or ():
            words: dict[str, m.Value] = {}
            if _fits(atom, row, words):
                bindings[tuple(words.items())] = {name: _as_term(value, atom.span) for name, value in words.items()}
        each.append(list(bindings.values()))
    for together in product(*each):
        yield dict(ChainMap(*together))


def _fits(atom: m.Atom, row: Sequence[m.Value], words: dict[str, m.Value]) -> bool:
    """Whether a row is one of the atom's; `words` take the values of its variables."""
    for term, value in zip(atom.terms, row, strict=True):
        if isinstance(term, m.Constant) and term.value != value:
            return False
        if isinstance(term, m.Variable) and words.setdefault(term.name, value) != value:
            return False
    return True


def _as_term(value: m.Value, span: Span) -> m.Constant:
    return m.Constant(value, Form.INTEGER if isinstance(value, int) else Form.SYMBOL, span)


def _is_taken(term: m.Term, apart: Sequence[m.Atom]) -> bool:
    return isinstance(term, m.Variable) and any(term.name in _names(atom) for atom in apart)


def _instantiated(rule: m.Rule, words: Mapping[str, m.Term]) -> m.Rule:
    body = tuple(substitute(literal, replacing(words)) for literal in rule.body)
    return replace(rule, head=substitute_atom(rule.head, replacing(words)), body=body)


def _instance(compiler: Compiler, rows: QuestionRows, rule: m.Rule, given: Sequence[Answer]) -> Instance:
    unfolding = Unfolding(compiler, rule)
    cases = [(answer, rows.case(answer.rule, unfolding, answer.value is not None)) for answer in given]
    return Instance(rule, [(answer, case) for answer, case in cases if case is not None])


def _constant(term: m.Term) -> m.Value:
    assert isinstance(term, m.Constant)
    return term.value


def _conclusion(instance: Instance, holding: Holding) -> tuple[str, str]:
    """The one value that the answers give, `undetermined` for none, `conflict` for several; and their paragraphs."""
    answers = [answer for answer, case in instance.cases if holding(case)]
    values = {answer.value for answer in answers}
    outcome = UNDETERMINED
    if len(values) > 1:
        outcome = CONFLICT
    elif values - {None}:
        outcome = str(answers[0].value)
    return outcome, SEPARATOR.join(_in_order(answer.rule.citation for answer in answers))


def _in_order(citations: Iterable[Citation]) -> list[str]:
    return [str(citation) for citation in sorted(set(citations), key=lambda citation: citation.sort_key)]
