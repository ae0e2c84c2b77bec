"""`secg code`: the whole Code of a version as policy files, so that any tool that compares files can be used on it.

`secg fmt`: the Datalog blocks of the policies laid out in the one way.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from secg.code.comparison import with_and_without
from secg.code.files import code_files
from secg.code.selection import code_warnings
from secg.commands.options import (
    add_overlays_option,
    as_at,
    is_of_tool,
    load_named_policies,
    policies_folder,
    selected_code,
    usage,
)
from secg.commands.output import check_empty, tell, write_file, write_folder
from secg.language.layout import format_document
from secg.messages import REQUEST, Diagnostic, Faults, catalogue
from secg.sources.files import display_path, path_from_here, read_text


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    # argparse would fill the lines of the example up to one paragraph
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = (
        "example: what SECMP0059 did to the files\n"
        "  secg code --modification SECMP0059 --out SECMP0059\n"
        "  git diff --no-index SECMP0059/before SECMP0059/after"
    )
    parser.add_argument("--as-at", metavar="DATE", help="the Code in force on this day (default: today)")
    parser.add_argument("--version", metavar="V", help="the Code of this version, instrument or `baseline` instead")
    parser.add_argument(
        "--modification", metavar="ID", help="two folders: `before` this instrument, and `after` it alone"
    )
    add_overlays_option(parser, "apply a proposal or reading; repeatable")
    parser.add_argument("--policies", metavar="DIR", help="the folder of policies (default: policies/)")
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder to write: a new or an empty one")


def run(arguments: argparse.Namespace) -> int:
    """Write the folder, or the two, and say how to go on. Raises Faults, among them E529 for a folder with files."""
    target = Path(arguments.out)
    check_empty(target, arguments.out)
    if arguments.modification and (arguments.version or arguments.as_at):
        raise usage("a modification is compared with the Code before it alone")
    policies, folder = load_named_policies(arguments), policies_folder(arguments)
    if arguments.modification:
        compared = with_and_without(policies, arguments.modification, arguments.overlays)
        files: dict[str, bytes] = {}
        for name, code in (("before", compared.before.code), ("after", compared.after.code)):
            for path, text in code_files(policies, code, folder).items():
                files[f"{name}/{path}"] = text
        write_folder(target, files)
        print(f"{target / 'before'} and {target / 'after'}; compare them with git diff --no-index, or any other tool")
        return 0
    code = selected_code(arguments, policies)
    files = code_files(policies, code, folder)
    write_folder(target, files)
    print(f"{len(code.paragraphs)} paragraphs in {len(files)} files: {target}")
    # as of a Code that is asked for by name nothing is said of today
    return tell(code_warnings(policies, code, code.in_force if arguments.version else as_at(arguments)))


def configure_fmt(parser: argparse.ArgumentParser) -> None:
    """The options of `secg fmt`."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="the documents (default: all of the policies folder)")
    parser.add_argument("--check", action="store_true", help="change nothing, only name what would change")
    parser.add_argument("--policies", metavar="DIR", help="the folder of policies (default: policies/)")


def run_fmt(arguments: argparse.Namespace) -> int:
    """Rewrite the documents whose layout differs, naming each; with `--check`, 1 where there is one. Raises Faults."""
    folder = policies_folder(arguments)
    if not arguments.files and is_of_tool(folder):
        # the law that comes with an installed tool is not for editing
        raise catalogue.FOLDER_MISSING.fault(REQUEST, path="policies", option="--policies")
    paths = [Path(file) for file in arguments.files] or sorted(folder.rglob("*.md"))
    faults: list[Diagnostic] = []
    changed = 0
    for path in paths:
        shown = display_path(path, folder.resolve().parent)
        try:
            text = read_text(path, shown)
        except Faults as raised:
            faults.extend(raised.diagnostics)
            continue
        laid_out = format_document(text)
        if laid_out != text:
            changed += 1
            print(path_from_here(path))
            if not arguments.check:
                write_file(path, laid_out.encode())
    if faults:  # a document that can't be read is no reason to leave the others as they are
        raise Faults(faults)
    return 1 if changed and arguments.check else 0
