"""What a bulk derivation is asked for, whichever database runs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from secg.code.consolidation import Code
from secg.code.policies import Policies
from secg.records import record

FORMATS = ("text", "csv", "parquet")


@record
class BulkRequest:
    """What to derive: the Codes by the name of their version, the facts as at a day, where and how to write.

    `facts` and `out` are paths, for Spark addresses too (s3a://…); `out` is None for standard output, Parquet needs a
    file. `named` adds the column of the version.
    """

    policies: Policies
    codes: Mapping[str, Code]
    facts: str
    day: date
    form: str
    out: str | None
    named: bool = False
    memory: str | None = None
    threads: str | None = None
