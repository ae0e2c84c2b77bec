"""Thousands of mixed requests to one server, each answer compared with the command line's.

`python -m tests.serve.campaign N` runs N of them.
"""

from __future__ import annotations

import json
import random
import sys
import time

import anyio
from mcp.shared.exceptions import MCPError

from secg.records import record
from secg.serve.answering import Answered
from secg.serve.shortening import SIZE_LIMIT
from tests.serve.asking import Request, commanded, is_writable, requests
from tests.serve.sessions import ask, by_http, http_server

CLIENTS = 4


@record
class Told:
    """What a campaign saw: the requests, those refused, the 95th percentile in ms, and the server's memory in MB."""

    requests: int
    hostile: int
    p95: float
    memory: tuple[int, ...]


def campaign(number: int, different: int, seed: int) -> Told:
    """Ask so many questions out of so many different ones, by some clients at once. Raises AssertionError."""
    return anyio.run(_campaign, number, list(requests(seed, different)), seed)


async def _campaign(number: int, questions: list[Request], seed: int) -> Told:
    expected = [_expected(*question) for question in questions]
    durations: list[float] = []
    memory: list[int] = []
    failed = 0

    async def client(address: str, pid: int, share: int, rng: random.Random) -> None:
        nonlocal failed
        async with by_http(address) as session:
            for _ in range(share):
                chosen = rng.randrange(len(questions))
                begun = time.perf_counter()
                answered = await ask(session, *questions[chosen])
                durations.append(time.perf_counter() - begun)
                failed += answered.failed
                assert len(answered.text.encode()) <= SIZE_LIMIT
                report = ""
                if not answered.failed:
                    try:
                        read = await session.read_resource(json.loads(answered.text)["report"]["uri"])
                        report = read.contents[0].text  # type: ignore[union-attr]
                    except MCPError as error:  # it was kept no longer, as may be
                        assert "E543" in str(error)
                        continue
                _compare(questions[chosen], answered, report, expected[chosen], seed)
                if len(durations) % max(1, number // 10) == 0:
                    memory.append(_memory(pid))

    with http_server() as (address, pid):
        async with anyio.create_task_group() as group:
            for index in range(CLIENTS):
                share = number // CLIENTS + (index < number % CLIENTS)
                group.start_soon(client, address, pid, share, random.Random(seed + index))
    durations.sort()
    return Told(len(durations), failed, durations[int(len(durations) * 0.95)] * 1000, tuple(memory))


def _expected(tool: str, arguments: dict[str, object]) -> tuple[int, str, str] | None:
    """What the command line says; None where it can't be asked so."""
    try:
        return commanded(tool, arguments) if tool == "paragraph" or is_writable(arguments) else None
    except (KeyError, TypeError):  # an argument is missing or of another kind: only the server is asked
        return None


def _compare(
    question: Request, answered: Answered, report: str, expected: tuple[int, str, str] | None, seed: int
) -> None:
    told = f"seed {seed}: {question[0]} {json.dumps(question[1])[:2000]}"
    if answered.failed and answered.text.startswith("error E54"):
        return
    if expected is None:  # no file can be called so: the server must have refused it
        assert answered.failed, told
        return
    status, output, messages = expected
    if answered.failed:
        assert status == 2 and messages.strip().startswith(answered.text[:1000]), told
    else:
        assert (status, output) == (0, report), told


def _memory(pid: int) -> int:
    """The memory of the server and its processes, in MB."""
    total = 0
    children = open(f"/proc/{pid}/task/{pid}/children").read().split()  # noqa: SIM115, PTH123
    for process in (str(pid), *children):
        with open(f"/proc/{process}/status") as status:  # noqa: PTH123
            total += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return total // 1024


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    print(campaign(wanted, different=min(600, wanted), seed=random.randrange(10**6)))
