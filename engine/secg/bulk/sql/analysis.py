"""Static analysis of rules: where each predicate's rows are stored, their functional dependencies and domains.

Each answer is safe in one direction: where nothing is known, duplicates are removed, which is slower and never wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from secg.language import model as m
from secg.language.predicate_kinds import PredicateKind
from secg.language.safety import binds, is_ready
from secg.language.unknowns import is_internal, missing_predicate
from secg.language.vocabulary import Argument, Predicate, Vocabulary
from secg.records import record

PARTIES = "base_parties"
"""The table with one row for each party: its name and every fact that is one value at a time."""

SQL_TYPES = {"count": "BIGINT", "integer": "BIGINT", "year": "BIGINT", "date": "DATE"}
"""The column type of each built-in type; everything else is text."""


@record
class Stored:
    """A predicate's rows: one column for each argument; `stated` and `unstated` columns are, or are not, null there.

    `keys` are sets of argument positions each of which determines a whole row. A constant relation has its `rows`
    here and no table; where it has none, `types` are those of its columns.
    """

    table: str
    columns: tuple[str, ...]
    keys: tuple[frozenset[int], ...]
    stated: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    rows: tuple[tuple[m.Value, ...], ...] | None = None
    types: tuple[str, ...] = ()

    @property
    def by_party(self) -> bool:
        """Whether the rows lie in the table of parties, one for each party at most."""
        return self.table == PARTIES

    def determines(self, known: Iterable[int]) -> bool:
        """Whether at most one row has given values at the `known` positions."""
        positions = frozenset(known)
        if self.rows is None:
            return any(key <= positions for key in self.keys)
        cut: set[tuple[m.Value, ...]] = set()
        for row in self.rows:
            cut.add(tuple(row[index] for index in sorted(positions)))
        return len(cut) == len(self.rows)


def sql_type(argument: Argument) -> str:
    """The column type of an argument."""
    return SQL_TYPES.get(argument.type, "TEXT")


def is_column_of_parties(predicate: Predicate) -> bool:
    """Whether a fact is kept as a column of the table of parties: one value at a time, and a single one."""
    return predicate.is_fact and predicate.one_at_a_time and predicate.arity == 2 and not predicate.field


def table_of(predicate: str) -> str:
    """The table of a concluded predicate; names made by the engine hold blanks and dots."""
    if is_internal(predicate):
        return "made_" + predicate.replace(" ", "_").replace(".", "_")
    return f"derived_{predicate}"


def columns_of(predicate: str, arity: int, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """The columns of a concluded predicate with their types; of what is not declared, numbered texts."""
    declared = vocabulary.predicates.get(predicate)
    if declared is not None:
        return tuple((argument.name, sql_type(argument)) for argument in declared.arguments)
    return tuple((f"value_{index}", "TEXT") for index in range(arity))


def base_relations(vocabulary: Vocabulary, day: m.Value) -> Mapping[str, Stored]:
    """The facts and given predicates as the loading of a population lays them out."""
    relations: dict[str, Stored] = {}
    for given in vocabulary.of_kind(PredicateKind.GIVEN):
        # the day is the same for everybody, and needs no table
        if [argument.type for argument in given.arguments] == ["date"]:
            relations[given.name] = Stored("", (given.arguments[0].name,), (frozenset(),), rows=((day,),))
        else:
            relations[given.name] = Stored(PARTIES, ("party",), (frozenset({0}),))
    by_party = (frozenset({0}),)
    for fact in vocabulary.facts:
        names = tuple(argument.name for argument in fact.arguments)
        # a fact that may have several rows of a party has each of them once
        stated = Stored(f"fact_{fact.name}", names, by_party if fact.one_at_a_time else (frozenset(range(fact.arity)),))
        unstated = Stored(f"missing_{fact.name}", ("party",), by_party)
        if is_column_of_parties(fact):
            stated = Stored(PARTIES, ("party", fact.name), by_party, stated=(fact.name,))
            unstated = Stored(PARTIES, ("party",), by_party, unstated=(fact.name,))
        relations[fact.name] = stated
        if fact.absent == "unknown":
            relations[missing_predicate(fact.name)] = unstated
    return relations


def constant_rows(rules: Iterable[m.Rule]) -> tuple[tuple[m.Value, ...], ...] | None:
    """The rows of a predicate whose rules are all bare facts; None where one has conditions."""
    rows: dict[tuple[m.Value, ...], None] = {}
    for rule in rules:
        if rule.body:
            return None
        rows[tuple(term.value for term in rule.head.terms if isinstance(term, m.Constant))] = None
    return tuple(rows)


Domains = Mapping[str, tuple[frozenset[m.Value] | None, ...]]
"""For each predicate and argument the values that it can have, or None where that is open."""


def term_name(term: m.Term) -> str | None:
    """The name by which a term's value is known; `_` has one of its own; None for a constant."""
    if isinstance(term, m.Variable):
        return term.name
    if isinstance(term, m.Anything):
        return f"_ {term.span.line} {term.span.column}"
    return None


def fixed_positions(atom: m.Atom, bound: Collection[str]) -> list[int]:
    """The positions of an atom that hold a constant, or a variable with a value."""
    fixed: list[int] = []
    for index, term in enumerate(atom.terms):
        if isinstance(term, m.Constant) or (isinstance(term, m.Variable) and term.name in bound):
            fixed.append(index)
    return fixed


def closure(rule: m.Rule, known: Iterable[str], relations: Mapping[str, Stored]) -> set[str]:
    """The attribute closure of `known`: the names that have one value at most once the `known` ones have."""
    closed = set(known)
    # once more round: a name that is determined late may determine those of an earlier atom
    before = -1
    while len(closed) != before:
        before = len(closed)
        for literal in rule.body:
            if not isinstance(literal, m.Atom):
                if is_ready(literal, closed, rule):
                    closed |= binds(literal, closed)
                continue
            terms = [term_name(term) for term in literal.terms]
            fixed = [index for index, name in enumerate(terms) if name is None or name in closed]
            stored = relations.get(literal.predicate)
            if stored is not None and stored.determines(fixed):
                closed.update(name for name in terms if name is not None)
    return closed


def gives_each_row_once(rule: m.Rule, relations: Mapping[str, Stored]) -> bool:
    """Whether no two ways of fulfilling the rule conclude the same row."""
    determined = closure(rule, m.variable_names(rule.head), relations)
    for literal in rule.body:
        if isinstance(literal, m.Atom):  # any other condition holds in one way at most
            used = {term_name(term) for term in literal.terms} - {None}
            if not used <= determined:
                return False
    return True


def head_domains(rule: m.Rule, domains: Domains) -> tuple[frozenset[m.Value] | None, ...]:
    """The values that each argument of a rule's conclusion can have."""
    result: list[frozenset[m.Value] | None] = []
    for term in rule.head.terms:
        if isinstance(term, m.Constant):
            result.append(frozenset({term.value}))
        elif isinstance(term, m.Variable):
            result.append(variable_domain(term.name, rule, domains))
    return tuple(result)


def variable_domain(name: str, rule: m.Rule, domains: Domains) -> frozenset[m.Value] | None:
    """The values that a variable can have by the atoms and equalities of the rule."""
    limits: list[frozenset[m.Value]] = []
    for literal in rule.body:
        if isinstance(literal, m.Atom):
            # nothing is known of facts, whose predicates have no domains
            for term, domain in zip(literal.terms, domains.get(literal.predicate, ()), strict=False):
                if isinstance(term, m.Variable) and term.name == name and domain is not None:
                    limits.append(domain)
        for variable, other in m.equated(literal):
            if variable.name == name and isinstance(other, m.Constant):
                limits.append(frozenset({other.value}))
    return frozenset.intersection(*limits) if limits else None


def union_domains(rules: Sequence[m.Rule], domains: Domains) -> tuple[frozenset[m.Value] | None, ...]:
    """The values that the arguments of a predicate with these rules can have."""
    columns = zip(*(head_domains(rule, domains) for rule in rules), strict=True)
    result: list[frozenset[m.Value] | None] = []
    for column in columns:
        known = [values for values in column if values is not None]
        # a single rule that may conclude any value leaves the argument open
        result.append(frozenset().union(*known) if len(known) == len(column) else None)
    return tuple(result)


def never_agree(rule: m.Rule, other: m.Rule, positions: Iterable[int], domains: Domains) -> bool:
    """Whether two rules of a predicate can't conclude rows that are equal at `positions`."""
    places = list(positions)
    left, right = head_domains(rule, domains), head_domains(other, domains)
    for index in places:
        first, second = left[index], right[index]
        if first is not None and second is not None and not first & second:
            return True
    return _contradict(rule, other, places) or _contradict(other, rule, places)


def _contradict(rule: m.Rule, other: m.Rule, positions: Sequence[int]) -> bool:
    """Whether `other` demands the absence of an atom that `rule` demands, given equal conclusions."""
    same: dict[str, m.Term] = {}
    for index in positions:
        term = other.head.terms[index]
        if isinstance(term, m.Variable):
            same.setdefault(term.name, rule.head.terms[index])
    demanded = [literal for literal in rule.body if isinstance(literal, m.Atom)]
    for literal in other.body:
        if not isinstance(literal, m.Negation):
            continue
        wanted = [same.get(term.name) if isinstance(term, m.Variable) else term for term in literal.atom.terms]
        for atom in demanded:
            # a variable that the conclusion does not hold could have any value there, and contradicts nothing
            if atom.predicate == literal.atom.predicate and all(
                isinstance(want, m.Anything) or (want is not None and same_term(want, have))
                for want, have in zip(wanted, atom.terms, strict=True)
            ):
                return True
    return False


def same_term(first: m.Term, other: m.Term) -> bool:
    """Whether two terms of one rule are the same variable or the same constant."""
    if isinstance(first, m.Constant) and isinstance(other, m.Constant):
        return first.value == other.value
    return isinstance(first, m.Variable) and isinstance(other, m.Variable) and first.name == other.name


def keys_of(rules: Sequence[m.Rule], relations: Mapping[str, Stored], domains: Domains) -> tuple[frozenset[int], ...]:
    """The shortest run of leading arguments that determines a row, and all arguments together."""
    arity = len(rules[0].head.terms)
    for length in range(arity):
        positions = range(length)
        determined = True
        for rule in rules:
            known = [term.name for term in rule.head.terms[:length] if isinstance(term, m.Variable)]
            determined = determined and m.variable_names(rule.head) <= closure(rule, known, relations)
        # a key of each rule is one of their union only if no two rules give rows with the same key
        if determined and all(never_agree(*pair, positions, domains) for pair in combinations(rules, 2)):
            return (frozenset(positions),)
    return (frozenset(range(arity)),)
