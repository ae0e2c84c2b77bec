"""Two sets of rules by what they say: which condition, threshold or constant changed, however it is written.

Rules apart from how they are written: equal shapes say the same, whatever the variables' names and the order of
conditions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from secg.code.redline_words import DELETED, INSERTED, SAME
from secg.language import model as m
from secg.language.operators import ORDERS, Calculation
from secg.language.phrases import Phrases, oriented
from secg.records import record

Shape = tuple[object, ...]
"""Nested tuples of plain words: what a rule or condition says, with variables by their part in it."""


def rule_shape(rule: m.Rule) -> Shape:
    """The shape of a rule: its head, then its conditions in a fixed order, variables numbered as they first come."""
    colours = _colours(rule)
    # by `repr`, since numbers and texts are not put in order together
    ordered = sorted(rule.body, key=lambda literal: repr(_literal(literal, colours)))
    numbers: dict[str, str] = {}
    for literal in (rule.head, *ordered):
        for variable in _in_order(literal, colours):
            numbers.setdefault(variable, f"V{len(numbers)}")
    return (_literal(rule.head, numbers), *sorted((_literal(literal, numbers) for literal in ordered), key=repr))


def condition_shape(literal: m.Literal) -> Shape:
    """The shape of one condition with all its variables alike: equal for conditions that differ in names alone."""
    return _literal(literal, {})


def _colours(rule: m.Rule) -> Mapping[str, str]:
    """For each variable a word that tells its part in the rule, refined until variables of different parts differ."""
    literals: Sequence[m.Literal] = (rule.head, *rule.body)
    names = m.variable_names(*literals)
    colours = dict.fromkeys(names, "")
    # each round tells apart what stands one condition further from what is told apart; no rule of the law needs three
    for _ in range(min(len(names), 4)):
        occurrences: dict[str, list[str]] = {name: [] for name in names}
        for literal in literals:
            mark = "head" if literal is rule.head else ""
            for name in m.variable_names(literal):
                own = {**colours, name: f"*{colours[name]}"}
                occurrences[name].append(f"{mark}{_literal(literal, own)!r}")
        ranked = {name: repr(sorted(words)) for name, words in occurrences.items()}
        order = {word: str(index) for index, word in enumerate(sorted(set(ranked.values())))}
        colours = {name: order[word] for name, word in ranked.items()}
    return colours


def _in_order(literal: m.Literal, colours: Mapping[str, str]) -> Iterable[str]:
    """The names of the variables of a condition, in an order that does not rest on how it is written."""
    conditions: list[m.Literal] = []
    for part in m.parts_of(literal):
        if isinstance(part, m.Literal):
            conditions.append(part)
        else:
            yield from (variable.name for variable in m.variables_of(part))
    for inner in sorted(conditions, key=lambda inner: repr(_literal(inner, colours))):
        yield from _in_order(inner, colours)


def _literal(literal: m.Literal, names: Mapping[str, str]) -> Shape:
    turned = oriented(literal) if isinstance(literal, m.Comparison) else literal
    word, shapes, inner = m.word_of(turned), list[Shape](), list[Shape]()
    for part in m.parts_of(turned):
        if isinstance(part, m.Literal):
            inner.append(_literal(part, names))
        else:
            shapes.append(_expression(part, names))
    # the sides of these may change places; a constant stands on the right already
    if isinstance(turned, m.Comparison) and not ORDERS[turned.operator] and not isinstance(turned.right, m.Constant):
        shapes.sort(key=repr)
    return (str(word), *shapes, *sorted(inner, key=repr))


def _term(term: m.Term, names: Mapping[str, str]) -> Shape:
    if isinstance(term, m.Variable):
        return ("variable", names.get(term.name, ""))
    if isinstance(term, m.Anything):
        return ("anything",)
    value = term.value.isoformat() if isinstance(term.value, date) else term.value
    return (term.form.value, value)


def _expression(expression: m.Expression | m.Anything, names: Mapping[str, str]) -> Shape:
    if isinstance(expression, m.Arithmetic):
        sides = [_expression(expression.left, names), _expression(expression.right, names)]
        if expression.operator in (Calculation.PLUS, Calculation.TIMES):
            sides.sort(key=repr)
        return (expression.operator.value, *sides)
    if isinstance(expression, m.DateShift):
        return (
            expression.unit.value,
            expression.sign,
            _expression(expression.base, names),
            _expression(expression.amount, names),
        )
    return _term(expression, names)


CHANGED = "changed"
AS_WRITTEN = "as the rule is written: "
"""What stands before conditions that are told in Datalog."""
_ALIKE = 0.3
"""Two rules are one rule changed where at least so much of their conditions is shared."""


@record
class ConditionChange:
    """A condition in words: the same, deleted, inserted, or changed from `before` to `after`."""

    mark: str
    before: str
    after: str


@record
class RuleChange:
    """A rule that is deleted, inserted or changed: the limb it stands in, its conclusion and its conditions."""

    mark: str
    limb: str
    conclusion: ConditionChange
    conditions: tuple[ConditionChange, ...]


def rule_changes(before: Sequence[m.Rule], after: Sequence[m.Rule], phrases: Phrases) -> tuple[RuleChange, ...]:
    """What happened to the rules of one paragraph; rules that say the same are left out."""
    old, new = _without(before, after), _without(after, before)
    twins = _twins(old, new)
    changes: list[RuleChange] = []
    for i, rule in enumerate(old):
        if i in twins:
            changes.append(_changed(rule, new[twins[i]], phrases))
        else:
            changes.append(_whole(rule, DELETED, phrases))
    taken = set(twins.values())
    changes.extend(_whole(rule, INSERTED, phrases) for j, rule in enumerate(new) if j not in taken)
    return tuple(changes)


def _without(side: Sequence[m.Rule], other: Sequence[m.Rule]) -> list[m.Rule]:
    """The rules of a side that the other side does not have, limb by limb."""
    # counted, since a paragraph may say the same twice on one side and once on the other
    left = Counter((rule.citation.limb, rule_shape(rule)) for rule in other)
    own: list[m.Rule] = []
    for rule in side:
        key = (rule.citation.limb, rule_shape(rule))
        if left[key] > 0:
            left[key] -= 1
        else:
            own.append(rule)
    return own


def _twins(old: Sequence[m.Rule], new: Sequence[m.Rule]) -> dict[int, int]:
    """Which rules are one rule changed, by their places on either side: of one predicate, and alike."""
    # the likeliest pairs are taken first: any other order could pair a rule with its second best
    scored: list[tuple[float, int, int]] = []
    for i, rule in enumerate(old):
        for j, other in enumerate(new):
            if rule.head.predicate == other.head.predicate:
                likeness = _likeness(rule, other)
                if likeness >= _ALIKE:
                    scored.append((-likeness, i, j))
    twins: dict[int, int] = {}
    for _, i, j in sorted(scored):
        if i not in twins and j not in twins.values():
            twins[i] = j
    return twins


def _likeness(first: m.Rule, other: m.Rule) -> float:
    """The share of conditions, the conclusion among them, that two rules have in common."""
    shapes = [Counter(map(condition_shape, (rule.head, *rule.body))) for rule in (first, other)]
    shared = sum((shapes[0] & shapes[1]).values())
    near = sum((Counter(map(_skeleton, shapes[0])) & Counter(map(_skeleton, shapes[1]))).values())
    # a condition of which only the constant differs counts half
    return (shared + 0.5 * (near - min(near, shared))) / max(sum(shape.values()) for shape in shapes)


def _skeleton(shape: Shape) -> Shape:
    """A shape with its constants taken out, and comparisons alike: what is left when a threshold moves."""
    if shape and isinstance(shape[0], str):
        if shape[0] in ("integer", "date", "symbol", "text") and len(shape) == 2:
            return (shape[0],)
        if shape[0] in ("<", "<=", ">", ">=", "=", "!="):
            shape = ("compared", *shape[1:])
    return tuple(_skeleton(part) if isinstance(part, tuple) else part for part in shape)


def _whole(rule: m.Rule, mark: str, phrases: Phrases) -> RuleChange:
    conditions = tuple(_marked(mark, words) for _, words in _said(rule, phrases))
    return RuleChange(mark, rule.citation.limb, _marked(mark, phrases.conclusion(rule)), conditions)


def _said(rule: m.Rule, phrases: Phrases) -> list[tuple[Shape, str]]:
    """The conditions of a rule that say something of their own, each with its shape and its words."""
    said = [literal for literal in rule.body if phrases.is_said(literal, rule)]
    return [(condition_shape(literal), phrases.condition(literal, rule)) for literal in said]


def _marked(mark: str, words: str) -> ConditionChange:
    """Words that only one side has."""
    if mark == INSERTED:
        return ConditionChange(mark, "", words)
    return ConditionChange(mark, words, "")


def _kept(before: str, after: str) -> ConditionChange:
    """What both sides have, in words that may differ."""
    return ConditionChange(SAME if before == after else CHANGED, before, after)


def _changed(rule: m.Rule, other: m.Rule, phrases: Phrases) -> RuleChange:
    old, new = _said(rule, phrases), _said(other, phrases)
    left = list(new)
    conditions: list[ConditionChange] = []
    gone: list[tuple[Shape, str]] = []
    # equal conditions are paired before any that differ in a constant: else a moved threshold could take another's twin
    for shape, words in old:
        twin = next((pair for pair in left if pair[0] == shape), None)
        if twin is None:
            gone.append((shape, words))
        else:
            left.remove(twin)
            conditions.append(_kept(words, twin[1]))
    for shape, words in gone:
        twin = next((pair for pair in left if _skeleton(pair[0]) == _skeleton(shape)), None)
        if twin is None:
            conditions.append(_marked(DELETED, words))
        else:
            left.remove(twin)
            conditions.append(ConditionChange(CHANGED, words, twin[1]))
    conditions.extend(_marked(INSERTED, words) for _, words in left)
    conclusion = _kept(phrases.conclusion(rule), phrases.conclusion(other))
    if conclusion.mark == SAME and sorted(words for _, words in old) == sorted(words for _, words in new):
        conditions = [told for told in conditions if told.mark == SAME]
        conditions.extend(_unsaid_changes(rule, other, phrases))
    return RuleChange(CHANGED, other.citation.limb, conclusion, tuple(conditions))


def _unsaid_changes(rule: m.Rule, other: m.Rule, phrases: Phrases) -> list[ConditionChange]:
    """What changed between two rules of which the same is said: conditions that go without saying, or else Datalog.

    Words do not tell two days or two parties of one kind apart, nor a stated sum from a sum.
    """
    old, new = (
        Counter(phrases.condition(literal, side) for literal in side.body if not phrases.is_said(literal, side))
        for side in (rule, other)
    )
    prefix = ""
    if old == new:
        old, new = (Counter(map(str, (side.head, *side.body))) for side in (rule, other))
        prefix = AS_WRITTEN
    before, after = (", ".join((own - others).elements()) for own, others in ((old, new), (new, old)))
    if not before:
        return [_marked(INSERTED, f"{prefix}{after}")]
    if not after:
        return [_marked(DELETED, f"{prefix}{before}")]
    return [ConditionChange(CHANGED, f"{prefix}{before}", f"{prefix}{after}")]
