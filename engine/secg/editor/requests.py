"""What an editor asks of the language server, each request answered from the other modules of this package."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Protocol, TypeVar

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.uris import to_fs_path

from secg.editor.completion import proposals
from secg.editor.faults import fix_of
from secg.editor.hover import hover_text
from secg.editor.mentions import How, What
from secg.editor.outline import folds, lenses, sections
from secg.editor.repository import RenameRefused, renamed_places
from secg.editor.server import Checks, Here, Server
from secg.language.layout import format_document
from secg.messages import Diagnostic

_KINDS = {
    "predicate": lsp.CompletionItemKind.Function,
    "fact": lsp.CompletionItemKind.Property,
    "symbol": lsp.CompletionItemKind.EnumMember,
    "party": lsp.CompletionItemKind.Reference,
    "key": lsp.CompletionItemKind.Keyword,
    "type": lsp.CompletionItemKind.Enum,
}


class _OfFile(Protocol):
    """What is asked of a file."""

    text_document: lsp.TextDocumentIdentifier


_Params = TypeVar("_Params", bound=_OfFile)
_Answer = TypeVar("_Answer")


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
        server.stop()


def register(server: Server) -> None:
    """Answer the editor's requests."""
    feature = server.feature

    @feature(lsp.INITIALIZED)
    def initialized(_: Server, params: lsp.InitializedParams) -> None:
        # of several folders the first; an editor of a protocol before 3.6 names a root instead
        folders = [to_fs_path(uri) for uri in server.workspace.folders] or [server.workspace.root_path]
        server.open_repository(folders[0])
        server.check_files()  # the files as they are saved, which are sound more often than what is typed
        gc.freeze()  # what was read stays: going through all of it again would be felt while typing
        gc.set_threshold(100_000, 20, 100)
        server.changed()

    @feature(lsp.SHUTDOWN)
    def shut_down(_: Server, params: None) -> None:
        server.stop()

    def edited(_: Server, params: object) -> None:
        server.changed()

    for event in (lsp.TEXT_DOCUMENT_DID_OPEN, lsp.TEXT_DOCUMENT_DID_CHANGE, lsp.TEXT_DOCUMENT_DID_CLOSE):
        feature(event)(edited)

    def saved(_: Server, params: object) -> None:
        # there may be a repository now where there was none
        server.open_repository()
        server.changed()

    for event in (lsp.TEXT_DOCUMENT_DID_SAVE, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES):
        feature(event)(saved)

    @feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(_: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None:
            return None
        here, mention = at
        text = hover_text(here.repository, here.path, mention)
        if not text:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), here.range(mention))

    @feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def declared(_: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
        return _standing(server, params, {How.DECLARES})

    @feature(lsp.TEXT_DOCUMENT_IMPLEMENTATION)
    def concluded(_: Server, params: lsp.ImplementationParams) -> list[lsp.Location]:
        return _standing(server, params, {How.CONCLUDES})

    @feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(_: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
        hows = set(How)
        if not params.context.include_declaration:
            hows.remove(How.DECLARES)
        return _standing(server, params, hows)

    # so that an editor asks for the new name only where there is something to rename
    @feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(_: Server, params: lsp.PrepareRenameParams) -> lsp.Range | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None:
            return None
        here, mention = at
        if mention.what not in (What.PREDICATE, What.PARAGRAPH):
            return None
        return here.range(mention)

    @feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(_: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None:
            return None
        here, mention = at
        try:
            places = renamed_places(here.repository, here.path, mention, params.new_name)
        except RenameRefused as refused:
            raise JsonRpcInvalidParams(message=str(refused)) from None
        changes: dict[str, list[lsp.TextEdit]] = {}
        for location in server.locations(here.repository, places):
            changes.setdefault(location.uri, []).append(lsp.TextEdit(location.range, params.new_name))
        return lsp.WorkspaceEdit(changes=changes)

    @feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatting(_: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        here = server.at(params.text_document.uri)
        if here is None or here.path.suffix != ".md":
            return None
        text = "\n".join(here.lines)
        laid_out = format_document(text)
        return [lsp.TextEdit(here.whole(), laid_out)] if laid_out != text else []

    def of_file(method: str, answer: Callable[[Here, _Params], Iterable[_Answer]], options: object = None) -> None:
        def asked(_: Server, params: _Params) -> list[_Answer]:
            here = server.at(params.text_document.uri)
            return list(answer(here, params)) if here is not None else []

        feature(method, options)(asked)

    def fixes(here: Here, params: lsp.CodeActionParams) -> Iterator[lsp.CodeAction]:
        return _fixes(server.session.shown.get(here.path, []), here, params.range)

    triggers, mends = ["(", ",", "{", "[", ";", " "], [lsp.CodeActionKind.QuickFix]
    of_file(lsp.TEXT_DOCUMENT_COMPLETION, _items, lsp.CompletionOptions(trigger_characters=triggers))
    of_file(lsp.TEXT_DOCUMENT_CODE_ACTION, fixes, lsp.CodeActionOptions(code_action_kinds=mends))
    of_file(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols)
    of_file(lsp.TEXT_DOCUMENT_FOLDING_RANGE, _folds)
    of_file(lsp.TEXT_DOCUMENT_CODE_LENS, _lenses)


def _standing(
    server: Server, asked: lsp.DefinitionParams | lsp.ImplementationParams | lsp.ReferenceParams, hows: Set[How]
) -> list[lsp.Location]:
    """Where the name at a position stands in one of these ways."""
    at = server.mention(asked.text_document.uri, asked.position)
    if at is None:
        return []
    here, mention = at
    places = here.repository.places(mention.what, mention.name, here.repository.scope(here.path))
    return server.locations(here.repository, (place for place in places if place.mention.how in hows))


def _items(here: Here, params: lsp.CompletionParams) -> Iterator[lsp.CompletionItem]:
    for proposal in proposals(here.repository, here.path, *here.place(params.position)):
        # the arguments of a predicate are gone through one after the other
        form = lsp.InsertTextFormat.Snippet if proposal.what == "predicate" else lsp.InsertTextFormat.PlainText
        yield lsp.CompletionItem(
            proposal.word,
            kind=_KINDS.get(proposal.what, lsp.CompletionItemKind.Value),
            detail=proposal.about or None,
            insert_text=proposal.snippet or None,
            insert_text_format=form,
        )


def _fixes(
    shown: Sequence[tuple[lsp.Diagnostic, Diagnostic]], here: Here, asked: lsp.Range
) -> Iterator[lsp.CodeAction]:
    """The changes that mend what is underlined in a range."""
    for diagnostic, fault in shown:
        # a cursor is a range without a length, and may stand at the very end of what is underlined
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


def _symbols(here: Here, _: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    """The outline as a tree of two levels."""
    top: list[lsp.DocumentSymbol] = []
    for piece in sections(here.path, here.lines):
        first = here.line_range(piece.first)
        symbol = lsp.DocumentSymbol(
            piece.title,
            lsp.SymbolKind.Namespace if piece.depth == 0 else lsp.SymbolKind.Field,
            lsp.Range(first.start, here.line_range(piece.last).end),
            first,
            children=[],
        )
        if piece.depth and top:
            top[-1].children = [*(top[-1].children or ()), symbol]
        else:
            top.append(symbol)
    return top


def _folds(here: Here, _: lsp.FoldingRangeParams) -> Iterator[lsp.FoldingRange]:
    for first, last in folds(here.path, here.lines):
        yield lsp.FoldingRange(first - 1, last - 1)


def _lenses(here: Here, _: lsp.CodeLensParams) -> Iterator[lsp.CodeLens]:
    for line, title, words in lenses(here.repository, here.path):
        # without words nothing is run: the line is there to be read
        command = lsp.Command(title, "secg.run", arguments=list(words)) if words else lsp.Command(title, "")
        yield lsp.CodeLens(here.line_range(line), command)
