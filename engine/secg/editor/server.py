"""The language server: what an editor asks, put to the other modules of this package, over standard input and output.

Lines of the protocol count from 0 and columns in the units that the client asked for; `_Here` turns both.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec

from secg.editor.completion import Proposal, proposals
from secg.editor.faults import Range, fix_of, range_of
from secg.editor.hover import hover_text
from secg.editor.mentions import How, Mention, What
from secg.editor.outline import Section, folds, lenses, sections
from secg.editor.renaming import RenameRefused, renamed_places
from secg.editor.repository import Checked, Folders, Place, Repository
from secg.language.formatting import format_document
from secg.messages import Diagnostic, Faults
from secg.messages.diagnostic import Severity
from secg.sources.files import is_folder, unsaved_texts

PAUSE = 0.02
"""Seconds without a change before the policies are checked again."""
PAUSE_OF_CASES = 0.7
"""Seconds without a change before consolidation and cases, which take longer, are checked in a process of their own."""

_KINDS = {
    "predicate": lsp.CompletionItemKind.Function,
    "fact": lsp.CompletionItemKind.Property,
    "symbol": lsp.CompletionItemKind.EnumMember,
    "party": lsp.CompletionItemKind.Reference,
    "key": lsp.CompletionItemKind.Keyword,
    "type": lsp.CompletionItemKind.Enum,
}


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
    """What one editor has open; `repository` is None where there are no policies to work with."""

    checks: Checks
    repository: Repository | None = None
    quick: tuple[Diagnostic, ...] = ()
    slow: tuple[Diagnostic, ...] = ()
    shown: dict[Path, list[tuple[lsp.Diagnostic, Diagnostic]]] = field(default_factory=dict)
    waiting: list[asyncio.TimerHandle] = field(default_factory=list)
    changes: int = 0
    worker: ProcessPoolExecutor | None = None
    told: str = ""


class Server(LanguageServer):
    """The server of one editor."""

    def __init__(self, checks: Checks) -> None:
        super().__init__("secg", version("secg"))
        self.session = _Session(checks)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say an unforeseen error in one line; the server goes on."""
        self.tell(f"internal error: {type(error).__name__}: {error}", lsp.MessageType.Error)

    def tell(self, text: str, kind: lsp.MessageType) -> None:
        """Show a message once."""
        if text != self.session.told:
            self.session.told = text
            self.window_show_message(lsp.ShowMessageParams(kind, text))

    def open_repository(self, folder: Path | None) -> None:
        """Begin with the repository around a folder."""
        if folder is not None and is_folder(folder):
            os.chdir(folder)
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
        texts: dict[Path, str] = {}
        for uri, document in self.workspace.text_documents.items():
            path = to_fs_path(uri)
            if path is not None:
                texts[Path(path).resolve()] = document.source
        return texts

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
        if session.repository is None:
            return
        if session.worker is None:
            session.worker = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        change = session.changes
        loop = asyncio.get_running_loop()
        checks = partial(session.checks.everything, session.repository.folders)
        try:
            faults = await loop.run_in_executor(session.worker, _everything, checks, self.texts())
        except BrokenExecutor:  # somebody ended the process; the next change starts another
            session.worker = None
            return
        except Exception as error:
            self.report_server_error(error, type(error))
            return
        if change == session.changes:
            session.slow = tuple(fault for fault in faults if fault not in session.quick)
            self.publish()

    def publish(self) -> None:
        """Show every fault in its file; a file without any is cleared."""
        session, repository = self.session, self.session.repository
        assert repository is not None
        watched = (*session.shown, *filter(repository.is_part, repository.texts))
        faults: dict[Path, list[Diagnostic]] = {path: [] for path in watched}
        for fault in Faults((*session.quick, *session.slow)).diagnostics:
            faults.setdefault(_file_of(fault, repository.folders), []).append(fault)
        for path, of_file in faults.items():
            here = self.here(path)
            shown = [(_diagnostic(fault, here), fault) for fault in of_file]
            session.shown[path] = shown
            uri = from_fs_path(str(path)) or ""
            params = lsp.PublishDiagnosticsParams(uri, [diagnostic for diagnostic, _ in shown])
            self.text_document_publish_diagnostics(params)

    def here(self, path: Path) -> _Here:
        """A file of the repository as the client sees it."""
        repository = self.session.repository
        text = repository.text(path) if repository is not None else ""
        return _Here(path, text.split("\n"), self.workspace.position_codec)

    def at(self, uri: str) -> tuple[Repository, _Here] | None:
        """The repository and the file that a request is about; None where the file is no part of one."""
        path, repository = to_fs_path(uri), self.session.repository
        if path is None or repository is None or not repository.is_part(Path(path)):
            return None
        repository.texts = self.texts()
        return repository, self.here(Path(path).resolve())

    def mention(self, uri: str, position: lsp.Position) -> tuple[Repository, _Here, Mention] | None:
        """The name at a position."""
        at = self.at(uri)
        if at is None:
            return None
        repository, here = at
        line, column = here.place(position)
        mention = repository.at(here.path, line, column)
        return (repository, here, mention) if mention is not None else None

    def locations(self, places: Iterator[Place] | Sequence[Place]) -> list[lsp.Location]:
        """Places as the client sees them."""
        located: list[lsp.Location] = []
        files: dict[Path, _Here] = {}
        for path, mention in places:
            here = files.setdefault(path, self.here(path)) if path not in files else files[path]
            located.append(lsp.Location(here.uri, here.range(_range(mention))))
        return located


@dataclass(frozen=True)
class _Here:
    """A file, its lines, and the units in which the client counts columns."""

    path: Path
    lines: Sequence[str]
    codec: PositionCodec

    @property
    def uri(self) -> str:
        """The file's address."""
        return from_fs_path(str(self.path)) or ""

    def place(self, position: lsp.Position) -> tuple[int, int]:
        """Line, from 1, and column, from 0, of a position."""
        at = self.codec.position_from_client_units(self.lines, position)
        return at.line + 1, at.character

    def range(self, place: Range) -> lsp.Range:
        """A piece of a line."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        start, end = (self.codec.client_num_units(line[:column]) for column in (place.start, place.end))
        return lsp.Range(lsp.Position(place.line - 1, start), lsp.Position(place.line - 1, end))

    def whole(self) -> lsp.Range:
        """All of the file."""
        last = self.codec.client_num_units(self.lines[-1])
        return lsp.Range(lsp.Position(0, 0), lsp.Position(len(self.lines) - 1, last))


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


def _range(mention: Mention) -> Range:
    return Range(mention.line, mention.start, mention.end)


def _diagnostic(fault: Diagnostic, here: _Here) -> lsp.Diagnostic:
    paragraph = f" ({fault.paragraph})" if fault.paragraph else ""
    help_line = f"\n{fault.help}" if fault.help else ""
    severity = lsp.DiagnosticSeverity.Error
    if fault.kind.severity is Severity.WARNING:
        severity = lsp.DiagnosticSeverity.Warning
    return lsp.Diagnostic(
        range=here.range(range_of(fault, here.lines)),
        message=f"{fault.sentence}{paragraph}{help_line}",
        severity=severity,
        code=fault.kind.code,
        source="secg",
    )


def serve(checks: Checks) -> None:
    """Serve one editor over standard input and output until it says `exit`."""
    server = Server(checks)
    register(server)
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)  # errors are told in the editor, without a traceback
    asked, answered = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever anything prints is no part of the protocol
    try:
        server.start_io(asked, answered)
    finally:
        if server.session.worker is not None:
            server.session.worker.shutdown(wait=False, cancel_futures=True)


def register(server: Server) -> None:
    """Answer the editor's requests."""
    feature = server.feature

    @feature(lsp.INITIALIZED)
    def initialized(_: Server, params: lsp.InitializedParams) -> None:
        root = server.workspace.root_path
        folders = list(server.workspace.folders)
        folder = to_fs_path(folders[0]) if folders else root
        server.open_repository(Path(folder) if folder else None)
        server.check_files()  # the files as they are saved, which are sound more often than what is typed
        gc.freeze()  # what was read stays: going through all of it again would be felt while typing
        gc.set_threshold(100_000, 20, 100)
        server.changed()

    @feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(_: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        server.changed()

    @feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def edited(_: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        server.changed()

    @feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(_: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        server.changed()

    @feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(_: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        server.open_repository(None)
        server.changed()

    @feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        server.open_repository(None)
        server.changed()

    @feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(_: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None:
            return None
        repository, here, mention = at
        text = hover_text(repository, here.path, mention)
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, here.range(_range(mention))) if text else None

    @feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["(", ",", "{", "[", ";", " "]))
    def complete(_: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        at = server.at(params.text_document.uri)
        if at is None:
            return []
        repository, here = at
        return [_item(proposal) for proposal in proposals(repository, here.path, *here.place(params.position))]

    @feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(_: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
        return _standing(server, params.text_document.uri, params.position, (How.DECLARES,))

    @feature(lsp.TEXT_DOCUMENT_IMPLEMENTATION)
    def implementation(_: Server, params: lsp.ImplementationParams) -> list[lsp.Location]:
        return _standing(server, params.text_document.uri, params.position, (How.CONCLUDES,))

    @feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(_: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
        hows = tuple(How) if params.context.include_declaration else (How.CONCLUDES, How.USES, How.SAYS)
        return _standing(server, params.text_document.uri, params.position, hows)

    @feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(_: Server, params: lsp.PrepareRenameParams) -> lsp.Range | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None or at[2].what not in (What.PREDICATE, What.PARAGRAPH):
            return None
        return at[1].range(_range(at[2]))

    @feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(_: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None:
            return None
        repository, here, mention = at
        try:
            places = renamed_places(repository, here.path, mention, params.new_name)
        except RenameRefused as refused:
            raise JsonRpcInvalidParams(message=str(refused)) from None
        changes: dict[str, list[lsp.TextEdit]] = {}
        for location in server.locations(places):
            changes.setdefault(location.uri, []).append(lsp.TextEdit(location.range, params.new_name))
        return lsp.WorkspaceEdit(changes=changes)

    @feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]))
    def fixes(_: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        at = server.at(params.text_document.uri)
        if at is None:
            return []
        return list(_fixes(server.session.shown.get(at[1].path, []), at[1], params.range))

    @feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatting(_: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        at = server.at(params.text_document.uri)
        if at is None or at[1].path.suffix != ".md":
            return None
        here = at[1]
        text = "\n".join(here.lines)
        laid_out = format_document(text)
        return [lsp.TextEdit(here.whole(), laid_out)] if laid_out != text else []

    @feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(_: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        at = server.at(params.text_document.uri)
        return _symbols(list(sections(at[1].path, at[1].lines)), at[1]) if at is not None else []

    @feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(_: Server, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        at = server.at(params.text_document.uri)
        pieces = folds(at[1].path, at[1].lines) if at is not None else ()
        return [lsp.FoldingRange(first - 1, last - 1) for first, last in pieces]

    @feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    def lens(_: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        at = server.at(params.text_document.uri)
        return [] if at is None else list(_lenses(*at))


def _standing(server: Server, uri: str, position: lsp.Position, hows: Sequence[How]) -> list[lsp.Location]:
    """Where the name at a position stands in one of these ways."""
    at = server.mention(uri, position)
    if at is None:
        return []
    repository, here, mention = at
    places = repository.places(mention.what, mention.name, repository.scope(here.path))
    return server.locations([place for place in places if place.mention.how in hows])


def _item(proposal: Proposal) -> lsp.CompletionItem:
    snippet = proposal.snippet or None
    form = lsp.InsertTextFormat.Snippet if proposal.what == "predicate" else lsp.InsertTextFormat.PlainText
    kind = _KINDS.get(proposal.what, lsp.CompletionItemKind.Value)
    return lsp.CompletionItem(
        proposal.word, kind=kind, detail=proposal.about or None, insert_text=snippet, insert_text_format=form
    )


def _fixes(
    shown: Sequence[tuple[lsp.Diagnostic, Diagnostic]], here: _Here, asked: lsp.Range
) -> Iterator[lsp.CodeAction]:
    """The changes that mend what is underlined in a range."""
    for diagnostic, fault in shown:
        if diagnostic.range.end < asked.start or asked.end < diagnostic.range.start:
            continue
        fix = fix_of(fault, here.lines)
        if fix is not None:
            edit = lsp.TextEdit(here.range(fix.place), fix.text)
            yield lsp.CodeAction(
                f"change to `{fix.text}`",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                is_preferred=True,
                edit=lsp.WorkspaceEdit(changes={here.uri: [edit]}),
            )


def _symbols(pieces: Sequence[Section], here: _Here) -> list[lsp.DocumentSymbol]:
    """The outline as a tree of two levels."""
    top: list[lsp.DocumentSymbol] = []
    for piece in pieces:
        line = here.lines[piece.first - 1]
        end = lsp.Position(piece.last - 1, here.codec.client_num_units(here.lines[piece.last - 1]))
        symbol = lsp.DocumentSymbol(
            piece.title,
            lsp.SymbolKind.Namespace if piece.depth == 0 else lsp.SymbolKind.Field,
            lsp.Range(lsp.Position(piece.first - 1, 0), end),
            here.range(Range(piece.first, 0, len(line))),
            children=[],
        )
        if piece.depth and top:
            top[-1].children = [*(top[-1].children or ()), symbol]
        else:
            top.append(symbol)
    return top


def _lenses(repository: Repository, here: _Here) -> Iterator[lsp.CodeLens]:
    for line, title, words in lenses(repository, here.path):
        command = lsp.Command(title, "secg.run", arguments=list(words)) if words else lsp.Command(title, "")
        yield lsp.CodeLens(here.range(Range(line, 0, len(here.lines[line - 1]))), command)
