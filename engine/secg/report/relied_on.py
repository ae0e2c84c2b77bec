"""What a report says of the Code, of the paragraphs that it relies on, and of the facts that it used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from secg.code.consolidation import Code
from secg.code.ledger import known_and_held
from secg.code.lists import Version
from secg.code.policies import Policies
from secg.documents.document import CodeEntry, FactEntry, ParagraphEntry, SourcePlace
from secg.documents.explanation import Explanation
from secg.documents.naming import framed, iso, spoken_date
from secg.facts.situation import Row, Situation
from secg.language.calculation import shift_date
from secg.language.documents import Instrument, Provenance
from secg.language.operators import Unit
from secg.language.paragraph_number import Citation, ParagraphNumber
from secg.language.sentences import date_words
from secg.proof.proofs import Proof, concluded_nodes

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
KNOWN = {
    "text": "its wording is held",
    "reported": "a source states its effect; the wording is not held",
    "inferred": "inferred from the sources",
}
NUMBERED = {"confirmed": "", "inferred": "the number is inferred", "recalled": "the number is from memory"}


def instrument_words(instrument: Instrument) -> str:
    """How an instrument is called in a sentence: by its number, or by its title where it has none."""
    return instrument.name if instrument.name[:2].isupper() else f"“{instrument.title}”"


def dates_in_words(text: str) -> str:
    """The text with each `2018-07-18` as `18 July 2018`."""
    # 2018-02-30 is no day, and stays as it is written
    return _DATE.sub(lambda match: spoken_date(match.group()) or match.group(), text)


def code_entry(policies: Policies, code: Code) -> CodeEntry:
    """The Code that was applied: its label, number, first day, instruments and readings, and a sentence."""
    described = policies.versions.described
    since = f"in force from {date_words(code.in_force)}"
    if described is not None and _is_earliest(policies, code):
        since = f"as described on {date_words(described)}, taken to hold since {date_words(code.in_force)}"
    overlays = [f"“{policies.instruments[overlay].title}”" for overlay in code.overlays]
    known, held = known_and_held(policies, code)
    return {
        "title": policies.names.title,
        "label": code.label,
        "number": code.number or None,
        "in_force": code.in_force.isoformat(),
        "certainty": code.version.certainty,
        "instruments": list(code.instruments),
        "readings": list(code.overlays),
        "sentence": f"{_code_words(policies, code)}, {since}{framed(', with ', ' and '.join(overlays), ' applied')}",
        "known": known,
        "held": held,
    }


def _is_earliest(policies: Policies, code: Code) -> bool:
    return code.version.label == policies.versions.versions[0].label


def _code_words(policies: Policies, code: Code) -> str:
    """How a version of the Code is called: by its number, else by what is known of it."""
    names = policies.names
    if code.number:
        return f"{names.version} {code.number}"
    if _is_earliest(policies, code):
        first_number = next((version.number for version in policies.versions.versions if version.number), "")
        return names.title + (framed(f" before {names.version} ", first_number) or f" of {names.of}")
    instruments = [instrument_words(policies.instruments[name]) for name in code.version.instruments]
    return f"the Code as changed by {' and '.join(instruments)} ({names.version} version number not held)"


def known_words(provenance: Provenance) -> str:
    """How the words of a paragraph are known, and its number where that needs saying."""
    return KNOWN[provenance.kind] + framed("; ", NUMBERED[provenance.number])


def paragraph_entries(given: Explanation, citations: Iterable[Citation], party: str) -> list[ParagraphEntry]:
    """The paragraphs relied on, in the order of the Code, each once with its limbs.

    A doubt that is the reason of one conclusion is told where the party has that conclusion.
    """
    policies = given.policies
    limbs: dict[ParagraphNumber, set[str]] = {}
    for citation in citations:
        limbs.setdefault(citation.paragraph, set()).add(citation.limb)
    entries: list[ParagraphEntry] = []
    for number in sorted(limbs, key=lambda limb: limb.sort_key):
        standing = given.code.paragraphs[number]
        paragraph, provenance = standing.paragraph, standing.paragraph.provenance
        amended = policies.instruments.get(standing.instrument)
        label, certainty = "", "confirmed"
        if amended is not None:
            label = instrument_words(amended)
            if standing.since is not None:
                certainty = amended.certainty
        sources: list[SourcePlace] = []
        for ground in provenance.grounds:
            source = policies.sources[ground.source]
            sources.append({"key": ground.source, "place": ground.place, "title": source.title})
        entries.append(
            {
                "number": str(number),
                "title": paragraph.title,
                "paraphrase": paragraph.paraphrase,
                "limbs": [
                    {"letter": limb.letter, "words": limb.words, "paraphrase": limb.paraphrase}
                    for limb in paragraph.limbs
                    if limb.letter in limbs[number]
                ],
                "instrument": standing.instrument or "baseline",
                "instrument_label": label,
                "since": iso(standing.since),
                "since_certainty": certainty,
                "provenance": provenance.kind,
                "known": known_words(provenance),
                "reasoning": provenance.reasoning,
                "open": [
                    doubt
                    for doubt, about in zip(provenance.open, provenance.open_about, strict=True)
                    if not about or given.model.rows_with(about, 0, party)
                ],
                "sources": sources,
                "file": paragraph.span.file,
                "line": paragraph.span.line,
            }
        )
    return entries


def doubtful_day(policies: Policies, proof: Proof) -> Version | None:
    """The version on whose day, which is not certain, a day rests: a rule of its proof names it."""
    # a rule names the day as a constant; nothing else ties it to the version
    texts = [str(node.rule) for node in concluded_nodes(proof)]
    for version in policies.versions.versions:
        if version.certainty != "confirmed" and any(version.in_force.isoformat() in text for text in texts):
            return version
    return None


def facts_stop(situation: Situation, day: date) -> date | None:
    """The day at which a party's facts stop, where the day asked about lies more than twelve months after it."""
    stop = situation.stops_at
    if stop is None or shift_date(stop, 1, 12, Unit.MONTHS) >= day:
        return None
    return stop


def fact_entries(given: Explanation, used: Iterable[tuple[str, Row]]) -> list[FactEntry]:
    """The facts that the conclusions used, each with the file and line that states it, and the basis of its party."""
    entries: list[FactEntry] = []
    for predicate, row in set(used):
        span = given.facts.rows.get(predicate, {}).get(row)
        if span is None or not span.file:  # nobody states it: it is given with the question, or assumed
            continue
        party = str(row[0])
        entries.append(
            {
                "sentence": given.wording.atom(predicate, row),
                "file": span.file,
                "line": span.line,
                "basis": given.facts.bases.get(party, ""),
                "party": party,
            }
        )
    # one line may state several facts, as with [gas_supplier, electricity_supplier]
    return sorted(entries, key=lambda entry: (entry["file"], entry["line"], entry["sentence"]))
