"""Run by a Python that has LibreOffice's `uno`: the paragraphs of documents once all changes are accepted, or rejected.

Takes the port of a listening LibreOffice, then paths; prints a JSON object of each path: `accepted`, `rejected`, `left`
(how many tracked changes are left after either) and `comments`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

COMMANDS = {"accepted": ".uno:AcceptAllTrackedChanges", "rejected": ".uno:RejectAllTrackedChanges"}
Uno = Any
"""An object of LibreOffice, whose interfaces are known to it alone."""


def main(port: str, paths: list[str]) -> None:
    """Print what LibreOffice makes of each document, then end it."""
    context = connected(port)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    result = {path: texts(desktop, dispatcher, Path(path).resolve().as_uri(), hidden) for path in paths}
    print(json.dumps(result))
    desktop.terminate()


def connected(port: str) -> Uno:
    """The context of the LibreOffice that listens, which may take a while to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    for _ in range(240):
        try:
            return resolver.resolve(address)
        except Exception:  # it is no class that Python knows before LibreOffice answers
            time.sleep(0.25)
    sys.exit("LibreOffice does not answer")


def texts(desktop: Uno, dispatcher: Uno, address: str, hidden: Uno) -> dict[str, Any]:
    """What stands in one document after either command."""
    entry: dict[str, Any] = {"left": 0}
    for name, command in COMMANDS.items():
        document = desktop.loadComponentFromURL(address, "_blank", 0, (hidden,))
        fields = elements(document.TextFields)
        entry["comments"] = sum(field.supportsService("com.sun.star.text.TextField.Annotation") for field in fields)
        dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
        entry["left"] += len(elements(document.Redlines))
        entry[name] = [paragraph.String for paragraph in elements(document.Text)]
        document.close(True)
    return entry


def elements(container: Uno) -> list[Uno]:
    """What a container of LibreOffice holds."""
    enumeration, held = container.createEnumeration(), []
    while enumeration.hasMoreElements():
        held.append(enumeration.nextElement())
    return held


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
