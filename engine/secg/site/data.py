"""What the scripts of the site read: the model of every Code and the parties, as JavaScript constants.

What changed, for readers that are no people: `changes.json`, an Atom feed, and a calendar of the days in force.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from secg.code.consolidation import Code, history_of, known_numbers
from secg.code.policies import Policies
from secg.code.selection import code_warnings
from secg.documents.change_document import EffectEntry
from secg.documents.nodes import json_value
from secg.documents.report_file import canonical
from secg.facts.loading import Situations
from secg.json_schema import Json
from secg.language.calculation import shift_date
from secg.language.operators import Unit
from secg.language.vocabulary import Vocabulary
from secg.portable.model import SCHEMA, HeadForm, LiteralForm, ModelEntry, Pool, StepEntry, portable_model
from secg.rendering.calendar import calendar_of, text_value
from secg.site.pages import next_days, slug

HERE = Path(__file__).parent
SCRIPTS = (
    HERE.parent / "portable" / "evaluator.js",
    HERE / "elements.js",
    HERE / "scenario.js",
    HERE / "changes.js",
    HERE / "form.js",
    HERE / "files.js",
    HERE / "site.js",
    HERE / "search.js",
    HERE / "site.css",
    HERE / "bar.css",
)
"""The files of the site that are the same for every Code."""


def built_script(policies: Policies, codes: Sequence[Code], situations: Situations, day: date) -> str:
    """The constant SECG_BUILT, which every page reads: the day of the site, and the days on which versions begin."""
    versions: list[Json] = [
        {"version": code.label, "in_force": code.in_force.isoformat(), "with": []} for code in codes
    ]
    built: dict[str, Json] = {
        "day": day.isoformat(),
        "schema": SCHEMA,
        "policies": policies.digest,
        "facts": situations.digest,
        "codes": versions,
        "called": policies.names.version,
        "source": next(iter(policies.sources), ""),  # a regression case that a page writes has to name some
    }
    return _constants({"SECG_BUILT": built})


def cautions(policies: Policies, codes: Sequence[Code]) -> list[Json]:
    """What a reader must know of the Code in force, as runs of days: [first day, [caution, …]].

    It changes only where a version begins or may begin, on the day that a source describes, and behind the survey.
    """
    versions = policies.versions
    turns = {versions.surveyed_to + timedelta(days=1)}
    if versions.described:
        turns.add(versions.described)
    for version in versions.versions:
        turns |= {version.in_force, version.not_before or version.in_force}
    runs: list[Json] = []
    for day in sorted(turns):
        code = next((code for code in reversed(codes) if code.in_force <= day), codes[0])
        runs.append([day.isoformat(), [caution.sentence for caution in code_warnings(policies, code, day)]])
    return runs


def data_script(policies: Policies, codes: Sequence[Code], situations: Situations) -> str:
    """The constants of pages that run the rules: the model without paraphrases, the parties, the cautions."""
    parties: list[Json] = []
    for name, situation in situations.parties.items():
        statements: list[Json] = []
        for statement in situation.statements:
            own = statement.row[1:]  # what is stated is stated of the party; `unfoldedParties` of scenario.js adds it
            bounds = [json_value(statement.start), json_value(statement.end)]
            statements.append([statement.predicate, [json_value(value) for value in own], *bounds])
        stop = situation.stops_at
        stale = shift_date(stop, 1, 12, Unit.MONTHS) if stop is not None else None
        dates = {"told_to": json_value(stop), "stale_after": json_value(stale)}
        parties.append({"party": name, "name": situation.name, "statements": statements, **dates})
    model = {**_folded(portable_model(policies, codes)), "limits": _limits(policies.vocabulary)}
    # cautions are of what is in force, which no proposal and no reading is
    plain = [code for code in codes if not code.overlays]
    return _constants({"SECG_MODEL": model, "SECG_PARTIES": parties, "SECG_CAUTIONS": cautions(policies, plain)})


def _limits(vocabulary: Vocabulary) -> dict[str, Json]:
    """What the reader of facts asks of the values of a record beside their types, by fact.

    `windows` are the symbols of some days only, each as [key, symbol, key of the day, first day or "", last or ""];
    `not_before` is the key whose day no other day of the record precedes. Optional keys are none of a page.
    """
    limits: dict[str, Json] = {}
    for fact in vocabulary.facts:
        if fact.field:
            continue
        dating = next((key for key in fact.dated_by if fact.argument(key) is not None), "")
        windows: list[Json] = []
        for argument in fact.arguments:
            if dating and argument.type in vocabulary.types:
                for symbol, window in vocabulary.types[argument.type].windows.items():
                    windows.append([argument.name, symbol, dating, _day(window.first), _day(window.last)])
        if windows or fact.not_before:
            limits[fact.name] = {"windows": windows, "not_before": fact.not_before}
    return limits


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def words_script(policies: Policies, codes: Sequence[Code]) -> str:
    """The constant SECG_WORDS, in which the index searches: the words of paragraphs, by the name of their page.

    Each is a list of [first day, day of the next text or "", words], one for each text that it has had.
    """
    words: dict[str, Json] = {}
    for number in known_numbers(codes):
        chapters = history_of(policies, codes, number)
        texts: list[Json] = []
        for chapter, until in zip(chapters, next_days(chapters), strict=True):
            if chapter.standing is None:
                continue
            paragraph = chapter.standing.paragraph
            said = " ".join([paragraph.paraphrase, *(limb.paraphrase for limb in paragraph.limbs)])
            # in one line: a phrase that is searched for may be broken in the file
            texts.append([chapter.version.in_force.isoformat(), until, " ".join(said.split())])
        words[slug(str(number))] = texts
    return _constants({"SECG_WORDS": words})


def _folded(model: ModelEntry) -> dict[str, object]:
    """The model without paragraphs; what rules and Codes share stands in it once. `unfolded` of scenario.js undoes it.

    A rule gives its head, literals and paragraph by number, and a limb if it has one, a Code its steps of evaluation.
    """
    # written out it takes more than the 300 kB that a page and its scripts are held to
    heads, literals, steps, numbers = Pool[HeadForm](), Pool[LiteralForm](), Pool[StepEntry](), Pool[str]()
    rules: list[object] = []
    codes: list[object] = []
    for rule in model["rules"]:
        body = [literals.number(literal) for literal in rule["body"]]
        place = numbers.number(rule["paragraph"])
        limb = {"limb": rule["limb"]} if rule["limb"] else {}
        rules.append({"head": heads.number(rule["head"]), "body": body, "paragraph": place, **limb})
    for code in model["codes"]:
        codes.append({**code, "order": [steps.number(step) for step in code["order"]], "paragraphs": []})
    shared: dict[str, object] = {
        "heads": heads.members,
        "literals": literals.members,
        "steps": steps.members,
        "numbers": numbers.members,
    }
    return {**model, **shared, "rules": rules, "codes": codes, "paragraphs": []}


def _constants(constants: Mapping[str, object]) -> str:
    """JSON is JavaScript; nothing in it is run."""
    return "".join(
        f"const {name} = {json.dumps(value, ensure_ascii=True, separators=(',', ':'))};\n"
        for name, value in constants.items()
    )


def changes_json(policies: Policies, who: Mapping[str, Json]) -> str:
    """Each modification with its day, its paragraphs, and for whom something changes."""
    changes: list[Json] = []
    for version in policies.versions.versions:
        for name in version.instruments:
            instrument = policies.instruments[name]
            amends: list[Json] = [f"{amendment.operation} {amendment.number}" for amendment in instrument.amendments]
            changes.append(
                {
                    "modification": name,
                    "title": instrument.title,
                    "in_force": version.in_force.isoformat(),
                    "certainty": version.certainty,
                    "version": version.label,
                    "amends": amends,
                    "effect": who.get(name),  # none of the first version's, before which no Code is held
                    "page": f"modification/{slug(name)}.html",
                }
            )
    return canonical({"policies": policies.digest, "changes": changes})


def told_effect(effect: EffectEntry) -> dict[str, Json]:
    """What is told of an effect: its claim, whether that is proved, and what changes when, with the paragraphs."""
    told: list[Json] = []
    for change in effect["changes"]:
        what = change["heading"]
        if change.get("about_words"):
            what += f" ({change['about_words']})"
        told.append(
            {
                "kind": change["kind"],
                "what": what,
                "years": change["years"],
                "when": change["condition"]["alternatives"],
                "complete": change["condition"]["complete"],  # else in further cases too
                "before": change["before_words"],
                "after": change["after_words"],
                "paragraphs": change["paragraphs_after"] or change["paragraphs_before"],
            }
        )
    undecided: list[Json] = list(effect["undecided"])
    return {"claim": effect["claim"], "proved": effect["proved"], "undecided": undecided, "changes": told}


def atom_feed(policies: Policies) -> str:
    """The modifications as an Atom feed (RFC 4287), the latest first."""
    title = f"{policies.names.title} of {policies.names.of}: what changed"
    entries: list[str] = []
    # dated by the law and not by the clock, so that the same law gives the same bytes
    for version in reversed(policies.versions.versions):
        for name in version.instruments:
            instrument = policies.instruments[name]
            entries.append(
                f"<entry><id>{_identifier(name)}</id><title>{escape(f'{name}: {instrument.title}')}</title>"
                f"<updated>{version.in_force.isoformat()}T00:00:00Z</updated>"
                f'<link href="modification/{slug(name)}.html"/>'
                f"<summary>{escape(f'In force from {version.in_force.isoformat()}.')}</summary></entry>"
            )
    latest = policies.versions.versions[-1].in_force.isoformat()
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{_identifier('feed')}</id><title>{escape(title)}</title><updated>{latest}T00:00:00Z</updated>"
        f"<author><name>secg</name></author>\n{chr(10).join(entries)}\n</feed>\n"
    )


def days_calendar(policies: Policies) -> str:
    """The days on which versions come into force, as a calendar (RFC 5545)."""
    lines: list[str] = []
    for version in policies.versions.versions:
        day = version.in_force.strftime("%Y%m%d")
        what = f"{', '.join(version.instruments) or version.label} in force"
        if version.certainty != "confirmed":
            what += f" (day {version.certainty})"
        lines += [
            *("BEGIN:VEVENT", f"UID:{_identifier(version.label).removeprefix('urn:uuid:')}@secg"),
            # a stamp has to be there, and one of the time of writing would make each build another
            *(f"DTSTAMP:{day}T000000Z", f"DTSTART;VALUE=DATE:{day}"),
            *(f"SUMMARY:{text_value(what)}", "END:VEVENT"),
        ]
    return calendar_of("days in force", lines)


def _identifier(name: str) -> str:
    """A name that stays the same whenever the feed is written."""
    digits = hashlib.sha256(f"secg site {name}".encode()).hexdigest()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"
