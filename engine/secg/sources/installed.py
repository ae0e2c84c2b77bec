"""Where the law, the parties and the templates that come with the tool are."""

from __future__ import annotations

from pathlib import Path

from secg.sources.files import is_folder

_PACKAGE = Path(__file__).resolve().parents[1]
SHIPPED = is_folder(_PACKAGE / "shipped")
"""Whether the tool was installed from a wheel, which holds a copy of them."""
INSTALLED = _PACKAGE / "shipped" if SHIPPED else _PACKAGE.parents[1]
"""The folder of policies/, facts/ and reports/: the copy in the wheel, or the checkout around the package."""
OWN_TEMPLATES = INSTALLED / "reports"
"""The templates that come with the tool."""
