"""A file of all days has each period, one of a day what held then; and what was cut by an edit comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from layers.database import engine
from layers.editing import Split, When, apply
from tests.layers.exports import export, hard, read, unchanged
from tests.layers.importing.scenes import (
    ask,
    donations,
    load,
    loaded,
    plot,
    street,
    strip,
    write,
)


@pytest.fixture
def year(database, tmp_path):
    """A parcel that was cut in May of 2023, its neighbour, and their donations of March."""
    told = street(
        3,
        parcel=["1", "1", "2"],
        from_date=["2014-09-01", "2023-05-01", "2014-09-01"],
        to_date=["2023-05-01", None, None],
        geometry=[plot(0), plot(0, depth=28), plot(1)],
    )
    loaded(database, "parcels", write(told, tmp_path / "parcels.shp"))
    loaded(database, "donations", write(donations([1, 2], d_signed=["2023-05-20", None]), tmp_path / "donations.shp"))
    return database


def test_without_a_day_all_periods_are_there_with_their_first_and_last_day(year, tmp_path) -> None:
    assert export(year, "parcels", tmp_path / "out.gpkg") == 3
    found = read(tmp_path / "out.gpkg").sort_values(["parcel", "from_date"])
    assert [str(day)[:10] for day in found["from_date"]] == ["2014-09-01", "2023-05-01", "2014-09-01"]
    assert [str(day)[:10] for day in found["to_date"]] == ["2023-05-01", "NaT", "NaT"]


@pytest.mark.parametrize(("day", "area"), [("2014-08-31", None), ("2023-04-30", 600), ("2023-05-01", 560)])
def test_on_a_day_each_parcel_has_the_one_state_of_that_day(year, tmp_path, day, area) -> None:
    rows = export(year, "parcels", tmp_path / "out.gpkg", on=date.fromisoformat(day))
    found = read(tmp_path / "out.gpkg")
    assert dict(zip(found["parcel"], found.area, strict=True)) == ({} if area is None else {"1": area, "2": 600})
    assert rows == len(found)


def test_donations_have_a_day_for_each_state_and_on_a_day_those_that_had_come(year, tmp_path) -> None:
    file = tmp_path / "out.gpkg"
    export(year, "donations", file)
    found = read(file).sort_values("don_no")
    assert [str(day)[:10] for day in found["d_signed"]] == ["2023-05-20", "NaT"]
    export(year, "donations", file, on=date(2023, 5, 19))
    found = read(file)
    assert [str(day)[:10] for day in found["d_identif"]] == ["2023-03-05", "2023-03-05"]
    assert found["d_signed"].isna().all()
    assert export(year, "donations", file, on=date(2023, 3, 4)) == 0


def test_as_recorded_at_a_moment_the_file_shows_what_was_known_then(year, tmp_path) -> None:
    file = tmp_path / "out.gpkg"
    moment = ask(year, "SELECT max(at) FROM layers.changes")[0][0]
    loaded(year, "parcels", write(street(2, land_use=["TMD", "TMD"]), tmp_path / "parcels.shp"))
    told = donations([1, 2], d_signed=["2023-06-01", None])
    loaded(year, "donations", write(told, tmp_path / "donations.shp"))
    local = moment.astimezone(timezone(timedelta(hours=7))).replace(tzinfo=None)
    for recorded in (moment, local):
        export(year, "parcels", file, recorded=recorded)
        assert set(read(file)["land_use"]) == {"ODT"}
        export(year, "donations", file, recorded=recorded)
        assert str(read(file)["d_signed"].max())[:10] == "2023-05-20"
    export(year, "donations", file, on=date(2023, 5, 25), recorded=moment)
    assert str(read(file)["d_signed"].max())[:10] == "2023-05-20"
    assert export(year, "parcels", file, recorded=datetime(2020, 1, 1, tzinfo=UTC)) == 0
    export(year, "parcels", file)
    assert set(read(file)["land_use"]) == {"ODT", "TMD"}


@pytest.fixture
def cut(database, tmp_path):
    """A parcel whose donated strip was cut off in the program, in January of 2024; its new parcel is 2."""
    told = street(1, from_date=["2014-09-01"])
    loaded(database, "parcels", write(told, tmp_path / "parcels.gpkg"))
    loaded(database, "donations", write(donations([1]), tmp_path / "donations.gpkg"))
    (parcel,) = ask(database, "SELECT id FROM layers.parcels")[0]
    with engine(database.officer).connect() as connection:
        apply(
            connection,
            [Split(layer="parcels", id=parcel, version=None, cut=strip(0))],
            when=When(date(2024, 1, 10)),
            who="an",
            reason="the strip becomes road",
            acknowledged=["area_on_paper", "sliver"],
        )
    assert ask(database, "SELECT parcel FROM layers.donations_states ORDER BY valid") == [("1",), ("2",)]
    return database


def test_a_parcel_that_was_cut_and_its_donation_come_back_the_same_and_can_be_corrected(cut, tmp_path) -> None:
    for layer in ("parcels", "donations"):
        export(cut, layer, tmp_path / f"{layer}.gpkg")
        assert unchanged(cut, layer, tmp_path / f"{layer}.gpkg"), layer
    found = read(tmp_path / "parcels.gpkg")
    found.loc[found["to_date"].isna() & (found["parcel"] == "1"), "cert_no"] = "BĐ 123456"
    report = loaded(cut, "parcels", write(found, tmp_path / "corrected.gpkg"))
    assert (report.counts.changed, report.counts.unchanged) == (1, 2)
    states = ask(cut, "SELECT parcel, lower(valid)::text, cert_no FROM layers.parcels_states ORDER BY 1, 2")
    assert states == [("1", "2014-09-01", None), ("1", "2024-01-10", "BĐ 123456"), ("2", "2024-01-10", None)]
    moved = read(tmp_path / "donations.gpkg").assign(d_handed="2024-02-01")
    assert loaded(cut, "donations", write(moved, tmp_path / "moved.gpkg")).counts.changed == 1


def test_a_file_without_days_tells_how_a_parcel_that_was_cut_is_now(cut, tmp_path) -> None:
    export(cut, "parcels", tmp_path / "out.gpkg", on=date(2024, 1, 10))
    now = read(tmp_path / "out.gpkg").drop(columns=["from_date", "to_date"])
    assert unchanged(cut, "parcels", write(now, tmp_path / "now.gpkg"))
    corrected = now.assign(cert_no=["BĐ 123456", None])
    assert loaded(cut, "parcels", write(corrected, tmp_path / "corrected.gpkg")).counts.changed == 1
    elsewhere = now.iloc[[1]].assign(geometry=[plot(3)])
    assert hard(load(cut, "parcels", write(elsewhere, tmp_path / "elsewhere.gpkg"))) == ["loses_donation"]


def test_a_donation_under_the_parcel_that_it_was_cut_from_is_told_with_its_row(cut, tmp_path) -> None:
    assert hard(load(cut, "donations", write(donations([1]), tmp_path / "old.gpkg"))) == ["outside_parcel"]
