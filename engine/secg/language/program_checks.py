"""Static checks of rules together: no circle, and no conclusion from a silence that may only be a missing fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from secg.language.model import Rule, literal_atoms
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Gathered, catalogue

Uses = dict[str, list[tuple[str, str, Rule]]]
"""For each concluded predicate, what its rules use: predicate, how it is used, and the rule."""


def uses_of(rules: Iterable[Rule]) -> Uses:
    """What the rules of each predicate use, in the order of the rules."""
    uses: Uses = {}
    for rule in rules:
        entries = uses.setdefault(rule.head.predicate, [])
        for literal in rule.body:
            entries.extend((atom.predicate, how, rule) for atom, how in literal_atoms(literal))
    return uses


def check_program(rules: Sequence[Rule], vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Circles among paragraphs; without one, also negations and aggregates that rest on facts a party may not state."""
    uses = uses_of(rules)
    circles = _circles(uses)
    if circles:
        return tuple(circles)
    return tuple(_unknown_negated(uses, vocabulary))


def strata(rules: Iterable[Rule]) -> tuple[tuple[str, ...], ...]:
    """The concluded predicates in layers: each uses predicates of lower layers only. The rules have no circle."""
    uses = uses_of(rules)
    level: dict[str, int] = {}

    def level_of(predicate: str) -> int:
        if predicate not in uses:
            return 0
        if predicate not in level:
            level[predicate] = 1 + max((level_of(used) for used, _, _ in uses[predicate]), default=0)
        return level[predicate]

    layers: dict[int, list[str]] = {}
    for predicate in uses:
        layers.setdefault(level_of(predicate), []).append(predicate)
    return tuple(tuple(sorted(layers[number])) for number in sorted(layers))


def _circles(uses: Uses) -> list[Diagnostic]:
    """One circle for each knot of predicates: the others of a knot mostly go away with it."""
    faults: list[Diagnostic] = Gathered()
    knotted: set[str] = set()
    done: set[str] = set()
    for start in uses:
        if start in done:
            continue
        path: list[tuple[str, Rule]] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            predicate, index = stack.pop()
            edges = [edge for edge in uses.get(predicate, ()) if edge[0] in uses]
            if index == len(edges):
                done.add(predicate)
                if path:
                    path.pop()
                continue
            stack.append((predicate, index + 1))
            used, _, rule = edges[index]
            on_path = [name for name, _ in stack]
            if used in on_path:
                steps = [*path[on_path.index(used) :], (predicate, rule)]
                names = {name for name, _ in steps}
                if not names & knotted:
                    faults.append(_circle(used, steps))
                knotted |= names
            elif used not in done:
                path.append((predicate, rule))
                stack.append((used, 0))
    return faults


def _circle(predicate: str, steps: list[tuple[str, Rule]]) -> Diagnostic:
    rule = steps[0][1]
    shown = [f"`{name}` ({step.citation})" for name, step in steps]
    circle = " rests on ".join([*shown, f"`{predicate}`"])
    return catalogue.RECURSION.at(rule.span, paragraph=str(rule.citation), circle=circle)


def _unknown_negated(uses: Uses, vocabulary: Vocabulary) -> list[Diagnostic]:
    """`not p` and aggregates over p, where p rests on a fact with `absent: unknown`.

    An aggregate may range over such a fact itself: it then has no value while a counted party does not state it.
    """
    rests: dict[str, str | None] = {}

    def unknown_fact(predicate: str) -> str | None:
        declared = vocabulary.predicates.get(predicate)
        if declared is not None and declared.kind == "fact":
            return predicate if declared.absent == "unknown" else None
        if predicate not in rests:
            rests[predicate] = next(
                (fact for used, _, _ in uses.get(predicate, ()) if (fact := unknown_fact(used)) is not None),
                None,
            )
        return rests[predicate]

    faults: list[Diagnostic] = Gathered()
    for entries in uses.values():
        for used, how, rule in entries:
            fact = unknown_fact(used) if how != "positive" else None
            if fact is None or (how == "aggregated" and fact == used):
                continue
            use = f"`not {used}(…)`" if how == "negated" else f"an aggregate over `{used}`"
            faults.append(catalogue.NEGATED_UNKNOWN.at(rule.span, paragraph=str(rule.citation), use=use, fact=fact))
    return faults
