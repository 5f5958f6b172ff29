"""Settings: one class, prefix MODUONG_, from the environment or a file `.env` in the current folder."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo.box import Box
from geo.crs import TM_ZONES
from layers.database import Addresses, addresses
from maps.base_map import base_map


def _default_home() -> Path:
    """Return the data folder: root's own home can't be entered by PostgreSQL, which refuses to run as root."""
    return Path("/var/lib/moduong") if os.geteuid() == 0 else Path.home() / ".local" / "share" / "moduong"


class Settings(BaseSettings):
    """All that an office can set. `moduong settings` prints each with its value and where that came from."""

    model_config = SettingsConfigDict(env_prefix="MODUONG_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=_default_home, description="Data folder, with the private database.")
    database_url: str = Field("", description="Your own PostgreSQL with PostGIS; empty: the private one.")
    database_direct_url: str = Field("", description="The same past a pooler in transaction mode.")
    officer_url: str = Field("", description="Address for the role moduong_officer; empty: worked out.")
    public_url: str = Field("", description="Address for the role moduong_public; empty: worked out.")
    head_url: str = Field("", description="Address for the role moduong_head; empty: worked out.")
    pg_bin: str = Field("", description="Folder of PostgreSQL's programs; empty: looked for.")
    pool_size: int = Field(8, ge=1, le=100, description="Database connections of one worker, for each role.")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=32, description="Processes that answer.")
    public_address: str = Field("", description="https://… under which people reach the service, with its path.")

    demo_password: str = Field("", description="Password of the demonstration's users; empty: by chance.")
    oidc_issuer: str = Field("", description="https://… of an OpenID provider to sign in with; empty: none.")
    oidc_client_id: str = Field("", description="What the provider knows this service by.")
    oidc_client_secret: str = Field("", description="What this service proves that with.")
    oidc_claim: str = Field("preferred_username", description="Claim that is the user's name here.")

    srid: int = Field(5897, description="EPSG code of the project's VN-2000 zone.")
    commune: str = Field("15271", description="Commune code of files that name none.")
    place: str = Field("Thị trấn Hà Trung", description="Name of the place, shown in the top bar.")
    place_en: str = Field("Hà Trung town", description="The same in English.")
    town_bounds: Box = Field(
        (105.79, 19.96, 105.89, 20.03),
        description="West, south, east, north in degrees: rows outside are reported.",
    )
    map_subdistrict: str = Field("", description="Number of the subdistrict that the map opens on; empty: all roads.")
    map_day: date | None = Field(None, description="Day that a map opens on; empty: today.")
    public_parcel_numbers: bool = Field(False, description="Let the public see and search tờ/thửa.")
    base_map_url: str = Field("", description="Base map: an XYZ or WMTS address, or a .pmtiles file; empty: none.")
    base_map_credit: str = Field("", description="Whose base map it is.")

    tile_cache_mb: int = Field(256, ge=0, description="Finished tiles kept by one worker.")
    body_mb: int = Field(10, ge=1, le=200, description="Most megabytes of a request, scans and photos apart.")
    scan_mb: int = Field(25, ge=1, le=200, description="Most megabytes of a scan or photo.")
    import_rows: int = Field(2_000_000, ge=1, description="Most rows of an imported file.")
    import_mb: int = Field(4_000, ge=1, description="Most megabytes of an imported file, unpacked.")
    import_ratio: int = Field(200, ge=1, description="Most times an archive may grow when unpacked.")
    import_vertices: int = Field(200_000, ge=4, description="Most vertices of one geometry.")
    import_seconds: int = Field(
        600,
        ge=1,
        description="Seconds of the processor that reading a file may take, and seconds that a statement on it may.",
    )
    log_format: Literal["text", "json"] = Field("text", description="How the log is written: text or json.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="From which level on is logged: debug, info, warning or error."
    )

    @field_validator("home")
    @classmethod
    def _of_this_user(cls, home: Path) -> Path:
        return home.expanduser()

    @field_validator("srid")
    @classmethod
    def _of_vietnam(cls, srid: int) -> int:
        if srid not in TM_ZONES:
            raise ValueError(f"it is no zone of VN-2000, those are {', '.join(map(str, TM_ZONES))}")
        return srid

    @field_validator("town_bounds")
    @classmethod
    def _in_order(cls, bounds: Box) -> Box:
        west, south, east, north = bounds
        if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):  # noqa: PLR2004 - degrees of Mercator
            raise ValueError("write west, south, east, north in degrees, as [105.79, 19.96, 105.89, 20.03]")
        return bounds

    @field_validator("public_address")
    @classmethod
    def _with_scheme(cls, address: str) -> str:
        if address and not address.startswith(("https://", "http://")):
            raise ValueError("write it with https://")
        return address

    @field_validator("base_map_url")
    @classmethod
    def _is_a_base_map(cls, setting: str) -> str:
        base_map(setting)
        return setting

    def addresses(self, owner: str) -> Addresses:
        """Return the database's addresses, `owner` being the private cluster's or `database_url`."""
        return addresses(
            owner,
            direct=self.database_direct_url,
            officer=self.officer_url,
            public=self.public_url,
            head=self.head_url,
        )
