"""Options that commands share, and the world that they name: policies, situations, the Code and the facts of a day."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from secg.code.consolidation import Code, every_code_with_overlays
from secg.code.ledger import read_ledger
from secg.code.lists import LedgerEntry
from secg.code.policies import LEDGER, Policies, Texts, load_policies, load_texts
from secg.code.properties import KINDS_FILE, PROPERTIES_FILE, PartyKind, Property, load_kinds, load_properties
from secg.code.selection import code_warnings, select_code
from secg.facts.loading import Situations, facts_on, load_situations
from secg.facts.situation import Facts
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import REQUEST, Diagnostic, Faults, Span, catalogue, nearest
from secg.records import record
from secg.sources.files import display_path, is_file, is_folder, is_there
from secg.sources.folder import INSTALLED, OWN_TEMPLATES, SHIPPED
from secg.sources.yaml_tree import parse_date

_CASES = "tests/regression"
TABLES = (".parquet", ".csv", ".tsv", ".duckdb", ".db")
"""How the names of files end that hold parties as tables."""
ENDINGS = ("md", "html", "json", "pdf", "docx", "ics", "csv", "xlsx", "parquet", "sarif")
"""The formats that some command writes and that the ending of a file's name tells."""


def usage(what: str, near: str | None = None) -> Faults:
    """The fault E504 of a command line, with the right word where it is known."""
    return catalogue.USAGE.fault(REQUEST, nearest=near, what=what)


@record
class World:
    """What a command works on."""

    policies: Policies
    situations: Situations
    code: Code
    facts: Facts
    day: date
    warnings: tuple[Diagnostic, ...]

    @classmethod
    def of(cls, policies: Policies, situations: Situations, code: Code, day: date) -> World:
        """The facts of a day, with what a reader must know of the Code. Raises Faults."""
        facts = facts_on(situations, day, policies.vocabulary)
        return cls(policies, situations, code, facts, day, code_warnings(policies, code, day))


def add_folder_options(parser: argparse.ArgumentParser) -> None:
    """Where policies and facts are."""
    parser.add_argument(
        "--policies",
        metavar="DIR",
        help="the folder of policies (default: policies/ of the working tree, else those that come with the tool)",
    )
    parser.add_argument(
        "--facts",
        metavar="DIR",
        help="the folder of parties (default: facts/ of the working tree, else beside --policies, else of the tool)",
    )


def add_code_options(parser: argparse.ArgumentParser) -> None:
    """Which Code, as at which day, over which facts."""
    parser.add_argument("--as-at", metavar="DATE", help="code and facts as at this day (default: today)")
    parser.add_argument("--version", metavar="V", help="the Code of this version, instrument or `baseline` instead")
    add_overlays_option(parser, "apply a proposal or reading; repeatable")
    add_folder_options(parser)


def add_overlays_option(parser: argparse.ArgumentParser, words: str) -> None:
    """What is applied on top of the Code."""
    parser.add_argument("--with", dest="overlays", action="append", default=[], metavar="ID", help=words)


def add_report_options(parser: argparse.ArgumentParser, formats: Sequence[str], of_a_day: bool = False) -> None:
    """The folders, or (`of_a_day`) also the Code and the day; then the form of a report and where it is written."""
    if of_a_day:
        add_code_options(parser)
    else:
        add_folder_options(parser)
    add_output_options(parser, formats)
    add_templates_option(parser)


def add_output_options(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """How and where the result is written."""
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        help=f"{', '.join(formats)} (default: that of the name in --out, else {formats[0]})",
    )
    parser.add_argument("--out", metavar="FILE", help="write to this file (default: standard output)")


def check_outputs(read: Iterable[str | None], written: Iterable[str | None]) -> None:
    """Raises Faults E503 where a file would be written over one that is read, or that lies in a folder that is, or over
    another that is written.
    """
    taken = {Path(name).resolve() for name in read if name is not None}
    for name in written:
        if name is None or (is_there(Path(name)) and not is_file(Path(name))):  # a device takes everything
            continue
        target = Path(name).resolve()
        if target in taken or (is_file(target) and target.parent in taken):
            raise catalogue.OUT_UNWRITABLE.fault(REQUEST, path=name, reason="the same command reads or writes it too")
        taken.add(target)


def refuse_unused(arguments: argparse.Namespace, names: Iterable[str], where: str) -> None:
    """Raises Faults E504 for an option that is given where nothing would come of it."""
    shown = {"codes": "CODE", "overlays": "--with"}
    for name in names:
        if getattr(arguments, name):
            raise usage(f"`{shown.get(name, '--' + name.replace('_', '-'))}` has no use {where}")


def add_templates_option(parser: argparse.ArgumentParser) -> None:
    """Templates to use in the place of the engine's own."""
    parser.add_argument("--templates", metavar="DIR", help="a folder of templates to use instead of the tool's own")


def templates_folder(arguments: argparse.Namespace) -> Path:
    """The folder of templates: the engine's own, unless another is asked for.

    Those of the checkout in which a command runs may be a stranger's, so that they are not used unasked. Raises
    Faults E102.
    """
    if not arguments.templates:
        return OWN_TEMPLATES
    folder = Path(arguments.templates)
    if not is_folder(folder):
        raise catalogue.FOLDER_MISSING.fault(REQUEST, path=arguments.templates, option="--templates")
    return folder


def check_format(arguments: argparse.Namespace, formats: Sequence[str]) -> str:
    """The format asked for: by name, else by the ending of the file to write, else the first.

    It is kept in `arguments.format`. Raises Faults E502, and E509 for the ending of a format of other commands.
    """
    if arguments.format is None:
        ending = Path(arguments.out or "").suffix.removeprefix(".").lower()
        named = {"txt": "text", "htm": "html"}.get(ending, ending)
        if named in ENDINGS and named not in formats:
            words = {"path": arguments.out, "ending": ending, "formats": ", ".join(formats)}
            raise catalogue.OUT_OTHER_FORMAT.fault(REQUEST, words)
        arguments.format = named if named in formats else formats[0]  # an ending of no format says nothing
    return known_format(arguments.format, formats)


def known_format(name: str, formats: Sequence[str]) -> str:
    """The format, which is one of those that a command writes. Raises Faults E502."""
    if name not in formats:
        near = nearest(name, formats)
        raise catalogue.OPTION_FORMAT.fault(REQUEST, nearest=near, text=name, formats=", ".join(formats))
    return name


def repository() -> Path:
    """The folder with policies/: the current one or the nearest above it, else what comes with the tool."""
    return working_tree() or INSTALLED


def working_tree() -> Path | None:
    """The current folder or the nearest above it that holds policies; None where there is none."""
    for folder in _from_here_up():
        if is_file(folder / "policies" / "vocabulary.yaml"):
            return folder
    return None


def party_repository() -> Path | None:
    """The current folder or the nearest above it that holds parties; None where there is none.

    What lies above a folder under version control is another's.
    """
    for folder in _from_here_up():
        if any((folder / "facts").glob("*.yaml")):
            return folder
        if is_there(folder / ".git"):
            return None
    return None


def _from_here_up() -> tuple[Path, ...]:
    """The current folder and those above it; none where somebody has removed it since the command was called."""
    try:
        here = Path.cwd()
    except FileNotFoundError:
        return ()
    return (here, *here.parents)


def as_at(arguments: argparse.Namespace) -> date:
    """The day that the options name, or today. Raises Faults E501."""
    return day_named(arguments.as_at)


def day_named(text: str | None) -> date:
    """The day that a text names; today without one. Raises Faults E501."""
    if text is None:
        return date.today()
    day = parse_date(text)
    if day is None:
        raise catalogue.OPTION_DATE.fault(REQUEST, nearest=meant_day(text), text=text)
    return day


def meant_day(text: str) -> str | None:
    """The day that a person means who writes day/month/year, as in Britain, or year-month-day without the noughts.

    >>> meant_day("1/3/2019"), meant_day("2019-3-1"), meant_day("soon")
    ('2019-03-01', '2019-03-01', None)
    """
    parts = re.split(r"[-/. ]", text)
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    if len(parts[2]) == 4:
        parts.reverse()
    if len(parts[0]) != 4:  # which of the three is the year is anybody's guess
        return None
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        return None


def policies_folder(arguments: argparse.Namespace) -> Path:
    """The folder of policies that the options name. Raises Faults E105 as `_of_tree`."""
    return Path(arguments.policies) if arguments.policies else _of_tree(repository(), "policies", "--policies")


def facts_folder(arguments: argparse.Namespace) -> Path:
    """The folder of parties that the options name, else that beside the policies.

    A repository of parties has no policies of its own: there, its facts/. Outside any repository the policies are those
    that an option names, if any. Raises Faults E105 as `_of_tree`.
    """
    if arguments.facts:
        return Path(arguments.facts)
    tree = working_tree() or party_repository()
    if tree is None and getattr(arguments, "policies", None):
        tree = policies_folder(arguments).resolve().parent
    return _of_tree(tree or INSTALLED, "facts", "--facts")


def _of_tree(tree: Path, name: str, option: str | None = None) -> Path:
    """A folder of a working tree, which nobody named. Raises Faults E105 where a link leads out of the tree.

    `option` is what names another folder.
    """
    folder = tree / name
    # a stranger's pull request must not make the check print what else is on the machine
    if is_there(folder) and not folder.resolve().is_relative_to(tree.resolve()):
        hint = f"name the folder that is meant with {option}" if option else "put the folder itself there"
        raise catalogue.UNREADABLE.fault(Span(name, 0, 0), reason="a link leads out of the working tree", hint=hint)
    return folder


def cases_folder(arguments: argparse.Namespace) -> Path:
    """The folder of the regression cases: `tests/regression` beside the policies.

    A repository of parties has no policies of its own: there, below it, whatever policies are named. Raises Faults E105
    as `_of_tree`.
    """
    if working_tree() is None:
        own = party_repository()
        if own is not None or is_folder(Path(_CASES)):
            return _of_tree(own or Path(), _CASES).resolve()
    return _of_tree(policies_folder(arguments).resolve().parent, _CASES)


def is_of_tool(folder: Path) -> bool:
    """Whether a folder is one of those that come with an installed tool, which nobody here has written."""
    return SHIPPED and folder.resolve().is_relative_to(INSTALLED.resolve())


def load_named_policies(arguments: argparse.Namespace) -> Policies:
    """The policies that the options name. Raises Faults."""
    folder = policies_folder(arguments)
    return load_policies(folder, folder.resolve().parent)


def load_named_texts(arguments: argparse.Namespace) -> Texts:
    """What the policies that the options name say in words. Raises Faults."""
    folder = policies_folder(arguments)
    return load_texts(folder, folder.resolve().parent)


def load_named_properties(arguments: argparse.Namespace, policies: Policies) -> tuple[Property, ...]:
    """The properties that are stated beside the policies. Raises Faults."""
    folder = policies_folder(arguments)
    labels = [version.label for version in policies.versions.versions]
    overlays = [instrument.name for instrument in policies.instruments.values() if instrument.is_overlay]
    return load_properties(folder / PROPERTIES_FILE, folder.resolve().parent, policies.vocabulary, labels, overlays)


def load_named_kinds(arguments: argparse.Namespace, policies: Policies) -> tuple[PartyKind, ...]:
    """The kinds of party that are stated beside the policies. Raises Faults."""
    folder = policies_folder(arguments)
    return load_kinds(folder / KINDS_FILE, folder.resolve().parent, policies.vocabulary)


def load_named_vocabulary(arguments: argparse.Namespace) -> Vocabulary:
    """The vocabulary alone. Raises Faults."""
    path = policies_folder(arguments) / "vocabulary.yaml"
    return read_vocabulary(path, display_path(path, path.resolve().parents[1]))


def load_named_ledger(arguments: argparse.Namespace, policies: Policies) -> tuple[LedgerEntry, ...]:
    """The ledger of paragraphs beside the policies. Raises Faults."""
    path = policies_folder(arguments) / LEDGER
    return read_ledger(path, display_path(path, path.resolve().parents[1]), policies)


def selected_code(arguments: argparse.Namespace, policies: Policies) -> Code:
    """The Code that the options name. Raises Faults."""
    return select_code(policies, as_at(arguments), arguments.version, arguments.overlays)


def selected_codes(arguments: argparse.Namespace, policies: Policies, *, every: bool) -> list[Code]:
    """The Code that the options name, or that of every version, and of each proposal and reading. Raises Faults."""
    if every:
        refuse_unused(arguments, ("as_at", "version", "overlays"), "where every version is asked for")
        return list(every_code_with_overlays(policies))
    return [selected_code(arguments, policies)]


def load_named_situations(arguments: argparse.Namespace, vocabulary: Vocabulary) -> Situations:
    """The parties that the options name. Raises Faults."""
    check_facts(arguments)
    folder = facts_folder(arguments)
    return load_situations(folder, folder.resolve().parent, vocabulary)


def check_facts(arguments: argparse.Namespace) -> None:
    """Refuse what the options name and what is no folder of parties. Raises Faults E102, and E504 of tables."""
    if holds_tables(arguments.facts):
        raise usage("this command takes a folder of YAML files as --facts")
    if arguments.facts and not is_folder(Path(arguments.facts)):
        raise catalogue.FOLDER_MISSING.fault(Span(arguments.facts, 0, 0), path=arguments.facts, option="--facts")


def holds_tables(facts: str | None) -> bool:
    """Whether the facts are tables: a Parquet, CSV or DuckDB file, or a folder of them."""
    if facts is None:
        return False
    path = Path(facts)
    if is_folder(path):
        return not any(path.glob("*.yaml")) and any(other.suffix.lower() in TABLES for other in path.iterdir())
    # whatever else is no folder is told the forms that there are
    return is_there(path) or path.suffix.lower() in TABLES


def load_world(arguments: argparse.Namespace) -> World:
    """Everything that the options name. Raises Faults."""
    day = as_at(arguments)  # before the law is read: a slip is told at once
    policies = load_named_policies(arguments)
    code = selected_code(arguments, policies)
    situations = situations_about(arguments, getattr(arguments, "party", None), policies, day)
    return World.of(policies, situations, code, day)


def situations_about(arguments: argparse.Namespace, party: str | None, policies: Policies, day: date) -> Situations:
    """The parties of a folder; of a table only the party that the command is about and those that its proofs need."""
    if party is None or not holds_tables(arguments.facts):
        return load_named_situations(arguments, policies.vocabulary)
    from secg.bulk.tables.one_party import situations_from_table

    return situations_from_table(Path(arguments.facts), party, day, policies.vocabulary)
