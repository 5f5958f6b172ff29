"""A road's figures are kept and never stale."""

from __future__ import annotations

from datetime import date

import pytest
from shapely import LineString, box
from sqlalchemy import text

from layers import widening_figures
from layers.changes import change
from layers.database import engine
from layers.derived import catch_up
from layers.engine_version import forget_other_engines
from layers.standing import newest_change
from layers.widening_figures import figures, parts_of_figures, progress_on, recorded_figures
from layers.widening_progress import PARTS
from tests.layers.figures import DAY, STRIP_M2, figure, refuse
from tests.scenes import PLOT_M, SOUTH, WEST, Street, put, scene

ENDS = (SOUTH - 60.0, SOUTH + 60.0)
"""Of a road across a street."""


@scene
def streets(database, tmp_path):
    """Two streets 300 m apart, of which nobody surveyed the road; L0 of the first is signed, R0 handed over."""
    near, far = Street("R1", plots=4), Street("R2", plots=4, north=300.0)
    near.give("L", 0, d_identif="2023-03-01", d_signed="2023-04-10")
    near.give("R", 0, d_identif="2023-03-01", d_signed="2023-04-10", d_handed="2023-05-20")
    for street in (near, far):
        street.build(database, tmp_path)
    return near, far


def published(office):
    answers = text("SELECT answer::text FROM derived.public_figures ORDER BY seg_code, valid")
    with office.connect() as connection:
        return connection.scalars(answers).all()


def progress(office, change=None):
    with office.connect() as connection:
        return [progress_on(connection, by, DAY, change) for by in PARTS]


def stale_cells(office):
    with office.connect() as connection:
        return connection.scalars(text("SELECT key FROM derived.stale WHERE kind = 'cells' ORDER BY key")).all()


def changes(office):
    with office.connect() as connection:
        return newest_change(connection)


def test_the_figures_of_a_straight_street_are_what_its_drawing_says(office, streets):
    widening = figure(office)["widening"]

    assert widening["required_area_m2"] == pytest.approx(8 * STRIP_M2)
    assert widening["donated_area_m2"]["signed"] == pytest.approx(STRIP_M2)
    assert widening["donated_area_m2"]["handed_over"] == pytest.approx(STRIP_M2)
    # Both sides of the first plots were given as signed, one side is handed over.
    assert widening["length_at_target_m"] == pytest.approx({"signed": PLOT_M, "handed_over": 0.0, "built": 0.0})
    assert widening["min_width_m"] == pytest.approx({"signed": 6.0, "handed_over": 6.0, "built": None})
    assert len(widening["parcels"]) == 8


def test_figures_are_worked_out_once(office, streets, monkeypatch):
    first = figure(office)
    monkeypatch.setattr(widening_figures, "worked_out", refuse)

    assert figure(office) == first
    assert figure(office, day=date(2023, 6, 1).toordinal()) == first, "nothing happened between the two days"


def test_another_engine_works_everything_out_again(office, database, streets):
    owner = engine(database.owner)
    catch_up(database)
    right, public = figure(office), published(office)
    with owner.begin() as connection:
        for table in ("figures", "public_figures"):
            connection.execute(text(f"UPDATE derived.{table} SET answer = '{{}}'"))
    forget_other_engines(owner)
    catch_up(database)
    assert (figure(office), set(published(office))) == ({}, {"{}"}), "the same engine takes what is kept"

    forget_other_engines(owner, version="another")
    assert stale_cells(office) == ["R1", "R2"]
    assert set(published(office)) == {"{}"}, "the public is shown the old figures until the new ones are there"
    catch_up(database)
    assert figure(office) == right
    assert published(office) == public
    assert stale_cells(office) == []
    last = changes(office)
    forget_other_engines(owner, version="another")
    assert changes(office) == last


def test_another_day_after_an_event_has_figures_of_its_own(office, streets):
    assert figure(office, day=date(2023, 5, 19).toordinal())["widening"]["donated_area_m2"]["handed_over"] == 0.0
    assert figure(office, day=date(2023, 5, 20).toordinal())["widening"]["donated_area_m2"]["handed_over"] > 0


def test_an_edit_is_in_the_next_answer_and_costs_only_the_roads_it_touches(
    database, office, streets, tmp_path, monkeypatch
):
    near, far = streets
    figures(office, DAY)
    set_back = box(WEST + PLOT_M, SOUTH + 4, WEST + 2 * PLOT_M, SOUTH + 33)
    put(database, "parcels", [near.parcels[1] | {"geometry": set_back}], tmp_path)

    assert figure(office)["widening"]["required_area_m2"] == pytest.approx(7.5 * STRIP_M2)
    monkeypatch.setattr(widening_figures, "worked_out", refuse)
    figure(office, far.code)


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE layers.donation_events SET day = '2023-07-05' WHERE state = 'handed_over'",
        "DELETE FROM layers.donations_states WHERE don_no = 'D-R1-R0'",
        "UPDATE layers.road_segments_states SET widths = '0 6 6' WHERE code = 'R1'",
        "UPDATE reference.land_uses SET blocks = false WHERE code = 'ODT'",
    ],
)
def test_whatever_a_figure_is_made_of_makes_it_anew_whoever_wrote(database, office, streets, write):
    before = figure(office)
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text(write))

    assert figure(office) != before


def test_land_that_is_filed_under_a_road_counts_for_it_wherever_it_lies(database, office, streets, tmp_path):
    """300 m away, where the road's figures depend on nothing else: what is given there is outside of every strip."""
    assert figure(office)["widening"]["donated_outside_m2"]["agreed"] == 0.0
    _, far = streets
    far.give("L", 2, depth=10.0, don_no="AWAY", d_agreed="2023-05-01")
    put(database, "donations", [far.donations[-1] | {"seg_code": "R1"}], tmp_path)
    assert figure(office)["widening"]["donated_outside_m2"]["agreed"] == pytest.approx(PLOT_M * 8.0)

    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text("DELETE FROM layers.donation_events WHERE state = 'agreed'"))
    assert figure(office)["widening"]["donated_outside_m2"]["agreed"] == 0.0


def test_an_edited_plot_and_a_move_are_in_what_the_public_is_told(database, office, tmp_path):
    street = Street("R1", plots=4)
    for number in range(4):
        street.give("L", number, d_identif="2023-03-01")
    street.build(database, tmp_path)

    def told() -> tuple[int, int]:
        catch_up(database)
        with office.connect() as connection:
            answer = connection.scalar(
                text("SELECT answer FROM derived.public_figures WHERE valid @> date '2023-06-30' AND seg_code = 'R1'")
            )
        return answer["widening"]["required_area_m2"], answer["widening"]["donated_area_m2"]["signed"]

    assert told() == (320, 0)
    set_back = box(WEST + PLOT_M, SOUTH - 33, WEST + 2 * PLOT_M, SOUTH - 4)
    put(database, "parcels", [street.parcels[5] | {"geometry": set_back}], tmp_path)
    assert told() == (300, 0)
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text("UPDATE layers.donation_events SET state = 'signed'"))
    assert told() == (300, 160)


def test_a_road_that_was_taken_out_has_no_part_in_sums(database, office, streets):
    figures(office, DAY)
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "it never was"):
        connection.execute(text("DELETE FROM layers.road_segments_states WHERE code = 'R2'"))

    with office.connect() as connection:
        found = parts_of_figures(connection, DAY, ["progress"])
    assert {code: figure["progress"]["key"] for code, figure in found.items()} == {"R1": "R1"}


@pytest.mark.parametrize("by", PARTS)
def test_what_sums_read_of_kept_figures_is_what_whole_figures_have(office, streets, by):
    whole = figures(office, DAY)
    with office.connect() as connection:
        found = parts_of_figures(connection, DAY, PARTS[by])
    for code, told in whole.items():
        assert found[code] == {part: told[part] for part in PARTS[by] if part in told}


def test_a_phase_that_comes_later_is_in_the_public_sums(database, office, streets, tmp_path):
    catch_up(database)
    put(database, "campaign_phases", [{"phase_no": "1", "from_date": "2023-03-01", "to_date": "2023-04-30"}], tmp_path)
    catch_up(database)

    with office.connect() as connection:
        rows = connection.scalar(text("SELECT answer FROM derived.public_progress WHERE by = 'phase' LIMIT 1"))
    assert [row["key"] for row in rows] == ["1", None]


def test_a_reader_that_began_before_a_change_leaves_nothing_stale(database, office, streets, monkeypatch):
    work_out = widening_figures.worked_out

    def while_somebody_writes(*arguments):
        with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
            connection.execute(text("DELETE FROM layers.donation_events WHERE state = 'handed_over'"))
        return work_out(*arguments)

    monkeypatch.setattr(widening_figures, "worked_out", while_somebody_writes)
    figure(office)
    monkeypatch.setattr(widening_figures, "worked_out", work_out)

    assert figure(office)["widening"]["donated_area_m2"]["handed_over"] == 0.0


def test_what_was_reported_then_is_told_as_it_was_recorded(database, office, streets):
    told = figure(office)
    with office.connect() as connection:
        then = connection.scalar(text("SELECT max(number) FROM layers.changes"))
        connection.rollback()
        with change(connection, "an", "edit", "a mend"):
            connection.execute(text("DELETE FROM layers.donation_events WHERE state = 'handed_over'"))

    with office.connect() as connection:
        assert recorded_figures(connection, DAY, then, ["R1"])["R1"] == told
    assert figure(office) != told


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE reference.land_uses SET blocks = false WHERE code = 'ODT'",
        "UPDATE reference.land_uses SET min_area_m2 = 590, min_width_m = 25 WHERE code = 'ODT'",
        "UPDATE reference.land_uses SET blocks = false, valid = daterange(NULL, '2023-07-01') WHERE code = 'ODT'",
        "UPDATE reference.road_classes SET rank = 100 - rank",
    ],
)
def test_what_was_reported_then_is_told_with_the_reference_tables_of_then(database, office, tmp_path, write):
    across = Street("R1", plots=4)
    through = {"code": "R2", "widths": "0 5 5", "class": "B", "geometry": LineString([(WEST + 30, y) for y in ENDS])}
    put(database, "road_segments", [{**across.road(), "class": "A"}, through], tmp_path)
    put(database, "parcels", across.parcels, tmp_path)
    then, told, sums = changes(office), figures(office, DAY), progress(office)
    with engine(database.owner).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text(write))

    with office.connect() as connection:
        assert recorded_figures(connection, DAY, then) == told
    assert progress(office, then) == sums
    assert figures(office, DAY) != told, "what is written has no say in the figures"


def test_one_bad_road_spoils_nothing_for_the_others(database, office, streets, tmp_path):
    told = figure(office)
    x, y = WEST + 40, SOUTH + 1
    crossed = LineString([(x, y), (x + 30, y), (x + 30, y + 10), (x + 10, y - 10)])
    put(
        database,
        "road_segments",
        [
            {"code": "BAD1", "widths": "0 5 5", "geometry": LineString([(x, y), (x + 0.5, y)])},
            {"code": "BAD2", "widths": "0 5 5", "geometry": crossed},
            {"code": "BAD3", "widths": "0 -5 5", "geometry": LineString([(x, y), (x + 50, y)])},
            {"code": "BAD4", "widths": "0 0 0", "geometry": LineString([(x, y), (x + 50, y)])},
            {"code": "BAD5", "widths": "0 5 1e9", "geometry": LineString([(x, y), (x + 50, y)])},
        ],
        tmp_path,
    )

    found = figures(office, DAY)
    assert {code: found[code]["refused"] for code in found if "refused" in found[code]} == {
        "BAD1": "too-short",
        "BAD2": "not-simple",
        "BAD3": "bad-width",
        "BAD4": "bad-width",
        "BAD5": "bad-width",
    }
    assert found["R1"]["widening"] == told["widening"]
