"""What reaches the server over HTTP: requests for this host, whole, with an `id` to answer by."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE
from urllib.parse import urlsplit

import pytest

from tests.report.reports import REPOSITORY
from tests.serve.sessions import SECG, http_server

LIST = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server."""
    with http_server() as (address, _):
        number = urlsplit(address).port
        assert number is not None
        yield number


@contextmanager
def sent(port: int, data: bytes) -> Iterator[socket.socket]:
    """A connection on which something is sent as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(data)
        yield connection


def request(body: bytes, **headers: str) -> bytes:
    """A request as it is sent; a header is left out where it is empty."""
    all_headers = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    lines = [f"{name}: {value}\r\n" for name, value in all_headers.items() if value]
    return f"POST /mcp HTTP/1.1\r\n{''.join(lines)}\r\n".encode() + body


def answered(port: int, body: bytes, **headers: str) -> tuple[int, bytes]:
    """The status and the body of the answer."""
    with sent(port, request(body, **headers)) as connection:
        got = b""
        while part := connection.recv(65_536):
            got += part
    head, _, rest = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), rest


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost"}, 200),
        ({"Host": "LocalHost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "localhost:evil.example"}, 421),
        ({"Host": "localhost:80@evil.example"}, 421),
        ({"Host": "localhost:"}, 421),
        ({"Host": "localhost.evil.example"}, 421),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "http://localhost:6274"}, 200),
        ({"Origin": "http://127.0.0.1"}, 200),
        ({"Origin": "http://localhost:80@evil.example"}, 403),
        ({"Origin": "http://localhost:80.evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_host_and_origin_are_compared_whole_with_a_port_that_is_a_number(
    port: int, headers: dict[str, str], status: int
) -> None:
    assert answered(port, LIST, **headers)[0] == status


@pytest.mark.parametrize("number", ["1.5", "1.0", "null", "true", "[1]", "{}", "NaN", None])
@pytest.mark.parametrize("version", ["", "2025-06-18", "2026-07-28"])
def test_a_request_whose_id_is_no_text_and_no_whole_number_gets_an_error(
    port: int, number: str | None, version: str
) -> None:
    body = LIST if number is not None else LIST.replace(b'"id": 1, ', b"")
    body = body.replace(b'"id": 1', f'"id": {number}'.encode())
    status, text = answered(port, body, **{"MCP-Protocol-Version": version})
    refused = json.loads(text)
    assert (status, refused["id"]) == (400, None)
    assert refused["error"]["code"] in (-32600, -32700)


def test_a_notification_is_taken_and_what_is_no_message_is_answered(port: int) -> None:
    told = b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}'
    assert answered(port, told) == (202, b"")
    for body in (b"", b"{", b"[]", b"{}", b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": 5}'):
        status, text = answered(port, body)
        assert status == 400 and "error" in json.loads(text)


def test_a_client_that_goes_in_the_middle_of_a_request_leaves_no_trace() -> None:
    asked = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "outcome", "arguments": {"situation": "large-supplier", "as_at": "2019-03-01"}},
        }
    ).encode()
    whole = request(asked)
    words = [SECG, "serve", "--mcp", "--http", "0"]
    with subprocess.Popen(words, cwd=REPOSITORY, stderr=PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            port = urlsplit(process.stderr.readline().removeprefix("answering at ").strip()).port
            assert port is not None
            modern = request(asked, **{"MCP-Protocol-Version": "2026-07-28"})
            for data in (
                whole[:20],
                whole[:-20],
                modern[:-20],
                whole[: -len(asked)],
                whole,
                modern,
            ):
                with sent(port, data):
                    pass  # and goes
            assert answered(port, asked)[0] == 200
        finally:
            process.terminate()
        assert process.stderr.read() == ""
