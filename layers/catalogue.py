"""All layers, in the order in which they can be imported: what is referred to comes first."""

from layers.campaign import CAMPAIGN_PHASES
from layers.clearance import CLEARANCE_ZONES
from layers.declaration import Layer
from layers.documents import DOCUMENTS
from layers.donations import DONATIONS
from layers.errors import UnknownLayer
from layers.interests import INTERESTS
from layers.parcels import PARCELS
from layers.parties import PARTIES
from layers.projects import PROJECTS
from layers.roads import PRESENT_ROADS, ROAD_SEGMENTS
from layers.subdistricts import SUBDISTRICTS

LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in (
        PARTIES,
        SUBDISTRICTS,
        PROJECTS,
        ROAD_SEGMENTS,
        PRESENT_ROADS,
        PARCELS,
        INTERESTS,
        DONATIONS,
        CLEARANCE_ZONES,
        CAMPAIGN_PHASES,
        DOCUMENTS,
    )
}


def layer_named(name: str) -> Layer:
    """Return the layer of that name.

    Raises
    ------
    UnknownLayer
        When there is none.
    """
    try:
        return LAYERS[name]
    except KeyError:
        raise UnknownLayer(name, sorted(LAYERS)) from None
