"""Sessions with the server as its clients have them: started as a command, asked by the SDK's own client."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from secg.serve.answering import Answered
from tests.report.reports import REPOSITORY

SECG = str(Path(sys.executable).parent / "secg")


@asynccontextmanager
async def by_stdio(folder: Path = REPOSITORY) -> AsyncIterator[ClientSession]:
    """A session with a server of its own, started in a folder, over standard input and output."""
    started = StdioServerParameters(command=SECG, args=["serve", "--mcp"], cwd=str(folder))
    async with stdio_client(started) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        yield session


@contextmanager
def http_server() -> Iterator[tuple[str, int]]:
    """A server at a free port of this machine: its address and its process."""
    words = [SECG, "serve", "--mcp", "--http", "0"]
    with subprocess.Popen(words, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().removeprefix("answering at ").strip(), process.pid
        finally:
            process.terminate()


@asynccontextmanager
async def by_http(address: str) -> AsyncIterator[ClientSession]:
    """A session over HTTP."""
    async with streamable_http_client(address) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()
        yield session


async def ask(session: ClientSession, tool: str, arguments: dict[str, object]) -> Answered:
    """The answer that reaches the client."""
    result = await session.call_tool(tool, arguments)
    [content] = result.content
    assert content.type == "text"
    return Answered(content.text, bool(result.is_error))
