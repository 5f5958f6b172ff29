"""What is said of a file's CRS, by what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers.errors import Message, Remark, _

if TYPE_CHECKING:
    from geo.prj import CrsFact, Kind

_WORDS: Final[dict[Kind, Message]] = {
    "says_nothing": _("The file names no CRS"),
    "says_unreadable": _("The .prj can't be read"),
    "says_code": _("The file says EPSG:{epsg} ({name})"),
    "says_code_alone": _("The file says EPSG:{epsg}"),
    "says_name": _("The file says “{name}” without a code"),
    "says_numbers": _("The file says “{name}” without a code, with the numbers of EPSG:{epsg}"),
    "no_prj": _("The file names no CRS (of a shapefile: no .prj), so its coordinates decide."),
    "unreadable_prj": _("The .prj is no definition of a CRS, and is passed over."),
    "deprecated_twin": _("The file names the deprecated EPSG:{twin}; EPSG:{right} is meant."),
    "swapped_xy": _("X and Y are exchanged (X is north); read the other way they fit {name}."),
    "other_zone": _("The coordinates fit EPSG:{epsg} ({name}), not the project's EPSG:{expected}."),
    "belied_zone": _("The file says EPSG:{said}, but the coordinates fit EPSG:{epsg} ({name})."),
    "belied_degrees": _("The file says EPSG:{said}, but the coordinates are degrees: EPSG:{epsg} ({name})."),
    "old_ellipsoid": _(
        "The file's CRS “{name}” is on the old ellipsoid {ellipsoid} (HN-72 is); have it converted to VN-2000."
    ),
    "joined_with_wgs_84": _(
        "The file joins the zone of EPSG:{epsg} with WGS 84; it is taken for VN-2000, and all lies about 224 m off if"
        " it really is WGS 84."
    ),
    "no_shift": _("The file's CRS has a shift of zeros to WGS 84 (“VN-2000 nội bộ”), 224 m off; EPSG:6960 is used."),
    "turned_shift": _(
        "The rotations to WGS 84 of the file's CRS have the wrong sign, which is 0.73 m off; EPSG:6960 is used."
    ),
    "other_shift": _("The file's CRS has another shift to WGS 84 than EPSG:6960, which is used."),
    "utm": _("The file is in {name}; if it really is in EPSG:{expected}, all is {metres} m off."),
    "degrees": _("The coordinates are degrees; they are taken for WGS 84 (EPSG:4326)."),
    "unknown_crs": _("The file's CRS “{name}” is no zone of VN-2000 and has no EPSG code."),
    "outside_town": _(
        "The coordinates ({left}, {bottom} to {right}, {top}) fit the town in no zone of VN-2000, nor as degrees; say"
        " the CRS by hand if the file is right."
    ),
    "no_coordinates": _("No row has finite coordinates, so the CRS can't be checked."),
    "fits": _("the coordinates fit the town in EPSG:{epsg} ({name})"),
    "given": _("EPSG:{epsg} was given with the command"),
    "nothing_to_place": _("No row has coordinates, so the CRS doesn't matter"),
}


def remark(fact: CrsFact) -> Remark:
    """Return what is said of one fact."""
    values = {name: f"{value:.1f}" if isinstance(value, float) else value for name, value in fact.values.items()}
    return Remark(_WORDS[fact.kind], **values)
