"""What the tests of the site share: a site with a party whose name is markup, and one browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.browser import CHROMIUM, Browser
from tests.site.small import FOREIGN, site_of

HOSTILE = """\
party: hostile
name: "<script>document.title = 'run'</script><img src=x onerror=\\"document.title='run'\\">"
facts: {}
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in which a party has a name that is markup."""
    place = tmp_path_factory.mktemp("site")
    library = shutil.copytree(FOREIGN, place / "library")
    (library / "facts" / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    site_of(place / "site", library)
    return place / "site"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser, where there is one; the tests leave it on any page."""
    if CHROMIUM is None:
        pytest.skip("not run: the site in a browser; install chromium")
    with Browser(tmp_path_factory.mktemp("browser")) as started:
        yield started
