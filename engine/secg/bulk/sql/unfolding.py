"""Unfolding: a condition is replaced by the body of its only rule, and left out where the question's row entails it.

With `large(Party) :- homes(Party, Count), Count > 250_000.` the condition `large(P)` of a row of party `P` becomes
`homes(P, Count 1), Count 1 > 250_000`: one row of `homes` at most, so that a left join gives it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from secg.bulk.sql.analysis import fixed_positions, head_domains, same_term, variable_domain
from secg.bulk.sql.program import Compiler
from secg.bulk.sql.rule_select import stands_alone
from secg.language import model as m
from secg.language.model import replacing, substitute
from secg.language.operators import Comparator
from secg.language.safety import binds, evaluation_order


class Unfolding:
    """Rules in the words of a question's rule, `asking`, whose row is given.

    `match` gives the body with its variables named anew at each call; `unfold` leaves out what holds of the row anyway
    and replaces what one rule defines, down to atoms of which the row has at most one match.

    >>> from datetime import date
    >>> from secg.bulk.sql.analysis import Stored
    >>> from secg.language.parser import parse_rules
    >>> from secg.language.program import Program
    >>> from secg.language.vocabulary import Vocabulary
    >>> text = (
    ...     "asked(P) :- homes(P, _)."
    ...     "large(P) :- homes(P, Count), Count > 250_000."
    ...     "answer(P, full) :- asked(P), large(P)."
    ... )
    >>> rules, _ = parse_rules(text)
    >>> homes = Stored("homes", ("party", "count"), keys=(frozenset({0}),))
    >>> program = Program(rules, Vocabulary({}, {}, ""))
    >>> unfolding = Unfolding(Compiler(program, date(2020, 1, 1), base={"homes": homes}), asking=rules[0])
    >>> equalities, body = unfolding.match(rules[2], answers=True)
    >>> [str(literal) for literal in body]
    ['large(P)']
    >>> [str(literal) for literal in unfolding.unfold(body, equalities, known={"P"})]
    ['homes(P, Count 2)', 'Count 2 > 250_000']
    """

    def __init__(self, compiler: Compiler, asking: m.Rule) -> None:
        self.compiler = compiler
        self.rule = asking
        self.made = 0

    def match(self, rule: m.Rule, answers: bool) -> tuple[dict[str, m.Value], list[m.Literal]] | None:
        """The rule's body in the words of the row, and the constants that its head demands of them."""
        terms = rule.head.terms[:-1] if answers else rule.head.terms
        domains = head_domains(self.rule, self.compiler.domains)
        words: dict[str, m.Term] = {}
        equalities: dict[str, m.Value] = {}
        extra: list[m.Literal] = []
        for term, own, domain in zip(terms, self.rule.head.terms, domains, strict=True):
            if isinstance(term, m.Constant):
                if (domain is not None and term.value not in domain) or (
                    isinstance(own, m.Constant) and own.value != term.value
                ):
                    return None
                if isinstance(own, m.Variable) and equalities.setdefault(own.name, term.value) != term.value:
                    return None
            elif isinstance(term, m.Variable):
                extra.extend(_named_alike(words.setdefault(term.name, own), own, rule))
        for name, own in words.items():
            domain = variable_domain(name, rule, self.compiler.domains)
            if domain is not None and isinstance(own, m.Constant) and own.value not in domain:
                return None
        # of the row, that the question arises holds anyway
        asking = replace(self.rule.head, terms=terms)
        body = [literal for literal in rule.body if literal != asking]
        return equalities, [*extra, *self._renamed(body, words)]

    def _renamed(self, body: Sequence[m.Literal], words: Mapping[str, m.Term]) -> list[m.Literal]:
        # a number of its own keeps what one use of a rule names apart from what another does
        suffix = f" {self.made}"
        self.made += 1
        renamed: list[m.Literal] = []
        for literal in body:
            word = words.get(literal.result.name) if isinstance(literal, m.Aggregate) else None
            if isinstance(literal, m.Aggregate) and isinstance(word, m.Constant):
                # an aggregate gives its value to a variable, which then has to be the constant
                own = {name: term for name, term in words.items() if name != literal.result.name}
                literal = substitute(literal, replacing(own, suffix))
                renamed.append(m.Comparison(Comparator.EQUAL, literal.result, word, literal.span))
            else:
                literal = substitute(literal, replacing(words, suffix))
            renamed.append(literal)
        return renamed

    def unfold(
        self, body: Sequence[m.Literal], equalities: Mapping[str, m.Value], known: Collection[str]
    ) -> list[m.Literal] | None:
        """The body without what holds of the row anyway, down to atoms and groups with one match at most; else None.

        `known` are the variables of the row; `equalities` are the constants that the rule demands of them.
        """
        result: list[m.Literal] = []
        waiting = list(body)
        while waiting:
            literal = waiting.pop(0)
            if not isinstance(literal, m.Atom):
                result.append(literal)
                continue
            if self._entailed(literal, equalities):
                continue
            inner = self._definition(literal)
            # where the definition does not come down to single matches, the atom stays, and its table is read
            simpler = self.unfold(inner, equalities, known) if inner is not None else None
            if simpler is None:
                result.append(literal)
            else:
                waiting = [*simpler, *waiting]
        return result if self._all_determined(result, set(known)) else None

    def _all_determined(self, body: Sequence[m.Literal], known: set[str]) -> bool:
        rule = replace(self.rule, body=tuple(body))
        ordered, stuck = evaluation_order(body, rule, known)
        bound = set(known)
        for literal in ordered:
            if isinstance(literal, m.Atom):
                if not self.compiler.relations[literal.predicate].determines(fixed_positions(literal, bound)):
                    return False
            elif isinstance(literal, m.Aggregate) and not stands_alone(literal, m.group_variables(literal, rule)):
                return False
            bound |= binds(literal, bound)
        return not stuck

    def _definition(self, atom: m.Atom) -> list[m.Literal] | None:
        """What the one rule demands that can conclude the atom."""
        rules = self.compiler.rules.get(atom.predicate, ())
        fitting = [rule for rule in rules if self._fits(rule, atom)]
        # of several rules any may conclude it, and a body is a conjunction
        if len(fitting) != 1 or not all(isinstance(literal, m.Simple) for literal in fitting[0].body):
            return None
        return self._body(fitting[0], atom)

    def _body(self, rule: m.Rule, atom: m.Atom) -> list[m.Literal]:
        """The body of a rule that concludes the atom, in its words."""
        words: dict[str, m.Term] = {}
        extra: list[m.Literal] = []
        for term, own in zip(rule.head.terms, atom.terms, strict=True):
            if isinstance(own, m.Anything):
                continue
            if isinstance(term, m.Variable):
                extra.extend(_named_alike(words.setdefault(term.name, own), own, rule))
            elif isinstance(own, m.Variable):
                extra.extend(_named_alike(own, term, rule))
        return [*extra, *self._renamed(rule.body, words)]

    def _fits(self, rule: m.Rule, atom: m.Atom) -> bool:
        for domain, term in zip(head_domains(rule, self.compiler.domains), atom.terms, strict=True):
            if isinstance(term, m.Constant) and domain is not None and term.value not in domain:
                return False
        return True

    def _entailed(self, atom: m.Atom, equalities: Mapping[str, m.Value]) -> bool:
        """Whether the atom holds of every row of the row for which the equalities hold."""
        given: list[Sequence[m.Value | m.Term]] = list(self.compiler.relations[atom.predicate].rows or ())
        for literal in self.rule.body:
            if isinstance(literal, m.Atom) and literal.predicate == atom.predicate:
                given.append([_fixed(term, equalities) for term in literal.terms])
        asked = [_fixed(term, equalities) for term in atom.terms]
        for row in given:
            if all(isinstance(want, m.Anything) or want == have for want, have in zip(asked, row, strict=True)):
                return True
        for rule in self.compiler.rules.get(atom.predicate, ()):
            if rule.body and self._fits(rule, atom):
                body = self._body(rule, atom)
                if all(isinstance(literal, m.Atom) and self._entailed(literal, equalities) for literal in body):
                    return True
        return False


def _fixed(term: m.Term, equalities: Mapping[str, m.Value]) -> m.Value | m.Term:
    """The value that a term has to have; the term itself where that is open."""
    if isinstance(term, m.Constant):
        return term.value
    if isinstance(term, m.Variable):
        return equalities.get(term.name, term)
    return term


def _named_alike(first: m.Term, other: m.Term, rule: m.Rule) -> Iterator[m.Comparison]:
    """The condition that two terms which stand for one variable are equal, where that is not clear already."""
    if not same_term(first, other):
        assert not isinstance(first, m.Anything) and not isinstance(other, m.Anything)
        yield m.Comparison(Comparator.EQUAL, first, other, rule.span)
