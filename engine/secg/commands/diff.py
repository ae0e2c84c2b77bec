"""`secg diff`: what changes between two Codes: the redline, and the effect on any possible party, proved.

With `--since`, what the policies change against those of another folder, such as the base of a pull request.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from secg.cases.case import Case
from secg.code.comparison import Compared, Named, with_and_without
from secg.code.consolidation import Code, every_code_with_overlays
from secg.code.policies import BESIDE_RULES, Policies, load_policies, policy_files
from secg.code.redline import ParagraphChange, redline
from secg.commands import comparison_options as comparing
from secg.commands import options
from secg.commands.output import emit, write_folder
from secg.commands.processes import results_of
from secg.documents.change_document import DifferenceDocument
from secg.effect.effect import Workers, effect_between, in_turn
from secg.facts.loading import Situations
from secg.language.sentences import date_words
from secg.language.vocabulary import Vocabulary
from secg.messages import REQUEST, catalogue, effect_catalogue
from secg.rendering.change_table import FORMATS, render_as
from secg.report.change_report import difference_report
from secg.sources.files import is_there, read_text

DIFF_FORMATS = (*FORMATS, "docx")
REFUTING = 5
"""How many parties that refute a claim are told in its sentence; JSON has all of them."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.epilog = "example: secg diff SECMP0059 --out SECMP0059.docx (tracked changes)"
    comparing.add_comparison_options(
        parser,
        modification="what this instrument alone changes",
        overlays="apply a proposal or reading on both sides; repeatable",
        as_at="the day of the facts for --impact (default: when the change comes into force; today for a proposal)",
    )
    parser.add_argument("--since", metavar="DIR", help="what the policies change against those of this folder")
    parser.add_argument("--impact", action="store_true", help="add the parties in facts and the cases that change")
    parser.add_argument("--witnesses", metavar="DIR", help="write each smallest party to a folder of its own below DIR")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 where there is a difference")
    comparing.add_timeout(parser)
    options.add_report_options(parser, DIFF_FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Print the difference; with --exit-code, 1 where there is one or where it is not decided. Raises Faults."""
    form = options.check_format(arguments, DIFF_FORMATS)
    if not arguments.impact:
        options.refuse_unused(arguments, ("as_at",), "without --impact")
    if arguments.since:
        options.refuse_unused(arguments, ("codes", "modification", "overlays", "witnesses"), "beside --since")
    options.check_facts(arguments)  # a claim may be tried on them or not, so that they would be missed only at times
    policies = options.load_named_policies(arguments)
    if arguments.since:
        return _since(arguments, policies, form)
    compared = comparing.compared_codes(arguments, policies, "diff")
    report, page, undecided = _page(compared, policies, arguments, form)
    if arguments.witnesses:
        files: dict[str, bytes] = {}
        for number, change in enumerate(report["effect"]["changes"], 1):
            for file in change["witness"]["files"]:
                files[f"{number}/{file['party']}.yaml"] = file["text"].encode()
        write_folder(Path(arguments.witnesses), files)
    emit(page, arguments)
    comparing.warn_undecided(undecided, arguments.timeout)
    return 1 if arguments.exit_code and (report["redline"] or not report["effect"]["unchanged"]) else 0


def _page(
    compared: Compared, policies: Policies, arguments: argparse.Namespace, form: str
) -> tuple[DifferenceDocument, str | bytes, tuple[str, ...]]:
    """The report of one comparison, its page (bytes: a Word document), and what the solver did not decide."""
    report, undecided = effect_report(compared, policies, arguments, results_of)
    if arguments.impact:
        situations = options.load_named_situations(arguments, policies.vocabulary)
        day = comparing.impact_day(arguments, compared)
        add_impact(report, compared, policies, situations, day, comparing.repository_cases(arguments, policies))
    if form == "docx":
        from secg.rendering.tracked import tracked_document  # with the library that writes it

        return report, tracked_document(report, compared, policies, options.templates_folder(arguments)), undecided
    colour = form == "text" and not arguments.out and sys.stdout.isatty()
    return report, render_as("diff", report, form, options.templates_folder(arguments), colour), undecided


def effect_report(
    compared: Compared, policies: Policies, arguments: argparse.Namespace, workers: Workers = in_turn
) -> tuple[DifferenceDocument, tuple[str, ...]]:
    """The redline and the effect of one comparison, and what the solver did not decide in `arguments.timeout`.

    That nothing changes is tried on the parties in facts and of the cases first.
    """
    before, after = compared.before.code, compared.after.code
    changes = redline(before, after, policies.vocabulary)
    effect = effect_between(before, after, policies, compared.asked_about, arguments.timeout, workers)
    report = difference_report(compared, changes, effect, policies)
    if not effect.changes and not effect.undecided:
        _refute(report, compared, policies, arguments)
    return report, effect.undecided


def _since(arguments: argparse.Namespace, policies: Policies, form: str) -> int:
    """Print what the policies change against those of another folder, a page for each Code that changes."""
    if form not in ("text", "md"):  # pages of several Codes stand one below the other
        raise catalogue.OPTION_FORMAT.fault(REQUEST, text=form, formats="text, md with --since")
    folder = Path(arguments.since)
    # under the present names: a folder may be older than code.yaml
    earlier = load_policies(folder, folder.resolve().parent, policies.names)
    policies, groups, lines = _changes_since(earlier, policies, arguments.since)
    present = options.policies_folder(arguments)
    documents = [pattern for pattern in policy_files(policies.names) if pattern not in BESIDE_RULES]
    of_the_code = "Of the Code these files differ: {} (notes and remarks in them are not compared)."
    lines += _line(of_the_code, _differing_files(folder, present, documents))
    lines += _line("Beside the Code these files differ: {}.", _differing_files(folder, present, BESIDE_RULES))
    changed = bool(groups or lines)
    for _, names in reversed(groups):
        if len(names) > 1:
            alike = f"{', '.join(names)} change alike; the page of {names[-1]} stands for all of them."
            lines.insert(0, f"- {alike}")
    if not groups:
        lines.append("- The text and the rules of no version, proposal or reading change.")
    # in Markdown that also reads as text
    pages = ["\n".join(lines) + "\n"]
    undecided: list[str] = []
    for compared, _ in groups:
        _, page, left = _page(compared, policies, arguments, form)
        assert isinstance(page, str)
        pages.append(page)
        undecided.extend(left)
    emit("\n".join(pages), arguments)
    comparing.warn_undecided(undecided, arguments.timeout)
    return 1 if arguments.exit_code and changed else 0


def _refute(report: DifferenceDocument, compared: Compared, policies: Policies, arguments: argparse.Namespace) -> None:
    """Try to refute that nothing changes on the parties in facts and of the cases, on the day of the effect."""
    before, after = compared.before.code, compared.after.code
    if before.rules == after.rules:  # the same rules conclude the same of every party
        return
    changing = comparing.Refuter(arguments, policies).changing(before, after, compared.asked_about)
    if changing:
        words: list[str] = []
        for entry in changing[:REFUTING]:
            told = [
                f"{change['what']} ({change['before_words']} → {change['after_words']})" for change in entry["changes"]
            ]
            words.append(f"{entry['name']}: {', '.join(told)}")
        if len(changing) > REFUTING:
            words.append(f"and {len(changing) - REFUTING} more")
        claim = f"Beyond what was compared, parties in facts or regression cases change. {'; '.join(words)}."
        report["effect"].update({"unchanged": False, "proved": False, "claim": claim, "refuted_by": changing})


def add_impact(
    report: DifferenceDocument,
    compared: Compared,
    policies: Policies,
    situations: Situations,
    day: date,
    cases: Iterable[Case] | None,
) -> None:
    """Add to a report the parties that change on a day, and the cases that do; no cases where there are none to try."""
    from secg.commands.impact import impact_report
    from secg.report.impact import case_changes

    impact = impact_report(compared, policies, situations, day)
    report["as_at"], report["parties"], report["impact"] = impact["as_at"], impact["parties"], impact["impact"]
    if cases is not None:
        report["cases"] = case_changes(cases, compared.before.code, compared.after.code, policies)


def _changes_since(
    earlier: Policies, later: Policies, folder: str
) -> tuple[Policies, Sequence[tuple[Compared, Sequence[str]]], list[str]]:
    """The later policies with the words of both; the comparisons, each with the names of the Codes that change so; and
    what else differs, a line each. Raises Faults E704.

    A version, proposal or reading that both have is compared with itself; one that is new, with the Code before it. Of
    several that change alike, the last stands for all.
    """
    policies = replace(later, vocabulary=_both(earlier.vocabulary, later.vocabulary))
    groups: dict[tuple[ParagraphChange, ...], tuple[Compared, Sequence[str]]] = {}
    before, after = _by_name(earlier), _by_name(later)
    for name, code in after.items():
        if name in before:
            compared = _compared(name, before[name], code, folder)
        elif name in later.instruments:
            compared = with_and_without(policies, name)
        elif code.version.instruments:
            compared = with_and_without(policies, code.version.instruments[0])
        else:
            continue  # a version that changes nothing
        changes = redline(compared.before.code, compared.after.code, policies.vocabulary)
        if changes:
            _, alike = groups.get(changes, (compared, ()))
            groups[changes] = (compared, (*alike, name))
    gone = [name for name in before if name not in after]
    moved = [
        f"{version.label} ({date_words(version.in_force)}, before {date_words(other.in_force)})"
        for version in later.versions.versions
        for other in earlier.versions.versions
        if other.label == version.label and other.in_force != version.in_force
    ]
    lines = [
        *_line("No longer there: {}.", gone),
        *_line("In force from another day: {}.", moved, "; "),
        *_line("Declared otherwise in the vocabulary: {}.", _changed_words(earlier.vocabulary, later.vocabulary)),
        *_line(
            "What it changes for parties that these are declared otherwise is not compared, as both Codes are taken "
            "with the present vocabulary: {}.",
            _changed_meanings(earlier.vocabulary, later.vocabulary),
        ),
    ]
    return policies, tuple(groups.values()), lines


def _line(words: str, names: Iterable[str], between: str = ", ") -> Iterator[str]:
    """A line of Markdown that names these; nothing where there are none."""
    named = between.join(names)
    if named:
        yield f"- {words.format(named)}"


def _differing_files(earlier: Path, later: Path, patterns: Iterable[str]) -> Iterator[str]:
    """The files of these patterns that differ or that only one folder has."""
    names: set[str] = set()
    for folder in (earlier, later):
        for pattern in patterns:
            names.update(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
    for name in sorted(names):
        there = [folder / name for folder in (earlier, later) if is_there(folder / name)]
        if len({read_text(path, path.as_posix()) for path in there}) > 1 or len(there) == 1:
            yield name


def _by_name(policies: Policies) -> dict[str, Code]:
    """Every version by its label, and every proposal and reading, on the first version that it fits, by its name."""
    return {(*code.overlays, code.label)[0]: code for code in every_code_with_overlays(policies)}


def _compared(name: str, before: Code, after: Code, folder: str) -> Compared:
    overlays = chain.from_iterable(("--with", overlay) for overlay in after.overlays)
    options: Sequence[str] = ("--version", after.version.label, *overlays)
    return Compared(
        Named(before, f"the Code of {name} as it was", ("--policies", folder, *options)),
        Named(after, f"the Code of {name}", tuple(options)),
    )


def _both(earlier: Vocabulary, later: Vocabulary) -> Vocabulary:
    """The later vocabulary with what only the earlier one declares. Raises Faults E704 where arguments differ."""
    for name, predicate in earlier.predicates.items():
        new = later.predicates.get(name, predicate)
        if [argument.type for argument in new.arguments] != [argument.type for argument in predicate.arguments]:
            what = f"`{name}` has other arguments than it had, so that the Codes can't be compared"
            raise effect_catalogue.CHOICE.fault(REQUEST, what=what, command="diff")
    predicates = {**earlier.predicates, **later.predicates}
    fields = {**earlier.fields, **later.fields}
    return replace(later, types={**earlier.types, **later.types}, predicates=predicates, fields=fields)


def _changed_words(earlier: Vocabulary, later: Vocabulary) -> Iterator[str]:
    """The names of the types and predicates whose declarations differ."""
    for name in sorted(earlier.types.keys() | later.types.keys()):
        old_type, new_type = earlier.types.get(name), later.types.get(name)
        if old_type is None or new_type is None or replace(old_type, span=new_type.span) != new_type:
            yield name
    for name in sorted(earlier.predicates.keys() | later.predicates.keys()):
        old, new = earlier.predicates.get(name), later.predicates.get(name)
        # where a declaration stands says nothing of what it means
        if old is None or new is None or replace(old, span=new.span) != new:
            yield name


def _changed_meanings(earlier: Vocabulary, later: Vocabulary) -> Iterator[str]:
    """The names of the types and predicates of both that mean something else, whatever their sentences say."""
    for name in sorted(earlier.types.keys() & later.types.keys()):
        old_type, new_type = earlier.types[name], later.types[name]
        if (set(old_type.labels), old_type.windows) != (set(new_type.labels), new_type.windows):
            yield name
    for name in sorted(earlier.predicates.keys() & later.predicates.keys()):
        old, new = earlier.predicates[name], later.predicates[name]
        in_new_words = replace(
            old,
            says=new.says,
            span=new.span,
            denies=new.denies,
            denies_any=new.denies_any,
            term=new.term,
            because=new.because,
            nouns=new.nouns,
        )
        if in_new_words != new:
            yield name
