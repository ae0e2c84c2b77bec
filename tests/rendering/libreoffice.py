"""LibreOffice, where it is installed: what it makes of the Word files that are written here."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SCRIPT = Path(__file__).with_name("uno_texts.py")
PYTHONS = ("/usr/bin/python3", "python3", "/usr/lib/libreoffice/program/python", "/opt/libreoffice/program/python")
"""Where a Python that has `uno` may be: the system's, with the package python3-uno, or LibreOffice's own."""


@cache
def uno_python() -> str | None:
    """A Python that has `uno`; None where LibreOffice is not here."""
    for name in PYTHONS if SOFFICE else ():
        python = shutil.which(name)
        if python is not None and not subprocess.run([python, "-c", "import uno"], capture_output=True).returncode:
            return python
    return None


def lacking() -> str:
    """Why LibreOffice can't be asked, and how to get it; empty where it can."""
    if uno_python() is not None:
        return ""
    return "not run: Word files in LibreOffice; to run it, apt-get install libreoffice-writer python3-uno"


def resolved_texts(documents: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, Sequence[str] | int]]:
    """What LibreOffice reads in each document once all changes are accepted, or rejected; see uno_texts.py."""
    paths = {name: folder / f"{number}.docx" for number, name in enumerate(documents)}
    for name, path in paths.items():
        path.write_bytes(documents[name])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [
        *(str(SOFFICE), "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
        f"--accept=socket,host=127.0.0.1,port={port};urp;",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as office:
        try:
            asked = [str(uno_python()), str(SCRIPT), port, *map(str, paths.values())]
            done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=300)
            assert done.returncode == 0, done.stderr
            office.wait(60)
        finally:
            office.kill()
    read = json.loads(done.stdout)
    return {name: read[str(path)] for name, path in paths.items()}
