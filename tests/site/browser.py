"""Chromium by the Chrome DevTools Protocol over two pipes: real keys, every request seen, one start for many checks.

The protocol sends JSON messages that end with a zero byte, to file descriptor 3 of the browser and from its descriptor
4 (`--remote-debugging-pipe`), so that no port is open and no library is needed.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe"),
)
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "ArrowUp": 38}
"""The keys that are no letters, with their codes."""
TEXTS = {"Enter": "\r", " ": " "}
"""What a key types."""

Message = dict[str, Any]  # messages of the protocol have many shapes


class Browser:
    """A browser with one page open. `requests` are the addresses it asked for, `faults` the errors of scripts."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        theirs_in, self._to = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in os.pipe())
        self._from, theirs_out = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in os.pipe())
        command = ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", CHROMIUM]
        self._process = subprocess.Popen(
            [*command, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._calls = 0
        self._rest = b""
        self._session = ""
        self._loaded = False
        self.requests: list[str] = []
        self.faults: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        os.close(self._to)
        os.close(self._from)

    def call(self, method: str, **parameters: object) -> Message:
        """The result of a method of the protocol. Raises AssertionError with what the browser says instead."""
        self._calls += 1
        message: Message = {"id": self._calls, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write(message)
        while True:
            answer = self._next()
            if answer.get("id") == self._calls:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: Message = answer["result"]
                return result

    def _write(self, message: Message) -> None:
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._to, data) :]

    def _next(self) -> Message:
        """The next message; events are noted on the way."""
        while b"\0" not in self._rest:
            part = os.read(self._from, 1 << 20)
            assert part, "the browser ended"
            self._rest += part
        text, self._rest = self._rest.split(b"\0", 1)
        message: Message = json.loads(text)
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
            case "Page.loadEventFired":
                self._loaded = True
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(message["params"]["exceptionDetails"])[:500])
            case _:
                pass
        return message

    def open(self, address: str) -> None:
        """Go to an address and wait until it is loaded, also where only the part behind `#` differs."""
        self.call("Page.navigate", url="about:blank")
        self._wait_for_load()
        self.call("Page.navigate", url=address)
        self._wait_for_load()

    def _wait_for_load(self) -> None:
        while not self._loaded:
            self._next()
        self._loaded = False

    def after_load(self) -> None:
        """Wait for the page that a key or a script has gone to."""
        self._wait_for_load()

    def value(self, expression: str) -> Any:  # any value of JSON
        """The value of a JavaScript expression in the page; a promise is awaited."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, key: str, shift: bool = False) -> None:
        """Press and let go of a key: a name of KEYS, or a letter or digit."""
        code = KEYS.get(key, ord(key[0].upper()) if key[0].isalnum() else 0)
        text = TEXTS.get(key, key if len(key) == 1 else "")
        known: Message = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        kind = "keyDown" if text else "rawKeyDown"
        self.call("Input.dispatchKeyEvent", type=kind, **known, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **known)

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        for letter in text:
            self.press(letter)

    def look(self, scheme: str, width: int) -> None:
        """Show pages light or dark, on a screen so many pixels wide."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)

    def scripts(self, run: bool) -> None:
        """Whether pages run their scripts."""
        self.call("Emulation.setScriptExecutionDisabled", value=not run)

    def picture(self, path: Path) -> None:
        """Write what the screen shows, as PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
