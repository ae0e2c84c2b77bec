"""`import secg`: the Code as at a day, what it says of a situation and why, what an instrument changes, the checks.

Everything that comes back is immutable. Bad input raises `Faults`, whose diagnostics have the place and what to do.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from secg.api import answers
from secg.api.answers import Conclusion, Effect, Impact, Outcome, Reason, SmallestChange, Supposition
from secg.code.comparison import with_and_without
from secg.code.consolidation import Code as Consolidated
from secg.code.policies import Policies
from secg.code.selection import select_code
from secg.commands.check import everything
from secg.commands.derive import conclusions
from secg.commands.explain import explain_report
from secg.commands.options import World, day_named, load_named_policies
from secg.commands.what_if import search_report, supposed_report, why_report
from secg.facts.loading import Situations, check_parties
from secg.facts.scalars import tree_of
from secg.facts.situation import Situation
from secg.facts.situation_reader import read_situation
from secg.language.vocabulary import Vocabulary
from secg.messages import Diagnostic, Faults
from secg.records import record
from secg.sources.files import digest_of, read_text
from secg.sources.yaml_tree import Node, parse_yaml

if TYPE_CHECKING:
    from secg.bulk.deriving import Derived, Stream

Described = Mapping[str, object] | Path | str
"""A situation: a dictionary with the keys of a party's file, or the path of such a file."""


@record
class Code:
    """The Code of a version with its overlays, and the day as at which it is asked.

    >>> code = load("2019-03-01")
    >>> code.label
    'SECMP0059'
    """

    label: str
    day: date
    overlays: tuple[str, ...]
    policies: Policies
    consolidated: Consolidated

    def explain(self, situation: Described, others: Iterable[Described] = ()) -> Outcome:
        """What the Code says of a situation; `others` are the parties that its facts name.

        Raises Faults with every fault of the situations by the vocabulary, and ValueError for a party given twice.

        >>> supplier = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}
        >>> outcome = load("2019-03-01").explain(supplier)
        >>> [(year.year, year.category, year.paragraphs) for year in outcome.assessments][:2]
        [(1, 'full', ('G8.40',)), (2, 'full', ('G8.40', 'G8.41', 'G8.49'))]
        """
        # by way of the report, so that Python gives what the command line and assistants give
        return answers.outcome_of(explain_report(*self._about(situation, others)), self.day)

    def derive(self, situations: Iterable[Described]) -> tuple[Conclusion, ...]:
        """One row for each assessment and each duty of each party, as `secg derive` lists them. Raises as `explain`.

        >>> supplier = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}
        >>> row = load("2019-03-01").derive([supplier])[0]
        >>> row.party, row.capacity, row.year, row.outcome, row.paragraphs
        ('acme', 'supplier_party', 1, 'full', ('G8.40',))
        """
        described = _several(situations)
        # no party is no fault here, as an empty folder is to the command
        if not described:
            return ()
        return tuple(map(answers.conclusion_of, conclusions(self._world(described))))

    def derive_table(self, parties: Stream, facts: Mapping[str, Stream] | None = None) -> Derived:
        """The conclusions about a population as an Arrow table, with what is told of rows that had to be left out.

        `parties` has a row for each party, `facts` a table for each fact with records of its own, with the columns
        that `secg derive --facts` reads: anything with Arrow's stream interface (pyarrow, pandas, Polars, DuckDB).
        Needs the extra `bulk`. Raises Faults where nothing could be derived.

        >>> import pyarrow
        >>> parties = {"party": ["a", "b"], "user_role": ["gas_supplier"] * 2, "domestic_premises": [5, 300_000]}
        >>> table = load("2019-03-01").derive_table(pyarrow.table(parties)).table
        >>> [(row["party"], row["outcome"]) for row in table.to_pylist() if row["year"] == 2]
        [('a', 'undetermined'), ('b', 'full')]
        """
        # DuckDB and Arrow are an extra, and take longer to import than the engine
        from secg.bulk.deriving import derive_table

        return derive_table(self.policies, self.consolidated, self.day, parties, facts or {})

    def why(self, situation: Described, conclusion: str, others: Iterable[Described] = ()) -> Reason:
        """Why a conclusion holds of a situation, proved, or what keeps it from holding. Raises as `explain`.

        >>> supplier = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}
        >>> reason = load("2019-03-01").why(supplier, "full year 2")
        >>> reason.holds, reason.proofs[0].paragraph
        (True, 'G8.41')
        """
        return answers.reason_of(why_report(*self._about(situation, others), conclusion))

    def what_if(self, situation: Described, *supposed: str, others: Iterable[Described] = ()) -> Supposition:
        """What supposed facts (`FACT=VALUE`, `FACT+=VALUE`, `FACT-=VALUE`) change. Raises as `explain`.

        >>> supplier = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}
        >>> supplier["facts"]["non_domestic_premises"] = 0
        >>> changes = load("2019-03-01").what_if(supplier, "domestic_premises=5").changes
        >>> [(change.about, change.year, change.before, change.after) for change in changes][0]
        ('supplier_party', 2, 'full', 'verification')
        """
        report = supposed_report(*self._about(situation, others), supposed)
        return answers.supposition_of(report["supposed"], report)

    def smallest_change(
        self, situation: Described, conclusion: str, *, avert: bool = False, others: Iterable[Described] = ()
    ) -> SmallestChange:
        """The smallest changes of facts that reach a conclusion, or avert it. Raises as `explain`.

        >>> supplier = {"party": "acme", "facts": {"user_role": "gas_supplier", "domestic_premises": 300_000}}
        >>> supplier["facts"]["non_domestic_premises"] = 0
        >>> load("2019-03-01").smallest_change(supplier, "verification year 2").changes[0].supposed
        ('domestic_premises=250000',)
        """
        asked = self._about(situation, others)
        return answers.smallest_of(search_report(*asked, (), conclusion, not avert))

    def _about(self, situation: Described, others: Iterable[Described]) -> tuple[World, str]:
        """What a question about the first of the situations starts from, and the name of its party. Raises Faults."""
        world = self._world([situation, *_several(others)])
        # situations stay in the order in which they are given, and this one is the first
        return world, next(iter(world.situations.parties))

    def _world(self, described: Sequence[Described]) -> World:
        situations = _read_described(described, self.policies.vocabulary)
        return World.of(self.policies, situations, self.consolidated, self.day)


def load(
    as_at: date | str | None = None,
    *,
    version: str | None = None,
    overlays: Sequence[str] = (),
    policies: Path | None = None,
) -> Code:
    """The Code in force on a day (default: today), or that of a version, with proposals and readings on top.

    The policies are those of the folder, else of the working tree, else of the package. Raises Faults.
    """
    day = _day(as_at)
    loaded = load_named_policies(_named(policies))
    code = select_code(loaded, day, version, overlays)
    return Code(code.label, day, tuple(code.overlays), loaded, code)


def compare(instrument: str, *, overlays: Sequence[str] = (), policies: Path | None = None) -> Effect:
    """What one instrument changes for any possible party, proved. Needs the extra `prove`. Raises Faults.

    >>> change = compare("MP087").changes[0]
    >>> change.before, change.after, change.when[0][1]
    ('no duty', 'has the duty', 'the party needs arrangements about a SMETS1 Communications Hub Function')
    """
    # the solver is an extra: who only loads a Code and explains need not have it
    from secg.commands.diff import effect_report
    from secg.symbolic.solving import TIME_LIMIT

    asked = _named(policies, timeout=TIME_LIMIT)
    loaded = load_named_policies(asked)
    report, undecided = effect_report(with_and_without(loaded, instrument, overlays), loaded, asked)
    effect = report["effect"]
    return Effect(tuple(map(answers.change_of, effect["changes"])), effect["claim"] or "", effect["proved"], undecided)


def impact(
    instrument: str,
    situations: Iterable[Described],
    as_at: date | str | None = None,
    *,
    policies: Path | None = None,
) -> tuple[Impact, ...]:
    """What one instrument changes for each of these parties, by default on the day on which it comes into force.

    The day of a proposal is by default today. Needs the extra `prove`. Raises Faults and ValueError as `Code.explain`.

    >>> shop = {"party": "shop", "facts": {"user_role": "gas_supplier", "domestic_premises": 0}}
    >>> shop["facts"]["non_domestic_premises"] = 60_000
    >>> [(change.about, change.after) for change in impact("SECMP0059", [shop])][:1]
    [('as Supplier Party, year 2', 'Full User Security Assessment')]
    """
    from secg.commands.impact import impact_report

    loaded = load_named_policies(_named(policies))
    compared = with_and_without(loaded, instrument)
    day = compared.day_of(None if as_at is None else _day(as_at))
    report = impact_report(compared, loaded, _read_described(_several(situations), loaded.vocabulary), day)
    return tuple(chain.from_iterable(map(answers.impacts_of, report["impact"])))


def check(*, policies: Path | None = None, facts: Path | None = None) -> tuple[Diagnostic, ...]:
    """Every fault of policies and facts; none where all is well.

    >>> check()
    ()
    """
    faults, _ = everything(_named(policies, facts=facts))
    return tuple(faults)


def _day(as_at: date | str | None) -> date:
    """The day asked for, or today. Raises Faults E501."""
    # a text as the command line takes it, so that a day that is none has the same message; a time of a day is none
    return as_at if type(as_at) is date else day_named(None if as_at is None else str(as_at))


def _named(policies: Path | None, facts: Path | None = None, timeout: float = 0) -> argparse.Namespace:
    """The options of the command line that say the same."""
    return argparse.Namespace(
        policies=str(policies) if policies else None, facts=str(facts) if facts else None, timeout=timeout
    )


def _several(described: Iterable[Described]) -> list[Described]:
    """The situations; raises TypeError for a single situation, whose keys or letters would be taken for paths."""
    if isinstance(described, Mapping | str):
        raise TypeError("a list of situations is wanted here, and this is a single situation: write `[situation]`")
    return list(described)


def _read_described(described: Sequence[Described], vocabulary: Vocabulary) -> Situations:
    """The situations, in the order in which they are described.

    Raises Faults with every fault of all of them, and ValueError for a party given twice.
    """
    faults: list[Diagnostic] = []
    situations: dict[str, Situation] = {}
    texts: dict[str, str] = {}
    for number, description in enumerate(described):
        stem, shown, tree, text = _tree(description, f"situations[{number}]" if len(described) > 1 else "situation")
        # no Fault: it is the call that is wrong, not a file that somebody can mend
        if stem in situations:
            raise ValueError(f"two situations are of the party `{stem}`")
        situation = read_situation(tree, stem, shown, vocabulary, faults)
        if situation is not None:
            situations[stem], texts[stem] = situation, text
    # only now is it known which parties there are, whatever the order in which they are given
    faults.extend(check_parties(situations.values(), situations, "the situations", vocabulary))
    if faults:
        raise Faults(faults)
    return Situations(situations, "the situations", digest_of(texts))


def _tree(description: Described, way: str) -> tuple[str, str, Node | None, str]:
    """The name of the party, the place to show, the tree and the text of one description. Raises Faults.

    A dictionary's place is the way to it, as it was given.
    """
    # a text is a path and never YAML, so that a misspelt path is told as one
    if isinstance(description, Path | str):
        path = Path(description)
        shown = path.as_posix()
        text = read_text(path, shown)
        return path.stem, shown, parse_yaml(text, shown), text
    faults: list[Diagnostic] = []
    tree = tree_of(description, way, faults)
    if faults:
        raise Faults(faults)
    party = description.get("party", "") if isinstance(description, Mapping) else ""
    return str(party), way, tree, repr(tree)
