"""The campaign's page and the thank-you roll, as everybody reads them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from layers.campaign import CONTRIBUTIONS, TIDY_READINGS
from maps.public_pages import rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.declaration import Layer
    from maps.public_pages import Reader


def campaign_page(
    reader: Reader,
    told: Mapping[str, Any],
    subdistricts: Mapping[str, str],
    roads: Mapping[str, str],
) -> str:
    """Return the campaign's page.

    Parameters
    ----------
    reader
        For whom.
    told
        The answer of `/api/campaign` in public form.
    subdistricts, roads
        Their names by number and code; roads in the order in which they are listed.
    """
    phases = [{**phase, "told_on": min(phase["to_date"], reader.said)} for phase in told["phases"]]
    label = "label_en" if reader.language == "en" else "label_vi"
    by_content = groupby(told["surveys"], key=lambda row: row["content"])
    surveys = {
        rows[0][label] or content: sorted(rows, key=lambda row: (len(row["sub_no"]), row["sub_no"]))
        for content, rows in ((content, list(found)) for content, found in by_content)
    }
    return rendered(
        "campaign.html",
        reader,
        told={**told, "phases": phases},
        tidy=_by_road(told["tidy"], roads),
        surveys=surveys,
        subdistricts=subdistricts,
        roads=roads,
        kinds=_choices(CONTRIBUTIONS, "kind"),
        tidy_kinds=_choices(TIDY_READINGS, "kind"),
    )


def thanks_page(reader: Reader, roll: Mapping[str, Any], roads: Mapping[str, str], code: str = "") -> str:
    """Return the thank-you roll.

    Parameters
    ----------
    reader
        For whom.
    roll
        The answer of `/api/thanks`.
    roads
        Names of roads by code.
    code
        Of the road whose givers alone are listed; empty for all.
    """
    if code:
        named = [
            {**one, "gifts": gifts}
            for one in roll["names"]
            if (gifts := [gift for gift in one["gifts"] if gift["seg_code"] == code])
        ]
        roll = {**roll, "names": named}
    return rendered("thanks.html", reader, roll=roll, roads=roads, road=roads.get(code, code) if code else "")


def _by_road(readings: Sequence[Mapping[str, Any]], roads: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    place = {code: number for number, code in enumerate(roads)}
    for reading in sorted(readings, key=lambda row: (place.get(row["seg_code"], len(place)), row["seg_code"])):
        found.setdefault(reading["seg_code"], {})[reading["kind"]] = reading
    return found


def _choices(layer: Layer, name: str) -> Mapping[str, str]:
    return next(column.choices for column in layer.columns if column.name == name)
