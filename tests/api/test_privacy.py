"""Nobody without a right reads a name, a number or what one household did: by SQL, by HTTP, by subtraction."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from datetime import date, timedelta

import mapbox_vector_tile
import psycopg
import pytest
from psycopg import errors
from shapely import LineString
from sqlalchemy import text

from layers.catalogue import LAYERS
from layers.database import engine
from layers.derived import catch_up
from layers.editing import CutStrip, Split, When, apply
from layers.undoing import undo
from tests.conftest import shared_database
from tests.scenes import PLOT_M, SOUTH, WEST, Street, put

CANARY = "KANARI"
SECRETS = (CANARY, "777777.77", "888888.88", "999999999")
CUT = date(2023, 6, 12)
DAYS = [date(2023, month, 28) for month in (2, 3, 4, 5, 6, 8, 10)] + [date(2024, 1, 1)]


def course(*steps: tuple[str, str]) -> dict[str, str]:
    return dict(steps)


database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    """A town with planted canary names.

    One household gives of all plots of a street, of single plots of the next, and most of what is given in the third;
    in the fourth each household gives; all plots of the fifth are of one household, which no donation there names.
    """
    tmp_path = tmp_path_factory.mktemp("town")
    put(
        database,
        "parties",
        [
            {
                "code": f"{CANARY}-H{n}",
                "name": f"{CANARY} Văn {n}",
                "spouse": f"{CANARY} Thị {n}",
                "phone": f"{CANARY}09{n}",
                "address": f"{CANARY} ngõ {n}",
                "kind": f"{CANARY} hộ",
            }
            for n in range(12)
        ],
        tmp_path,
    )
    all_give, single, uneven = Street("R1"), Street("R2", north=200.0), Street("R3", north=400.0)
    several, of_one = Street("R4", north=100.0), Street("R5", north=300.0)
    streets = (all_give, single, uneven, several, of_one)
    for street in streets:
        for number, parcel in enumerate(street.parcels):
            parcel |= {
                "owner": f"{CANARY}-H{number % 12 if street.code != 'R5' else 0}",
                "cert_no": f"{CANARY}-GCN",
                "parcel": f"{CANARY}{parcel['parcel']}",
                "sheet": f"{CANARY}-{street.code}",
                "parent": f"{CANARY}/1",
                "cert_area": 777777.77,
            }
    steps = [
        course(("d_identif", "2023-02-03")),
        course(("d_identif", "2023-02-03"), ("d_signed", "2023-03-10")),
        course(("d_identif", "2023-02-03"), ("d_signed", "2023-03-10"), ("d_handed", "2023-05-20")),
        course(("d_identif", "2023-02-03"), ("d_declined", "2023-04-02")),
        course(("d_agreed", "2023-03-03"), ("d_signed", "2023-04-10"), ("d_withdraw", "2023-04-20")),
    ]
    for street, number in itertools.product((all_give, several, of_one), range(12)):
        street.give("L", number, **steps[number % len(steps)])
        street.give("R", number, **steps[2 if number < 6 else 0])
    single.give("L", 2, **steps[2])
    single.give("R", 4, **steps[1])
    single.give("R", 9, **steps[3])
    for number in range(3):
        uneven.give("L", number, depth=20.0 if number == 1 else 1.0, **steps[2 if number == 1 else 0])
    for street in streets:
        for number, donation in enumerate(street.donations):
            donation |= {
                "don_no": f"{CANARY}-{donation['don_no']}",
                "sheet": f"{CANARY}-{street.code}",
                "parcel": f"{CANARY}{donation['parcel']}",
                "owner": {"R4": f"{CANARY}-H{number // 2}", "R5": None}.get(street.code, f"{CANARY}-H3"),
                "min_no": f"{CANARY}-BB",
                "structures": f"{CANARY} tường",
                "paper_m2": 888888.88,
                "value_vnd": 999999999,
            }
        street.build(database, tmp_path)
    put(database, "projects", [{"code": "DA-1", "name": "Trường học", "geometry": single.plot("L", 0)}], tmp_path)
    put(
        database,
        "clearance_zones",
        [
            {
                "zone_no": "Z1",
                "project": "DA-1",
                "state": "stuck",
                "obstacles": f"{CANARY} kiện",
                "inventory": f"{CANARY} kiểm đếm",
                "comp_plan": f"{CANARY} phương án",
                "households": 7,
                "geometry": single.plot("R", 0),
            }
        ],
        tmp_path,
    )
    put(
        database,
        "subdistricts",
        [{"sub_no": "4", "name": "Tiểu khu 4", "head": f"{CANARY}-H1", "geometry": all_give.centreline.buffer(500)}],
        tmp_path,
    )
    catch_up(database)
    cut_the_single_donors_strip(database)
    return streets


def cut_the_single_donors_strip(database):
    """Cut off what plot L2 of R2 gives; and split plot R9 there, which is taken back."""
    seen = ["overlap", "gap", "sliver", "donation_left", "area_on_paper"]

    def edit(connection, plot, operation):
        with connection.begin():
            asked = text("SELECT id FROM layers.parcels WHERE sheet = :sheet AND parcel = :parcel")
            found = connection.scalar(asked, {"sheet": f"{CANARY}-R2", "parcel": f"{CANARY}{plot}"})
        saved = apply(
            connection, [operation(found)], when=When(CUT), who=CANARY, reason=f"{CANARY} road", acknowledged=seen
        )
        return saved.change

    with engine(database.officer).connect() as connection:
        edit(connection, "L2", lambda plot: CutStrip(id=plot, version=None, road="R2"))
        inside = LineString([(WEST + 300, SOUTH + 190), (WEST - 10, SOUTH + 190)])
        split = edit(connection, "R9", lambda plot: Split(layer="parcels", id=plot, version=None, cut=inside))
        catch_up(database)
        undo(connection, split, who=CANARY, reason="no")
    catch_up(database)


@pytest.fixture
def public_role(database):
    with psycopg.connect(database.libpq(database.public), autocommit=True) as connection:
        yield connection


def test_the_public_role_reads_no_relation_but_the_views_of_public_map(public_role):
    relations = public_role.execute(
        """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        """
    ).fetchall()
    readable = set()
    for (name,) in relations:
        try:
            public_role.execute(f"SELECT FROM {name} LIMIT 1")
        except errors.InsufficientPrivilege:
            continue
        readable.add(name)
    postgis_own = {"public.spatial_ref_sys", "public.geometry_columns", "public.geography_columns"}
    assert readable - postgis_own == {name for (name,) in relations if name.startswith("public_map.")}
    assert len(readable) > len(postgis_own) + 8


def test_no_canary_is_in_any_view(public_role):
    views = public_role.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public_map'").fetchall()
    for (view,) in views:
        rows = public_role.execute(f'SELECT to_jsonb(v)::text FROM public_map."{view}" AS v').fetchall()
        assert not [row for (row,) in rows if any(secret in row for secret in SECRETS)], view


def test_the_public_role_can_write_nothing_and_call_nothing_that_writes(public_role):
    for statement in (
        "INSERT INTO public_map.settings VALUES ('public_parcel_numbers', 'on')",
        "UPDATE public_map.parcels SET land_use = 'LUC'",
        "SELECT layers.begin_change('public', 'edit', 'no')",
        "CREATE TABLE public.mine (name text)",
        "SET ROLE moduong_officer",
        "COPY public_map.parcels TO '/tmp/parcels.csv'",
    ):
        # the last where nobody can write to the view at all
        with pytest.raises(
            (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction, errors.ObjectNotInPrerequisiteState)
        ):
            public_role.execute(statement)


ROAD_PAGES = (
    "/roads/{code}",
    "/roads/{code}/section.svg",
    "/roads/{code}/map.js",
    "/roads/{code}/picture.png",
    "/embed/roads/{code}",
)


def addresses():
    """Return the addresses of every layer, on all days; those of things that are no layer, too."""
    days = [*map(date.isoformat, DAYS), "../.."]
    for name in [*LAYERS, "history", "users", "donation_events", "parcel_blocks"]:
        for rest in ("", "/schema"):
            yield f"/ogc/collections/{name}{rest}", {}
        yield f"/tiles/{name}.json", {}
        yield from ((f"/ogc/collections/{name}/items", {"datetime": when}) for when in days)
        yield from (
            (f"/tiles/{name}/{zoom}/{x}/{y}.mvt", {"on": on.replace("../..", "..")})
            for zoom in range(19)
            for x, y in tiles_of_the_scene(zoom)
            for on in days
        )
    for code, on in itertools.product(("R1", "R2", "R3"), map(date.isoformat, DAYS)):
        yield from ((f"/api/roads/{code}/{what}", {"on": on}) for what in ("widening", "profile", "shapes"))
        yield f"/api/roads/{code}/profile", {"on": on, "f": "svg"}
        yield f"/api/roads/{code}/series", {"from": "2023-01-01", "to": on}
        yield from ((path.format(code=code), {"on": on}) for path in ROAD_PAGES)
        yield f"/roads/{code}/changes.atom", {}
    yield from ((path, {"on": on}) for path in ("/roads", "/campaign", "/thanks") for on in days[:-1])
    yield from (("/roads", {"q": typed}) for typed in ("văn 3", "09", "GCN", "ngõ"))
    yield from (("/changes.atom", {"lang": lang}) for lang in ("vi", "en"))
    yield from (("/api/progress", {"by": by, "on": on}) for by in ("road", "subdistrict", "phase") for on in days[:-1])
    yield from (("/", {"lang": lang}) for lang in ("vi", "en"))
    yield "/ogc/collections/parties/items", {"recorded": "2030-01-01T00:00:00Z"}
    yield "/ogc/collections/donations/items", {"recorded": "2030-01-01T00:00:00Z"}


def answers(client):
    """Ask for everything there is without a token, and for all that the answers name."""
    paths = client.get("/openapi.json").json()["paths"]
    for address, parameters in [*((path, {}) for path in paths if "{" not in path), *addresses()]:
        answer = client.get(address, params=parameters)
        yield address, parameters, answer
        named = re.findall(r'"(/static/[^"#]+)', answer.text) if address == "/" else []
        if address.endswith("/items") and answer.status_code == 200:
            named = [f"{address}/{feature['id']}" for feature in answer.json()["features"][:20]]
        for path in named:
            yield path, parameters, client.get(path, params=parameters if "/items/" in path else {})


def tiles_of_the_scene(zoom):
    """Return the tiles over the middle of the scene: one a zoom, and its neighbours where streets are seen."""
    scale = 2**zoom
    x, y = int((105.8476 + 180) / 360 * scale), int(0.44330 * scale)
    around = range(-1, 2) if zoom in {16, 17} else (0,)
    return [(x + dx, y + dy) for dx in around for dy in around if 0 <= x + dx < scale and 0 <= y + dy < scale]


def test_no_canary_comes_over_http_without_a_token(public_client):
    asked, drawn = 0, defaultdict(int)
    for address, parameters, answer in answers(public_client):
        told = [secret for secret in SECRETS if secret.encode() in answer.content]
        assert told == [], (address, parameters)
        assert answer.status_code < 500, (address, parameters)
        asked += 1
        if address.endswith(".mvt") and answer.status_code == 200 and answer.content:
            for name, layer in mapbox_vector_tile.decode(answer.content).items():
                drawn[name] += len(layer["features"])
    assert asked > 1500
    assert {"parcels", "parcel_blocks", "donations", "clearance_zones"} <= drawn.keys(), "the walk saw too little"


def test_numbers_of_parcels_can_not_be_probed(public_client):
    for name, value in (("sheet", f"{CANARY}-R1"), ("parcel", f"{CANARY}L0")):
        answer = public_client.get("/ogc/collections/parcels/items", params={name: value})
        assert answer.json()["features"] == []
    for name in ("owner", "cert_no", "cert_area"):
        assert public_client.get("/ogc/collections/parcels/items", params={name: "1"}).status_code == 400


def test_the_office_reads_the_canaries_that_the_public_does_not(office_client):
    names = office_client.get("/ogc/collections/parties/items").text
    assert f"{CANARY} Văn 3" in names


def public_cells(client):
    features = client.get("/ogc/collections/donations/items", params={"datetime": "../..", "limit": 10000}).json()
    return [feature["properties"] for feature in features["features"]]


PUBLIC_LEVEL = {
    "d_identif": "needed",
    "d_agreed": "needed",
    "d_signed": "signed",
    "d_handed": "handed_over",
    "d_declined": None,
    "d_withdraw": None,
}
"""What the public is told of a donation by its latest event, in the order of events of one day."""


def state_on(donation, on):
    """The public's level of a donation on a day, told in plain Python from the file's columns."""
    order = list(PUBLIC_LEVEL)
    past = [(donation[name], order.index(name), name) for name in order if donation.get(name, "9") <= on.isoformat()]
    if not past:
        return None
    return PUBLIC_LEVEL[max(past)[2]]


def members_of(cell, town):
    street = next(street for street in town if street.code == cell["seg_code"])
    side = "L" if cell["side"] == "left" else "R"
    return [
        donation
        for donation in street.donations
        if donation["parcel"].startswith(f"{CANARY}{side}")
        and cell["from_m"] <= int(donation["parcel"][len(CANARY) + 1 :]) * PLOT_M + PLOT_M / 2 < cell["to_m"]
    ]


def test_a_cell_is_shown_in_company_only(town, public_client):
    """At each end of a month at least three parcels count, none has half of the land, and the level is the larger's."""
    shown = 0
    for cell in public_cells(public_client):
        members = members_of(cell, town)
        on = date.fromisoformat(cell["from_date"])
        area = {donation["don_no"]: donation["geometry"].area for donation in members if state_on(donation, on)}
        levels = defaultdict(float)
        for donation in members:
            if state_on(donation, on):
                levels[state_on(donation, on)] += donation["geometry"].area
        assert len(area) >= 3, cell
        assert len({donation["owner"] for donation in members if donation["don_no"] in area}) >= 3, cell
        assert max(area.values()) < sum(area.values()) / 2, cell
        assert levels[cell["state"]] == max(levels.values()), cell
        assert cell["to_m"] - cell["from_m"] >= 20
        assert cell["from_m"] % 20 == 0
        assert (on.replace(day=28).month != on.month) or on.day >= 28, "days are ends of months"
        shown += 1
    assert shown > 3


def test_single_donors_and_one_who_gives_most_are_in_no_cell(public_client):
    """Nor is one household in one, of however many plots it gives, whether the donations name it or the plots."""
    assert {cell["seg_code"] for cell in public_cells(public_client)} == {"R4"}


def test_a_cell_changes_in_company_only(town, public_client):
    """Between any two days on which it is shown otherwise, three households moved, none with half of what moved."""
    days = defaultdict(set)
    for cell in public_cells(public_client):
        piece = (cell["seg_code"], cell["side"], cell["from_m"], cell["to_m"])
        days[piece] |= {date.fromisoformat(cell[end]) for end in ("from_date", "to_date") if cell[end]}
    assert any(len(found) > 1 for found in days.values())
    for piece, found in days.items():
        members = members_of(dict(zip(("seg_code", "side", "from_m", "to_m"), piece, strict=True)), town)
        for one, other in itertools.pairwise(sorted(found)):
            moved = defaultdict(float)
            for donation in members:
                if state_on(donation, one) != state_on(donation, other):
                    moved[donation["owner"]] += donation["geometry"].area
            assert len(moved) >= 3, (piece, one, other)
            assert max(moved.values()) < sum(moved.values()) / 2, (piece, one, other)


def test_no_pair_of_days_tells_of_one_household(public_client):
    """Cells of two days are the same pieces of road or don't meet: no difference leaves a piece with fewer donors."""
    pieces = defaultdict(set)
    for cell in public_cells(public_client):
        pieces[cell["seg_code"], cell["side"]].add((cell["from_m"], cell["to_m"]))
    assert pieces
    for cuts in pieces.values():
        for one, other in itertools.combinations(cuts, 2):
            assert one[1] <= other[0] or other[1] <= one[0], (one, other)


def test_no_sum_of_a_road_tells_of_one_household(town, public_client):
    """All land of these roads is given by one household: whatever is summed, on whatever day, is as if nobody gave."""
    for code, on in itertools.product(("R1", "R2", "R3", "R5"), DAYS):
        answer = public_client.get(f"/api/roads/{code}/widening", params={"on": on}).json()
        assert answer["required_area_m2"] > 0
        assert not any(answer["donated_area_m2"].values()), (code, on)
        assert not any(answer["donated_outside_m2"].values()), (code, on)
        assert answer["length_at_target_m"]["signed"] == 0, (code, on)


def test_outlines_of_two_days_tell_of_no_cut(town, public_client):
    """Days before, on and after it; what tests of still outlines walk through edit by edit."""
    plots = sum(len(street.parcels) for street in town)

    def outlines(on):
        asked = {"datetime": on, "limit": 1000}
        features = public_client.get("/ogc/collections/parcels/items", params=asked).json()["features"]
        return {feature["id"]: (feature["geometry"], feature["properties"]) for feature in features}

    days = [outlines(day.isoformat()) for day in (*DAYS, CUT - timedelta(1), CUT, CUT + timedelta(1))]
    assert len(days[0]) == plots
    assert all(one == other for one, other in itertools.combinations(days, 2))
    assert len(outlines("../..")) == plots


def levels_on(client, on):
    features = client.get("/ogc/collections/donations/items", params={"datetime": on}).json()["features"]
    return sorted((f["properties"]["from_m"], f["properties"]["side"], f["properties"]["state"]) for f in features)


def test_a_change_within_a_month_is_seen_at_its_end(public_client):
    first = levels_on(public_client, "2023-05-01")
    assert [levels_on(public_client, on) for on in ("2023-05-19", "2023-05-20", "2023-05-30")] == [first] * 3
    assert levels_on(public_client, "2023-05-31") != first
