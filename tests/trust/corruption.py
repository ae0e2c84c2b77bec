"""Corrupting the shipped files in every way that a slip, a bad disk or a hostile hand does, and reading them."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from secg.code.lists import read_sources, read_versions
from secg.facts.situation_reader import read_situation
from secg.language.document_reader import documents_rules, read_document
from secg.language.program_checks import check_program
from secg.language.rule_checks import check_rule
from secg.language.vocabulary import Vocabulary
from secg.language.vocabulary_reader import read_vocabulary
from secg.messages import Diagnostic, Faults
from secg.sources.files import read_text
from secg.sources.yaml_tree import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
BITS = (
    *(b"{", b"}", b"[", b"]", b"(", b")", b":", b"- ", b"\n", b"\n\n", b"\t", b'"', b"'", b"`", b"```", b"#", b"|"),
    *(
        b"&a ",
        b"*a",
        b"!!python/object/apply:os.system [id]",
        b"<<: ",
        b"---\n",
        b"...\n",
        b"%YAML 9\n",
        b"? ",
        b"\x00",
    ),
    *(b"\xff", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\r", b"9" * 400, b"_", b"-", b"2018-02-30", b"1:30", b"no", b"~"),
    *(b":-", b"not ", b"sum ", b"mod ", b"{{7*7}}", b"{% x %}", b"<script>", b"__import__('os')", b"((((((((" * 30),
    *(
        b"[" * 200,
        b"{a: " * 60,
        b"> " * 100,
        b"## ",
        b"### (a)",
        b"> provenance: text (S0)\n",
        b"\\",
        b"\xf0\x9f\x98\x80",
    ),
)


@dataclass
class Corruptions:
    """What a run found."""

    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def megabytes(self) -> int:
        """The most memory that the process has had."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def corrupted(content: bytes, source: random.Random) -> bytes:
    """The content with one to five slips."""
    for _ in range(source.choice((1, 1, 1, 2, 5))):
        place = source.randrange(len(content) + 1)
        kind = source.randrange(7)
        if kind == 0:
            content = content[:place] + bytes([source.randrange(256)]) + content[place + 1 :]
        elif kind == 1:
            content = content[:place]
        elif kind == 2:
            content = content[:place] + source.choice(BITS) + content[place:]
        elif kind == 3:
            content = content[:place] + content[place + source.randrange(1, 30) :]
        elif kind == 4:
            piece = content[place : place + source.randrange(1, 200)]
            content = content[:place] + piece * source.choice((2, 2, 50)) + content[place:]
        elif kind == 5:
            lines = content.split(b"\n")
            source.shuffle(lines)
            content = b"\n".join(lines)
        else:
            other = source.randrange(len(content) + 1)
            content = content[: min(place, other)] + content[max(place, other) :]
    return content


def readers(vocabulary: Vocabulary) -> list[tuple[Path, Callable[[Path], object]]]:
    """The shipped files, each with what reads it."""

    def document(path: Path) -> object:
        faults: list[Diagnostic] = []
        found = read_document(read_text(path, path.name), path.name, faults)
        rules = tuple(documents_rules([found] if found is not None else []))
        for rule in rules:
            faults.extend(check_rule(rule, vocabulary))
        if faults:
            raise Faults(faults)
        return check_program(rules, vocabulary)

    def party(path: Path) -> object:
        faults: list[Diagnostic] = []
        situation = read_situation(
            parse_yaml(read_text(path, path.name), path.name), path.stem, path.name, vocabulary, faults
        )
        if faults:
            raise Faults(faults)
        return situation

    def versions(path: Path) -> object:
        return read_versions(path, path.name, [])

    def sources(path: Path) -> object:
        return read_sources(path, path.name, [])

    policies = ROOT / "policies"
    return [
        *((path, document) for path in sorted(policies.rglob("*.md")) if path.parent != policies),
        *((path, party) for path in sorted((ROOT / "facts").glob("*.yaml"))),
        (policies / "vocabulary.yaml", lambda path: read_vocabulary(path, path.name)),
        (policies / "versions.yaml", versions),
        (policies / "sources.yaml", sources),
    ]


def corrupt(seeds: range, folder: Path, slow: float = 5.0) -> Corruptions:
    """Read the corrupted files of the seeds: anything but a result or a fault told in a message is a failure."""
    start = time.perf_counter()
    vocabulary = read_vocabulary(ROOT / "policies" / "vocabulary.yaml", "vocabulary.yaml")
    choices = [(path.read_bytes(), path, read) for path, read in readers(vocabulary)]
    found = Corruptions()
    for seed in seeds:
        source = random.Random(seed)
        content, path, read = source.choice(choices)
        target = folder / path.name
        target.write_bytes(corrupted(content, source))
        begun, worked = time.perf_counter(), time.process_time()
        try:
            read(target)
        except Faults as faults:
            found.refused += 1
            if not faults.diagnostics or any(not diagnostic.sentence for diagnostic in faults.diagnostics):
                found.failures.append(f"seed {seed}: {path.name}: a fault without a message")
        except Exception as error:  # whatever is raised but Faults is what is looked for
            found.failures.append(f"seed {seed}: {path.name}: {type(error).__name__}: {error}")
        # on a machine that does much else a file may wait for its turn; what waits for long waits for something else
        spent, waited = time.process_time() - worked, time.perf_counter() - begun
        found.slowest = max(found.slowest, spent)
        if spent > slow or waited > 12 * slow:
            found.failures.append(f"seed {seed}: {path.name}: {spent:.1f} s of work in {waited:.1f} s")
        found.tried += 1
    found.seconds = time.perf_counter() - start
    return found
