"""What changed, for readers that are no people: `changes.json`, an Atom feed, and a calendar of the days in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from xml.sax.saxutils import escape

from secg.code.policies import Policies
from secg.portable.model import Json
from secg.report.change_document import EffectEntry
from secg.site.pages import slug


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
    return json.dumps({"policies": policies.digest, "changes": changes}, ensure_ascii=False, indent=1) + "\n"


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
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//secg//days in force//EN", "CALSCALE:GREGORIAN"]
    for version in policies.versions.versions:
        day = version.in_force.strftime("%Y%m%d")
        what = f"{', '.join(version.instruments) or version.label} in force"
        if version.certainty != "confirmed":
            what += f" (day {version.certainty})"
        lines += [
            *("BEGIN:VEVENT", f"UID:{_identifier(version.label).removeprefix('urn:uuid:')}@secg"),
            # a stamp has to be there, and one of the time of writing would make each build another
            *(f"DTSTAMP:{day}T000000Z", f"DTSTART;VALUE=DATE:{day}"),
            # a comma in a text would begin another value
            *(f"SUMMARY:{what}".replace(",", "\\,"), "END:VEVENT"),
        ]
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"])


def _identifier(name: str) -> str:
    """A name that stays the same whenever the feed is written."""
    digits = hashlib.sha256(f"secg site {name}".encode()).hexdigest()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"
