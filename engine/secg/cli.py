"""The command line `secg`: parses the arguments and hands them to one command."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from secg.commands.command_list import COMMANDS, functions_of, missing_extra
from secg.messages import REQUEST, Faults, catalogue, nearest
from secg.sources.files import unreadable

_MESSAGES = {
    r"argument (?:-\w/)?(\S+): expected one argument": "`{}` needs a value",
    r"the following arguments are required: (.+)": "{} is missing",
}
"""What argparse says of the commonest slips, and how it is said here."""
CALLS_DEEP = 5_000
"""Rules may stand in fifty layers, and a comparison goes down some twenty-five calls for each."""


class _Parser(argparse.ArgumentParser):
    """argparse with messages of our own form."""

    def error(self, message: str) -> NoReturn:
        for pattern, sentence in _MESSAGES.items():
            match = re.fullmatch(pattern, message)
            if match is not None:
                message = sentence.format(match.group(1))
        choice = re.fullmatch(r"argument .+: invalid choice: '(.*)' \(choose from (.+)\)", message)
        if choice is not None:
            choices = re.findall(r"'([^']+)'", choice[2])
            raise _usage(f"`{choice[1]}` is none of {', '.join(choices)}", nearest(choice[1], choices))
        raise _usage(message)

    def known(self, words: Sequence[str]) -> argparse.Namespace:
        """The arguments; what is left over is named with the option that was probably meant."""
        arguments, left_over = self.parse_known_args(words)
        for word in left_over:
            if word.startswith("-"):
                option = word.partition("=")[0]
                near = nearest(option, self._option_string_actions)
                raise _usage(f"`{option}` is not an option of this command", near)
            raise _usage(f"`{word}` is one word too many")
        return arguments


def _usage(what: str, near: str | None = None) -> Faults:
    return catalogue.USAGE.fault(REQUEST, nearest=near, what=what)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 findings, 2 bad usage or bad input."""
    words = list(sys.argv[1:] if argv is None else argv)
    sys.setrecursionlimit(max(CALLS_DEEP, sys.getrecursionlimit()))
    if argv is None:
        # A run makes many small objects that stay until its end. Looking for garbage among them as often as usual, and
        # once more on the way out, would take a fifth of its time and find none.
        gc.set_threshold(200_000, 50, 100)
        # a process that a server starts looks for its modules in the current folder first, which may be a stranger's
        os.environ["PYTHONSAFEPATH"] = "1"
        atexit.register(_leave)
        sys.unraisablehook = _unraisable
    if sys.stderr is None:  # closed by the caller: what is said there goes nowhere, and not to the output
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the end
    try:
        if sys.stdout is None:
            raise _unwritable("it is closed")
        status = _run(words)
        sys.stdout.flush()
        return status
    except Faults as faults:
        for diagnostic in faults.diagnostics:
            print(diagnostic, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # the reader of the output has gone (`secg derive | head`): stop quietly, with the status of a program that the
        # signal of a closed pipe ends, as 0 would say that `secg prove` had nothing to tell
        _drop_output()
        return 141
    except KeyboardInterrupt:
        return _stopped(argv is None)
    except Exception as error:  # whatever it is, no traceback reaches a user
        if isinstance(error, ModuleNotFoundError) and (missing := missing_extra(error)) is not None:
            print(*missing.diagnostics, file=sys.stderr)
            return 2
        if type(error).__name__ == "ArgumentError" and KeyboardInterrupt.__name__ in str(error):
            return _stopped(argv is None)  # an interrupt while a foreign function was handed its arguments
        if isinstance(error, OSError):
            if error.filename is not None:
                print(unreadable(error, os.fsdecode(error.filename)), file=sys.stderr)
                return 2
            # no file is at fault, so it is the output: the disk is full, or the terminal is gone
            _drop_output()
            print(*_unwritable((error.strerror or str(error)).lower()).diagnostics, file=sys.stderr)
            return 2
        # a fault of the engine itself; whoever mends it gets the traceback with SECG_TRACEBACK=1, a user one message
        if os.environ.get("SECG_TRACEBACK"):
            raise
        print(catalogue.INTERNAL.at(REQUEST, what=f"{type(error).__name__}, {error}"), file=sys.stderr)
        return 2


def _stopped(for_good: bool) -> int:
    """Say that the command was interrupted."""
    if for_good:
        # what was half made when the interrupt came may complain as it is put away
        sys.unraisablehook = lambda _: None
    print("stopped", file=sys.stderr)
    return 130


def _unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    """An interrupt that comes while an object is put away would be lost there, with a traceback: it comes again."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        threading.Timer(0.01, signal.raise_signal, [signal.SIGINT]).start()
    else:
        sys.__unraisablehook__(unraisable)


def _leave() -> None:
    # DuckDB complains at length about every object of its own that it finds at the end
    if "duckdb" not in sys.modules:
        gc.freeze()


def _unwritable(reason: str) -> Faults:
    return catalogue.OUT_UNWRITABLE.fault(REQUEST, path="standard output", reason=reason)


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that Python does not try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        print(_overview())
        return 0 if words else 2
    if words[0] == "help":
        if len(words) == 1:
            print(_overview())
            return 0
        words = [words[1], "--help"]
    name = words[0]
    if name == "--version":
        if words[1:]:
            raise _usage(f"`{words[1]}` is one word too many")
        from secg.commands.versions import version_text

        print(version_text(), end="")
        return 0
    if name.startswith("-"):
        raise _usage(f"`{name}` stands where the command does: options follow it")
    if name not in COMMANDS:
        raise _usage(f"`{name}` is not a command", nearest(name, (*COMMANDS, "help")))
    configure, run = functions_of(name)
    parser = _Parser(prog=f"secg {name}", description=COMMANDS[name][1], allow_abbrev=False)
    configure(parser)
    try:
        arguments = parser.known(words[1:])
    except SystemExit:  # argparse has printed the help that was asked for
        return 0
    return run(arguments)


def _overview() -> str:
    lines = [
        "usage: secg COMMAND [OPTIONS]",
        "",
        "The rules of a Code, applied to parties and explained, compared and proved.",
        "",
    ]
    width = max(map(len, COMMANDS))
    lines.extend(f"  {name:<{width}}  {summary}" for name, (_, summary) in COMMANDS.items())
    return "\n".join([*lines, "", "`secg COMMAND --help` shows a command's options, `secg --version` the law."])
