"""Every colour that people see, by name, for the light and the dark theme.

The ramp `mo1` to `mo5` says how near land has come to being road; `c_*` are the states of site clearance. Contrast and
distances between them, also for colour-blind eyes, were measured with CIEDE2000 after Machado et al. (2009).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


class Colour(NamedTuple):
    """One colour as `#rrggbb`, for each theme."""

    light: str
    dark: str

    def on(self, theme: Theme) -> str:
        """Return the colour for a theme."""
        return self.light if theme == "light" else self.dark


COLOURS: dict[str, Colour] = {
    "land": Colour("#EBEFEA", "#10181A"),
    "block": Colour("#E0E6DF", "#172124"),
    "parcel": Colour("#F8FAF7", "#1D292C"),
    "pline": Colour("#A9B5AB", "#3F4F52"),
    "boundary": Colour("#66736C", "#8FA09D"),
    "water": Colour("#C9DDE0", "#15303A"),
    "other_road": Colour("#FFFFFF", "#2B383C"),
    "surface": Colour("#FFFFFF", "#182225"),
    "surface2": Colour("#F3F6F2", "#1F2B2E"),
    "line": Colour("#CBD3CB", "#35454A"),
    "ink": Colour("#16211F", "#F1F5F3"),
    "ink2": Colour("#4A5854", "#B9C5C1"),
    "ink3": Colour("#5E6A66", "#93A29E"),
    "brand": Colour("#0B4F4A", "#7FD6C4"),
    "on_brand": Colour("#FFFFFF", "#06211E"),
    "link": Colour("#0A5C63", "#7FD6C4"),
    "mo1": Colour("#FFDC73", "#80590F"),
    "mo2": Colour("#95B145", "#7D8C2A"),
    "mo3": Colour("#0A8F5C", "#45B66C"),
    "mo4": Colour("#02626A", "#48D6D8"),
    "mo5": Colour("#273238", "#F2F7F6"),
    "mo5_dash": Colour("#FFFFFF", "#10181A"),
    "casing": Colour("#273238", "#0A1113"),
    "moedge": Colour("#6B5200", "#E5B84B"),
    "stuck": Colour("#B5121F", "#FF8A78"),
    "none": Colour("#76817C", "#9AA7A3"),
    "focus": Colour("#1D4ED8", "#8AB4FF"),
    "select": Colour("#3F74F5", "#5F86FF"),
    "edit": Colour("#560A66", "#C8A6FF"),
    "conflict": Colour("#D708A5", "#C94FB8"),
    "ok": Colour("#1C6B3C", "#6FD08C"),
    "warn": Colour("#8A5A00", "#F2B84B"),
    "c_done": Colour("#185603", "#3B7A22"),
    "c_paid": Colour("#4F9D98", "#66B2AC"),
    "c_proc": Colour("#DC9721", "#F9B043"),
    "c_inv": Colour("#0A69D7", "#3775E1"),
    "c_stuck": Colour("#DB4C46", "#DE6F58"),
    "c_none": Colour("#BAC4BB", "#D6E0D8"),
}


def css_properties(theme: Theme) -> str:
    """Return the colours as CSS custom properties (`--mo1: #FFDC73;`), without a selector.

    Examples
    --------
    >>> css_properties("dark").splitlines()[0]
    '  --land: #10181A;'
    """
    return "\n".join(f"  --{name.replace('_', '-')}: {colour.on(theme)};" for name, colour in COLOURS.items())


def css_classes() -> str:
    """Return a class for each colour as a fill, a stroke and a background: `.fill-mo1`, `.stroke-mo1`, `.back-mo1`."""
    rules: list[str] = []
    for name in (name.replace("_", "-") for name in COLOURS):
        rules += [
            f".fill-{name} {{ fill: var(--{name}); }}",
            f".stroke-{name} {{ stroke: var(--{name}); }}",
            f".back-{name} {{ background-color: var(--{name}); }}",
        ]
    return "\n".join(rules)
