"""The language server of one editor: what is open, when it is checked, and what is shown of it.

Lines of the protocol count from 0 and columns in the units that the client asked for; `Here` turns both.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version as installed_version
from multiprocessing import active_children, get_context
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec, TextDocument

from secg.editor.faults import Range, range_of
from secg.editor.mentions import Mention
from secg.editor.repository import Checked, Folders, Place, Repository
from secg.messages import Diagnostic, Faults
from secg.messages.diagnostic import Severity
from secg.sources.files import is_folder, unsaved_texts

_SEVERITIES = {Severity.ERROR: lsp.DiagnosticSeverity.Error, Severity.WARNING: lsp.DiagnosticSeverity.Warning}
PAUSE = 0.02
"""Seconds without a change before the policies are checked again."""
PAUSE_OF_CASES = 0.7
"""Seconds without a change before consolidation and cases, which take longer, are checked in a process of their own."""


@dataclass(frozen=True)
class Checks:
    """How a repository is looked at: the folders of the one that the working folder lies in (None: of none), the
    checks of its files, and every check that there is, which is called in another process.
    """

    folders: Callable[[], Folders | None]
    files: Callable[[Folders], Checked]
    everything: Callable[[Folders], Sequence[Diagnostic]]


@dataclass
class _Session:
    """What one editor has open: `root` is the folder as the editor calls it, which may be a link to it.

    `repository` is None where there are no policies to work with.
    """

    checks: Checks
    root: Path | None = None
    repository: Repository | None = None
    quick: tuple[Diagnostic, ...] = ()
    slow: tuple[Diagnostic, ...] = ()
    shown: dict[Path, list[tuple[lsp.Diagnostic, Diagnostic]]] = field(default_factory=dict)
    waiting: list[asyncio.TimerHandle] = field(default_factory=list)
    changes: int = 0
    worker: ProcessPoolExecutor | None = None
    busy: bool = False
    told: str = ""


class _Protocol(LanguageServerProtocol):
    """The protocol, with an answer to a request whose parameters are none: pygls tells of it and leaves it waiting."""

    def structure_message(self, data: dict[str, object]) -> object:
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            number = data.get("id")
            if "method" in data and isinstance(number, int | str):
                self._send_response(number, None, error.to_response_error())
            raise


class Server(LanguageServer):
    """The server of one editor."""

    def __init__(self, checks: Checks) -> None:
        super().__init__("secg", installed_version("secg"), protocol_cls=_Protocol)
        self.session = _Session(checks)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say an unforeseen error in one line; the server goes on."""
        self.tell(f"internal error: {type(error).__name__}: {error}", lsp.MessageType.Error)

    def tell(self, text: str, kind: lsp.MessageType) -> None:
        """Show a message once."""
        # what is wrong with the folder, or with this program, would be told again with every change
        if text != self.session.told:
            self.session.told = text
            self.window_show_message(lsp.ShowMessageParams(kind, text))

    def open_repository(self, folder: str | None = None) -> None:
        """Begin with the repository around a folder, or around the one that was named before."""
        if folder and is_folder(Path(folder)):
            os.chdir(folder)  # the options of commands look for policies from the current folder upwards
            self.session.root = Path(folder)
        folders = self.session.checks.folders()
        if folders is None:
            text = f"there are no policies and no parties in {Path.cwd()} or above it: nothing is checked or completed"
            self.tell(text, lsp.MessageType.Warning)
        elif self.session.repository is None:
            self.session.repository = Repository(folders)

    def changed(self) -> None:
        """Check again, soon; what a later change makes out of date is dropped."""
        session = self.session
        session.changes += 1
        for timer in session.waiting:
            timer.cancel()
        loop = asyncio.get_event_loop()
        session.waiting = [
            loop.call_later(PAUSE, self.check_files),
            loop.call_later(PAUSE_OF_CASES, lambda: asyncio.ensure_future(self.check_everything())),
        ]

    def texts(self) -> dict[Path, str]:
        """The texts that are open in the editor."""
        return {path: document.source for path, document in self.documents().items()}

    def documents(self) -> dict[Path, TextDocument]:
        """What is open in the editor, by its path; what is no file has none."""
        paths = {to_fs_path(uri): document for uri, document in self.workspace.text_documents.items()}
        return {Path(path).resolve(): document for path, document in paths.items() if path is not None}

    def check_files(self) -> None:
        """Check all policies and parties, with the texts that are open in the place of their files."""
        repository = self.session.repository
        if repository is None:
            return
        repository.texts = self.texts()
        with unsaved_texts(repository.texts):
            try:
                checked = self.session.checks.files(repository.folders)
            except Faults as raised:
                checked = Checked(None, None, list(raised.diagnostics))
            except Exception as error:  # a timer calls this: nobody else would hear of it
                self.report_server_error(error, type(error))
                return
        repository.refresh(checked)
        self.session.quick = Faults(checked.faults).diagnostics
        self.publish()

    async def check_everything(self) -> None:
        """Consolidate every version and read all cases in the other process; an outdated answer is dropped."""
        session = self.session
        if session.repository is None or session.busy:
            return  # the run that goes on looks, when it ends, whether another is due
        checks = partial(session.checks.everything, session.repository.folders)
        session.busy, change = True, -1
        while change != session.changes:
            change = session.changes
            if session.worker is None:
                # a fork would copy the locks of the thread that reads what the editor says
                session.worker = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            run = asyncio.get_running_loop().run_in_executor(session.worker, _everything, checks, self.texts())
            try:
                faults = await run
            except BrokenExecutor:  # somebody ended the process; the next change starts another
                session.worker = None
                break
            except Exception as error:  # a fault of the other process: the editor is told, and the server goes on
                self.report_server_error(error, type(error))
                break
            if change == session.changes:
                # a quick fault told here too would stay after it is mended, until the slow run ends
                session.slow = tuple(fault for fault in faults if fault not in session.quick)
                self.publish()
        session.busy = False

    def stop(self) -> None:
        """End the other process, whatever it is at."""
        for child in active_children():
            child.terminate()  # to shut down alone would wait for the check that goes on
        if self.session.worker is not None:
            self.session.worker.shutdown(wait=True, cancel_futures=True)

    def publish(self) -> None:
        """Show every fault in its file; a file without any is cleared."""
        session, repository = self.session, self.session.repository
        assert repository is not None
        # an open file without a fault is published as well: the version told says that it has been checked
        watched = (*session.shown, *filter(repository.is_part, repository.texts))
        faults: dict[Path, list[Diagnostic]] = {path: [] for path in watched}
        for fault in Faults((*session.quick, *session.slow)).diagnostics:
            faults.setdefault(_file_of(fault, repository.folders), []).append(fault)
        for path, of_file in faults.items():
            here = self.here(repository, path)
            shown = [
                lsp.Diagnostic(
                    range=here.range(range_of(fault, here.lines)),
                    message=fault.text,
                    severity=_SEVERITIES[fault.kind.severity],
                    code=fault.kind.code,
                    source="secg",
                )
                for fault in of_file
            ]
            session.shown[path] = list(zip(shown, of_file, strict=True))
            params = lsp.PublishDiagnosticsParams(here.uri, shown, here.version)
            self.text_document_publish_diagnostics(params)

    def here(self, repository: Repository, path: Path) -> Here:
        """A file of the repository as the client sees it."""
        uri, version = self.address(path)
        lines = repository.text(path).split("\n")
        return Here(repository, path, uri, version, lines, self.workspace.position_codec)

    def address(self, path: Path) -> tuple[str, int | None]:
        """How the client calls a file, and the version of its text: as it opened it, else from the root it named."""
        document = self.documents().get(path)
        if document is not None:
            return document.uri, document.version
        # an editor takes two names of one file, through a link and without it, for two files
        root = self.session.root
        if root is not None and path.is_relative_to(root.resolve()):
            path = root / path.relative_to(root.resolve())
        return from_fs_path(str(path)) or "", None

    def at(self, uri: str) -> Here | None:
        """The file that a request is about; None where it is no part of the repository."""
        path, repository = to_fs_path(uri), self.session.repository
        if path is None or repository is None or not repository.is_part(Path(path)):
            return None
        repository.texts = self.texts()
        return self.here(repository, Path(path).resolve())

    def mention(self, uri: str, position: lsp.Position) -> tuple[Here, Mention] | None:
        """The name at a position, and its file."""
        here = self.at(uri)
        if here is None:
            return None
        mention = here.repository.at(here.path, *here.place(position))
        return (here, mention) if mention is not None else None

    def locations(self, repository: Repository, places: Iterable[Place]) -> list[lsp.Location]:
        """Places as the client sees them."""
        located: list[lsp.Location] = []
        files: dict[Path, Here] = {}
        for path, mention in places:
            if path not in files:
                files[path] = self.here(repository, path)
            located.append(lsp.Location(files[path].uri, files[path].range(mention)))
        return located


@dataclass(frozen=True)
class Here:
    """A file of a repository, its lines, and the units in which the client counts columns."""

    repository: Repository
    path: Path
    uri: str
    version: int | None
    lines: Sequence[str]
    codec: PositionCodec

    def place(self, position: lsp.Position) -> tuple[int, int]:
        """Line, from 1, and column, from 0, of a position."""
        at = self.codec.position_from_client_units(self.lines, position)
        return at.line + 1, at.character

    def range(self, place: Range | Mention) -> lsp.Range:
        """A piece of a line."""
        line = ""
        if place.line <= len(self.lines):  # a file may have been shortened on the disk since the place was looked up
            line = self.lines[place.line - 1]
        start, end = (self.codec.client_num_units(line[:column]) for column in (place.start, place.end))
        return lsp.Range(lsp.Position(place.line - 1, start), lsp.Position(place.line - 1, end))

    def line_range(self, line: int) -> lsp.Range:
        """A whole line, which counts from 1."""
        return self.range(Range(line, 0, len(self.lines[line - 1])))

    def whole(self) -> lsp.Range:
        """All of the file."""
        return lsp.Range(lsp.Position(0, 0), self.line_range(len(self.lines)).end)


def _everything(checks: Callable[[], Sequence[Diagnostic]], texts: dict[Path, str]) -> Sequence[Diagnostic]:
    """Every fault, with these texts in the place of files; what the other process is asked."""
    with unsaved_texts(texts):
        try:
            return checks()
        except Faults as raised:
            return raised.diagnostics


def _file_of(fault: Diagnostic, folders: Folders) -> Path:
    """The file in which a fault stands; messages name files from the folder above that of policies or parties."""
    first = fault.span.file.partition("/")[0]
    for folder in folders:
        if folder.resolve().name == first:
            return folder.resolve().parent / fault.span.file
    return folders.policies.resolve().parent / (fault.span.file or "policies/vocabulary.yaml")
