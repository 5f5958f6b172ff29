"""All layers, in the order in which they can be imported: what is referred to comes first."""

from layers.campaign import CAMPAIGN_PHASES, CAMPAIGN_TARGETS, CONTRIBUTIONS, SURVEYS, TIDY_READINGS
from layers.clearance import CLEARANCE_HOUSEHOLDS, CLEARANCE_ZONES
from layers.consents import CONSENTS
from layers.declaration import Layer
from layers.documents import DOCUMENTS
from layers.donations import DONATIONS
from layers.errors import UnknownLayer
from layers.interests import INTERESTS
from layers.legal_steps import TAKEN_BY_HOUSEHOLDS, TAKEN_BY_PROJECTS
from layers.obstacles import OBSTACLES
from layers.parcels import PARCELS
from layers.parties import PARTIES
from layers.projects import PROGRESS_READINGS, PROJECTS
from layers.roads import PRESENT_ROADS, ROAD_SEGMENTS
from layers.subdistricts import SUBDISTRICTS
from layers.visits import VISITS

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
        CLEARANCE_HOUSEHOLDS,
        TAKEN_BY_PROJECTS,
        TAKEN_BY_HOUSEHOLDS,
        OBSTACLES,
        PROGRESS_READINGS,
        CAMPAIGN_TARGETS,
        CONTRIBUTIONS,
        TIDY_READINGS,
        SURVEYS,
        CONSENTS,
        VISITS,
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
