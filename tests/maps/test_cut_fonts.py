"""Weights cut out of the typeface: files of their own, made once, and again when they were swept away."""

from __future__ import annotations

import shutil

from fontTools.ttLib import TTFont

from maps.cut_fonts import cut_font


def test_a_weight_is_cut_once_and_again_when_it_was_swept_away() -> None:
    cut = cut_font("plex-vietnamese.woff2", 650)
    with TTFont(cut) as font:
        assert "fvar" not in font
        assert ord("ễ") in font.getBestCmap()
    made = cut.stat().st_mtime_ns
    assert cut_font("plex-vietnamese.woff2", 650).stat().st_mtime_ns == made
    shutil.rmtree(cut.parent)
    assert cut_font("plex-vietnamese.woff2", 650).is_file()
