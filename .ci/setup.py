"""Set up .venv from requirements.lock with secg in .venv/bin, as `make setup` does.

Two runs at once wait for each other. A checkout that was moved or copied is set up anew, because the commands of an
environment name the place where it was made.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
READY = VENV / ".secg-installed"
"""What was installed: the checkout's place, then the digests of the lock file and of pyproject.toml."""


def main() -> int:
    """0 where everything is in place, 2 with what pip said where it is not."""
    if sys.version_info < (3, 11):  # noqa: UP036 - it is run by whatever Python there is
        print("Python 3.11 or later is needed: make PYTHON=path/to/python", file=sys.stderr)
        return 2
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another run that sets up .venv", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        place, packages, project = state()
        had = READY.read_text().splitlines() if READY.exists() else []
        python = str(VENV / "bin" / "python")
        if had[:2] != [place, packages]:
            print("setting up .venv (once, about a minute)", file=sys.stderr)
            # from an empty environment, so that nothing is left over
            if not run(sys.executable, "-m", "venv", "--clear", str(VENV)):
                return 2
            if not run(
                python, "-m", "pip", "install", *QUIET, "--require-hashes", "-r", str(ROOT / "requirements.lock")
            ):
                return 2
        # secg itself is a link to this checkout: changes in engine/ need no new setup
        if not run(python, "-m", "pip", "install", *QUIET, "--no-deps", "--no-build-isolation", "-e", str(ROOT)):
            return 2
        READY.write_text(f"{place}\n{packages}\n{project}\n")
    return 0


QUIET = ("--disable-pip-version-check", "--no-input")


def state() -> tuple[str, str, str]:
    """The place of this checkout, and the digests of the two files that say what is installed."""
    digests = [
        hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in ("requirements.lock", "pyproject.toml")
    ]
    return str(Path.cwd()), digests[0], digests[1]  # the working folder as make names it


def run(*words: str) -> bool:
    """Whether a command succeeds; what it says is shown only where it does not."""
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
