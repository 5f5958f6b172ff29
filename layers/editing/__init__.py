"""Edits of one thing or of several at once: previewed, or written in one change.

Every operation is done on a draft, the draft is looked at for problems, and only then it is written: a preview is the
same without the last step. What is written is undone by `layers.undoing`.
"""

from layers.editing.applying import Changed, Edit, apply, preview
from layers.editing.operations import (
    Create,
    CutHole,
    CutStrip,
    Delete,
    Merge,
    MoveBoundary,
    Operation,
    Replace,
    Split,
    When,
)
from layers.editing.problems import Problem

__all__ = [
    "Changed",
    "Create",
    "CutHole",
    "CutStrip",
    "Delete",
    "Edit",
    "Merge",
    "MoveBoundary",
    "Operation",
    "Problem",
    "Replace",
    "Split",
    "When",
    "apply",
    "preview",
]
