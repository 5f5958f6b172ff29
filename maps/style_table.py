"""The one style table: what each layer looks like, from which map style, legend, patterns and CSS are derived.

Colours are names of `maps.colours`; widths and dashes are CSS pixels; zooms are MapLibre's (Leaflet's is one more).
Nothing is told apart by colour alone: each entry differs from its neighbours by pattern, dash, width or icon as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layers.clearance import ZONE_STATES


class Pattern(StrEnum):
    """What is drawn over a fill."""

    PLAIN = "plain"
    HATCH = "hatch"
    DOTS = "dots"
    CROSS = "cross"


class Shape(StrEnum):
    """How a group is drawn, on the map as in the legend."""

    AREA = "area"
    ZONE = "zone"
    ROAD = "road"
    BOUNDARY = "boundary"
    BRACKET = "bracket"
    ASPHALT = "asphalt"
    ICON = "icon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look: a line of the legend, and how what has one of the values is drawn.

    Attributes
    ----------
    name
        Name, unique in its group.
    label
        What people read, a gettext message id.
    values
        Values of the group's attribute that look so; empty for all others.
    fill, line
        Colours by name; empty for none.
    pattern
        Drawn over the fill, in the colour of the line.
    width
        Width of the line, px.
    dash
        Lengths of dashes and gaps, px.
    icon
        Phosphor icon, without its weight.
    from_share
        Share at target from which a road looks so, 0 to 1; None where it is no matter of a share.
    shape
        How it is drawn, where that is not as the others of its group.
    """

    name: str
    label: str
    values: tuple[str, ...] = ()
    fill: str = ""
    line: str = ""
    pattern: Pattern = Pattern.PLAIN
    width: float = 1.0
    dash: tuple[float, ...] = ()
    icon: str = ""
    from_share: float | None = None
    shape: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of the legend: one layer, switched on and off together.

    Attributes
    ----------
    name
        Its layer, which is the source layer of its tiles.
    label
        What people read, a gettext message id.
    shape
        How it is drawn.
    looks
        Its looks, in the legend's order.
    attribute
        Attribute that the looks' values are of; empty when there is one look.
    from_zoom
        Zoom from which it is drawn.
    """

    name: str
    label: str
    shape: Shape
    looks: tuple[Look, ...]
    attribute: str = ""
    from_zoom: float = 0

    def look(self, name: str) -> Look:
        """Return the look of that name.

        Raises
        ------
        KeyError
            When there is none.
        """
        for look in self.looks:
            if look.name == name:
                return look
        raise KeyError(name)


DONATIONS = Group(
    name="donations",
    label="Donated land for the road",
    shape=Shape.AREA,
    attribute="state",
    from_zoom=14,
    looks=(
        Look(
            name="needed",
            label="Needed, being talked over",
            values=("needed", "identified", "approached"),
            fill="mo1",
            line="moedge",
            pattern=Pattern.HATCH,
        ),
        Look(
            name="agreed",
            label="Agreed · surveyed",
            values=("agreed", "surveyed"),
            fill="mo2",
            line="moedge",
            pattern=Pattern.DOTS,
        ),
        Look(name="signed", label="Signed · approved", values=("signed", "approved"), fill="mo3", line="parcel"),
        Look(
            name="handed_over",
            label="Handed over · recorded",
            values=("handed_over", "recorded"),
            fill="mo4",
            line="parcel",
        ),
        Look(
            name="declined",
            label="Declined · withdrawn",
            values=("declined", "withdrawn"),
            fill="parcel",
            line="ink3",
            pattern=Pattern.CROSS,
            dash=(4, 3),
        ),
    ),
)

REQUIRED = Group(
    name="required",
    label="What the road needs",
    shape=Shape.AREA,
    attribute="kind",
    from_zoom=17,
    looks=(
        Look(
            name="strip", label="Land to be opened", values=("strip",), fill="mo1", line="moedge", pattern=Pattern.HATCH
        ),
        Look(
            name="target_edge",
            label="Edge of the road to be",
            values=("corridor",),
            line="moedge",
            width=1.6,
            dash=(9, 3, 2, 3),
            shape=Shape.BOUNDARY,
        ),
        Look(
            name="bottleneck",
            label="Bottleneck",
            values=("bottleneck",),
            line="stuck",
            width=3,
            shape=Shape.BRACKET,
        ),
    ),
)
"""What the engine derives for a road; it is in no tile: the page asks for the roads in view, and for the chosen one."""

_SHARES: tuple[tuple[int, str, str], ...] = (
    (0, "under 20%", "mo1"),
    (20, "20–50%", "mo2"),
    (50, "50–80%", "mo3"),
    (80, "80% and more", "mo4"),
    (100, "100%", "mo5"),
)

ROADS = Group(
    name="road_segments",
    label="Roads: share wide enough",
    shape=Shape.ROAD,
    from_zoom=10,
    looks=(
        *(
            Look(
                name=f"share_{percent}",
                label=label,
                fill=fill,
                line="casing",
                width=4 + place,
                from_share=percent / 100,
            )
            for place, (percent, label, fill) in enumerate(_SHARES)
        ),
        Look(name="no_measure", label="Width not measured", fill="other_road", line="none", width=7, dash=(4, 4)),
    ),
)
"""The nearer a road is to its width, the darker and wider it is drawn; its share is the engine's, and in no tile."""

PRESENT_ROADS = Group(
    name="present_roads",
    label="Present roads",
    shape=Shape.ASPHALT,
    from_zoom=16,
    looks=(Look(name="present", label="Road as it is", fill="mo5", line="mo5_dash", width=1.5, dash=(10, 8)),),
)

_ZONE_FORMS: dict[str, tuple[tuple[float, ...], str]] = {
    "done": ((), "check"),
    "paid": ((12, 3), "currency-circle-dollar"),
    "proc": ((5, 3), "hourglass-medium"),
    "inv": ((2, 2.5), "clipboard-text"),
    "stuck": ((9, 2, 2, 2), "hand-palm"),
    "none": ((1, 6), "question"),
}

CLEARANCE = Group(
    name="clearance_zones",
    label="Site clearance",
    shape=Shape.ZONE,
    attribute="state",
    from_zoom=14,
    looks=tuple(
        Look(
            name=state,
            label=ZONE_STATES[state],
            values=(state,),
            fill=f"c_{state}",
            line="ink2",
            width=4,
            dash=dash,
            icon=icon,
        )
        for state, (dash, icon) in _ZONE_FORMS.items()
    ),
)

PROJECTS = Group(
    name="projects",
    label="Projects",
    shape=Shape.ICON,
    attribute="course",
    from_zoom=13,
    looks=(
        Look(name="planned", label="Planned", values=("planned",), fill="surface", line="ink", width=1.8, dash=(4, 3)),
        Look(name="under_way", label="Under way", values=("under_way",), fill="surface", line="ink", width=1.8),
        Look(name="done", label="Done", values=("done",), fill="ink", line="ink", width=1.8),
    ),
)

PROJECT_ICONS: dict[str, str] = {
    "road": "road-horizon",
    "school": "graduation-cap",
    "canal": "waves",
    "bridge": "bridge",
    "water": "drop",
    "lighting": "lightbulb",
    "culture_house": "house-line",
    "park": "tree",
}
"""Icon of a project by its kind; other kinds take `cube`."""

OTHER_PROJECT_ICON = "cube"

SUBDISTRICTS = Group(
    name="subdistricts",
    label="Subdistricts",
    shape=Shape.BOUNDARY,
    from_zoom=11,
    looks=(Look(name="boundary", label="Subdistrict boundary", line="boundary", width=1.3, dash=(8, 3, 1.5, 3)),),
)

PARCELS = Group(
    name="parcels",
    label="Land",
    shape=Shape.AREA,
    attribute="ground",
    looks=(
        Look(name="built", label="Homes and gardens", values=("built",), fill="block", line="pline"),
        Look(name="open", label="Fields and open ground", values=("open",), fill="land", line="pline"),
        Look(name="water", label="Water", values=("water",), fill="water", line="pline"),
        Look(name="road", label="Other roads", values=("road",), fill="other_road"),
    ),
)

LEGEND: tuple[Group, ...] = (DONATIONS, REQUIRED, ROADS, PRESENT_ROADS, CLEARANCE, PROJECTS, SUBDISTRICTS, PARCELS)
"""Groups in the legend's order."""

PUBLIC_LOOKS: dict[str, frozenset[str]] = {
    "donations": frozenset({"needed", "signed", "handed_over"}),
    # Bottlenecks would tell who holds out.
    "required": frozenset({"strip", "target_edge"}),
}
"""Looks that the public's map can have, where they are fewer than the group's."""


def icons() -> frozenset[str]:
    """Return the Phosphor icons that the table names."""
    looks = {look.icon for group in LEGEND for look in group.looks if look.icon}
    return frozenset(looks | set(PROJECT_ICONS.values()) | {OTHER_PROJECT_ICON})


def labels() -> frozenset[str]:
    """Return every message id of the table."""
    return frozenset({group.label for group in LEGEND} | {look.label for group in LEGEND for look in group.looks})
