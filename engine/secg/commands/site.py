"""`secg site`: the Code, its modifications and all parties as one folder of pages that opens from disk."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from secg.cases.case import Case
from secg.cases.case_reader import cases_of
from secg.cases.findings import Finder
from secg.code.comparison import with_and_without
from secg.code.consolidation import Code, every_code, every_code_with_overlays
from secg.code.selection import code_warnings, select_code
from secg.commands import options
from secg.commands.cases import load_case_files
from secg.commands.comparison_options import add_timeout, warn_undecided
from secg.commands.diff import add_impact, effect_report
from secg.commands.output import try_folder, with_progress
from secg.commands.processes import results_of
from secg.commands.site_folder import earlier_build, write_site
from secg.documents.explanation import explanation_of
from secg.facts.loading import facts_on
from secg.json_schema import Json
from secg.language.vocabulary import Vocabulary
from secg.messages.visible import visible
from secg.proving.applies import Inquiry, duties_of_code
from secg.rendering.change_table import render_as
from secg.rendering.rendering import render_report
from secg.report.build import build_report
from secg.report.impact import case_changes
from secg.report.proof_report import applies_report
from secg.site import data as site_data
from secg.site import pages as site_pages
from secg.site.cases import case_pages, cases_by_paragraph, outcomes_of, parties_by_paragraph, tried_cases
from secg.site.kinds import binding_chapters, kind_pages, kinds_told
from secg.site.questions import question_pages, read_questions

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    options.add_folder_options(parser)
    parser.add_argument("--as-at", metavar="DATE", help="the day of the pages without scripts (default: today)")
    parser.add_argument("--out", default=".site", metavar="DIR", help="the folder to write to (default: .site)")
    parser.add_argument("--quick", action="store_true", help="leave out whom each duty binds, which takes a minute")
    add_timeout(parser)
    options.add_templates_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the site and say where. Raises Faults."""
    # before the work, which takes minutes
    folder = try_folder(arguments.out)
    earlier = earlier_build(folder, arguments.out)
    day = options.as_at(arguments)
    policies = options.load_named_policies(arguments)
    situations = options.load_named_situations(arguments, policies.vocabulary)
    code = select_code(policies, day, None, ())
    explanation = explanation_of(policies, code, facts_on(situations, day, policies.vocabulary))
    templates = options.templates_folder(arguments)
    world = site_pages.SiteWorld(policies, every_code(policies), situations, explanation.model, day, templates)
    questions = read_questions(options.policies_folder(arguments).resolve().parent)
    binding = {} if arguments.quick else _binding(world, code, arguments)
    kinds = kinds_told(binding)
    files: dict[str, str] = {
        "index.html": site_pages.index_page(
            world, [(question.title, question.name) for question in questions], list(kinds)
        ),
        "scenario.html": site_pages.scenario_page(world),
        "words.js": site_data.words_script(policies, world.codes),
    }
    files.update(question_pages(world, questions))
    files.update(kind_pages(world, kinds))
    case_files = load_case_files(arguments, policies, situations)
    cases_of(case_files)  # a file with faults stands against the site
    outcomes = _each(partial(outcomes_of, finder=Finder(policies)), case_files, "running the regression cases")
    tried = tried_cases(case_files, outcomes)
    files.update(case_pages(world, case_files, tried))
    files.update(site_pages.paragraph_pages(world, parties_by_paragraph(world, code), cases_by_paragraph(tried)))
    files.update(site_pages.party_pages(world))
    files.update(_reports(world, code, arguments))
    # a case that fails now says nothing of what a modification changed
    cases = [result.case for result in tried if not result.mismatches]
    modifications, who = _modifications(world, cases, arguments)
    files.update(modifications)
    files.update(site_pages.duty_pages(world, binding))
    files["built.js"] = site_data.built_script(policies, world.codes, situations, day)
    files["data.js"] = site_data.data_script(policies, list(every_code_with_overlays(policies)), situations)
    files.update({path.name: path.read_text(encoding="utf-8") for path in site_data.SCRIPTS})
    files["changes.json"] = site_data.changes_json(policies, who)
    files["feed.xml"] = site_data.atom_feed(policies)
    files["days.ics"] = site_data.days_calendar(policies)
    # in the end and in one go: until then an earlier site is there as it was
    kept = write_site(folder, {name: text.encode() for name, text in files.items()}, earlier)
    print(f"{len(files)} files: {folder / 'index.html'}")
    for name in kept:
        print(f"Kept, as somebody changed it since it was written: {visible(str(folder / name))}")
    return 0


def _reports(world: site_pages.SiteWorld, code: Code, arguments: argparse.Namespace) -> Iterable[tuple[str, str]]:
    """The explanation of each party on the day of the site, below the bar of the site."""
    warnings = code_warnings(world.policies, code, world.day)
    facts = facts_on(world.situations, world.day, world.policies.vocabulary)

    def page_of(party: str) -> tuple[str, str]:
        explanation = explanation_of(world.policies, code, facts, party)
        report = build_report(explanation, world.situations, party, warnings)
        page = render_report(report, "html", options.templates_folder(arguments))
        assert isinstance(page, str)
        slug = site_pages.party_slug(party)
        told: dict[str, Json] = {"back": f"party/{slug}.html", "report_of": True}
        told["back_words"] = world.situations.parties[party].name
        return f"report/{slug}.html", site_pages.with_bar(world, page, told)

    return _each(page_of, sorted(world.situations.parties), "explaining the parties")


def _modifications(
    world: site_pages.SiteWorld, cases: Sequence[Case], arguments: argparse.Namespace
) -> tuple[dict[str, str], dict[str, Json]]:
    """The page of each instrument, and for whom it changes something."""
    instruments = world.policies.instruments
    # what amends most takes longest, and is begun first
    names = sorted(site_pages.compared_instruments(world.policies), key=lambda name: -len(instruments[name].amendments))
    days = site_pages.days_in_force(world.policies)

    def page_of(name: str) -> tuple[str, Json, tuple[str, ...]]:
        compared = with_and_without(world.policies, name)
        report, undecided = effect_report(compared, world.policies, arguments)
        day = compared.day_of(None if name in days else world.day)  # a proposal or reading has no day of its own
        add_impact(report, compared, world.policies, world.situations, day, None)
        before, after = compared.before.code, compared.after.code
        # which hold has been found out for their pages
        report["cases"] = case_changes(cases, before, after, world.policies, known_to_hold=True)
        page = render_as("diff", report, "html", options.templates_folder(arguments))
        changing = [entry["party"] for entry in report["impact"] or ()]
        told: dict[str, Json] = {"in_force": days.get(name, ""), "trial": _trial(name, changing, world)}
        return site_pages.with_bar(world, page, told), site_data.told_effect(report["effect"]), undecided

    pages: dict[str, str] = {}
    who: dict[str, Json] = {}
    made = _each(page_of, names, "comparing before and after each modification")
    for name, (page, effect, undecided) in zip(names, made, strict=True):
        warn_undecided(undecided, arguments.timeout)
        site_pages.add_page(pages, f"modification/{site_pages.slug(name)}.html", page)
        who[name] = effect
    return pages, who


def _trial(name: str, changing: Sequence[str], world: site_pages.SiteWorld) -> str:
    """The state of the scenario page that shows the Code from the day of an instrument and, beside it, the one before.

    For a proposal or reading the Code with it and, beside it, the one without; empty where the page has no such Code.
    The party is the first of those for which something changes.
    """
    state: dict[str, str] = {}
    if changing:
        state["party"] = changing[0]
    before = ""
    for version in world.policies.versions.versions:
        if name in version.instruments:
            state |= {"code": version.label, "beside": before, "day": version.in_force.isoformat()}
            return urlencode(state)
        before = version.label
    for code in every_code_with_overlays(world.policies):
        if tuple(code.overlays) == (name,):
            return urlencode({**state, "code": f"{code.label} with {name}", "beside": code.label})
    return ""


def _binding(world: site_pages.SiteWorld, code: Code, arguments: argparse.Namespace) -> dict[str, list[Json]]:
    """Whom each duty binds in every version, by duty; nothing where no kinds of party are stated.

    A question is put once for all versions in which its grounds are the same, to the Code of the day first.
    """
    kinds = options.load_named_kinds(arguments, world.policies)
    if not kinds:
        return {}
    vocabulary = world.policies.vocabulary
    grounds: dict[tuple[str, str], Hashable] = {}
    asked: dict[Hashable, Callable[[], Json]] = {}
    for other in sorted(world.codes, key=lambda other: other.label != code.label):
        day = world.day if other.label == code.label else other.in_force
        inquiry = Inquiry(other, kinds, world.policies)
        for duty in duties_of_code(other, vocabulary):
            own = grounds[other.label, duty] = inquiry.grounds(duty, day)
            asked.setdefault(own, partial(_told, inquiry, duty, day, vocabulary, arguments.timeout))
    answers = with_progress(results_of(list(asked.values())), "asking whom each duty binds", len(asked))
    said = dict(zip(asked, answers, strict=True))
    told: dict[str, dict[str, Json]] = {other.label: {} for other in world.codes}
    for (label, duty), own in grounds.items():
        told[label][duty] = said[own]
    return binding_chapters(world.codes, list(told.values()))


def _told(inquiry: Inquiry, duty: str, day: date, vocabulary: Vocabulary, seconds: float) -> Json:
    report = applies_report("", day.isoformat(), [inquiry.cells(duty, day, seconds)], vocabulary)
    assert isinstance(report["duties"], list)
    entry: Json = report["duties"][0]
    return entry


def _each(work: Callable[[_Item], _Result], items: Sequence[_Item], words: str) -> Iterable[_Result]:
    """What the work gives for each item, with a bar on standard error while somebody watches."""
    return with_progress(results_of([partial(work, item) for item in items]), words, len(items))
