"""`import secg`: the Code as at a day, what it says of a situation, what a modification changes, and the checks.

Everything that comes back is immutable. Bad input raises `Faults`, whose diagnostics have the place and what to do.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from secg.code.comparison import with_and_without
from secg.code.consolidation import Code as Consolidated
from secg.code.policies import Policies
from secg.code.selection import code_warnings, select_code
from secg.commands.check import everything
from secg.commands.options import load_named_policies
from secg.facts.loading import Situations, check_parties, facts_on
from secg.facts.scalars import tree_of
from secg.facts.situation import Situation
from secg.facts.situation_reader import read_situation
from secg.messages import Diagnostic, Faults
from secg.records import record
from secg.report.build import build_report, explanation_of
from secg.sources.files import digest_of, read_text
from secg.sources.yaml_tree import parse_yaml

Described = Mapping[str, object] | Path | str
"""A situation: a dictionary with the keys of a party's file, or the path of such a file."""


@record
class Proof:
    """One step: what is concluded, under which paragraph (empty for a fact or a condition), and from what."""

    conclusion: str
    paragraph: str
    premises: tuple[Proof, ...]


@record
class Assessment:
    """The category of one year of the cycle in one capacity: a category, `undetermined` or `conflict`."""

    capacity: str
    year: int
    category: str
    paragraphs: tuple[str, ...]
    provenance: str
    proof: Proof


@record
class Duty:
    """One duty. `status`: applies, excused, discharged, unsettled, conflict; `due`: the day where the Code sets one."""

    duty: str
    words: str
    about: str
    status: str
    due: date | None
    overdue: bool
    paragraphs: tuple[str, ...]
    provenance: str
    proof: Proof


@record
class OpenQuestion:
    """What the sources or the facts leave open; `doubt` says which of them."""

    words: str
    doubt: str
    because: str
    paragraphs: tuple[str, ...]


@record
class Outcome:
    """What a Code says of one party as at a day, with the digest of the policies that say so."""

    party: str
    as_at: date
    code: str
    assessments: tuple[Assessment, ...]
    duties: tuple[Duty, ...]
    open_questions: tuple[OpenQuestion, ...]
    cautions: tuple[str, ...]
    law: str


@record
class Change:
    """One change of outcome for the parties that fit one of `when`, and for no others where `complete`.

    `witness` is a smallest such party with those that it needs, as YAML files.
    """

    about: str
    before: str
    after: str
    when: tuple[tuple[str, ...], ...]
    complete: bool
    paragraphs_before: tuple[str, ...]
    paragraphs_after: tuple[str, ...]
    witness: tuple[str, ...]


@record
class Effect:
    """All changes for possible parties. `claim` says of which other parties and outcomes nothing else changes.

    `proved`: that holds of every party that a file can describe, and of every outcome. `undecided`: what was not
    settled.
    """

    changes: tuple[Change, ...]
    claim: str
    proved: bool
    undecided: tuple[str, ...]


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
        >>> [(one.year, one.category, one.paragraphs) for one in outcome.assessments][:2]
        [(1, 'full', ('G8.40',)), (2, 'full', ('G8.40', 'G8.41', 'G8.49'))]
        """
        return _outcome(self, [situation, *others])


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
    from secg.commands.options import as_at as day_asked

    day = as_at if isinstance(as_at, date) else day_asked(argparse.Namespace(as_at=as_at))
    loaded = _policies(policies)
    code = select_code(loaded, day, version, overlays)
    return Code(code.label, day, tuple(code.overlays), loaded, code)


def compare(instrument: str, *, overlays: Sequence[str] = (), policies: Path | None = None) -> Effect:
    """What one instrument changes for any possible party, proved. Needs the extra `prove`. Raises Faults.

    >>> change = compare("MP087").changes[0]
    >>> change.before, change.after, change.when[0][1]
    ('no duty', 'applies', 'the party needs arrangements about SMETS1 Communications Hub Function')
    """
    from secg.commands.diff import effect_report
    from secg.effect.solving import TIME_LIMIT

    loaded = _policies(policies)
    asked = _named(policies, timeout=TIME_LIMIT)
    report, undecided = effect_report(with_and_without(loaded, instrument, overlays), loaded, asked)
    effect = report["effect"]
    return Effect(tuple(map(_change, effect["changes"])), effect["claim"] or "", effect["proved"], undecided)


def check(*, policies: Path | None = None, facts: Path | None = None) -> tuple[Diagnostic, ...]:
    """Every fault of policies and facts; none where all is well.

    >>> check()
    ()
    """
    faults, _ = everything(_named(policies, facts=facts))
    return tuple(faults)


def _named(policies: Path | None, facts: Path | None = None, timeout: float = 0) -> argparse.Namespace:
    """The options of the command line that say the same."""
    return argparse.Namespace(
        policies=str(policies) if policies else None, facts=str(facts) if facts else None, timeout=timeout
    )


def _policies(folder: Path | None) -> Policies:
    return load_named_policies(_named(folder))


def _outcome(code: Code, described: Sequence[Described]) -> Outcome:
    vocabulary = code.policies.vocabulary
    faults: list[Diagnostic] = []
    situations: dict[str, Situation] = {}
    texts: dict[str, str] = {}
    for case_text in described:
        if isinstance(case_text, Path | str):
            stem, shown = Path(case_text).stem, Path(case_text).as_posix()
            text = read_text(Path(case_text), shown)
            tree = parse_yaml(text, shown)
        else:
            stem, shown = str(case_text.get("party", "")), "situation"
            tree = tree_of(case_text, shown, faults)
            if faults:
                raise Faults(faults)
            text = repr(tree)
        if stem in situations:
            raise ValueError(f"two situations are of the party `{stem}`")
        situation = read_situation(tree, stem, shown, vocabulary, faults)
        if situation is not None:
            situations[stem], texts[stem] = situation, text
    faults.extend(check_parties(situations.values(), situations, "the situations", vocabulary))
    if faults:
        raise Faults(faults)
    party = next(iter(situations))
    facts = facts_on(Situations(situations, "", ""), code.day, vocabulary)
    explanation = explanation_of(code.policies, code.consolidated, facts, party)
    warnings = code_warnings(code.policies, code.consolidated, code.day)
    report = build_report(explanation, Situations(situations, "", digest_of(texts)), party, warnings)
    return Outcome(
        party,
        code.day,
        report["code"]["sentence"],
        tuple(_assessment(assessment) for assessment in report["assessments"]),
        tuple(_duty(obligation) for obligation in report["obligations"]),
        tuple(
            OpenQuestion(
                question["question"], str(question["doubt"]), question["because"], tuple(question["paragraphs"])
            )
            for question in report["undetermined"]
        ),
        tuple(report["warnings"]),
        code.policies.digest,
    )


def _assessment(entry: Mapping[str, Any]) -> Assessment:
    rests_on = (tuple(entry["paragraphs"]), entry["provenance"], _proof(entry["proof"]))
    return Assessment(entry["capacity"], entry["year"], entry["category"], *rests_on)


def _duty(entry: Mapping[str, Any]) -> Duty:
    due = date.fromisoformat(entry["due"]) if "due" in entry else None
    rests_on = (tuple(entry["paragraphs"]), entry["provenance"], _proof(entry["proof"]))
    named = (entry["duty_id"], entry["duty"], entry["about"], entry["status"])
    return Duty(*named, due, entry.get("overdue", False), *rests_on)


def _proof(node: Mapping[str, Any]) -> Proof:
    return Proof(node["conclusion"], node.get("paragraph", ""), tuple(map(_proof, node.get("premises", ()))))


def _change(entry: Mapping[str, Any]) -> Change:
    when = tuple(map(tuple, entry["condition"]["alternatives"]))
    paragraphs = (tuple(entry["paragraphs_before"]), tuple(entry["paragraphs_after"]))
    witness = tuple(file["text"] for file in entry["witness"]["files"])
    complete = entry["condition"]["complete"]
    return Change(entry["heading"], entry["before_words"], entry["after_words"], when, complete, *paragraphs, witness)
