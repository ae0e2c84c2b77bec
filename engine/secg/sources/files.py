"""Reading a text file from the edge, with limits; writing a file whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

from secg.messages import Diagnostic, Faults, Span, catalogue
from secg.messages.visible import CONTROL, code_point

SIZE_LIMIT = 1_000_000
"""Bytes; the largest policy or facts file that is read."""


def display_path(path: Path, root: Path) -> str:
    """The path as messages and reports show it: from the root where it lies below it."""
    try:
        # of a link, the place of the link itself
        return (path.parent.resolve() / path.name).relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def path_from_here(path: Path) -> str:
    """The path by which a file is opened from the current folder: the shorter of that from there and the whole one."""
    try:
        whole = path.parent.resolve() / path.name  # of a link, the place of the link itself
        return min(Path(os.path.relpath(whole)).as_posix(), whole.as_posix(), key=len)
    except FileNotFoundError:  # somebody has removed the folder in which the command was called
        return path.as_posix()


def is_folder(path: Path) -> bool:
    """Whether there is a folder at this path."""
    return _is_so(path.is_dir)


def is_file(path: Path) -> bool:
    """Whether there is a file at this path."""
    return _is_so(path.is_file)


def is_there(path: Path) -> bool:
    """Whether there is anything at this path."""
    return _is_so(path.exists)


def _is_so(asked: Callable[[], bool]) -> bool:
    """What a path answers: at one that no system takes, being too long say, there is nothing."""
    try:
        return asked()
    except OSError:
        return False


def check_regular(path: Path, shown: str) -> os.stat_result:
    """The one gate for files: a regular file, and no link out of the folder that its own folder lies in.

    Raises Faults: E101 missing, E105 a pipe, a device, a folder, a link that leads out, or unreadable.
    """
    place = Span(shown, 0, 0)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # a pipe would be waited for, and a device may never end
            raise catalogue.UNREADABLE.fault(place, reason="it is not a regular file", hint="put a file there")
        if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve().parent):
            # a stranger's pull request must not make the check print what else is on the machine
            reason, hint = "it is a link that leads out of its folders", "put the file itself there"
            raise catalogue.UNREADABLE.fault(place, reason=reason, hint=hint)
        return status
    except FileNotFoundError:
        raise catalogue.FILE_MISSING.fault(place, path=shown) from None
    except OSError as error:
        raise Faults([unreadable(error, shown)]) from None


def unreadable(error: OSError, shown: str) -> Diagnostic:
    """The message (E105) for a file that the system does not let be read."""
    reason = (error.strerror or str(error)).lower()
    return catalogue.UNREADABLE.at(Span(shown, 0, 0), reason=reason, hint="check its permissions")


_UNSAVED: ContextVar[Mapping[Path, str]] = ContextVar("unsaved texts", default=MappingProxyType({}))


@contextmanager
def unsaved_texts(texts: Mapping[Path, str]) -> Iterator[None]:
    """Within it, `read_text` takes these texts, by resolved path, in the place of what the files hold.

    So an editor has its texts checked by the same functions as files, before they are saved.
    """
    token = _UNSAVED.set(texts)
    try:
        yield
    finally:
        _UNSAVED.reset(token)


def read_text(path: Path, shown: str) -> str:
    """The text of a file, its line ends made `\\n`.

    Raises Faults: E101 missing, E103 too large, E104 not UTF-8, E105 unreadable, E119 a control character.
    """
    status = check_regular(path, shown)
    try:
        content = _unsaved(path)
        size = status.st_size if content is None else len(content)
        if size > SIZE_LIMIT:
            raise catalogue.FILE_TOO_LARGE.fault(Span(shown, 0, 0), size=size, limit=SIZE_LIMIT)
        if content is None:
            content = path.read_bytes()
    except OSError as error:
        raise Faults([unreadable(error, shown)]) from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise catalogue.NOT_UTF8.fault(Span(shown, line, column), byte=error.start + 1) from None
    return checked_text(text, shown)


def _unsaved(path: Path) -> bytes | None:
    """What an editor has in the place of a file, as it would be saved; None where it has nothing."""
    texts = _UNSAVED.get()
    if not texts:
        return None  # most runs are no editor's, and need no path resolved
    text = texts.get(path.resolve())
    # half of a pair of surrogates, which an editor may send, becomes bytes that are told as no UTF-8 (E104)
    return None if text is None else text.encode("utf-8", "surrogatepass")


def checked_text(text: str, shown: str) -> str:
    """The text with its line ends made `\\n`. Raises Faults E119 for a control character."""
    # editors on Windows begin a file with a mark of its encoding
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # nearly every text is printable but for its line ends, which is quickly seen
    if text.replace("\n", "").isprintable():
        return text
    control = CONTROL.search(text)
    if control is not None:
        place = place_in(text, control.start(), shown)
        raise catalogue.FILE_CONTROL_CHARACTER.fault(place, code=code_point(control.group()))
    return text


def place_in(text: str, offset: int, shown: str) -> Span:
    """The place in the file `shown` of the character at `offset` of its text."""
    return Span(shown, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A draft beside the target that takes its place at the end; whatever interrupts the run, the draft is removed.

    What a link names is written, and the link stays; so do the permissions of a file that was there. A pipe or a device
    gets the whole of the draft, and stays what it is. Raises OSError.
    """
    is_stream = is_there(target) and not is_file(target)
    # the link `/dev/stdout` of a pipe opens it, and names nothing that a path leads to
    place = target if is_stream else target.resolve()
    folder = None if is_stream else place.parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=".secg-", suffix=place.suffix)
    os.close(handle)
    draft = Path(name)
    # the end that a process manager asks for would leave the draft behind
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield draft
        if is_stream:
            with draft.open("rb") as content, place.open("wb") as stream:
                shutil.copyfileobj(content, stream)
        else:
            # a draft is readable by its owner alone, which the file that takes its place must not become
            draft.chmod(stat.S_IMODE(place.stat().st_mode) if is_file(place) else 0o666 & ~_umask())
            draft.replace(place)
    finally:
        signal.signal(signal.SIGTERM, before)
        draft.unlink(missing_ok=True)
        # DuckDB writes beside its target first
        draft.with_name(f"tmp_{draft.name}").unlink(missing_ok=True)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _umask() -> int:
    # the system tells the mask only by setting another
    mask = os.umask(0)
    os.umask(mask)
    return mask


def digest_of(texts: Mapping[str, str]) -> str:
    """The SHA-256 over names and contents, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        content = texts[name].encode()
        # with its length, so that no other division of the same words into files has the same digest
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
