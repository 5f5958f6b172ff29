"""Exporting a layer of a database and reading what became of it."""

from __future__ import annotations

import pandas as pd
import pyogrio

from layers.catalogue import LAYERS
from layers.exporting import ExportOptions, export_layer
from layers.importing.problems import KINDS
from tests.layers.importing.scenes import (
    load,
)


def export(to, layer: str, path, **options) -> int:
    return sum(export_layer(to, LAYERS[layer], path, ExportOptions(**options)).values())


def read(path, **options) -> pd.DataFrame:
    return pyogrio.read_dataframe(path, **options)


def unchanged(to, layer: str, path, **options) -> bool:
    report = load(to, layer, path, **options)
    counts = report.counts
    assert not report.refused, report.to_text(str)
    return (report.change, counts.new, counts.changed, counts.removed, counts.missing) == (None, 0, 0, 0, 0)


def hard(report) -> list[str]:
    return [problem.kind for problem in report.problems.listed if KINDS[problem.kind].hard]
