"""The pages of the kinds of party: which duties bind each of them always, when, perhaps or never."""

from __future__ import annotations

from collections.abc import Mapping

from secg.portable.model import Json
from secg.report.rendering import render
from secg.site.pages import SiteWorld, common, slug


def kinds_told(applies: Mapping[str, Json]) -> dict[str, list[Json]]:
    """For each kind of party its duties: what `secg applies` says of each.

    `applies` is what that says of each duty, by duty.
    """
    told: dict[str, list[Json]] = {}
    for duty, entry in applies.items():
        assert isinstance(entry, Mapping)
        groups = entry["groups"]
        assert isinstance(groups, list)
        for group in groups:
            row: Json = {
                "duty": duty,
                "label": entry["label"],
                "binding": group["binding"],
                "words": group["words"],
                "when": group["when"],
                "complete": group["complete"],
                "open_for_some": group["open_for_some"],
                "examined": entry["examined"],
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
        values = {**common(world, "../"), "kind": kind, "groups": groups, "bounds": list(bounds)}
        pages[f"kind/{slug(kind)}.html"] = render("site-kind.html.j2", values, world.templates)
    return pages
