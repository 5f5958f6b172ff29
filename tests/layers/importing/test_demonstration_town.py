"""The demonstration town goes in whole, as an office would hand it over."""

from __future__ import annotations

from layers.demonstration_town import town_files
from tests.layers.importing.scenes import ask, loaded, newest_change


def test_the_town_goes_in_whole_with_no_row_refused(imported_town) -> None:
    to, reports = imported_town.addresses, imported_town.reports
    assert list(reports) == [file.name for _, file in town_files()]
    for name, report in reports.items():
        assert not report.problems.refused, (name, report.to_text(str))
        assert report.counts.new == report.counts.rows > 0, name
        assert report.ignored == [], name
        assert report.encoding["taken"] in {"tcvn3", "utf-8"}, name
        assert report.crs is None or report.crs["taken"] == 5897, name
    assert reports["parties.dbf"].encoding["taken"] == "tcvn3"
    assert reports["donations.shp"].counts.parties == 0
    assert ask(to, "SELECT count(*) > 6000 FROM layers.parcels_states") == [(True,)]
    assert ask(to, "SELECT count(*) > 250 FROM layers.donations") == [(True,)]
    assert ask(to, "SELECT name FROM layers.subdistricts_states WHERE sub_no = '4'") == [("Tiểu khu 4",)]
    assert ask(to, "SELECT count(*) FROM derived.stale") == [(0,)]
    assert ask(to, "SELECT count(*) > 0 FROM derived.parcel_blocks") == [(True,)]


def test_the_town_again_changes_nothing(imported_town) -> None:
    to = imported_town.addresses
    before = newest_change(to)
    for layer, file in town_files():
        report = loaded(to, layer, file)
        assert (report.change, report.counts.unchanged) == (None, report.counts.rows), file
    assert newest_change(to) == before
