"""The command line: `moduong demo|serve|import|export|db|user|settings|doctor`."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
"""Exit code after Ctrl-C."""


def main() -> None:
    """Run the command line: whatever a user can cause ends in one line and an exit code."""
    try:
        _open_what_is_closed()
        _speak_utf8()
        # Not above: workers import this module as the one that started them, and need none of the commands.
        from api.commands.line import run  # noqa: PLC0415

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _open_what_is_closed() -> None:
    """Lead standard streams that the caller closed nowhere: else files get their numbers, and are written into."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123 - for as long as the program runs
            os.set_inheritable(nowhere.fileno(), True)
            setattr(sys, name, nowhere)


def _speak_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the locale has another encoding: it is fixed when Python starts."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - itself


if __name__ == "__main__":
    main()
