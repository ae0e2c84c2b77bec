"""What an editor asks of the language server, each request answered from the other modules of this package."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.uris import to_fs_path

from secg.editor.completion import Proposal, proposals
from secg.editor.faults import Range, fix_of
from secg.editor.hover import hover_text
from secg.editor.mentions import How, What
from secg.editor.outline import Section, folds, lenses, sections
from secg.editor.repository import RenameRefused, Repository, renamed_places
from secg.editor.server import Checks, Here, Server, mention_range
from secg.language.rule_text import format_document
from secg.messages import Diagnostic

_KINDS = {
    "predicate": lsp.CompletionItemKind.Function,
    "fact": lsp.CompletionItemKind.Property,
    "symbol": lsp.CompletionItemKind.EnumMember,
    "party": lsp.CompletionItemKind.Reference,
    "key": lsp.CompletionItemKind.Keyword,
    "type": lsp.CompletionItemKind.Enum,
}


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
        root = server.workspace.root_path
        folders = list(server.workspace.folders)
        folder = to_fs_path(folders[0]) if folders else root
        server.open_repository(Path(folder) if folder else None)
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
        server.open_repository(None)
        server.changed()

    for event in (lsp.TEXT_DOCUMENT_DID_SAVE, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES):
        feature(event)(saved)

    @feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(_: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        at = server.mention(params.text_document.uri, params.position)
        if at is None:
            return None
        repository, here, mention = at
        text = hover_text(repository, here.path, mention)
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, here.range(mention_range(mention))) if text else None

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
        return at[1].range(mention_range(at[2]))

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
    shown: Sequence[tuple[lsp.Diagnostic, Diagnostic]], here: Here, asked: lsp.Range
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


def _symbols(pieces: Sequence[Section], here: Here) -> list[lsp.DocumentSymbol]:
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


def _lenses(repository: Repository, here: Here) -> Iterator[lsp.CodeLens]:
    for line, title, words in lenses(repository, here.path):
        command = lsp.Command(title, "secg.run", arguments=list(words)) if words else lsp.Command(title, "")
        yield lsp.CodeLens(here.range(Range(line, 0, len(here.lines[line - 1]))), command)
