"""The folder of a site: what earlier builds wrote there goes where it is written no more; no other file is touched.

A list of the files written, with their digests, tells them apart. It has the form that `sha256sum -c` checks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from secg.commands.output import write_folder
from secg.messages import REQUEST, catalogue
from secg.sources.files import is_file, is_folder, is_there

MANIFEST = "files.sha256"
"""The list of the files of a site, a line each: the digest and the path below the folder."""
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")

Digests = Mapping[str, str]
"""The digests of files by their paths below a folder."""


def earlier_build(folder: Path, shown: str) -> Digests:
    """What the list in a folder says that builds wrote there; empty for a folder without files.

    Raises Faults E529 for a folder that holds files and no list of ours. Hidden files, such as those of git, may be
    there. `shown` is how the user wrote the name of the folder.
    """
    manifest = folder / MANIFEST
    digests: dict[str, str] = {}
    if is_file(manifest):
        for line in manifest.read_text(encoding="utf-8", errors="replace").splitlines():
            listed = _LINE.fullmatch(line)
            if listed is not None:
                digests[listed[2]] = listed[1]
    if not digests and is_folder(folder) and any(not path.name.startswith(".") for path in folder.iterdir()):
        raise catalogue.FOLDER_NOT_EMPTY.fault(REQUEST, path=shown)
    return digests


def write_site(folder: Path, files: Mapping[str, bytes], earlier: Digests) -> list[str]:
    """Write the files and the list of them, and remove what `earlier` builds wrote and this one does not.

    Returns what is kept though it is in the list: what somebody changed since. Raises Faults E503, among other reasons
    where a file that no build wrote is in the way.
    """
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name in digests:
        if name not in earlier and is_there(folder / name):
            reason = "a file is there that no build of the site wrote; move it away"
            raise catalogue.OUT_UNWRITABLE.fault(REQUEST, path=str(folder / name), reason=reason)
    # what ends the run before its end leaves a list of all that may be there, old and new
    write_folder(folder, {MANIFEST: _listed({**earlier, **digests}), **files})
    kept = [name for name, digest in earlier.items() if name not in digests and not _removed(folder, name, digest)]
    write_folder(folder, {MANIFEST: _listed(digests)})
    return kept


def _listed(digests: Digests) -> bytes:
    # in one order, so that the same site has the same bytes
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def _removed(folder: Path, name: str, digest: str) -> bool:
    """Remove a file that is as it was written, and the folders that this leaves empty; whether there is none now."""
    path, root = folder / name, folder.resolve()
    if path.resolve() != root / name or not path.resolve().is_relative_to(root):
        return False  # a link, or a path that leads out, is not ours: the list may be anybody's
    if not is_file(path):
        return True
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        return False
    path.unlink()
    parent = path.parent
    while parent != folder and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent
    return True
