"""Nobody without a right works out what one household did: not from cells, not from sums, not from two days."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date, timedelta

import pytest

from tests.api.town_of_canaries import CANARY, CUT, DAYS, build
from tests.conftest import shared_database
from tests.scenes import PLOT_M

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    return build(database, tmp_path_factory.mktemp("town"))


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
