"""What a file would do to what is stored is told before it is done: values emptied, events lost, land held twice."""

from __future__ import annotations

from tests.layers.importing.scenes import ask, details, donations, load, loaded, plot, rows, street, strip, write


def emptied(report) -> dict[str, str]:
    return {problem.column: problem.detail for problem in report.of_kind("emptied")}


def test_columns_that_a_file_lacks_are_told_with_the_values_that_they_empty(database, tmp_path) -> None:
    whole = street(owner=["An", "Bình", None], cert_no=["AB 1", None, None])
    loaded(database, "parcels", write(whole, tmp_path / "parcels.gpkg"))
    bare = whole[["sheet", "parcel", "geometry"]]
    told = load(database, "parcels", write(bare, tmp_path / "bare.gpkg"), dry_run=True)
    assert emptied(told) == {"land_use": "3 rows", "owner": "2 rows", "cert_no": "1 rows"}
    again = load(database, "parcels", write(whole, tmp_path / "parcels.gpkg"))
    assert (again.counts.unchanged, emptied(again)) == (3, {})


def test_imported_events_that_a_file_lacks_are_told_before_they_are_taken_out(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(2), tmp_path / "parcels.gpkg"))
    now = donations([1, 2], d_handed=["2023-06-30", None])
    loaded(database, "donations", write(now, tmp_path / "now.gpkg"))
    earlier = donations([1, 2], d_signed=["2023-05-21", None])
    told = loaded(database, "donations", write(earlier, tmp_path / "earlier.gpkg"))
    # A day that was moved is not lost.
    assert (rows(told, "lost_event"), details(told, "lost_event")) == (
        [1, 2],
        ["Handed over 30/06/2023", "Signed 20/05/2023"],
    )
    assert ask(database, "SELECT count(*) FROM layers.donation_events") == [(3,)]


def test_land_that_is_stored_under_another_name_is_told(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(), tmp_path / "parcels.gpkg"))
    loaded(database, "donations", write(donations([1]), tmp_path / "donations.gpkg"))
    # The second plot's land under a new number, a neighbour of the third, and a third that reaches over the second.
    twice = street(3, parcel=["102", "4", "3"], geometry=[plot(1), plot(3), plot(2).union(plot(1, 22.0))])
    told = load(database, "parcels", write(twice, tmp_path / "twice.gpkg"), dry_run=True)
    found = dict(zip(rows(told, "overlaps_stored"), details(told, "overlaps_stored"), strict=True))
    assert found == {1: "15271/P7-73/2: 600.00 m²", 3: "15271/P7-73/2: 600.00 m²"}
    again = donations([1], don_no=["Z-1"], geometry=[strip(0, 1.5)])
    told = load(database, "donations", write(again, tmp_path / "again.gpkg"))
    assert details(told, "overlaps_stored") == ["HD-1: 30.00 m²"]


def test_rows_that_are_refused_are_not_told_as_missing(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(3), tmp_path / "parcels.gpkg"))
    loaded(database, "donations", write(donations([1, 2, 3]), tmp_path / "donations.gpkg"))
    spoilt = donations([1, 2], d_signed=["31/02/2023", "2023-05-20"], parcel=["1", "77"])
    told = load(database, "donations", write(spoilt, tmp_path / "spoilt.gpkg"))
    assert told.refused
    assert (rows(told, "unreadable_date"), rows(told, "unknown_parcel")) == ([1], [2])
    assert (told.counts.missing, told.missing_keys) == (1, ["HD-3"])


def test_the_least_overlap_that_is_told_is_no_noise_of_a_survey(database, tmp_path) -> None:
    loaded(database, "parcels", write(street(1), tmp_path / "parcels.gpkg"))
    beside = street(1, parcel=["9"], geometry=[plot(1).union(plot(0, 20.0).intersection(plot(1).buffer(0.003)))])
    told = load(database, "parcels", write(beside, tmp_path / "beside.gpkg"))
    assert rows(told, "overlaps_stored") == []
