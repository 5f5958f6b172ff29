"""Where the demonstration town's files lie: beside the program in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

DAY = "2023-04-30"
"""Day that the demonstration opens on: the last of the campaign's first phase."""
PILOT = "4"
"""Subdistrict that the demonstration opens on: the campaign's pilot."""

_ORDER = (
    ("parties", "parties.dbf"),
    ("subdistricts", "subdistricts.shp"),
    ("projects", "projects.shp"),
    ("road_segments", "road_segments.shp"),
    ("present_roads", "present_roads.shp"),
    ("present_roads", "present_roads_edges.shp"),
    ("parcels", "parcels.shp"),
    ("donations", "donations.shp"),
    ("clearance_zones", "clearance_zones.shp"),
    ("campaign_phases", "campaign_phases.dbf"),
    ("clearance_households", "clearance_households.shp"),
    ("project_steps", "project_steps.dbf"),
    ("household_steps", "household_steps.dbf"),
    ("obstacles", "obstacles.dbf"),
    ("progress_readings", "progress_readings.dbf"),
    ("campaign_targets", "campaign_targets.dbf"),
    ("contributions", "contributions.dbf"),
    ("tidy_readings", "tidy_readings.dbf"),
    ("surveys", "surveys.dbf"),
    ("consents", "consents.dbf"),
)


def town_folder() -> Path:
    """Return the folder of the town's shapefiles.

    Raises
    ------
    FileNotFoundError
        When the program was installed without them.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "demonstration", here.parent / "data" / "shapefiles"):
        if (folder / "parcels.shp").is_file():
            return folder
    raise FileNotFoundError("The demonstration town's files are missing: install the program again.")


def town_files() -> list[tuple[str, Path]]:
    """Return the layers and files in the order in which they can be imported."""
    folder = town_folder()
    return [(layer, folder / name) for layer, name in _ORDER if (folder / name).is_file()]
