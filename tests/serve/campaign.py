"""Thousands of mixed requests to one server: half of them new, half a sample that is compared with the command line.

`python -m tests.serve.campaign N` runs N of them (`make fuzz`: 20,000).
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
from secg.serve.short_answer import SIZE_LIMIT
from tests.serve.asking import Request, asks_of_all, commanded, is_writable, requests
from tests.serve.sessions import ask, by_http, http_server

CLIENTS = 4


@record
class Told:
    """What a campaign saw: the requests, those refused, those compared, the 95th percentile in ms.

    `memory`: that of the server and its processes in MB, after each tenth of the requests.
    """

    requests: int
    hostile: int
    compared: int
    p95: float
    memory: tuple[int, ...]


def campaign(number: int, sample: int, seed: int) -> Told:
    """Ask so many questions, half of them from a sample of so many, by some clients at once. Raises AssertionError."""
    return anyio.run(_campaign, number, list(requests(seed, sample)), seed)


async def _campaign(number: int, sample: list[Request], seed: int) -> Told:
    expected = [_expected(*question) for question in sample]
    durations: list[float] = []
    memory: list[int] = []
    failed = compared = 0

    async def client(address: str, pid: int, share: int, rng: random.Random) -> None:
        nonlocal failed, compared
        new = requests(rng.randrange(10**9), share)
        async with by_http(address) as session:
            for _ in range(share):
                chosen = rng.randrange(len(sample)) if rng.random() < 0.5 else None
                question = next(new) if chosen is None else sample[chosen]
                begun = time.perf_counter()
                try:
                    answered = await ask(session, *question)
                except MCPError as error:  # the protocol's own reader refuses what is nested too deep
                    assert "recursion limit" in str(error), question
                    answered = Answered("error E540", True)
                durations.append(time.perf_counter() - begun)
                if len(durations) % max(1, number // 10) == 0:
                    memory.append(_memory(pid))
                    print(f"{len(durations)} requests, {memory[-1]} MB", flush=True)
                failed += answered.failed
                told = f"seed {seed}: {question[0]} {json.dumps(question[1])[:2000]}"
                assert len(answered.text.encode()) <= SIZE_LIMIT, told
                assert "E599" not in answered.text, told
                if chosen is None:
                    continue
                report = ""
                if not answered.failed:
                    try:
                        read = await session.read_resource(json.loads(answered.text)["report"]["uri"])
                        report = read.contents[0].text  # type: ignore[union-attr]
                    except MCPError as error:  # it was kept no longer, as may be
                        assert "E543" in str(error)
                        continue
                _compare(answered, report, expected[chosen], told)
                compared += 1

    with http_server() as (address, pid):
        async with anyio.create_task_group() as group:
            for index in range(CLIENTS):
                share = number // CLIENTS + (index < number % CLIENTS)
                group.start_soon(client, address, pid, share, random.Random(seed + index))
    durations.sort()
    return Told(len(durations), failed, compared, durations[int(len(durations) * 0.95)] * 1000, tuple(memory))


def _expected(tool: str, arguments: dict[str, object]) -> tuple[int, str, str] | None:
    """What the command line says; None where it can't be asked so."""
    try:
        asked = tool == "paragraph" or asks_of_all(tool, arguments) or is_writable(arguments)
        return commanded(tool, arguments) if asked else None
    except (KeyError, TypeError):  # an argument is missing or of another kind: only the server is asked
        return None


def _compare(answered: Answered, report: str, expected: tuple[int, str, str] | None, told: str) -> None:
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
    print(campaign(wanted, sample=min(300, wanted), seed=random.randrange(10**6)))
