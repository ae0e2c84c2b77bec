"""Answering one request: the report that the command line prints as JSON, and the short answer that names it."""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from itertools import chain, islice
from pathlib import Path

from secg.code.comparison import with_and_without
from secg.code.consolidation import Code, every_code
from secg.code.policies import Policies, load_policies
from secg.code.selection import code_warnings, select_code, version_at
from secg.commands.explain import explain_report
from secg.commands.options import World, day_named
from secg.commands.paragraph import paragraph_history
from secg.commands.versions import history
from secg.commands.what_if import search_report, supposed_report, why_report
from secg.documents.answer_document import SearchDocument, SupposedDocument, WhyNotDocument
from secg.documents.document import SealedReport
from secg.documents.report_file import with_digest
from secg.facts.loading import Situations, load_situations, situations_in
from secg.messages import REQUEST, Diagnostic, Faults, Gathered, Span, catalogue
from secg.records import record
from secg.report.relied_on import dates_in_words
from secg.serve import conclusions
from secg.serve.requests import Arguments
from secg.serve.short_answer import SIZE_LIMIT, Said, cautions, cut, short, weakest
from secg.sources.files import checked_text, is_folder

SOLVER_SECONDS = 10.0
"""The solver's time for one question."""
_FACTS = "facts"
LONGEST_NAME = 255
"""The most bytes of a situation's name: file systems hold no longer one."""


@record
class Served:
    """The law and the parties that a server answers from, as they were when it began, and their digests.

    `title` and `of`: what the law is called, and what it is a part of.
    """

    title: str
    of: str
    policies: str
    facts: str
    law_digest: str
    facts_digest: str


@record
class Answered:
    """The short answer, or a message; the report in full, where there is one: its digest, and compact JSON."""

    text: str
    failed: bool = False
    digest: str = ""
    report: bytes = b""


@record
class _Reported:
    """A report as plain data, what an answer says of it, the Codes that it rests on, and the command that prints it.

    `digest` is the one that the report carries of itself, where it does.
    """

    report: Mapping[str, object]
    said: tuple[Said, ...]
    codes: tuple[Code, ...]
    head: Mapping[str, object]
    command: tuple[str, ...]
    digest: str = ""


def begin(policies: Path, facts: Path) -> Served:
    """Read the law and the parties once. Raises Faults for either."""
    loaded = load_policies(policies, policies.resolve().parent)
    digest = ""
    if is_folder(facts):
        digest = load_situations(facts, facts.resolve().parent, loaded.vocabulary).digest
    return Served(
        loaded.names.title, loaded.names.of, str(policies.resolve()), str(facts.resolve()), loaded.digest, digest
    )


@cache
def _loaded(served: Served) -> tuple[Policies, Situations | None, tuple[Code, ...]]:
    """The law and the parties, once in each process. Raises Faults E544 where they are not what they were."""
    policies_folder, facts_folder = Path(served.policies), Path(served.facts)
    policies = load_policies(policies_folder, policies_folder.parent)
    situations, digest = None, ""
    if served.facts_digest:
        situations = load_situations(facts_folder, facts_folder.parent, policies.vocabulary)
        digest = situations.digest
    if (policies.digest, digest) != (served.law_digest, served.facts_digest):
        raise catalogue.LAW_CHANGED.fault(REQUEST)
    codes = every_code(policies)
    _keep_what_was_read()
    return policies, situations, codes


def _keep_what_was_read() -> None:
    """What was read stays until the end; looking for garbage in it as often as usual takes a fifth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)


def prepare(served: Served) -> None:
    """Read the law, and answer a first question, so that what every question needs is there before one comes."""
    with contextlib.suppress(Faults):  # the first question tells of them
        _, situations, _ = _loaded(served)
        if situations is not None:
            for party in islice(situations.parties, 1):
                answer(served, "outcome", json.dumps({"situation": party}))
    _keep_what_was_read()


def answer(served: Served, tool: str, text: str) -> Answered:
    """The answer to a request that is well formed; its messages, where it can't be answered."""
    arguments = json.loads(text)
    try:
        reported = _Asked(served, arguments).reported(tool)
    except Faults as faults:
        return refusal(faults)
    # without indenting, which takes ten times as long
    compact = json.dumps(reported.report, ensure_ascii=False, default=asdict).encode()
    digest = reported.digest or hashlib.sha256(compact).hexdigest()
    named = {"uri": f"secg://report/{digest}", "sha256": digest, "command": shlex.join(reported.command)}
    provenance = weakest(chain.from_iterable(said.paragraphs for said in reported.said), reported.codes)
    return Answered(short(reported.head, reported.said, named, provenance), False, digest, compact)


def refusal(faults: Faults) -> Answered:
    """The messages as the command line prints them, as many as an answer holds."""
    most = SIZE_LIMIT - 100  # the rest is for the line that counts what is left out
    lines: list[str] = []
    for diagnostic in faults.diagnostics:
        text = str(diagnostic)
        if not lines and len(text.encode()) > most:
            text = f"{text.encode()[:most].decode(errors='ignore')}…"
        elif len("\n".join([*lines, text]).encode()) > most:
            lines.append(f"and {len(faults.diagnostics) - len(lines)} more faults")
            break
        lines.append(text)
    return Answered("\n".join(lines), True)


class _Asked:
    """One request: its arguments, over the law and the parties of the server."""

    def __init__(self, served: Served, arguments: Arguments) -> None:
        self._served = served
        self._policies, self._parties, self._codes = _loaded(served)
        self._arguments = arguments
        self._overlays: list[str] = arguments.get("with", [])
        self._with = _repeated("--with", self._overlays)

    def reported(self, tool: str) -> _Reported:
        """The report that answers. Raises Faults."""
        match tool:
            case "versions":
                report = history(self._policies)
                said = conclusions.said_of_versions(report)
                return _Reported(report, tuple(said), (), {"title": report["title"]}, _command("versions"))
            case "paragraph":
                return self._paragraph()
            case "effect":
                return self._effect()
            case "parties_concerned":
                return self._concerned()
            case _:
                return self._of_party(tool)

    def _paragraph(self) -> _Reported:
        day = self._day()
        version = version_at(self._policies, day)
        number: str = self._arguments["number"]
        report = paragraph_history(self._policies, self._codes, number)
        said = conclusions.said_of_paragraph(report, day.isoformat())
        code = next(code for code in self._codes if code.label == version.label)
        warnings = [dates_in_words(diagnostic.sentence) for diagnostic in code_warnings(self._policies, code, day)]
        head = {"paragraph": report["number"], "as_at": day.isoformat()}
        command = _command("paragraph", number)
        return _Reported(report, (*said, *cautions(warnings)), (code,), head, command)

    def _effect(self) -> _Reported:
        from secg.commands.diff import effect_report  # with the solver

        instrument: str = self._arguments["instrument"]
        compared = with_and_without(self._policies, instrument, self._overlays)
        served = self._served
        # all that is asked of the options: the time, and where parties stand on which a claim is tried
        options = argparse.Namespace(timeout=SOLVER_SECONDS, policies=served.policies, facts=served.facts)
        report, undecided = effect_report(compared, self._policies, options)
        said = conclusions.said_of_effect(report, undecided)
        codes = (compared.before.code, compared.after.code)
        head = {"before": compared.before.title, "after": compared.after.title}
        return _Reported(report, tuple(said), codes, head, _command("diff", instrument, *self._with))

    def _concerned(self) -> _Reported:
        from secg.commands.impact import impact_report  # with the solver

        instrument: str = self._arguments["instrument"]
        compared = with_and_without(self._policies, instrument, self._overlays)
        day = compared.day_of(self._day() if "as_at" in self._arguments else None)
        situations = self._parties
        if "situations" in self._arguments:
            situations = described(self._arguments["situations"], self._policies)
        if situations is None:
            what, hint = "no parties are given, and the server has none", "describe them in `situations`"
            raise catalogue.REQUEST_FORM.fault(REQUEST, what=what, hint=hint)
        report = impact_report(compared, self._policies, situations, day)
        codes = (compared.before.code, compared.after.code)
        head = {"before": compared.before.title, "after": compared.after.title, "as_at": day.isoformat()}
        command = _command("impact", "--modification", instrument, *self._with, *self._option("as_at"))
        return _Reported(report, tuple(conclusions.said_of_impact(report)), codes, head, command)

    def _of_party(self, tool: str) -> _Reported:
        world, party = self._world()
        warnings = [dates_in_words(diagnostic.sentence) for diagnostic in world.warnings]
        conclusion: str = self._arguments.get("conclusion", "")
        supposed: list[str] = self._arguments.get("supposed", [])
        options = _repeated("--set", supposed)
        digest = ""
        report: SealedReport | SupposedDocument | SearchDocument | WhyNotDocument
        if tool == "outcome":
            built = explain_report(world, party)
            report = with_digest(built)
            digest = report["digest"]["report"]
            said, command = conclusions.said_of_outcome(built), ["explain", party]
        elif tool == "what_if":
            report = supposed_report(world, party, supposed)
            said, command = conclusions.said_of_what_if(report, warnings), ["what-if", party, *options]
        elif tool == "smallest_change":
            avert = bool(self._arguments.get("avert"))
            report = search_report(world, party, supposed, conclusion, not avert)
            said = conclusions.said_of_smallest(report, warnings)
            command = ["what-if", party, *options, "--avoid" if avert else "--reach", conclusion]
        else:
            report = why_report(world, party, conclusion)
            said, command = conclusions.said_of_why(report, warnings), ["why-not", party, conclusion]
        head = {"party": party, "as_at": report["as_at"], "code": report["code"]["sentence"]}
        if conclusion:
            head["asked"] = conclusion
        words = _command(*command, *self._option("as_at"), *self._option("version"), *self._with)
        return _Reported(report, tuple(said), (world.code,), head, words, digest)

    def _world(self) -> tuple[World, str]:
        """What a question about a party starts from, and its name. Raises Faults."""
        # the day before the parties, as the command line does: of several faults both tell the same
        day = self._day()
        code = select_code(self._policies, day, self._arguments.get("version"), self._overlays)
        given = self._arguments["situation"]
        if isinstance(given, str):
            if self._parties is None:
                raise catalogue.PARTY_UNKNOWN.fault(REQUEST, name=given, folder="the server")
            situations, party = self._parties, given
        else:
            situations = described([given, *self._arguments.get("others", [])], self._policies)
            party = str(given.get("party", ""))
        situations.party(party)
        return World.of(self._policies, situations, code, day), party

    def _day(self) -> date:
        return day_named(self._arguments.get("as_at"))

    def _option(self, key: str) -> list[str]:
        """An argument as the option of the command line that says the same."""
        if key not in self._arguments:
            return []
        return [f"--{key.replace('_', '-')}", self._arguments[key]]


def _repeated(option: str, values: Sequence[str]) -> list[str]:
    return list(chain.from_iterable((option, value) for value in values))


def _command(*words: str) -> tuple[str, ...]:
    return ("secg", *words, "--format", "json")


def file_of(situation: Mapping[str, object]) -> tuple[str, str]:
    """The name and the text of the file that says the same as a situation: JSON is YAML.

    Raises Faults E104 and E119, and E540 for a name that no file can have.
    """
    party = situation.get("party")
    stem = "situation"  # what is wrong with a name is told as in a file
    if isinstance(party, str) and party:
        stem = party
    name = f"{_FACTS}/{stem}.yaml"
    text = json.dumps(situation, ensure_ascii=False, indent=1) + "\n"
    try:
        (name + text).encode()
    except UnicodeEncodeError as error:
        raise catalogue.NOT_UTF8.fault(Span(f"{_FACTS}/situation.yaml", 0, 0), byte=error.start + 1) from None
    if len(name.encode()) > LONGEST_NAME:
        what = f"the name of the party `{cut(str(party))}` is longer than a file's can be"
        hint = f"a name has at most {LONGEST_NAME - len(f'{_FACTS}/.yaml')} bytes"
        raise catalogue.REQUEST_FORM.fault(REQUEST, what=what, hint=hint)
    return name, checked_text(text, name)


def described(situations: Sequence[Mapping[str, object]], policies: Policies) -> Situations:
    """The situations, read as files of a folder `facts` that hold the same. Raises Faults as `secg explain` does."""
    faults: list[Diagnostic] = Gathered()
    texts: dict[str, str] = {}
    for situation in situations:
        name, text = file_of(situation)
        if name in texts:
            what, hint = f"two situations are of the party `{situation.get('party')}`", "describe each party once"
            raise catalogue.REQUEST_FORM.fault(REQUEST, what=what, hint=hint)
        texts[name] = text
    names = sorted(texts)  # in the order in which the files of a folder are read, on which the digest depends
    return situations_in({name: texts[name] for name in names}, names, _FACTS, policies.vocabulary, faults)
