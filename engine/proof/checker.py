"""Accepts or rejects the proofs of a JSON report. It trusts nobody: of the engine it imports the rule model alone.

Rules, absences and aggregates are held against relations that `plain_evaluation`, which imports nothing else either,
derives from the rules and facts. What a step claims is its `reads`: `[predicate, …]`, `["not", predicate, …]`,
`[operator, left, right]`, or `[function, value]`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.language import model
from engine.proof.plain_evaluation import Relations, Values, unified, value_of

Node = Mapping[str, Any]
CLAIMS = {"assessments": ("capacity", "year", "category"), "obligations": ("duty_id", "about")}


class Checker:
    """Holds the rules of a Code as they are written, and the stated, given and `missing …` rows."""

    def __init__(self, rules: Sequence[model.Rule], facts: Mapping[str, Sequence[tuple[model.Value, ...]]]) -> None:
        self._rules = {tuple(rule.span): rule for rule in rules}
        self._concluded = {rule.head.predicate for rule in rules}
        self._relations = Relations(rules, facts)

    def faults(self, report: Node) -> Iterator[str]:
        """One sentence for each proof that is rejected; none where all are accepted."""
        for node, section, entry in proofs(report):
            try:
                claimed = [entry[key] for key in CLAIMS.get(section, ()) if entry[key] != "undetermined"]
                claimed = [report["party"], *claimed] if claimed else []
                require(node["reads"][1 : 1 + len(claimed)] == claimed, node, "is not what the report claims")
                self.follows(node)
            except ValueError as rejected:
                yield str(rejected)
            except (LookupError, TypeError, AttributeError) as error:
                yield f"a step lacks what every step has: {error}"

    def follows(self, node: Node) -> None:
        """Raises ValueError where a stated or concluded step, or one under it, does not follow."""
        predicate, *row = node["reads"]
        require(tuple(row) in self._relations.rows(predicate, *row[:1]), node, "does not hold")
        require(node["atom"] == f"{predicate}({', '.join(map(str, row))})", node, "is written as another atom")
        if predicate in self._concluded:
            rule, values = self._rules[tuple(node["rule"].values())], node["values"]
            concluded = [rule.head.predicate, *(value_of(term, values) for term in rule.head.terms)]
            require(concluded == node["reads"], node, "is not what its rule concludes")
            require(str(rule.citation) == node["paragraph"], node, "cites another paragraph than its rule stands in")
            self.conditions(node["premises"], rule.body, values, rule)

    def conditions(
        self, nodes: Sequence[Node], body: Sequence[model.Literal], values: Values, rule: model.Rule
    ) -> None:
        """Raises ValueError unless each step shows the condition that the rule has in its place, and that it holds."""
        for node, literal in zip(nodes, body, strict=True):
            require(values in (self._relations.holds(literal, values, rule) or ()), node, "does not hold")
            if isinstance(literal, model.Atom):
                require(node["reads"][0] == literal.predicate, node, "stands for another condition of its rule")
                require(values in unified(literal.terms, node["reads"][1:], values), node, "is about something else")
                self.follows(node)
                continue
            if isinstance(literal, model.Negation):
                terms = literal.atom.terms
                wanted = ["not", literal.atom.predicate, *(value_of(term, values) for term in terms)]
            elif isinstance(literal, model.Comparison):
                wanted = [literal.operator, value_of(literal.left, values), value_of(literal.right, values)]
            else:
                wanted = [literal.function, values[literal.result.name]]
                self.contributions(node, literal, values, rule)
            require(node["reads"] == wanted, node, "stands for another condition of its rule")

    def contributions(self, node: Node, aggregate: model.Aggregate, values: Values, rule: model.Rule) -> None:
        """Raises ValueError unless the premises are all the contributions to an aggregate, each once and each shown."""
        parts = self._relations.parts(aggregate, values, rule) or []
        shown = [part["contribution"]["values"] for part in node["premises"]]
        require(sorted(map(str, shown)) == sorted(map(str, parts)), node, "does not count what is there to count")
        for part in node["premises"]:
            taken, premises = part["contribution"], part["premises"]
            own, others = premises[: taken["own_premises"]], premises[taken["own_premises"] :]
            taken_apart = len(own) == taken["own_premises"] and 0 <= taken["leads"] <= len(others)
            require(taken_apart, part, "can't be taken apart again")
            steps = [*others[: taken["leads"]], {**part, "premises": own}, *others[taken["leads"] :]]
            self.conditions(steps, aggregate.body, {**values, **taken["values"]}, rule)


def proofs(part: Any, section: str = "") -> Iterator[tuple[Node, str, Node]]:
    """Every outermost proof in a part of a report, with the section and the entry that it stands in."""
    for key, value in part.items() if isinstance(part, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if key.endswith("proof"):
                yield one, section, part
            else:
                yield from proofs(one, key)


def require(true: bool, node: Node, what: str) -> None:
    """Raises ValueError, naming the step, unless it is true."""
    if not true:
        raise ValueError(f"the step “{node['conclusion']}” {what}")
