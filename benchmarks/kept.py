"""A kept tile, against a constant answer of its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import servers
from benchmarks.finding import Finding, Ratio
from benchmarks.grid import extent, middle, tiles_of
from benchmarks.load import Load, http, in_turns

if TYPE_CHECKING:
    from layers.database import Addresses

_ZOOM = 16


def measure_kept(to: Addresses, load: Load) -> Finding:
    """Return what a kept tile reaches, and a constant answer of the same size.

    The constant is answered twice: by the service's own application, behind its log and its security headers, and
    bare, by framework and server alone.
    """
    tile = next(iter(tiles_of(middle(extent(to)), _ZOOM)))
    path = "/tiles/parcels/{}/{}/{}.mvt?on=2023-04-30".format(*tile)
    with servers.moduong(to) as ours:
        size = round(http(ours, [path])(Load(1, 1), 0).bytes)
        with servers.constant(to, size) as same, servers.bare(size) as bare:
            speeds = in_turns(
                {
                    "kept tile": http(ours, [path]),
                    "constant": http(same, ["/constant"]),
                    "bare constant": http(bare, ["/"]),
                },
                load,
            )
    rate = speeds["kept tile"].rate
    ratios = [
        Ratio("to the same server's constant", rate / speeds["constant"].rate, 0.7),
        Ratio("to a bare server's constant", rate / speeds["bare constant"].rate),
    ]
    return Finding(f"A kept tile of {size:,} bytes", ratios, speeds)
