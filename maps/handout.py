"""A hand-out: one file with map, slider and table, which asks nobody for anything when it is opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from maps.colours import THEMES
from maps.folium_map import PageData, town_map
from maps.legend import legend
from maps.map_images import images
from maps.one_file import as_data, as_json, as_one_style, as_symbols, policy, script_text
from maps.pages import environment
from maps.static_files import modules_of
from maps.style_table import PROJECT_ICONS
from maps.words import Language, browser_words, translate
from maps.written import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maps.pages import PageOptions

ENTRY = "js/handout.js"
STYLES = ("leaflet.css", "css/page.css", "css/legend.css", "css/section.css", "css/handout.css")
BUTTON_ICONS = ("eye", "eye-slash", "map-trifold", "minus", "plus", "stack")


def _titles(told: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """Return what a hand-out is called, and what stands under it."""
    if told["of"] == "phase":
        phase = told["phases"][0]
        days = " – ".join(day(date.fromisoformat(phase[name])) for name in ("from_date", "to_date"))
        return translate("Phase {number}", language).format(number=told["key"]), days
    subtitle = {"road": told["key"], "subdistrict": ""}[told["of"]]
    return told["name"], subtitle


def handout_page(told: Mapping[str, Any], language: Language, options: PageOptions, made: date) -> str:
    """Return the page of a hand-out.

    Parameters
    ----------
    told
        What it tells, ready for JSON (`layers.handout`).
    language
        Of every word in it.
    options
        What the office set.
    made
        The day on which it is made.

    Raises
    ------
    AssetsMissing
        When the browser's packages are not installed.
    """
    groups = legend(language)
    data = {
        "language": language,
        "today": made.isoformat(),
        "legend": groups,
        "projectKinds": sorted(PROJECT_ICONS),
        "images": {theme: images(theme) for theme in THEMES},
        "words": browser_words(language, modules_of(ENTRY)),
    }
    parts = town_map(language, options.bounds, PageData(data))
    scripts = [script_text("leaflet.js"), parts.script.decode()]
    module = script_text(ENTRY)
    style = as_one_style(STYLES)
    title, subtitle = _titles(told, language)
    return (
        environment()
        .get_template("handout.html")
        .render(
            language=language,
            policy=policy([*scripts, module], [style]),
            style=style,
            scripts=scripts,
            module=module,
            told=as_json(told),
            of=told["of"],
            title=title,
            subtitle=subtitle,
            place=options.name(language),
            made=translate("Made on {day}, from what the public is shown.", language).format(day=day(made)),
            map_html=parts.html,
            legend=groups,
            logo=as_data("logo.svg"),
            logo_dark=as_data("logo-dark.svg"),
            symbols=as_symbols([*BUTTON_ICONS, *(look["icon"] for group in groups for look in group["looks"])]),
            # Icons are symbols of the page itself.
            static=lambda _name: "",
            t=lambda msgid: translate(msgid, language),
        )
    )
