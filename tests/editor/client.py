"""A plain client of the language server, over its standard input and output."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 60
"""Seconds after which a silent server is taken for dead."""

COMMAND = (sys.executable, "-c", "import sys; from secg.cli import main; sys.exit(main(['lsp']))")
"""How the server is started."""

Json = Any
"""What JSON holds."""


class Client:
    """A session with `secg lsp` in a folder; `faults` are the diagnostics of each file as last published."""

    def __init__(self, folder: Path, *, encoding: str = "utf-16", command: Sequence[str] = COMMAND) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.faults: dict[str, list[Json]] = {}
        self.messages: list[str] = []
        self._arrived: queue.Queue[Json] = queue.Queue()
        self._number = 0
        self._versions: dict[str, int] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        capabilities = {"general": {"positionEncodings": [encoding]}}
        root = {"uri": folder.as_uri(), "name": folder.name}
        self.abilities = self.ask(
            "initialize",
            {"processId": None, "rootUri": root["uri"], "capabilities": capabilities, "workspaceFolders": [root]},
        )["capabilities"]
        self.tell("initialized", {})

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stream.readline()
            self._arrived.put(json.loads(stream.read(length)))
        self._arrived.put(None)

    def _send(self, message: Mapping[str, Json]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, params: Json) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Json) -> Json:
        """The result of a request, or `{"error": …}`."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                return message["result"] if "result" in message else {"error": message["error"]}

    def _next(self) -> Json:
        message = self._arrived.get(timeout=PATIENCE)
        assert message is not None, "the server has gone"
        if message.get("method") == "textDocument/publishDiagnostics":
            uri, about = message["params"]["uri"], message["params"].get("version")
            if about == self._versions.get(uri):  # what is said of an earlier text comes too late
                self.faults[uri] = message["params"]["diagnostics"]
        elif message.get("method") == "window/showMessage":
            self.messages.append(message["params"]["message"])
        return message

    def open(self, path: Path, text: str | None = None) -> None:
        """Open a file, with another text than its own where one is given."""
        self._versions[path.as_uri()] = 1
        language = "markdown" if path.suffix == ".md" else "yaml"
        item = {"uri": path.as_uri(), "languageId": language, "version": 1}
        self.tell("textDocument/didOpen", {"textDocument": {**item, "text": text or path.read_text()}})

    def change(self, path: Path, text: str) -> None:
        """Replace the text of a file, opened where it is not: a test may run without the one that opened it."""
        if path.as_uri() not in self._versions:
            self.open(path)
        self._versions[path.as_uri()] += 1
        document = {"uri": path.as_uri(), "version": self._versions[path.as_uri()]}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def faults_of(self, path: Path) -> list[Json]:
        """The diagnostics of a file, from its next publication."""
        self.faults.pop(path.as_uri(), None)
        while path.as_uri() not in self.faults:
            self._next()
        return self.faults[path.as_uri()]

    def faults_at_last(self, path: Path) -> list[Json]:
        """The diagnostics of a file, from its next publication that has any."""
        while not (faults := self.faults_of(path)):
            pass
        return faults

    def message(self) -> str:
        """The next message that is shown."""
        while not self.messages:
            self._next()
        return self.messages.pop(0)

    def at(self, method: str, path: Path, line: int, column: int, **more: Json) -> Json:
        """Ask about a position; line and column count from 0."""
        document = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}
        return self.ask(f"textDocument/{method}", {**document, **more})

    def about(self, method: str, path: Path, **more: Json) -> Json:
        """Ask about a file."""
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": path.as_uri()}, **more})

    def close(self) -> str:
        """End the session; what the server has said on standard error."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        _, said = self.process.communicate(timeout=PATIENCE)
        return said.decode()
