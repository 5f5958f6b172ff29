"""What the cadastre does to given land, the public is not shown: each of its answers is the same before and after."""

from __future__ import annotations

from importlib import resources
from itertools import product

import psycopg
import pytest
from shapely import box
from shapely.geometry import mapping, shape
from sqlalchemy import text

from api.application import create_app
from layers.changes import change
from layers.database import engine
from layers.derived import LEFT_STALE, catch_up
from layers.tiles import is_overview
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import DEPTH_M, PLOT_M, ROAD_M, SOUTH, STRIP_M, WEST, Street, put, scene

VN_2000 = "http://www.opengis.net/def/crs/EPSG/0/5897"
NEAR, FAR = SOUTH + ROAD_M, SOUTH + ROAD_M + DEPTH_M
CUT = "2023-09-12"
DAYS = ("2020-01-01", "2023-09-11", CUT, "2023-09-30", "2024-01-01")
MIDDLE = (17, 104074, 58105)
ZOOMS = range(13, 19)
GIVES, SILENT, ROAD, FAR_OFF = "11", "14", "90", "50"
"""A plot that gives a strip; one across the road of which nothing is known; the road's own land; one elsewhere."""


@scene(autouse=True)
def street(database, tmp_path) -> Street:
    street = Street(plots=3)
    for number, parcel in enumerate(street.parcels):
        parcel |= {"parcel": str(10 + number), "from_date": "2020-01-01"}
    first = street.parcels[0]
    road = box(WEST, SOUTH - ROAD_M, WEST + 3 * PLOT_M, NEAR)
    street.parcels += [
        {**first, "parcel": ROAD, "land_use": "DGT", "geometry": road},
        {**first, "parcel": FAR_OFF, "geometry": box(WEST + 300, NEAR, WEST + 320, FAR)},
    ]
    street.give("L", 1, d_identif="2023-03-01", d_signed="2023-04-01", d_handed="2023-06-01")
    street.donations[0]["parcel"] = GIVES
    street.build(database, tmp_path)
    catch_up(database)
    return street


@pytest.fixture
def client(database, settings):
    with InProcess(create_app(settings, database), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def office(database):
    return {"Authorization": f"Bearer {make_token(database, 'officer', 'officer')}"}


@pytest.fixture
def save(client, database, office):
    """Return a function that saves an edit, lets all that follows from it be worked out, and gives its number."""

    def send(*operations, **more) -> int:
        seen = ["overlap", "gap", "sliver", "donation_left", "area_on_paper"]
        body = {"reason": "it is road now", "crs": VN_2000, "operations": list(operations), "acknowledged": seen}
        when = {} if "correction" in more else {"from": CUT}
        answer = client.post("/api/edits", json={**body, **when, **more}, headers=office)
        assert answer.status_code == 200, answer.text
        catch_up(database)
        return answer.json()["edit"]

    return send


@pytest.fixture
def undo(client, database, office):
    def send(number: int) -> None:
        answer = client.post(f"/api/edits/{number}/undo", json={"reason": "it was wrong"}, headers=office)
        assert answer.status_code == 200, answer.text
        catch_up(database)

    return send


@pytest.fixture
def named(database):
    """Return a function that gives a parcel, or a donation, as operations name it."""

    def look_up(number: str, layer: str = "parcels", key: str = "parcel") -> dict:
        with psycopg.connect(database.libpq(database.officer)) as connection:
            asked = f"SELECT id::text, version FROM layers.{layer} WHERE {key} = %s"
            identifier, version = connection.execute(asked, (number,)).fetchone()
        return {"layer": layer, "id": identifier, "version": version}

    return look_up


def answers(client, headers=None) -> dict[tuple, bytes]:
    """Return all that is told of parcels, and of the road beside them, on days around the cut; with their ETags."""
    told = {}

    def ask(path, **parameters):
        answer = client.get(path, params=parameters, headers=headers)
        assert answer.status_code == 200, (path, answer.text)
        told[path, *sorted(parameters.items())] = (answer.content, answer.headers.get("etag"))
        return answer

    for on in (*DAYS, "../.."):
        ask("/ogc/collections/parcels/items", datetime=on, crs=VN_2000, limit=100)
        ask("/ogc/collections/donations/items", datetime=on)
    for on in (DAYS[1], CUT):
        for one in ask("/ogc/collections/parcels/items", datetime=on).json()["features"]:
            ask(f"/ogc/collections/parcels/items/{one['id']}", datetime=on, crs=VN_2000)
    z, x, y = MIDDLE
    for on in DAYS:
        for zoom in ZOOMS:
            scale = 2.0 ** (zoom - z)
            columns, rows = (range(int(n * scale), max(int((n + 1) * scale), int(n * scale) + 1)) for n in (x, y))
            for column, row in product(columns, rows):
                ask(f"/tiles/parcels/{zoom}/{column}/{row}.mvt", on=on)
        for what in ("widening", "profile", "shapes"):
            ask(f"/api/roads/R1/{what}", on=on)
    ask("/roads/R1", on=CUT)
    ask("/roads/R1/map.js", on=CUT)
    ask("/api/roads/R1/series", **{"from": "2023-01-01", "to": "2024-01-01"})
    return told


EDGE = NEAR + STRIP_M
LEFT, RIGHT = WEST + PLOT_M, WEST + 2 * PLOT_M


def drawn(west: float, south: float, east: float, north: float) -> dict:
    return mapping(box(west, south, east, north))


def several(*named: dict) -> dict:
    ids, versions = [one["id"] for one in named], [one["version"] for one in named]
    return {"layer": "parcels", "ids": ids, "versions": versions}


def the_strip_is_cut_off(save, named, **more):
    yield save({"op": "cut_strip", **named(GIVES), "road": "R1"}, **more)


def it_is_split_off_as_if_it_had_always_been_so(save, named):
    yield save(
        {"op": "split", **named(GIVES), "line": [[WEST + 200, EDGE], [WEST - 10, EDGE]]}, correction=True, on=CUT
    )


def it_is_split_off_and_merged_into_the_road(save, named):
    yield save({"op": "split", **named(GIVES), "line": [[WEST + 200, EDGE], [WEST - 10, EDGE]]})
    yield save({"op": "replace", **named("91"), "properties": {"land_use": "DGT"}})
    yield save({"op": "merge", **several(named(ROAD), named("91"))})


def two_plots_are_cut_and_their_strips_are_one(save, named):
    yield save({"op": "cut_strip", **named(GIVES), "road": "R1"}, {"op": "cut_strip", **named("10"), "road": "R1"})
    yield save({"op": "merge", **several(named("91"), named("92"))})


def the_plot_becomes_road(save, named):
    yield save({"op": "replace", **named(GIVES), "properties": {"land_use": "DGT"}})


def the_road_grows_over_it(save, named):
    road = box(WEST, SOUTH - ROAD_M, WEST + 3 * PLOT_M, NEAR) | box(LEFT, NEAR, RIGHT, EDGE)
    yield save({"op": "replace", **named(ROAD), "geometry": mapping(road)})


def a_parcel_is_drawn_over_it(save, _named):
    key = {"commune": "15271", "sheet": "R1", "parcel": "77"}
    yield save({"op": "create", "layer": "parcels", "properties": key, "geometry": drawn(LEFT, NEAR, RIGHT, EDGE)})


def its_boundary_moves_after_the_cut(save, named):
    yield save({"op": "cut_strip", **named(GIVES), "road": "R1"})
    ends, moved = ([[x, y] for x in (LEFT, RIGHT)] for y in (EDGE, EDGE + 1))
    yield save({"op": "move_boundary", **several(named(GIVES), named("91")), "from": ends, "to": moved})


def the_donation_lies_in_a_plot_over_it(save, named):
    """So that the plot below may go: one that holds a donation may not."""
    key = {"commune": "15271", "sheet": "R1", "parcel": "77"}
    over = {"op": "create", "layer": "parcels", "properties": key, "geometry": drawn(LEFT, NEAR, RIGHT, FAR)}
    yield save(over, **{"from": "2020-01-01"})
    donation = {"op": "replace", **named("D-R1-L1", "donations", "don_no"), "properties": {"parcel": "77"}}
    yield save(donation, correction=True, on=CUT)


def the_plot_below_ends(save, named):
    yield from the_donation_lies_in_a_plot_over_it(save, named)
    yield save({"op": "delete", **named(GIVES)})


def the_plot_below_never_was(save, named):
    yield from the_donation_lies_in_a_plot_over_it(save, named)
    yield save({"op": "delete", **named(GIVES)}, correction=True, on=CUT)


@pytest.mark.parametrize(
    "way",
    [
        the_plot_below_ends,
        the_plot_below_never_was,
        the_strip_is_cut_off,
        it_is_split_off_as_if_it_had_always_been_so,
        it_is_split_off_and_merged_into_the_road,
        two_plots_are_cut_and_their_strips_are_one,
        the_plot_becomes_road,
        the_road_grows_over_it,
        a_parcel_is_drawn_over_it,
        its_boundary_moves_after_the_cut,
    ],
)
def test_no_answer_to_the_public_is_another_after_an_edit_of_given_land(
    client, office, save, undo, named, database, way
) -> None:
    """On no day: no difference tells an area or a day, and no ETag that anything was written."""
    public, officers = answers(client), answers(client, office)
    edits = []
    for number in way(save, named):
        edits.append(number)
        assert differing(public, answers(client)) == []
    assert differing(officers, answers(client, office)) != []
    for number in reversed(edits):
        undo(number)
        assert differing(public, answers(client)) == []
    assert kept(database) == 0, "what stands again as the public sees it is live again"


def test_a_period_of_given_land_that_is_taken_away_and_brought_back_is_shown_all_along(
    client, save, undo, named, database
) -> None:
    for number in the_donation_lies_in_a_plot_over_it(save, named):
        assert number
    save({"op": "replace", **named(GIVES), "geometry": drawn(LEFT, NEAR, RIGHT, FAR - 0.5)})
    before, hidden = answers(client), kept(database)
    taken = save({"op": "delete", **named(GIVES)}, correction=True, on=CUT)
    assert differing(before, answers(client)) == []
    undo(taken)
    assert differing(before, answers(client)) == []
    assert kept(database) == hidden


def test_a_plot_that_ends_by_a_file_is_shown_on(client, database, street, tmp_path) -> None:
    before = answers(client)
    (plot,) = (row for row in street.parcels if row["parcel"] == GIVES)
    put(database, "parcels", [{**plot, "to_date": CUT}], tmp_path)
    catch_up(database)
    assert differing(before, answers(client)) == []
    put(database, "parcels", [{**plot, "to_date": None}], tmp_path)
    catch_up(database)
    assert differing(before, answers(client)) == []
    assert kept(database) == 0


def differing(before: dict, after: dict) -> list:
    return [asked for asked in before.keys() | after.keys() if before.get(asked) != after.get(asked)]


def kept(database) -> int:
    with psycopg.connect(database.libpq(database.officer)) as connection:
        return connection.execute(
            "SELECT count(*) FROM derived.kept_parcels JOIN layers.parcels USING (id)"
        ).fetchone()[0]


def test_the_office_sees_the_cut_on_its_day(client, office, save, named) -> None:
    for number in the_strip_is_cut_off(save, named):
        assert number
    areas = {on: areas_of(client, on, office) for on in DAYS[1:3]}
    assert areas[DAYS[1]][GIVES] == pytest.approx(600, abs=0.01)
    assert (areas[CUT][GIVES], areas[CUT]["91"]) == (pytest.approx(560, abs=0.01), pytest.approx(40, abs=0.01))
    assert (
        len(
            {
                answers(client, office)[f"/tiles/parcels/{z}/{x}/{y}.mvt", ("on", on)]
                for z, x, y in [MIDDLE]
                for on in DAYS[1:3]
            }
        )
        == 2
    )


def areas_of(client, on, headers=None) -> dict:
    asked = {"datetime": on, "crs": VN_2000}
    features = client.get("/ogc/collections/parcels/items", params=asked, headers=headers).json()["features"]
    return {one["properties"]["parcel"] or one["id"]: shape(one["geometry"]).area for one in features}


def test_what_has_nothing_to_do_with_given_land_is_shown_at_once(client, save, named) -> None:
    """A plot of which nothing is given is divided; one of which a strip is given is drawn anew behind it."""
    before = areas_of(client, CUT)
    save({"op": "split", **named(SILENT), "line": [[WEST + 200, SOUTH - 10], [WEST - 10, SOUTH - 10]]})
    assert len(areas_of(client, CUT)) == len(before) + 1
    behind = drawn(LEFT, NEAR, RIGHT, FAR - 1)
    save({"op": "replace", **named(GIVES), "geometry": behind})
    assert pytest.approx(570 + 10, abs=11) in areas_of(client, CUT).values()


def test_a_parcel_measured_anew_elsewhere_is_no_secret(client, save, named) -> None:
    before = areas_of(client, CUT)
    save({"op": "replace", **named(FAR_OFF), "geometry": drawn(WEST + 300, NEAR, WEST + 319, FAR)})
    after = areas_of(client, CUT)
    (changed,) = (key for key in before if before[key] != after[key])
    assert (before[changed], after[changed]) == (pytest.approx(600, abs=0.01), pytest.approx(570, abs=0.01))
    assert areas_of(client, DAYS[1]) == before


def test_a_file_with_the_plot_as_it_is_now_keeps_the_old_outline_too(client, database, street, tmp_path) -> None:
    """A file of the land registration office: the plot without its strip, and the road with it, from the day on."""
    before = answers(client)
    road = box(WEST, SOUTH - ROAD_M, WEST + 3 * PLOT_M, NEAR) | box(LEFT, NEAR, RIGHT, EDGE)
    plot, ground = (next(row for row in street.parcels if row["parcel"] == number) for number in (GIVES, ROAD))
    rows = [
        {**row, **period, "geometry": outline}
        for row, now in ((plot, box(LEFT, EDGE, RIGHT, FAR)), (ground, road))
        for period, outline in (({"to_date": CUT}, row["geometry"]), ({"from_date": CUT, "to_date": None}, now))
    ]
    put(database, "parcels", rows, tmp_path)
    catch_up(database)
    assert differing(before, answers(client)) == []
    assert kept(database) == 2


def test_what_was_cut_before_there_was_the_rule_is_taken_back(client, database, save, named) -> None:
    def shown() -> tuple[dict, list]:
        told = {asked: answer for asked, answer in answers(client).items() if not is_overview_tile(asked[0])}
        with engine(database.public).connect() as connection:
            blocks = connection.execute(text("SELECT ground, valid::text, display FROM public_map.parcel_blocks"))
            return told, sorted(tuple(row) for row in blocks)

    (before, blocks), cut = shown(), list(it_is_split_off_and_merged_into_the_road(save, named))
    assert len(cut) == 3
    with engine(database.owner).connect() as connection, change(connection, "an", "edit", "as it was"):
        # As the migration finds a database: nothing is kept, and all is told as it is.
        connection.exec_driver_sql("DELETE FROM derived.kept_parcels")
        connection.exec_driver_sql("INSERT INTO derived.touched_ground (change) SELECT layers.current_change()")
        connection.exec_driver_sql(
            "INSERT INTO derived.stale SELECT DISTINCT 'blocks', cell FROM derived.parcel_blocks"
        )
    catch_up(database)
    assert {"/api/roads/R1/widening", "/ogc/collections/parcels/items"} <= {
        path for path, *_ in differing(before, shown()[0])
    }
    upgrade(database, "keep_what_was_written", "keep_new_parcels")
    catch_up(database)
    told, blocks_now = shown()
    assert differing(before, told) == []
    assert blocks_now == blocks


def upgrade(database, *statements: str) -> None:
    """Do what migrations do."""
    for name in statements:
        with engine(database.owner).begin() as connection:
            script = resources.files("layers.migrations").joinpath(f"{name}.sql").read_text("utf-8")
            connection.exec_driver_sql(script)
        settle(database)


def settle(database) -> None:
    """Work out what is left, or wait for the service that is just doing it."""
    with engine(database.officer).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        while connection.scalar(text(LEFT_STALE)):
            catch_up(database)


def test_a_file_read_before_there_was_the_rule_tells_as_much_as_one_read_after(
    client, database, street, tmp_path
) -> None:
    """The plot without its strip, and the strip as a parcel of its own, which has no lineage."""
    before = answers(client)
    with engine(database.owner).begin() as connection:
        for trigger in ("insert_new", "update_new", "delete_old"):
            connection.exec_driver_sql(f"DROP TRIGGER outlines_{trigger} ON layers.parcels_states")
    plot = next(row for row in street.parcels if row["parcel"] == GIVES)
    strip = {**plot, "parcel": "91", "land_use": "DGT", "from_date": CUT, "geometry": box(LEFT, NEAR, RIGHT, EDGE)}
    rest = {**plot, "from_date": CUT, "geometry": box(LEFT, EDGE, RIGHT, FAR)}
    put(database, "parcels", [{**plot, "to_date": CUT}, rest, strip], tmp_path)
    catch_up(database)
    assert "/ogc/collections/parcels/items" in {path for path, *_ in differing(before, answers(client))}
    upgrade(database, "keep_what_was_written", "keep_new_parcels")
    told = answers(client)
    assert {path for path, *_ in differing(before, told) if not is_overview_tile(path)} == set()
    assert kept(database) == 2
    # Once is enough: what is as the trigger leaves it is no change.
    newest = "SELECT max(number) FROM layers.changes"
    with engine(database.owner).connect() as connection:
        number = connection.scalar(text(newest))
        upgrade(database, "keep_new_parcels")
        assert connection.scalar(text(newest)) == number
    assert differing(told, answers(client)) == []


def test_a_strip_that_was_entered_and_drawn_anew_is_not_shown_as_it_was_drawn_first(database, street, tmp_path) -> None:
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER outlines_insert_new ON layers.parcels_states")
    strip = {**street.parcels[0], "parcel": "91", "geometry": box(LEFT, NEAR, RIGHT, EDGE)}
    put(database, "parcels", [strip], tmp_path)
    put(database, "parcels", [{**strip, "geometry": box(LEFT, NEAR, RIGHT, EDGE - 0.5)}], tmp_path)
    shown = text("SELECT count(*) FROM public_map.parcels")
    with engine(database.public).connect() as connection:
        assert connection.scalar(shown) == len(street.parcels) + 1
    upgrade(database, "keep_new_parcels")
    with engine(database.public).connect() as connection:
        assert connection.scalar(shown) == len(street.parcels)


def is_overview_tile(path: str) -> bool:
    return path.startswith("/tiles/") and is_overview("parcels", int(path.split("/")[3]))
