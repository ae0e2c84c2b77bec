"""Where the command begins, also as `python -m secg`.

An interrupt stops it even while the rest of the engine is being imported.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; 130 where it is interrupted before it has begun."""
    try:
        from secg.cli import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
