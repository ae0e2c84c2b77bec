"""`secg completion`: shell completion of commands, options, parties, paragraphs, versions and modifications."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from secg.commands.command_list import COMMANDS, functions_of
from secg.commands.options import facts_folder, repository
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
_FOLDERS: dict[str, tuple[str, ...]] = {
    "--version": ("modifications", "proposals"),
    "--with": ("proposals", "readings"),
    "--modification": ("modifications", "proposals", "readings"),
    "codes": ("modifications", "proposals", "readings"),
    **dict.fromkeys(("--facts", "--policies", "--out"), ()),  # the shell itself completes files
}
"""The folders of the instruments that each option, and the argument of a comparison, may name."""
_WITH_VERSIONS = ("--version", "codes")


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
    actions = parser._actions  # argparse tells what was declared in no other way
    last = before[-1]
    if last in _FOLDERS:
        return _fitting(_names(last, root / "policies"), half)
    if last == "--section":
        return _fitting(NAMES, half)
    if last == "--format":
        # each command has formats of its own, which only the help of the option tells
        formats = next((action.help or "" for action in actions if "--format" in action.option_strings), "")
        return _fitting(re.findall(r"[a-z]+", formats.partition("(")[0]), half)
    if any(last in action.option_strings and action.nargs != 0 for action in actions):
        return []  # a day or a change of facts, say, which no list has
    if half.startswith("-"):
        return _fitting(chain.from_iterable(action.option_strings for action in actions), half)
    argument = _argument(before[1:], actions)
    if argument == "party":
        named = before[before.index("--facts") + 1] if "--facts" in before else None
        facts = facts_folder(argparse.Namespace(facts=named, policies=None))
        return _fitting((path.stem for path in facts.glob("*.yaml")), half)
    if argument == "codes":
        return _fitting(_names(argument, root / "policies"), half)
    if argument == "number":
        texts = (path.read_text(errors="replace") for path in (root / "policies").rglob("*.md"))
        return _fitting(chain.from_iterable(map(_HEADING.findall, texts)), half)
    return []


def _argument(words: Sequence[str], actions: Sequence[argparse.Action]) -> str | None:
    """The argument of a command that comes after these words: options, their values and the arguments before it."""
    valued = {text for action in actions if action.nargs != 0 for text in action.option_strings}
    places = zip(["", *words], words, strict=False)
    given = sum(1 for last, word in places if not word.startswith("-") and last not in valued)
    for action in actions:
        if not action.option_strings:
            if given == 0 or action.nargs in ("*", "+"):
                return action.dest
            given -= 1
    return None


def _names(option: str, policies: Path) -> Iterator[str]:
    """What an option may name, read off the files without loading them: a shell waits for it at every key."""
    if option in _WITH_VERSIONS:
        yield from _LABEL.findall((policies / "versions.yaml").read_text(encoding="utf-8", errors="replace"))
    for folder in _FOLDERS[option]:
        yield from (path.stem for path in (policies / folder).glob("*.md"))


def _fitting(names: Iterable[str], half: str) -> list[str]:
    return sorted({name for name in names if name.startswith(half)})
