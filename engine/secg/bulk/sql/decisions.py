"""Questions decided in one pass, by a decision table: what is seen of a question's row, and what follows from that.

A rule `answer(Q, value) :- body` is unfolded down to atoms of which a row of the question has at most one match; those
become left joins, as aggregates do, shared among the rules, and the rest of the body a condition. The conditions that a
row fulfils are its state, one number; a table of constants has for each state the outcome and the paragraphs. What the
question takes from constants alone, as the years of the cycle, stands in that table too, so that it is joined once for
all of them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
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
from secg.language.model import replacing, substitute
from secg.language.operators import Form
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
    """One choice of what a question's rule takes from constants, and when each answer holds of its rows."""

    choice: Mapping[str, m.Value]
    cases: Sequence[tuple[Answer, Case]]


def decide(compiler: Compiler, question: str, answer: str, silences: Sequence[str]) -> exp.Query | None:
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
    >>> print(decide(compiler, "asked", "answer", []).sql(pretty=True))
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
    given: list[Answer] = []
    for rule in compiler.rules.get(answer, ()):
        value = rule.head.terms[-1]
        if not isinstance(value, m.Constant):
            return None
        given.append(Answer(rule, value.value))
    for silence in silences:
        given += [Answer(rule, None) for rule in compiler.rules.get(silence, ())]
    parts: list[exp.Query] = []
    for rule in _branches(compiler, question, compiler.rules[question]):
        part = _decided(compiler, rule, given)
        if part is None:
            return None
        parts.append(part)
    return union_all(parts)


def _branches(compiler: Compiler, question: str, rules: Sequence[m.Rule]) -> Sequence[m.Rule]:
    """The question's rules one by one where they never conclude the same row, else its table as a whole."""
    literals = chain.from_iterable(rule.body for rule in rules)
    if compiler.once(rules) and all(isinstance(literal, m.Atom | m.Comparison) for literal in literals):
        return rules
    span = rules[0].span
    # a blank in their names keeps these variables apart from those of every rule
    terms = tuple(m.Variable(f"Q {name}", span) for name, _ in compiler.columns[question])
    atom = m.Atom(question, terms, span)
    return [m.Rule(atom, (atom,), rules[0].citation, span)]


def _decided(compiler: Compiler, rule: m.Rule, given: Sequence[Answer]) -> exp.Query | None:
    """The decision of the rows that one rule of the question gives."""
    apart = _constants_apart(compiler, rule)
    rows = QuestionRows(compiler, [literal for literal in rule.body if literal not in apart], rule)
    instances: list[Instance] = []
    met: list[Case] = []
    for choice in _choices(compiler, apart):
        unfolding = Unfolding(compiler, _instantiated(rule, choice))
        cases: list[tuple[Answer, Case]] = []
        for answer in given:
            case = rows.case(answer.rule, unfolding, answer.value is not None)
            if case is not None:
                cases.append((answer, case))
                met.append(case)
        instances.append(Instance(choice, cases))
    states = States(met, rows.scope.bound)
    # they double with each condition that no other excludes
    if states.size * len(instances) > MOST_ROWS:
        return None
    names = m.variable_names(*apart)
    taken: dict[int, str] = {}
    for index, term in enumerate(rule.head.terms):
        if isinstance(term, m.Variable) and term.name in names:
            taken[index] = term.name
    lines: list[tuple[m.Value, ...]] = []
    for state, holding in states.all():
        for instance in instances:
            words = [instance.choice[name] for name in taken.values()]
            lines.append((state, *words, *_conclusion(instance, holding)))
    columns = compiler.columns[rule.head.predicate]
    shown = (STATE, *(columns[index][0] for index in taken), OUTCOME, PARAGRAPHS)
    seen, table_alias = compiler.names.fresh(), compiler.names.fresh()
    own: list[tuple[str, exp.Expr]] = []
    shown_from: list[tuple[str, str]] = []
    for index, (term, (name, type_name)) in enumerate(zip(rule.head.terms, columns, strict=True)):
        if index in taken:
            shown_from.append((name, table_alias))
        else:
            own.append((name, rows.scope.head_value(term, type_name)))
            shown_from.append((name, seen))
    shown_from += [(OUTCOME, table_alias), (PARAGRAPHS, table_alias)]
    inner = rows.scope.select([*own, (STATE, states.expression())])
    query = exp.Select().select(*(named(column(alias, name), name) for name, alias in shown_from), copy=False)
    query = query.from_(inner.subquery(exp.to_identifier(seen, quoted=True), copy=False), copy=False)
    same = exp.EQ(this=column(table_alias, STATE), expression=column(seen, STATE))
    types = ("BIGINT", *(columns[index][1] for index in taken), "TEXT", "TEXT")
    decisions = Stored("", shown, (frozenset({0}),), rows=tuple(lines), types=types)
    return query.join(table(decisions, table_alias), on=same, copy=False)


def _constants_apart(compiler: Compiler, rule: m.Rule) -> list[m.Atom]:
    """The atoms of constants that share no variable with any other condition of the rule."""
    apart: list[m.Atom] = []
    for literal in rule.body:
        if isinstance(literal, m.Atom) and compiler.relations[literal.predicate].rows is not None:
            others = m.variable_names(*(other for other in rule.body if other is not literal))
            if not others & m.variable_names(literal):
                apart.append(literal)
    return apart


def _choices(compiler: Compiler, apart: Sequence[m.Atom]) -> Iterator[dict[str, m.Value]]:
    """What the variables of these atoms can be together."""
    each: list[list[dict[str, m.Value]]] = []
    for atom in apart:
        # once, though rows may differ in what the atom does not name
        bindings: dict[tuple[tuple[str, m.Value], ...], dict[str, m.Value]] = {}
        for row in compiler.relations[atom.predicate].rows or ():
            words = _words(atom, row)
            if words is not None:
                bindings[tuple(words.items())] = words
        each.append(list(bindings.values()))
    for together in product(*each):
        yield dict(ChainMap(*together))


def _words(atom: m.Atom, row: Sequence[m.Value]) -> dict[str, m.Value] | None:
    """The values of an atom's variables where a row is one of its; else None."""
    words: dict[str, m.Value] = {}
    for term, value in zip(atom.terms, row, strict=True):
        if isinstance(term, m.Constant) and term.value != value:
            return None
        if isinstance(term, m.Variable) and words.setdefault(term.name, value) != value:
            return None
    return words


def _instantiated(rule: m.Rule, words: Mapping[str, m.Value]) -> m.Rule:
    terms: dict[str, m.Term] = {}
    for name, value in words.items():
        terms[name] = m.Constant(value, Form.INTEGER if isinstance(value, int) else Form.SYMBOL, rule.span)
    body = tuple(substitute(literal, replacing(terms)) for literal in rule.body)
    return replace(rule, head=substitute(rule.head, replacing(terms)), body=body)


def _conclusion(instance: Instance, holding: Holding) -> tuple[str, str]:
    """The one value that the answers give, `undetermined` for none, `conflict` for several; and their paragraphs."""
    answers = [answer for answer, case in instance.cases if holding(case)]
    # None, that the Code is silent, is a value here: an answer beside a silence is a conflict
    values = {answer.value for answer in answers}
    outcome = UNDETERMINED
    if len(values) > 1:
        outcome = CONFLICT
    elif values - {None}:
        outcome = str(answers[0].value)
    citations = sorted({answer.rule.citation for answer in answers}, key=lambda citation: citation.sort_key)
    return outcome, SEPARATOR.join(map(str, citations))
