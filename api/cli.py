"""The command line: `moduong demo|serve|import|export|db|user|settings|doctor`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line: whatever a user can cause ends in one line and an exit code."""
    # Not above: workers import this module as the one that started them, and need none of the commands.
    from api.commands.line import run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
