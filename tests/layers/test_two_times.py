"""Any layer can be read on any date, as it was recorded at any moment: a story, told again in plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import geopandas as gpd
import mapbox_vector_tile
import pytest
from shapely import Polygon, box
from sqlalchemy import Connection, text

from layers.changes import change
from layers.database import Addresses, engine
from layers.importing import ImportOptions, import_file
from layers.parcels import PARCELS

WEST, SOUTH = 588_500.0, 2_211_500.0
TILE = (16, 52037, 29052)


@dataclass(frozen=True)
class Period:
    """One period of a parcel, as the story tells it."""

    first: date
    last: date | None
    land_use: str
    shape: Polygon

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on < self.last)


@dataclass
class Replay:
    """The list of changes, replayed with dictionaries: what each parcel's periods were after each change."""

    moments: list[tuple[datetime, dict[str, list[Period]]]] = field(default_factory=list)

    def after(self, at: datetime, parcels: dict[str, list[Period]]) -> None:
        self.moments.append((at, {name: list(periods) for name, periods in parcels.items()}))

    def read(self, on: date, recorded: datetime) -> dict[str, tuple[str, float]]:
        past = [parcels for at, parcels in self.moments if at <= recorded]
        if not past:
            return {}
        return {
            name: (period.land_use, round(period.shape.area, 3))
            for name, periods in past[-1].items()
            for period in periods
            if period.holds(on)
        }


def plot(column: int, width: float = 20.0) -> Polygon:
    """A plot on the street: 20 m of frontage, 30 m deep."""
    return box(WEST + 20 * column, SOUTH, WEST + 20 * column + width, SOUTH + 30)


def write_file(path, parcels: dict[str, list[Period]]) -> None:
    rows = [
        {
            "commune": "15271",
            "sheet": "P7-73",
            "parcel": name,
            "land_use": period.land_use,
            "from_date": period.first.isoformat(),
            "to_date": period.last.isoformat() if period.last else None,
            "geometry": period.shape,
        }
        for name, periods in parcels.items()
        for period in periods
    ]
    gpd.GeoDataFrame(rows, crs="EPSG:5897").to_file(path, driver="GPKG")


def moment_of(connection: Connection) -> datetime:
    return connection.scalar(text("SELECT at FROM layers.changes ORDER BY number DESC LIMIT 1"))


@pytest.fixture
def story(database: Addresses, tmp_path) -> Replay:
    """Import the parcels of 2023, correct them twice, delete one; keep what each moment should show."""
    replay = Replay()
    owner = engine(database.owner)
    options = ImportOptions(who="an", reason="the story")

    def imported(parcels: dict[str, list[Period]]) -> None:
        file = tmp_path / f"parcels-{len(replay.moments)}.gpkg"
        write_file(file, parcels)
        report = import_file(database, PARCELS, file, options)
        assert not report.refused, report.to_text(str)
        with owner.connect() as connection:
            replay.after(moment_of(connection), parcels)

    first = date(2023, 1, 1)
    parcels = {str(n): [Period(first, None, "ODT", plot(n))] for n in range(1, 9)}
    parcels["3"] = [
        Period(first, date(2023, 5, 1), "CLN", plot(3)),
        Period(date(2023, 5, 1), None, "ODT", plot(3, 18.0)),
    ]
    imported(parcels)
    # It never was CLN: the survey had it wrong.
    parcels["3"] = [
        Period(first, date(2023, 5, 1), "ODT+CLN", plot(3)),
        Period(date(2023, 5, 1), None, "ODT", plot(3, 18.0)),
    ]
    parcels["5"] = [
        Period(first, date(2023, 8, 15), "ODT", plot(5)),
        Period(date(2023, 8, 15), None, "ODT", plot(5, 17.5)),
    ]
    imported(parcels)
    # The boundary of 5 moved in September, not in August.
    parcels["5"] = [
        Period(first, date(2023, 9, 10), "ODT", plot(5)),
        Period(date(2023, 9, 10), None, "TMD", plot(5, 17.5)),
    ]
    imported(parcels)
    with owner.connect() as connection, change(connection, "an", "edit", "there is no parcel 7"):
        connection.execute(text("DELETE FROM layers.parcels WHERE parcel = '7'"))
    del parcels["7"]
    with owner.connect() as connection:
        replay.after(moment_of(connection), parcels)
    return replay


def grid_of_days() -> list[date]:
    return [date(2022, 12, 31) + timedelta(days=31 * n) for n in range(9)] + [date(2024, 6, 1)]


def grid_of_moments(replay: Replay) -> list[datetime]:
    """Ten moments: before everything, at and just before and after each change, and now."""
    moments = [replay.moments[0][0] - timedelta(seconds=1)]
    for at, _ in replay.moments:
        moments += [at - timedelta(microseconds=1), at]
    return [*moments, replay.moments[-1][0] + timedelta(microseconds=1)]


def test_features_and_tiles_equal_a_replay_on_each_day_as_recorded_at_each_moment(story: Replay, office_client) -> None:
    moments = grid_of_moments(story)
    assert len(moments) == 10
    shown = set()
    for on in grid_of_days():
        for recorded in moments:
            expected = story.read(on, recorded)
            features = office_client.get(
                "/ogc/collections/parcels/items",
                params={
                    "datetime": on.isoformat(),
                    "recorded": recorded.isoformat(),
                    "crs": "http://www.opengis.net/def/crs/EPSG/0/5897",
                    "limit": 100,
                },
            ).json()["features"]
            found = {
                feature["properties"]["parcel"]: (
                    feature["properties"]["land_use"],
                    round(sum(Polygon(*part).area for part in feature["geometry"]["coordinates"]), 3),
                )
                for feature in features
            }
            assert found == expected, (on, recorded)
            tile = office_client.get(
                "/tiles/parcels/{}/{}/{}.mvt".format(*TILE),
                params={"on": on.isoformat(), "recorded": recorded.isoformat()},
            )
            assert tile.status_code in {200, 204}
            drawn = mapbox_vector_tile.decode(tile.content).get("parcels", {"features": []})["features"]
            assert {row["properties"]["parcel"]: row["properties"]["land_use"] for row in drawn} == {
                name: land_use for name, (land_use, _) in expected.items()
            }, (on, recorded)
            shown.add(tuple(sorted(expected.items())))
    assert len(shown) > 5, "the story shows too few different pictures to prove anything"


def test_the_time_of_a_change_comes_after_all_that_is_looked_at_in_its_commit(
    story: Replay, database: Addresses
) -> None:
    """Else a moment between the two is told without the change when it is asked of at once, and with it later."""
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql(
            """
            CREATE TABLE office.looked_at (at timestamptz);
            CREATE FUNCTION office.look() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO office.looked_at VALUES (clock_timestamp());
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER looks AFTER UPDATE ON layers.parcels_states
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION office.look();
            """
        )
    with engine(database.owner).connect() as connection, change(connection, "an", "edit", "a use") as number:
        connection.execute(text("UPDATE layers.parcels_states SET land_use = 'ODT'"))

    with engine(database.owner).connect() as connection:
        looked = connection.scalar(text("SELECT max(at) FROM office.looked_at"))
        told = connection.scalar(text("SELECT at FROM layers.changes WHERE number = :number"), {"number": number})
    assert told > looked
