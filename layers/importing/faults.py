"""The faults that end an import before a report can be given, each one sentence."""

from pathlib import Path

from layers.errors import LayerError


class FileRefused(LayerError):
    """The file can't be read, or may not be: the text names the file, what is wrong and what to do."""


class ImportEnded(LayerError):
    """Reading took more time or memory than the limits allow, or broke down."""


def too_many_rows(path: Path, most: int) -> FileRefused:
    """Return the fault of a file of more rows than the limits allow."""
    return FileRefused(f"{path} has more than {most} rows: split it, or raise MODUONG_IMPORT_ROWS.")
