"""What is known of the rules of a predicate, so that versions which share them need not prove it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, TypeVar

from secg.code.rule_shape import rule_shape
from secg.effect.slicing import bearing_rules
from secg.language.model import Rule

_T = TypeVar("_T")


class RuleVerdict(Enum):
    """Of a rule: some party makes it, and it alone, apply; none does; others always say the same; not decided."""

    SOUND = "sound"
    IDLE = "idle"
    IMPLIED = "implied"
    UNDECIDED = "undecided"


class RuleMemory:
    """Verdicts by the shapes of all rules that bear on a predicate."""

    def __init__(self) -> None:
        self._shapes: dict[int, tuple[Rule, str]] = {}
        self._verdicts: dict[tuple[str, ...], dict[str, RuleVerdict]] = {}
        self._results: dict[tuple[str, ...], Any] = {}

    def key(self, predicate: str, rules: Sequence[Rule]) -> tuple[str, ...]:
        """The key of a predicate in a Code: the shapes of all rules that bear on it."""
        return (predicate, *sorted(self._shape(rule) for rule in bearing_rules(rules, [predicate])))

    def cited_key(self, name: str, predicates: Iterable[str], rules: Sequence[Rule]) -> tuple[str, ...]:
        """A key that also tells where the rules stand: for results that name paragraphs."""
        bearing = bearing_rules(rules, predicates)
        return (name, *sorted(f"{rule.citation} {self._shape(rule)}" for rule in bearing))

    def shape_key(self, name: str, rules: Sequence[Rule]) -> tuple[str, ...]:
        """A key of these rules alone, wherever they stand: for results that name no paragraph."""
        return (name, "alone", *sorted(self._shape(rule) for rule in rules))

    def result(self, key: tuple[str, ...], find: Callable[[], _T]) -> _T:
        """The result under a key, found once."""
        if key not in self._results:
            self._results[key] = find()
        known: _T = self._results[key]
        return known

    def known(self, key: tuple[str, ...]) -> dict[str, RuleVerdict] | None:
        """The verdicts by shape, where they are known."""
        return self._verdicts.get(key)

    def keep(self, key: tuple[str, ...], rules: Sequence[Rule], verdicts: Sequence[RuleVerdict]) -> None:
        """Remember the verdicts of rules."""
        self._verdicts[key] = {self._shape(rule): verdict for rule, verdict in zip(rules, verdicts, strict=True)}

    def verdicts(self, known: dict[str, RuleVerdict], rules: Sequence[Rule]) -> list[RuleVerdict]:
        """The verdicts in the order of rules."""
        return [known[self._shape(rule)] for rule in rules]

    def _shape(self, rule: Rule) -> str:
        if id(rule) not in self._shapes:
            self._shapes[id(rule)] = (rule, repr(rule_shape(rule)))
        return self._shapes[id(rule)][1]
