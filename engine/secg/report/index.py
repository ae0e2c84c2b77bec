"""The page that lists the reports of all parties, in every form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from secg.report.cautions import cautions_of
from secg.report.phrases import spoken_date
from secg.report.rendering import EXTENSIONS, render
from secg.report.summary import capacity_groups, duties_in_words, duty_groups, gathered_questions
from secg.report.timeline import overdue_words

Entry = dict[str, Any]

_LIST_NAME = re.compile(r"index(\.report)*", re.IGNORECASE)


def file_name(party: str, form: str) -> str:
    """The name of the file of one report; one of a party called `index` keeps clear of the list of reports."""
    name = f"{party}.report" if _LIST_NAME.fullmatch(party) else party
    return f"{name}.{EXTENSIONS.get(form, form)}"


def index_entry(report: Entry, forms: Sequence[str]) -> Entry:
    """What the index says of one party: its name, its outcome in a line, and the files of its reports."""
    patterns = [
        f"{capacity_group['capacity']}: {capacity_group['pattern']}" for capacity_group in capacity_groups(report)
    ]
    duties = duty_groups(report)
    files = [{"form": form, "file": file_name(report["party"], form)} for form in forms]
    return {
        "name": report["name"],
        "outcome": "; ".join(patterns) or "no yearly assessment",
        "duties": duties_in_words(duties, overdue_words(report)) if duties else "no duty",
        "overdue": any(duty.get("overdue") for duty in duties),
        "open": len(gathered_questions(report)),
        "files": files,
    }


def index_page(entries: Sequence[Entry], reports: Sequence[Entry], templates: Path) -> str:
    """The index as one self-contained page, the parties in the order of their names."""
    first = reports[0]
    values = {
        "when": f"As at {spoken_date(first['as_at'])}: {first['code']['sentence']}.",
        "parties": sorted(entries, key=lambda entry: (entry["name"].lower(), entry["name"])),
        "cautions": cautions_of(first).general,
        "digest": first["digest"],
    }
    return render("index.html.j2", values, templates)
