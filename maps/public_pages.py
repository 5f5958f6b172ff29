"""Pages that everybody reads without a script: the frame that they share, and what goes with each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from layers.public_days import said_day
from maps import written
from maps.colours import COLOURS
from maps.long_section import chainage
from maps.pages import environment
from maps.static_files import static_path
from maps.words import LANGUAGES, translate

if TYPE_CHECKING:
    from datetime import date

    from maps.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a page is, and where it stands.

    Attributes
    ----------
    language
        `vi` or `en`.
    base
        Path under which the service is reached, without a slash at its end.
    site
        Address under which people reach it, with the path, without a slash at its end.
    path
        Of this page below that.
    place
        Name of the place in the language.
    on
        Day whose figures the page tells, the last of a month.
    today
        The day in Asia/Ho_Chi_Minh: a page says none that comes after it.
    asked
        Whether the reader asked for that day.
    """

    language: Language
    base: str
    site: str
    path: str
    place: str
    on: date
    today: date
    asked: bool = False

    @property
    def said(self) -> date:
        """The day that the page says of its figures."""
        return self.say(self.on)

    def say(self, day: date) -> date:
        """Return how the page says a day of figures."""
        return said_day(day, self.today)

    def address(self, path: str | None = None, **query: str) -> str:
        """Return an absolute address below the service, of this page by default."""
        return self.site + (self.path if path is None else path) + (f"?{urlencode(query)}" if query else "")

    def link(self, path: str, **query: str) -> str:
        """Return an address inside the service that keeps the day that was asked for."""
        kept = {**({"on": self.said.isoformat()} if self.asked else {}), **query}
        return self.base + path + (f"?{urlencode(kept)}" if kept else "")


def road_path(code: str, what: str = "") -> str:
    """Return the path of a road's page, or of something that belongs to it.

    Examples
    --------
    >>> road_path("TK4-05"), road_path("a b", "/picture.png")
    ('/roads/TK4-05', '/roads/a%20b/picture.png')
    """
    return f"/roads/{quote(code, safe='')}{what}"


def rendered(template: str, reader: Reader, **values: object) -> str:
    """Return a page.

    Parameters
    ----------
    template
        Name of its template, which extends `public_frame.html`.
    reader
        For whom.
    values
        What else the template needs.
    """
    language = reader.language
    return (
        environment()
        .get_template(template)
        .render(
            reader=reader,
            language=language,
            tongues=LANGUAGES,
            base=reader.base,
            place=reader.place,
            theme_colours=COLOURS["surface"],
            static=lambda name: f"{reader.base}/static/{static_path(name)}",
            t=lambda msgid: translate(msgid, language),
            road_path=road_path,
            number=lambda value, **how: written.number(value, language, **how),
            length=lambda metres: written.length(metres, language),
            percent=lambda part: written.percent(part, language),
            reading=lambda percents: written.reading(percents, language),
            day=written.day,
            chainage=chainage,
            **values,
        )
    )
