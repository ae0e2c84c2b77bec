"""What is looked at before a message reaches the server: that it is one, has come whole, and is meant for this host."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import anyio
import mcp_types as types
from anyio.streams.memory import MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

from secg.messages import REQUEST, catalogue

_REQUEST_HAS = 'a request has "jsonrpc": "2.0", "id", "method" and "params"'


async def pass_on(
    reading: AsyncIterable[SessionMessage | Exception],
    given: MemoryObjectSendStream[SessionMessage | Exception],
    say: Callable[[SessionMessage], Awaitable[None]],
) -> None:
    """Pass on the messages of a client, and answer what is none: the SDK would say nothing, and the client wait."""
    # the server ends before the client does, or the client before it has read an answer
    with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
        async with given:
            async for item in reading:
                if isinstance(item, ValidationError):
                    refused = _no_message(item)
                elif isinstance(item, SessionMessage) and _is_unnumbered(item.message):
                    refused = _unnumbered()
                else:
                    await given.send(item)
                    continue
                if refused is not None:
                    await say(SessionMessage(refused))


def _no_message(error: ValidationError) -> types.JSONRPCError | None:
    """The answer to a line that is no message; None to a line without anything in it."""
    code, number = types.INVALID_REQUEST, None
    what, hint = "it is no message of the protocol", _REQUEST_HAS
    for fault in error.errors(include_url=False):
        line = fault["input"]
        if fault["type"] == "json_invalid":
            if not line.strip():
                return None
            code, what = types.PARSE_ERROR, "it is no JSON that can be read"
            hint = "write each message on a line of its own, without half a surrogate, a few levels deep"
            with contextlib.suppress(ValueError, RecursionError):
                line = json.loads(line)  # more is read here than by the SDK
        if isinstance(line, dict):
            number = _number(line.get("id"))
    return _refusal(code, number, what, hint)


def _number(given: object) -> str | int | None:
    """What a client calls its request, where that can be said back to it."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.isprintable():  # half a surrogate is not
        return given
    return None


def _is_unnumbered(message: types.JSONRPCMessage) -> bool:
    """Whether a message asks for an answer without an `id` to answer by: the SDK takes it for a notification."""
    return isinstance(message, types.JSONRPCNotification) and not message.method.startswith("notifications/")


def _unnumbered() -> types.JSONRPCError:
    what = "it is a request without an `id` that is a text or a whole number"
    return _refusal(types.INVALID_REQUEST, None, what, _REQUEST_HAS)


def _refusal(code: int, number: str | int | None, what: str, hint: str) -> types.JSONRPCError:
    refused = catalogue.REQUEST_FORM.fault(REQUEST, what=what, hint=hint)
    return types.JSONRPCError(jsonrpc="2.0", id=number, error=types.ErrorData(code=code, message=str(refused)))


Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
"""An application as ASGI has it: what is asked for, what a client sends, and what is sent to it."""


class Gate:
    """Lets through to an application the requests that name one of its hosts, when they have come whole.

    No page of another site can ask through a browser.
    """

    def __init__(self, app: App, names: Iterable[str]) -> None:
        self._app = app
        named = f"({'|'.join(map(re.escape, names))})(:[0-9]{{1,5}})?"
        self._host = re.compile(named, re.IGNORECASE)
        self._origin = re.compile(f"http://{named}", re.IGNORECASE)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; what is none is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        if not hosts or not all(map(self._host.fullmatch, hosts)):
            await _say(send, 421, "text/plain", b"Invalid Host header")
            return
        if not all(map(self._origin.fullmatch, origins)):
            await _say(send, 403, "text/plain", b"Invalid Origin header")
            return
        received = await receive()
        if received["type"] != "http.request" or received.get("more_body"):
            return  # the client has gone
        with contextlib.suppress(ValidationError):  # the SDK answers
            if _is_unnumbered(types.jsonrpc_message_adapter.validate_json(received["body"], by_name=False)):
                body = _unnumbered().model_dump_json(exclude_unset=True)
                await _say(send, 400, "application/json", body.encode())
                return
        waiting = [received]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, replay, send)


def _values(scope: Message, name: bytes) -> list[str]:
    """The values of a header."""
    return [value.decode("latin-1") for header, value in scope["headers"] if header == name]


async def _say(send: Send, status: int, kind: str, body: bytes) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
