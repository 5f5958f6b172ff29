"""The faults that end an import before a report can be given, each one sentence."""

from layers.errors import LayerError


class FileRefused(LayerError):
    """The file can't be read, or may not be: the text names the file, what is wrong and what to do."""


class ImportEnded(LayerError):
    """Reading took more time or memory than the limits allow, or broke down."""
