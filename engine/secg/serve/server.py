"""The Model Context Protocol by its official SDK: tools and reports over standard input and output, or HTTP.

The law is applied in processes of their own, one for each processor, so that a question that takes too long can be
ended without ending the server. Needs the extra `serve`.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from importlib.metadata import version
from sys import getsizeof

import anyio
import mcp_types as types
import uvicorn
from anyio import to_process
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import RequestBodyLimitMiddleware, TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from mcp.shared.message import SessionMessage

from secg.documents.report_file import canonical
from secg.messages import REQUEST, Faults, catalogue
from secg.serve.answering import Answered, Served, answer, prepare, refusal
from secg.serve.gate import Gate, pass_on
from secg.serve.requests import SIZE_LIMIT, TOOLS, read_request

Question = tuple[str, str, str]
"""The tool, its arguments and today's date, on which the answer to a question without a day depends."""
KEPT_LIMIT = 64_000_000
"""The most bytes of reports and questions that are kept; the answers asked for longest ago go first."""


class Kept:
    """Answers by their question, bounded in size. An answer is a function of the question, the law and the parties."""

    def __init__(self, size_limit: int = KEPT_LIMIT) -> None:
        self._size_limit = size_limit
        self._size = 0
        self._answers: OrderedDict[Question, Answered] = OrderedDict()
        self._reports: dict[str, Answered] = {}

    def get(self, question: Question) -> Answered | None:
        """The answer, where it is kept."""
        answered = self._answers.get(question)
        if answered is not None:
            self._answers.move_to_end(question)
            # the same report may be kept for a question that goes before this one
            self._reports[answered.digest] = answered
        return answered

    def put(self, question: Question, answered: Answered) -> None:
        """Keep an answer with its report; a message is not kept."""
        if answered.failed or question in self._answers:
            return  # two may have asked the same at once
        self._answers[question] = answered
        self._reports[answered.digest] = answered
        self._size += _size(question, answered)
        while self._size > self._size_limit:
            oldest, dropped = self._answers.popitem(last=False)
            self._size -= _size(oldest, dropped)
            if self._reports[dropped.digest] is dropped:  # else a question asked later is answered by the same report
                del self._reports[dropped.digest]

    def report(self, uri: str) -> str:
        """The report that an answer names, as the command line prints it. Raises Faults E543."""
        answered = self._reports.get(uri.removeprefix("secg://report/"))
        if answered is None:
            raise catalogue.REPORT_NOT_KEPT.fault(REQUEST, uri=uri)
        return canonical(json.loads(answered.report))


def _size(question: Question, answered: Answered) -> int:
    """What the texts take of the memory: a text with one letter that is not Latin takes two bytes for each letter."""
    return sum(map(getsizeof, (*question, answered.text, answered.report)))


TIME_LIMIT = 60.0
"""Seconds for one answer, waiting for a free processor included."""
_INSTRUCTIONS = (
    "Answers about {title} of {of}, each derived from rules that cite their paragraphs. "
    "Every answer lists its conclusions with what is undetermined and each caution: pass all three on. "
    "`left_out` counts what an answer has no room for, by kind, and as `cut_short` texts that end in `…`. "
    "`weakest_provenance` says how well the least known paragraph is known: text (its wording is held), reported (a "
    "source states its effect) or inferred. The whole report is the resource that `report.uri` names. Not legal advice."
)
Context = ServerRequestContext[dict[str, object]]


class Answerer:
    """Answers requests from the answers that are kept, else in a process of its own within the time limit."""

    def __init__(self, served: Served, time_limit: float = TIME_LIMIT) -> None:
        self.served = served
        self._time_limit = time_limit
        self._processes = anyio.CapacityLimiter(max(1, len(os.sched_getaffinity(0))))
        self.kept = Kept()

    async def answer(self, name: str, arguments: dict[str, object]) -> Answered:
        """The answer, or the messages of what is wrong with the request."""
        try:
            tool, text = read_request(name, arguments)
            question = (tool, text, date.today().isoformat())
            answered = self.kept.get(question)
            if answered is None:
                answered = await self._worked_out(tool, text)
                self.kept.put(question, answered)
        except Faults as faults:
            return refusal(faults)
        return answered

    async def _worked_out(self, tool: str, text: str) -> Answered:
        try:
            with anyio.fail_after(self._time_limit):
                return await to_process.run_sync(
                    answer, self.served, tool, text, cancellable=True, limiter=self._processes
                )
        except TimeoutError:
            raise catalogue.REQUEST_TOO_LONG.fault(REQUEST, seconds=self._time_limit) from None
        except Exception as error:  # a fault of the engine: told as one message, and the server goes on
            raise catalogue.INTERNAL.fault(REQUEST, what=f"{type(error).__name__}, {error}") from None

    async def warm(self) -> None:
        """Prepare every process before the first question comes."""

        async def process() -> None:
            await to_process.run_sync(prepare, self.served, cancellable=True, limiter=self._processes)

        async with anyio.create_task_group() as group:
            for _ in range(int(self._processes.total_tokens)):
                group.start_soon(process)


def server_of(answerer: Answerer) -> Server[dict[str, object]]:
    """The server: its tools, and the reports that its answers name as resources."""
    tools = [
        types.Tool(
            name=name,
            description=tool.description,
            input_schema=dict(tool.schema),
            annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
        )
        for name, tool in TOOLS.items()
    ]
    report = types.ResourceTemplate(
        name="report",
        uri_template="secg://report/{sha256}",
        description="the whole report that an answer names, as the command line prints it",
        mime_type="application/json",
    )

    async def list_tools(context: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        answered = await answerer.answer(params.name, params.arguments or {})
        content = types.TextContent(text=answered.text)
        return types.CallToolResult(content=[content], is_error=answered.failed)

    async def list_templates(
        context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=[report])

    async def read_resource(context: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)
        try:
            text = answerer.kept.report(uri)
        except Faults as faults:
            raise MCPError(types.INVALID_PARAMS, str(faults)) from None
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=uri, text=text, mime_type="application/json")]
        )

    return Server(
        "secg",
        version=version("secg"),
        instructions=_INSTRUCTIONS.format(title=answerer.served.title, of=answerer.served.of),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def run(server: Callable[[], Awaitable[None]]) -> None:
    """Run a server to its end."""
    # a process that is ended twice may be gone before its watcher asks how it ended: no client minds
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    anyio.run(server)


def serve_stdio(served: Served) -> None:
    """Answer on standard input and output until the client closes them.

    Raises BrokenPipeError where the client goes before it has read an answer.
    """
    try:
        run(partial(_stdio, Answerer(served)))
    except BaseExceptionGroup as errors:
        if errors.split(BrokenPipeError)[1] is None:  # nothing else went wrong
            raise BrokenPipeError from None
        raise


async def _stdio(answerer: Answerer) -> None:
    server = server_of(answerer)
    async with anyio.create_task_group() as group, stdio_server() as (reading, writing):
        group.start_soon(answerer.warm)
        given, passed = anyio.create_memory_object_stream[SessionMessage | Exception]()
        group.start_soon(pass_on, reading, given, writing.send)
        await server.run(passed, writing, server.create_initialization_options())
        group.cancel_scope.cancel()  # a client that goes at once would be waited for until all is prepared


def serve_http(served: Served, host: str, port: int) -> None:
    """Answer over HTTP at `/mcp` until interrupted. Raises Faults E540 where the address can't be had."""
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        what = f"the address {host}, port {port}, can't be listened at: {(error.strerror or str(error)).lower()}"
        hint = "choose another with --http PORT and --host ADDRESS"
        raise catalogue.REQUEST_FORM.fault(REQUEST, what=what, hint=hint) from None
    with listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits 40 ms for a packet
        address = f"http://{_in_address(host)}:{listening.getsockname()[1]}/mcp"  # for port 0 the system chooses
        print(f"answering at {address}", file=sys.stderr, flush=True)
        run(partial(_http, Answerer(served), host, listening))


async def _http(answerer: Answerer, host: str, listening: socket.socket) -> None:
    # without sessions: every request stands by itself, and nothing of a client is kept
    app = server_of(answerer).streamable_http_app(
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the gate looks closer
    )
    names = ("127.0.0.1", "localhost", "[::1]", _in_address(host), socket.gethostname())
    # arguments of the size allowed may be escaped, and stand between what the protocol says of them
    gate = RequestBodyLimitMiddleware(Gate(app, names), 2 * SIZE_LIMIT)
    # nothing of a client is kept: no log of who asked for what
    server = uvicorn.Server(uvicorn.Config(gate, log_level="warning", access_log=False))
    async with anyio.create_task_group() as group:
        group.start_soon(answerer.warm)
        await server.serve([listening])
        group.cancel_scope.cancel()


def _in_address(host: str) -> str:
    """A host as addresses name it: the colons of IPv6 are not those before a port."""
    return f"[{host}]" if ":" in host else host
