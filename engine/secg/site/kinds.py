"""Whom each duty binds in every version, and the pages of the kinds of party: which duties bind each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from secg.code.consolidation import Code
from secg.json_schema import Json
from secg.rendering.rendering import render
from secg.report.proof_report import narrowest
from secg.site.pages import SiteWorld, add_page, common, slug


def binding_chapters(codes: Sequence[Code], told: Sequence[Mapping[str, Json]]) -> dict[str, list[Json]]:
    """For each duty what `secg applies` says of it from day to day, the last first.

    `told` is what that says of each duty of a Code, by duty, for each of the codes. Codes of which it says the same
    stand together; `says` is None while no rule gives or leaves open the duty.
    """
    chapters: dict[str, list[Json]] = {}
    for duty in dict.fromkeys(chain.from_iterable(told)):
        own: list[dict[str, Json]] = []
        for code, entries in zip(codes, told, strict=True):
            begins, says = code.in_force.isoformat(), _without_witnesses(entries.get(duty))
            if own and own[-1]["says"] == says:
                continue
            if own:
                own[-1]["to"] = begins
            own.append({"from": begins, "to": "", "version": code.label, "says": says})
        chapters[duty] = [*reversed(own)]
    return chapters


def _without_witnesses(entry: Json) -> Json:
    """What is said of a duty without the smallest parties, which no page shows."""
    if entry is None:
        return None
    assert isinstance(entry, Mapping)
    groups = entry["groups"]
    assert isinstance(groups, list)
    kept: list[Json] = []
    for group in groups:
        told = dict(group)
        told.pop("witnesses", None)
        kept.append(told)
    return {**entry, "groups": kept}


def kinds_told(chapters: Mapping[str, Sequence[Json]]) -> dict[str, list[Json]]:
    """For each kind of party its duties, each with the days between which that is so."""
    told: dict[str, list[Json]] = {}
    for duty, own in chapters.items():
        for chapter in own:
            assert isinstance(chapter, Mapping)
            says = chapter["says"]
            if says is None:
                continue
            assert isinstance(says, Mapping)
            groups = says["groups"]
            assert isinstance(groups, list)
            for group in groups:
                row: Json = {
                    "duty": duty,
                    "label": says["label"],
                    "from": chapter["from"],
                    "to": chapter["to"],
                    "binding": group["binding"],
                    "words": group["words"],
                    "when": group["when"],
                    "complete": group["complete"],
                    "open_for_some": group["open_for_some"],
                    "examined": says["examined"],
                }
                for kind in group["kinds"]:
                    told.setdefault(kind, []).append(row)
    return told


def kind_pages(world: SiteWorld, told: Mapping[str, list[Json]]) -> dict[str, str]:
    """The page of every kind, by its path."""
    pages: dict[str, str] = {}
    for kind, rows in told.items():
        groups: dict[str, list[Json]] = {}
        bounds: dict[str, None] = {}
        for row in rows:
            assert isinstance(row, Mapping)
            groups.setdefault(str(row["words"]), []).append(row)
            examined = row["examined"]
            assert isinstance(examined, list)
            bounds.update(dict.fromkeys(examined))
        values = {**common(world, "../"), "kind": kind, "groups": groups, "bounds": narrowest(bounds)}
        add_page(pages, f"kind/{slug(kind)}.html", render("site-kind.html.j2", values, world.templates))
    return pages
