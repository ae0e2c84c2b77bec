"""The texts and party names that rules can tell from others, for each place of a fact where such a value stands.

A value flows from a fact through variables to conclusions and on. Whatever a rule compares it with, wherever it has
flowed to, is among the values tried at the place where a file states it.

Facts of which a party may state several records: whether more than one of them can matter to one outcome.

Where every rule that looks at a record names it in its conclusion, each outcome rests on one record alone, and the
others can be taken away without changing it: one record of each kind decides. Where a rule asks for some record or
other, counts records or compares them, two of each kind are examined, and what is said is said of so many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import assert_never

from secg.language.model import Atom, Constant, Rule, Term, Variable, atoms_of, compared
from secg.language.predicate_kinds import TREATMENT, Compared, PredicateKind
from secg.language.vocabulary import Predicate, Vocabulary

Place = tuple[str, int]
"""A predicate and the position of an argument."""
HeadTerm = tuple[int, Term]
"""A term in the head of a rule, by the number of the rule."""
_Node = tuple[int, str]
"""A variable of a rule."""


def constants_of(rules: Sequence[Rule], vocabulary: Vocabulary) -> Mapping[Place, frozenset[str]]:
    """By place of a fact, the texts with which rules compare what stands there: of keys those of their own alone."""
    return _Flow(rules, vocabulary).tested


def places_of(place: Place, vocabulary: Vocabulary) -> Sequence[Place]:
    """Where a file states what stands in a place of a fact, then where the records are named to which that refers.

    A key repeats what its record states, so that a rule may ask for a record by its keys alone.
    """
    declared = vocabulary.predicates.get(place[0])
    if declared is None or not declared.is_fact:
        return [place]
    name, owner = declared.arguments[place[1]].name, vocabulary.owner_of(declared)
    stated = owner.position(name)
    places = [place if stated is None else (owner.name, stated)]
    for target in filter(None, (declared.refers.get(name), owner.refers.get(name))):
        for kind, dot, key in (choice.partition(".") for choice in target.split(" or ")):
            position = vocabulary.predicates[kind].position(key) if dot else None
            if position is not None:
                places.append((kind, position))
    return list(dict.fromkeys(places))


def read_together(rules: Sequence[Rule], vocabulary: Vocabulary) -> Iterator[tuple[HeadTerm, HeadTerm]]:
    """The terms of two heads of which an outcome asks whether they are the same, though no rule does.

    An excuse, a due day or an addressee is of the duty that has the same name and is about the same; an answer or a
    silence is of the question with the same arguments; and two due days, or two answers, of the same contradict.
    """
    families: dict[tuple[str, int], list[int]] = {}
    for number, rule in enumerate(rules):
        declared = vocabulary.predicates.get(rule.head.predicate)
        if declared is not None and (family := _family(declared, vocabulary)) is not None:
            families.setdefault(family, []).append(number)
    for (_, width), numbers in families.items():
        # found in random edits: no rule asks whether a due day is about what the duty is about, but the outcome does
        for number, other in combinations(numbers, 2):
            heads = rules[number].head, rules[other].head
            kinds = [vocabulary.predicates[head.predicate].kind for head in heads]
            # two rules of one predicate say the same twice, but two due days or two answers contradict one another
            if heads[0].predicate == heads[1].predicate and kinds[0] not in (PredicateKind.DUE, PredicateKind.ANSWER):
                continue
            # both are of the party examined, so the first arguments are equal
            pairs = list(zip(heads[0].terms[1:width], heads[1].terms[1:width], strict=True))
            if all(_may_be_equal(*pair) for pair in pairs):
                for first, second in pairs:
                    yield (number, first), (other, second)


def _family(declared: Predicate, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """What brings the conclusions of a predicate together with others, a duty or a question, if anything does.

    With how many arguments, the party among them, say which duty or question it is.
    """
    compared_as = TREATMENT[declared.kind].compared
    match compared_as:
        case Compared.DUTY | Compared.ADDRESSEE | Compared.DETAIL_OF_DUTY:
            return "duty", 3  # the party, the duty, and what it is about
        case Compared.QUESTION:
            return f"question {declared.asked}", vocabulary.predicates[declared.asked].arity
        case Compared.DETAIL | Compared.NOTHING:
            return None  # what these are of is no text, and has the same names everywhere
        case _:
            assert_never(compared_as)


class _Flow:
    """The tests that a value meets. Both passes end, as the rules have no recursion and sets of texts only grow."""

    def __init__(self, rules: Sequence[Rule], vocabulary: Vocabulary) -> None:
        self._rules = rules
        self._vocabulary = vocabulary
        self._reserved = reserved_words(vocabulary)
        self._together = [
            pair
            for pair in read_together(rules, vocabulary)
            if any(isinstance(term, Variable) for _, term in pair)  # two constants teach nothing
        ]
        self._heads: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            self._heads.setdefault(rule.head.predicate, []).append(number)
        self._atoms = [list(atoms_of(rule.body)) for rule in rules]
        self._tests: dict[_Node, set[str]] = {}
        self.tested: dict[Place, frozenset[str]] = {}
        while self._pass():
            pass

    def _pass(self) -> bool:
        """Carry every test one step further; whether that found anything."""
        before = self._size()
        for (owner, term), (other_owner, other_term) in self._together:
            self._meet(owner, term, self._texts(other_owner, other_term))
            self._meet(other_owner, other_term, self._texts(owner, term))
        for number, rule in enumerate(self._rules):
            for first, second, _ in compared(rule.body):
                for variable, other in ((first, second), (second, first)):
                    if isinstance(variable, Variable):
                        self._meet(number, variable, self._texts(number, other))
            for atom in self._atoms[number]:
                for place, term in enumerate(atom.terms):
                    self._visit(number, atom, place, term)
        return self._size() != before

    def _size(self) -> int:
        return sum(map(len, self._tests.values())) + sum(map(len, self.tested.values()))

    def _visit(self, number: int, atom: Atom, place: int, term: Term) -> None:
        concluding = self._heads.get(atom.predicate, ())
        if not concluding:
            stated, *named = places_of((atom.predicate, place), self._vocabulary)
            texts = self._texts(number, term)
            self.tested[stated] = self.tested.get(stated, frozenset()).union(texts)
            # what is referred to by a word of the vocabulary is no record
            for other_place in named:
                self.tested[other_place] = self.tested.get(other_place, frozenset()).union(set(texts) - self._reserved)
            # every rule that asks for the fact meets what any of them compares with it
            self._meet(number, term, self.tested[stated])
            return
        for other in concluding:
            head = self._rules[other].head
            if may_be(head, atom):
                inner = head.terms[place]
                self._meet(other, inner, self._texts(number, term))
                self._meet(number, term, self._texts(other, inner))

    def _texts(self, number: int, term: object) -> Collection[str]:
        match term:
            case Constant(value=str() as text):
                return (text,)
            case Variable(name=name):
                return frozenset(self._tests.get((number, name), ()))
            case _:
                return ()

    def _meet(self, number: int, term: object, texts: Collection[str]) -> None:
        if isinstance(term, Variable) and texts:
            self._tests.setdefault((number, term.name), set()).update(texts)


def may_be(head: Atom, atom: Atom) -> bool:
    """Whether a conclusion can answer a condition: no two constants differ."""
    return all(map(_may_be_equal, head.terms, atom.terms))


def _may_be_equal(term: Term, other: Term) -> bool:
    return not (isinstance(term, Constant) and isinstance(other, Constant)) or term.value == other.value


def asked_predicates(rules: Iterable[Rule]) -> set[str]:
    """The predicates for which some condition asks."""
    asked: set[str] = set()
    for rule in rules:
        asked.update(atom.predicate for atom in atoms_of(rule.body))
    return asked


def told_apart(rules: Sequence[Rule], vocabulary: Vocabulary) -> frozenset[str]:
    """The facts of which several records of a party may matter to one outcome."""
    declared_asked = (vocabulary.predicates.get(name) for name in sorted(asked_predicates(rules)))
    # a key is told apart by the record that has it, whether or not a rule asks for that
    asked = {vocabulary.owner_of(fact).name for fact in declared_asked if fact is not None and fact.is_fact}
    told = {
        declared.name
        for declared in vocabulary.facts
        if declared.name in asked and _identity_of(declared) and not _always_named(declared, rules, vocabulary)
    }
    # two records may refer to two others, for which no rule need ask
    waiting = list(told)
    while waiting:
        more = _referred(vocabulary.predicates[waiting.pop()], vocabulary) - told
        told |= more
        waiting.extend(more)
    return frozenset(told)


def _referred(declared: Predicate, vocabulary: Vocabulary) -> set[str]:
    """The kinds of record to which the records of a fact refer."""
    kinds: set[str] = set()
    for fact in (declared, *vocabulary.fields.get(declared.name, ())):
        for target in fact.refers.values():
            kinds.update(choice.partition(".")[0] for choice in target.split(" or ") if "." in choice)
    return kinds


def reserved_words(vocabulary: Vocabulary) -> frozenset[str]:
    """What a reference may name that is no record, as a rule or a file may spell it."""
    words: set[str] = set()
    for declared in vocabulary.facts:
        for target in declared.refers.values():
            words |= reserved_in(target)
    return frozenset(words)


def reserved_in(target: str) -> frozenset[str]:
    """What a reference with this target (`responsible_for.id or user_systems`) may name that is no record."""
    words: set[str] = set()
    for choice in target.split(" or "):
        if choice and "." not in choice:
            words |= {choice, choice.replace("_", "-"), choice.replace("-", "_")}
    return frozenset(words)


def _identity_of(declared: Predicate) -> tuple[int, ...]:
    """The places that tell records of a fact apart: its own name, or else its texts, numbers and days."""
    if declared.one_at_a_time:
        return ()
    places = range(1, declared.arity)
    keys = tuple(place for place in places if place == declared.naming)
    plain = (place for place in places if declared.arguments[place].type in ("text", "date", "count", "integer"))
    return keys or tuple(plain)


def _always_named(declared: Predicate, rules: Sequence[Rule], vocabulary: Vocabulary) -> bool:
    """Whether each conclusion that rests on a record of a fact names the record."""
    places: dict[str, set[int]] = {declared.name: set(_identity_of(declared))}
    owned = {declared.arguments[place].name for place in places[declared.name]}
    asked = asked_predicates(rules)
    for field in vocabulary.fields.get(declared.name, ()):
        places[field.name] = {place for place, argument in enumerate(field.arguments) if argument.name in owned}
        if field.name in asked and len(places[field.name]) < len(owned):
            return False  # the key does not say of which of the records it is
    waiting = True
    while waiting:
        waiting = False
        for rule in rules:
            named: set[str] = set()
            for atom in atoms_of(rule.body):
                for place in places.get(atom.predicate, ()):
                    term = atom.terms[place]
                    if isinstance(term, Variable):
                        named.add(term.name)
                    elif not (isinstance(term, Constant) and isinstance(term.value, str)):
                        return False  # some record or other is asked for, and what is concluded does not say which
            heads = {term.name: place for place, term in enumerate(rule.head.terms) if isinstance(term, Variable)}
            # a conclusion that names two records (to whom something about the one is owed) rests on both
            if not named <= heads.keys() or len(named) > 1:
                return False
            known = places.setdefault(rule.head.predicate, set()) if named else set()
            more = {heads[name] for name in named} - known
            known |= more
            waiting = waiting or bool(more)
    return True
