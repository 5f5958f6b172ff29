"""Make the demonstration town's shapefiles."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import shapely
from shapely import Polygon
from shapely.affinity import translate
from shapely.ops import polygonize

from data.town import cadastre, campaign, clearance, donations, people, plan, works
from data.town.curves import GRID, lines, polygons
from data.town.land import coverage
from data.town.network import Way, boundary, ways
from data.town.segments import Segment, segments
from data.town.shapefiles import Column, Row, write_layer

HOME = Path(__file__).resolve().parent.parent / "shapefiles"
SUBDISTRICT_COLUMNS = [Column("sub_no"), Column("name")]
SEGMENT_COLUMNS = [
    Column("code"), Column("name"), Column("widths"), Column("from_date"), Column("to_date", "C", 10),
    Column("subdist"), Column("class"), Column("surface"), Column("decision"), Column("project"),
]  # fmt: skip
PRESENT_COLUMNS = [Column("seg_code"), Column("kind"), Column("from_date", "D"), Column("to_date", "D")]
PROJECT_OF = {"TK4-01": "DA-01", "TK4-02": "DA-01", "TK4-04": "DA-02", "TK4-05": "DA-02"}
PAVED = {"A": "bê tông nhựa", "B": "bê tông xi măng", "C": "bê tông xi măng", "D": "gạch, đá dăm"}
MEASURED = date(2015, 6, 1)


def subdistricts(outline: Polygon, found: dict[str, Way]) -> dict[int, Polygon]:
    """Return the ten subdistricts: the town cut along roads' centrelines."""
    cuts = [found[key].line for key in ("QL1A", "LD", "CM", "QL217", "GC", "GG")]
    cuts = [_reaching(line) for line in cuts]
    net = shapely.union_all([outline.boundary, *cuts], grid_size=GRID)
    pieces = [piece for piece in polygonize(lines(net)) if outline.contains(piece.representative_point())]
    seeds = {number: shapely.Point(x, y) for number, x, y in plan.SUBDISTRICTS}
    groups: dict[int, list[Polygon]] = {number: [] for number in seeds}
    for piece in pieces:
        home = [number for number, seed in seeds.items() if piece.contains(seed)]
        groups[home[0] if home else min(seeds, key=lambda n: piece.distance(seeds[n]))].append(piece)
    return {
        number: max(polygons(shapely.coverage_union_all(group)), key=lambda p: p.area)
        for number, group in groups.items()
    }


def _reaching(line: shapely.LineString) -> shapely.LineString:
    """Return the line drawn out a little past the town where it runs out there."""
    xy = [*line.coords]
    head = (xy[0][0] + 3 * (xy[0][0] - xy[1][0]), xy[0][1] + 3 * (xy[0][1] - xy[1][1]))
    tail = (xy[-1][0] + 3 * (xy[-1][0] - xy[-2][0]), xy[-1][1] + 3 * (xy[-1][1] - xy[-2][1]))
    return shapely.LineString([head, *xy, tail])


def road_rows(made: list[Segment]) -> list[Row]:
    """Return the rows of road_segments."""
    return [
        {
            "geometry": seg.line,
            "code": seg.plan.code,
            "name": seg.name,
            "widths": seg.widths,
            "from_date": "01/03/2023",
            "to_date": None,
            "subdist": seg.plan.code[2:].split("-")[0],
            "class": seg.cls,
            "surface": PAVED[seg.cls],
            "decision": "42/KH-MAU",
            "project": PROJECT_OF.get(seg.plan.code),
        }
        for seg in made
    ]


def present_rows(made: list[Segment]) -> tuple[list[Row], list[Row]]:
    """Return the rows of present_roads: surfaces, and edge lines."""
    areas: list[Row] = []
    edges: list[Row] = []
    for seg in made:
        base = {"seg_code": seg.plan.code, "from_date": MEASURED, "to_date": None}
        left, right = seg.edges
        if seg.plan.survey == "edges":
            edges += [{**base, "geometry": left, "kind": "left"}, {**base, "geometry": right, "kind": "right"}]
        elif seg.plan.survey == "surface":
            ring = Polygon([*left.coords, *reversed(right.coords)])
            areas.append({**base, "geometry": ring if ring.is_valid else ring.buffer(0), "kind": "surface"})
        for low, high, when in seg.plan.built:
            built = seg.corridor(low * seg.line.length, high * seg.line.length)
            areas.append({**base, "geometry": built, "kind": "asbuilt", "from_date": when})
    return areas, edges


def shifted(rows: list[Row]) -> list[Row]:
    """Return rows moved from the drawing's coordinates to the project's plane."""
    return [{**row, "geometry": translate(row["geometry"], *plan.ORIGIN)} for row in rows]


def make(folder: Path) -> None:
    """Write all layers of the town into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    outline = boundary()
    found, built = ways(outline)
    districts = subdistricts(outline, found)
    now, parties = cadastre.parcels(coverage(outline, found, built), found, districts)
    everything = cadastre.without_specks(cadastre.history(now))
    made = segments(found)
    given = donations.donations(now, made)
    areas, edges = present_rows(made)
    names = [{"geometry": shape, "sub_no": str(n), "name": f"Tiểu khu {n}"} for n, shape in sorted(districts.items())]
    write_layer(folder, "subdistricts", shifted(names), SUBDISTRICT_COLUMNS)
    write_layer(folder, "road_segments", shifted(road_rows(made)), SEGMENT_COLUMNS)
    write_layer(folder, "present_roads", shifted(areas), PRESENT_COLUMNS)
    write_layer(folder, "present_roads_edges", shifted(edges), PRESENT_COLUMNS)
    write_layer(folder, "parcels", shifted(everything), cadastre.COLUMNS)
    write_layer(folder, "donations", shifted(given), donations.COLUMNS)
    zones = works.zones(found)
    recovered = clearance.households(zones, now)
    write_layer(folder, "clearance_zones", shifted(zones), works.ZONE_COLUMNS)
    write_layer(folder, "clearance_households", shifted(recovered), clearance.HOUSEHOLD_COLUMNS)
    write_layer(folder, "household_steps", clearance.household_steps(recovered), clearance.HOUSEHOLD_STEP_COLUMNS)
    write_layer(folder, "project_steps", clearance.project_steps(), clearance.PROJECT_STEP_COLUMNS)
    write_layer(folder, "obstacles", clearance.obstacles(recovered), clearance.OBSTACLE_COLUMNS)
    write_layer(folder, "progress_readings", clearance.readings(), clearance.READING_COLUMNS)
    write_layer(folder, "projects", works.projects(), works.PROJECT_COLUMNS)
    write_layer(folder, "parties", parties, people.COLUMNS)
    write_layer(folder, "campaign_phases", works.phases(given), works.PHASE_COLUMNS)
    write_layer(folder, "campaign_targets", campaign.targets(given, made), campaign.TARGET_COLUMNS)
    write_layer(folder, "contributions", campaign.contributions(given), campaign.CONTRIBUTION_COLUMNS)
    write_layer(folder, "tidy_readings", campaign.tidied(made), campaign.TIDY_COLUMNS)
    write_layer(folder, "surveys", campaign.surveys(), campaign.SURVEY_COLUMNS)
    write_layer(folder, "consents", campaign.consents(parties), campaign.CONSENT_COLUMNS)


def main() -> None:
    """Write the town beside this package, or into the folder named on the command line."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    make(folder)
    print(f"The town lies in {folder}.")
