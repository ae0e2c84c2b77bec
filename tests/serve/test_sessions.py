"""What clients see: the tools, the session of the guide, sixteen at once, and a server that nothing brings down."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
from subprocess import PIPE
from urllib.parse import urlsplit

import anyio
import pytest
from mcp.shared.exceptions import MCPError

from secg.documents.report_file import canonical
from secg.serve.answering import Answered
from secg.serve.requests import TOOLS
from tests.report.reports import REPOSITORY
from tests.serve.asking import commanded
from tests.serve.campaign import campaign
from tests.serve.sessions import SECG, ask, by_http, by_stdio, http_server
from tests.serve.test_answers import ACME, DAY

GUIDE = REPOSITORY / "engine" / "README.md"
SUPPLIER: dict[str, object] = {
    "party": "acme",
    "facts": {
        "user_role": ["gas_supplier"],
        "domestic_premises": 200_000,
        "non_domestic_premises": 0,
        "assessment": [{"category": "full", "completed": "2018-04-11"}],
    },
}
QUESTIONS: list[tuple[str, dict[str, object]]] = [
    ("outcome", {"situation": SUPPLIER, "as_at": DAY}),
    ("what_if", {"situation": SUPPLIER, "supposed": ["domestic_premises=260_000"], "as_at": DAY}),
    ("why_not", {"situation": SUPPLIER, "conclusion": "full year 2", "as_at": DAY}),
]
SHOWN = 5
CLIENT = {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "brief", "version": "1"}}
"""What a client says of itself when it begins."""


def turn(tool: str, arguments: dict[str, object], answered: Answered) -> str:
    """One turn of the transcript: the question, then the first entries of the answer."""
    answer = json.loads(answered.text)
    lines = [f"> {tool} {json.dumps(arguments)}"]
    for entry in answer["conclusions"][:SHOWN]:
        cited = f" [{'; '.join(entry['paragraphs'])}]" if "paragraphs" in entry else ""
        lines.append(f"  {entry['kind']}: {entry['sentence']}{cited}")
    # not the digest, which every change of a policy changes
    lines.append(f"  weakest provenance: {answer['weakest_provenance']}; report: {answer['report']['command']}")
    return "\n".join(lines)


def test_the_session_of_the_guide_is_what_a_client_gets() -> None:
    async def session() -> list[str]:
        async with by_stdio() as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == list(TOOLS)
            turns: list[str] = []
            for tool, arguments in QUESTIONS:
                answered = await ask(client, tool, arguments)
                turns.append(turn(tool, arguments, answered))
                read = await client.read_resource(json.loads(answered.text)["report"]["uri"])
                _, output, _ = commanded(tool, arguments)
                assert read.contents[0].text == output  # type: ignore[union-attr]
            with pytest.raises(MCPError, match=r"E543.*other-host"):
                await client.read_resource("file://other-host/etc/passwd")
            large = await ask(client, "outcome", {"situation": "x" * 10_000_000})
            assert large.failed and "E541" in large.text
            assert not (await ask(client, "versions", {})).failed
            return turns

    transcript = "\n\n".join(anyio.run(session)) + "\n"
    guide = GUIDE.read_text(encoding="utf-8")
    head, _, rest = guide.partition("```text session\n")
    shown, _, tail = rest.partition("```")
    if os.environ.get("RENEW"):
        GUIDE.write_text(f"{head}```text session\n{transcript}```{tail}", encoding="utf-8")
    else:
        assert shown == transcript, "RENEW=1 writes the transcript anew; read the difference"


def test_over_http_sixteen_ask_at_once_and_no_other_host_is_answered() -> None:
    async def sixteen(address: str) -> list[Answered]:
        answers: list[Answered] = []

        async def client(number: int) -> None:
            async with by_http(address) as session:
                tool, arguments = QUESTIONS[number % len(QUESTIONS)]
                answers.append(await ask(session, tool, arguments))

        async with anyio.create_task_group() as group:
            for number in range(16):
                group.start_soon(client, number)
        return answers

    with http_server() as (address, _):
        answers = anyio.run(sixteen, address)
        assert len(answers) == 16 and len({answered.text for answered in answers}) == len(QUESTIONS)
        assert not any(answered.failed for answered in answers)
        for host, body, status in (("evil.example", b"{}", 421), (None, b" " * 10_000_000, 413)):
            assert posted(address, host, body) == status


def posted(address: str, host: str | None, body: bytes) -> int:
    """The status of a request that is posted as it is."""
    place = urlsplit(address)
    assert place.hostname is not None
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    if host is not None:
        headers["Host"] = host
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
        connection.request("POST", "/mcp", body, headers)
    return connection.getresponse().status


def test_good_and_hostile_requests_are_answered_as_the_command_line_does() -> None:
    told = campaign(number=45, sample=9, seed=2811)
    assert told.requests == 45 and told.hostile > 5 and told.compared > 5


@pytest.mark.fuzz
def test_twenty_thousand_requests_leave_no_trace_in_memory() -> None:
    told = campaign(number=20_000, sample=300, seed=random.randrange(10**6))
    print(told)
    # after a tenth everything is kept that there is room for
    assert told.memory[-1] < 1.2 * told.memory[1], told


def test_an_answer_that_takes_too_long_is_given_up_and_the_server_goes_on() -> None:
    from secg.serve.server import Answerer
    from tests.serve.test_answers import served

    async def impatient() -> tuple[Answered, Answered]:
        answerer = Answerer(served(), time_limit=0.05)
        slow = await answerer.answer("outcome", {"situation": ACME, "as_at": DAY})
        answerer = Answerer(served())
        return slow, await answerer.answer("outcome", {"situation": ACME, "as_at": DAY})

    slow, answered = anyio.run(impatient)
    assert slow.text.startswith("error E542") and not answered.failed
    assert canonical(json.loads(answered.report)) == commanded("outcome", {"situation": ACME, "as_at": DAY})[1]


def test_a_client_that_goes_before_it_is_answered_ends_the_server_quietly() -> None:
    first = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": CLIENT}
    words = [SECG, "serve", "--mcp"]
    with subprocess.Popen(words, cwd=REPOSITORY, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdout.close()
        process.stdin.write(json.dumps(first) + "\n")
        process.stdin.flush()
        with contextlib.suppress(subprocess.TimeoutExpired):  # it answers, and then waits for the next question
            process.wait(timeout=5)
        process.stdin.close()
        assert (process.wait(timeout=60), process.stderr.read()) == (141, "")


UNWATCHED = """
import logging
from secg.serve.server import run

async def end_unwatched() -> None:
    # what asyncio says where a worker that is ended twice is gone before it is asked how it ended
    logging.getLogger("asyncio").warning("Unknown child process pid 7, will report returncode 255")

run(end_unwatched)
"""


def test_nothing_is_said_of_a_process_that_ended_unwatched() -> None:
    done = subprocess.run([sys.executable, "-c", UNWATCHED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


NO_MESSAGES: list[tuple[str, int | str | None, int]] = [
    ("what applies to acme?", None, -32700),
    ('{"jsonrpc": "2.0", "id": 7,', None, -32700),
    ('{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": {"cut": "\\ud83d"}}', 7, -32700),
    ('{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": %s}' % ("[" * 300 + "]" * 300), 7, -32700),
    ("[" * 100_000, None, -32700),
    ("[]", None, -32600),
    ('{"jsonrpc": "1.0", "id": 7, "method": "ping"}', 7, -32600),
    ('{"jsonrpc": "2.0", "id": "a", "method": "ping", "params": [1]}', "a", -32600),
    ('{"jsonrpc": "2.0", "id": "\\ud83d", "method": "ping"}', None, -32700),
    ('{"jsonrpc": "1.0", "id": true, "method": "ping"}', None, -32600),
    ('{"jsonrpc": "2.0", "id": 1.5, "method": "tools/list"}', None, -32600),
    ('{"jsonrpc": "2.0", "id": null, "method": "tools/list"}', None, -32600),
    ('{"jsonrpc": "2.0", "method": "tools/list"}', None, -32600),
]
"""Lines that are no messages, the number of the request where one can be read, and the code of the answer."""


def test_a_line_that_is_no_message_is_answered_and_the_server_goes_on() -> None:
    words = [SECG, "serve", "--mcp"]
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": CLIENT})
    ping = json.dumps({"jsonrpc": "2.0", "id": 8, "method": "ping"})
    with subprocess.Popen(words, cwd=REPOSITORY, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(hello + "\n\n")  # a blank line is passed over
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        for line, number, code in NO_MESSAGES:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            refused = json.loads(process.stdout.readline())
            assert (refused["id"], refused["error"]["code"]) == (number, code), line[:80]
            assert refused["error"]["message"].startswith("error E540: the request can't be answered: ")
        process.stdin.write(ping + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 8
        process.stdin.close()
        assert (process.wait(timeout=60), process.stderr.read()) == (0, "")


@pytest.mark.parametrize("words", [["serve", "--mcp"], ["lsp"]])
def test_an_interrupt_ends_a_server_that_waits_for_its_client(words: list[str]) -> None:
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {**CLIENT, "capabilities": {}}})
    head = f"Content-Length: {len(hello)}\r\n\r\n" if words == ["lsp"] else ""
    command = [SECG, *words]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(f"{head}{hello}\n")
        process.stdin.flush()
        assert process.stdout.read(20)  # it answers, and then waits
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=60), process.stderr.read()) == (130, "stopped\n")
