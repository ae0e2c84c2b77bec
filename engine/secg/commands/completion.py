"""`secg completion`: shell completion of commands, options, parties, paragraphs, versions and modifications."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from secg.commands.command_list import COMMANDS, functions_of
from secg.commands.options import repository
from secg.report.outline import NAMES

SHELLS = ("bash", "zsh", "fish")
_SCRIPTS = {
    "bash": """\
_secg() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        [ -n "$word" ] && COMPREPLY+=("$(printf %q "$word")")
    done < <(secg completion --for "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _secg secg
""",
    "zsh": """\
#compdef secg
_secg() {
    local -a found
    found=("${(@f)$(secg completion --for "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    compadd -- "${found[@]}"
}
compdef _secg secg
""",
    "fish": """\
function __secg
    set -l words (commandline -opc) (commandline -ct)
    secg completion --for $words[2..-1] 2>/dev/null
end
complete -c secg -f -a "(__secg)"
""",
}
_HEADING = re.compile(r"^## (?:(?:Insert|Substitute|Repeal|Renumber) )?([A-Z]{1,2}\d+\.\d+[A-Z]?)", re.MULTILINE)
_LABEL = re.compile(r'label: "?([\w.-]+)"?')
_VALUES = {
    "--version": "versions",
    "--with": "overlays",
    "--modification": "modifications",
    "--facts": "files",
    "--policies": "files",
    "--out": "files",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("shell", nargs="?", choices=SHELLS, help="print the script for this shell")
    parser.add_argument("--for", dest="words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Print the script of a shell, or the completions of a half-written command line."""
    if arguments.words is not None:
        print("\n".join(completions(arguments.words, repository())))
        return 0
    print(_SCRIPTS[arguments.shell or "bash"], end="")
    return 0


def completions(words: Sequence[str], root: Path) -> list[str]:
    """What the last of the words, perhaps half written, may become; none where files are meant."""
    *before, half = words or [""]
    if not before:
        return _fitting(COMMANDS, half)
    if before[0] not in COMMANDS:
        return []
    parser = argparse.ArgumentParser(add_help=False)
    configure, _ = functions_of(before[0])
    configure(parser)
    last = before[-1] if len(before) > 1 else ""
    if last in _VALUES:
        return _fitting(_known(_VALUES[last], root), half)
    if last == "--section":
        return _fitting(NAMES, half)
    if last == "--format":
        formats = next((action.help or "" for action in parser._actions if "--format" in action.option_strings), "")
        return _fitting(re.findall(r"[a-z]+", formats.partition("(")[0]), half)
    if any(last in action.option_strings and action.nargs != 0 for action in parser._actions):
        return []
    if half.startswith("-"):
        return _fitting(chain.from_iterable(action.option_strings for action in parser._actions), half)
    positional = [action.dest for action in parser._actions if not action.option_strings]
    if "party" in positional or before[0] == "paragraph":
        named = Path(before[before.index("--facts") + 1]) if "--facts" in before else root / "facts"
        return _fitting(_parties(named) if "party" in positional else _known("paragraphs", root), half)
    return []


def _parties(facts: Path) -> Iterable[str]:
    """The parties of a folder, by the names of their files."""
    return (path.stem for path in facts.glob("*.yaml"))


def _known(what: str, root: Path) -> Iterable[str]:
    """The names of a kind, read off the files without loading them."""
    policies = root / "policies"
    if what == "files":
        return ()
    if what == "versions":
        text = (policies / "versions.yaml").read_text(encoding="utf-8", errors="replace")
        return (*_LABEL.findall(text), *_known("modifications", root))
    if what == "paragraphs":
        headings: set[str] = set()
        for path in policies.rglob("*.md"):
            headings.update(_HEADING.findall(path.read_text(errors="replace")))
        return headings
    folders = ("modifications", "proposals") if what == "modifications" else ("proposals", "readings")
    return (path.stem for path in chain.from_iterable((policies / folder).glob("*.md") for folder in folders))


def _fitting(names: Iterable[str], half: str) -> list[str]:
    return sorted({name for name in names if name.startswith(half)})
