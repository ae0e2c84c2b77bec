"""`secg check`: static checks of policies and facts, or of single changed files.

Checking single files, as before a commit: each by itself, with only what it needs loaded.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from secg.cases.case import Case
from secg.cases.case_reader import READ as CASE_FILES
from secg.cases.case_reader import cases_of
from secg.code.consolidation import consolidate, fitting_version
from secg.code.lists import LedgerEntry
from secg.code.policies import COUNTING, LEDGER, Policies, gathered, policy_files_of
from secg.commands import options
from secg.commands.output import emit
from secg.facts.loading import READ as PARTY_FILES
from secg.facts.loading import Situations, check_parties, check_schema
from secg.facts.situation_reader import read_situation
from secg.language.vocabulary import Vocabulary
from secg.messages import REQUEST, Diagnostic, Faults, Span, catalogue
from secg.messages.renderings import as_github, as_sarif, as_text
from secg.sources.drafts import unwritten
from secg.sources.files import display_path, is_folder, is_there, path_from_here, read_text
from secg.sources.folder import files_in, is_read
from secg.sources.yaml_tree import parse_yaml

FORMATS = ("text", "sarif", "github")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="check these files only, each by itself")
    options.add_folder_options(parser)
    options.add_output_options(parser, FORMATS)


def run(arguments: argparse.Namespace) -> int:
    """Check everything; 0 with what was checked, 1 with every fault, 2 without the folders of policies and facts.

    Raises Faults for a file that is named and not there (E101), is a folder (E105), or is none that is read (E123).
    """
    form = options.check_format(arguments, FORMATS)
    paths = [Path(name) for name in arguments.files]
    unread = list(chain.from_iterable(_unread(path, arguments) for path in paths))
    if unread:
        raise Faults(unread)
    alone = check_files(paths, arguments)
    if alone is not None:
        faults, checked = alone, f"no fault: {_counted(len(paths), 'file', 'files')}"
    else:
        faults, checked = everything(arguments)
    diagnostics = _from_here(Faults(faults).diagnostics, arguments)
    if form == "sarif":
        from importlib.metadata import version

        emit(as_sarif(diagnostics, version("secg")), arguments)
    elif form == "github":
        emit(as_github(diagnostics), arguments)
    elif diagnostics:
        print(as_text(diagnostics), end="", file=sys.stderr)
    else:
        emit(f"{checked}\n", arguments)
    if any(diagnostic.kind is catalogue.FOLDER_MISSING for diagnostic in diagnostics):
        return 2  # nothing was checked, which is no finding
    return 1 if diagnostics else 0


def check_files(paths: Sequence[Path], arguments: argparse.Namespace) -> list[Diagnostic] | None:
    """The faults of these files; None where one of them touches all others, so that everything has to be checked.

    A party's file and a document with rules are checked by themselves. Raises Faults where the vocabulary is faulty.
    """
    if not paths:
        return None
    facts, policies = options.facts_folder(arguments).resolve(), options.policies_folder(arguments).resolve()
    vocabulary = options.load_named_vocabulary(arguments)
    faults: list[Diagnostic] = []
    for path in paths:
        folder = path.resolve().parent
        try:
            if folder == facts and path.suffix == ".yaml":
                faults.extend(_party_faults(path, facts, vocabulary))
            # properties and kinds, which stand beside the vocabulary, are about every Code
            elif folder.parent == policies and path.suffix == ".md":
                faults.extend(_document_faults(path, policies, vocabulary))
            else:
                return None
        except Faults as raised:
            faults.extend(raised.diagnostics)
    return faults


def _party_faults(path: Path, folder: Path, vocabulary: Vocabulary) -> list[Diagnostic]:
    shown = display_path(path, folder.parent)
    text = read_text(path, shown)
    faults = list(unwritten(text, shown))
    tree = parse_yaml(text, shown)
    situation = read_situation(tree, path.stem, shown, vocabulary, faults)
    if situation is not None:
        known = [path.stem for path in folder.glob("*.yaml")]  # whether the others are right is not asked here
        faults.extend(check_parties([situation], known, display_path(folder, folder.parent), vocabulary))
    return faults


def _document_faults(path: Path, folder: Path, vocabulary: Vocabulary) -> list[Diagnostic]:
    """The faults of a document by itself; a folder may have words of its own, as that of counting has."""
    from secg.language.document_reader import documents_rules, read_document
    from secg.language.rule_checks import check_rule
    from secg.language.vocabulary_reader import read_vocabulary

    shown = display_path(path, folder.parent)
    text = read_text(path, shown)
    faults = list(unwritten(text, shown))
    document = read_document(text, shown, faults)
    own = path.parent / "vocabulary.yaml"
    if is_there(own):
        vocabulary = read_vocabulary(own, display_path(own, folder.parent))
    if document is not None:
        for rule in documents_rules([document]):
            faults.extend(check_rule(rule, vocabulary))
    return faults


def _from_here(diagnostics: Sequence[Diagnostic], arguments: argparse.Namespace) -> tuple[Diagnostic, ...]:
    """The diagnostics with paths from the current folder, where people and the steps of a forge look for the files.

    Messages name files from the folder above that of the policies or the facts: `parties/a.yaml`.
    """
    above = {
        folder.resolve().name: folder.resolve().parent
        for folder in (options.facts_folder(arguments), options.policies_folder(arguments))
    }
    located: list[Diagnostic] = []
    for diagnostic in diagnostics:
        folder = above.get(diagnostic.span.file.partition("/")[0])
        if folder is not None:
            path = path_from_here(folder / diagnostic.span.file)
            diagnostic = replace(diagnostic, span=diagnostic.span._replace(file=path))
        located.append(diagnostic)
    return tuple(located)


def _unread(path: Path, arguments: argparse.Namespace) -> Iterator[Diagnostic]:
    """Why a file named on the command line is none that would be read."""
    place = Span(path.as_posix(), 0, 0)
    policies, facts = options.policies_folder(arguments), options.facts_folder(arguments)
    patterns = {policies: policy_files_of(policies), facts: PARTY_FILES, options.cases_folder(arguments): CASE_FILES}
    if not is_there(path):
        yield catalogue.FILE_MISSING.at(REQUEST, path=path.as_posix())
    elif is_folder(path):
        hint = "name files, or with --policies and --facts the folders"
        yield catalogue.UNREADABLE.at(place, reason="it is a folder", hint=hint)
    elif not any(is_read(path, folder, read) for folder, read in patterns.items()):
        folders = ", ".join(folder.as_posix() for folder in patterns)
        named = ", ".join(dict.fromkeys(chain.from_iterable(patterns.values())))
        yield catalogue.NOT_READ.at(place, folder=folders, patterns=named)


def everything(arguments: argparse.Namespace) -> tuple[list[Diagnostic], str]:
    """Every fault of policies and facts, and what was checked."""
    policies, situations, faults = files_alone(arguments)
    if policies is not None:
        faults.extend(_consolidation_faults(policies))
    if policies is None or situations is None:
        return [*faults, *_unwritten(arguments)], ""
    ledger = _ledger(policies, arguments, faults)
    cases = _cases(policies, situations, arguments, faults)
    faults.extend(_unwritten(arguments))
    checked = [
        _counted(len(policies.versions.versions), "version", "versions"),
        _counted(len(policies.instruments), "instrument or reading", "instruments and readings"),
        _counted(len(situations.parties), "party", "parties"),
    ]
    if ledger:
        checked.append(_counted(len(ledger), "paragraph in the ledger", "paragraphs in the ledger"))
    if cases:
        checked.append(_counted(len(cases), "case", "cases"))
    folders = options.policies_folder(arguments), options.facts_folder(arguments)
    where = " in what comes with the tool" if all(map(options.is_of_tool, folders)) else ""
    return faults, f"no fault{where}: {', '.join(checked)}"


def files_alone(arguments: argparse.Namespace) -> tuple[Policies | None, Situations | None, list[Diagnostic]]:
    """Policies and parties, each None where it has faults, and every fault but those of consolidation and cases."""
    faults: list[Diagnostic] = []
    policies = gathered(faults, partial(options.load_named_policies, arguments))
    faults.extend(_counting_faults(options.policies_folder(arguments)))
    if policies is not None:
        gathered(faults, partial(options.load_named_properties, arguments, policies))
        gathered(faults, partial(options.load_named_kinds, arguments, policies))
        vocabulary: Vocabulary | None = policies.vocabulary
    else:  # parties are checked even so; what is wrong with the vocabulary is told above
        vocabulary = gathered([], partial(options.load_named_vocabulary, arguments))
    situations = None
    if vocabulary is not None:
        situations = gathered(faults, partial(options.load_named_situations, arguments, vocabulary))
        folder = options.facts_folder(arguments)
        faults.extend(check_schema(folder, display_path(folder, folder.resolve().parent), vocabulary))
    return policies, situations, faults


def _unwritten(arguments: argparse.Namespace) -> Iterator[Diagnostic]:
    """What `secg new` left to be said in a file of policies or facts and nobody has said yet."""
    policies, facts = options.policies_folder(arguments), options.facts_folder(arguments)
    for folder, patterns in ((policies, policy_files_of(policies)), (facts, PARTY_FILES)):
        shown = display_path(folder, folder.resolve().parent)
        for path, name in files_in(folder, shown, patterns, (), []):
            try:
                yield from unwritten(read_text(path, name), name)
            except Faults:  # told where the file is read for what it says
                continue


def _counted(number: int, singular: str, plural: str) -> str:
    """A number and what it counts.

    >>> _counted(1, "party", "parties"), _counted(2, "party", "parties")
    ('1 party', '2 parties')
    """
    return f"{number} {singular if number == 1 else plural}"


def _ledger(policies: Policies, arguments: argparse.Namespace, faults: list[Diagnostic]) -> Sequence[LedgerEntry]:
    """The ledger beside the policies, where there is one and the versions hang together."""
    # it is held against every version: what is wrong with one would be told of the ledger too
    if faults or not is_there(options.policies_folder(arguments) / LEDGER):
        return ()
    return gathered(faults, partial(options.load_named_ledger, arguments, policies)) or ()


def _cases(
    policies: Policies, situations: Situations, arguments: argparse.Namespace, faults: list[Diagnostic]
) -> Sequence[Case]:
    """The regression cases, read against the parties beside them; none where there is no such folder."""
    folder, named = options.cases_folder(arguments), options.policies_folder(arguments).resolve()
    if faults or not is_folder(folder):
        return ()
    if folder.resolve().parents[1] == named.parent and named.name != "policies":
        return ()  # a Code written beside the policies, say: the cases are not about it
    from secg.commands.cases import load_case_files  # with the engine, which the check of a file does without

    return gathered(faults, lambda: cases_of(load_case_files(arguments, policies, situations))) or ()


def _counting_faults(policies: Path) -> list[Diagnostic]:
    """The faults of the rules by which an inventory is counted, where a repository has any."""
    faults: list[Diagnostic] = []
    if is_folder(policies / COUNTING):
        from secg.bulk.counting_rules import load_counting

        gathered(faults, partial(load_counting, policies))
    return faults


def _consolidation_faults(policies: Policies) -> list[Diagnostic]:
    """The faults of the versions together, or, where they have none, of each proposal and reading."""
    faults: list[Diagnostic] = []
    for version in policies.versions.versions:
        gathered(faults, partial(consolidate, policies, version))
    if faults:  # each proposal and reading would tell the faults of its version again
        return faults
    for instrument in policies.instruments.values():
        if instrument.is_overlay:
            version = fitting_version(policies, instrument)
            gathered(faults, partial(consolidate, policies, version, (instrument.name,)))
    return faults
