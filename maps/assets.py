"""The browser's packages: installed from npm by the lockfile, copied to `maps/static/npm`, served by the program.

Run as ``python maps/assets.py``. Nothing but the standard library and Node is needed, so that the build of a wheel
can run it before any dependency is there.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)

from maps import style_table  # noqa: E402  the path has to be right first when this is run as a script

TARGET = ROOT / "maps" / "static" / "npm"
BUNDLES = TARGET / "bundles"
TRANSLATIONS = ROOT / "maps" / "translations"
_ICONS = ROOT / "node_modules" / "@phosphor-icons" / "core" / "assets" / "bold"
_STAMP = ".stamp"

FILES: dict[str, str] = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "maplibre-gl.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "maplibre-gl-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "leaflet-maplibre-gl.js": "@maplibre/maplibre-gl-leaflet/leaflet-maplibre-gl.js",
    "leaflet-geoman.js": "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.min.js",
    "leaflet-geoman.css": "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css",
    "plex-latin.woff2": "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wdth-normal.woff2",
    "plex-vietnamese.woff2": "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-vietnamese-wdth-normal.woff2",
}
"""Name under which a file is served, and where npm puts it."""

ENTRIES = (
    "agendas.js",
    "approvals.js",
    "copy.js",
    "door.js",
    "field.js",
    "field_worker.js",
    "handout.js",
    "meeting.js",
    "page.js",
    "paper.js",
    "workbench.js",
)
"""What pages ask for, each with all that it imports: on a slow line a request costs more than its bytes."""

PAGE_ICONS = (
    "arrow-left",
    "arrow-u-up-left",
    "arrow-u-up-right",
    "arrows-merge",
    "calendar-blank",
    "camera",
    "caret-left",
    "caret-right",
    "caret-up",
    "chart-line",
    "chat-circle-dots",
    "check",
    "check-circle",
    "clock",
    "corners-out",
    "crosshair-simple",
    "cursor",
    "exclude",
    "eye",
    "eye-slash",
    "funnel-simple",
    "git-diff",
    "intersect",
    "link-simple",
    "list-bullets",
    "list-numbers",
    "magnifying-glass",
    "map-trifold",
    "minus",
    "paper-plane-tilt",
    "path",
    "pencil-simple",
    "phone",
    "play",
    "plus",
    "polygon",
    "question",
    "rows",
    "ruler",
    "scissors",
    "sign-out",
    "stack",
    "user-circle",
    "wifi-slash",
    "x",
    "x-circle",
)
"""Icons of buttons; those of the map are named by the style table."""

_MODULES = ROOT / "maps" / "static" / "js"
_ESBUILD = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--log-level=warning")
_BROTLI = """
const fs = require('node:fs'), zlib = require('node:zlib'), path = require('node:path');
const folder = process.argv[1];
for (const name of fs.readdirSync(folder)) {
  if (!/\\.(js|css)$/.test(name)) continue;
  const file = path.join(folder, name);
  fs.writeFileSync(file + '.br', zlib.brotliCompressSync(fs.readFileSync(file)));
}
"""


class AssetsMissing(Exception):
    """The browser's packages are not there, and can't be brought."""


def _node(*command: str) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise AssetsMissing(f"{command[0]} is missing: install Node 20 with npm, then run python maps/assets.py.")
    try:
        subprocess.run([program, *command[1:]], cwd=ROOT, check=True)  # noqa: S603  fixed commands
    except subprocess.CalledProcessError as error:
        raise AssetsMissing(f"{' '.join(command[:2])} failed: see its message above.") from error


def install() -> None:
    """Run `npm ci`, unless `node_modules` is as new as the lockfile.

    Raises
    ------
    AssetsMissing
        When npm is not there or fails.
    """
    lock, installed = ROOT / "package-lock.json", ROOT / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        _node("npm", "ci", "--no-audit", "--no-fund")


def _fingerprint(*what: object) -> str:
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + json.dumps(what).encode()).hexdigest()


def _is_new(folder: Path, fingerprint: str) -> bool:
    stamp = folder / _STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint


def _icon_outline(name: str) -> str:
    outlines = re.findall(r' d="([^"]+)"', (_ICONS / f"{name}-bold.svg").read_text(encoding="utf-8"))
    if not outlines:
        raise AssetsMissing(f"The icon {name} has no outline in @phosphor-icons/core: choose another.")
    return " ".join(outlines)


def copy() -> None:
    """Bring the files that are served to `maps/static/npm`, with brotli beside them; nothing when they are there.

    Raises
    ------
    AssetsMissing
        When a package lacks what is wanted of it, or Node is missing.
    """
    if not (ROOT / "package-lock.json").is_file():
        # Installed from a wheel, which brought them.
        if missing := missing_files():
            raise AssetsMissing(f"{TARGET / missing[0]} is missing: install the program again.")
        return
    with (ROOT / "package-lock.json").open("rb") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        _copy_packages()
        _bundle()


def _copy_packages() -> None:
    icons = sorted({*PAGE_ICONS, *style_table.icons()})
    fingerprint = _fingerprint(FILES, icons)
    if _is_new(TARGET, fingerprint):
        return
    install()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name, source in FILES.items():
        text = (ROOT / "node_modules" / source).read_bytes()
        # The maps of minified sources are not served: a reference to them would be a request that fails.
        (TARGET / name).write_bytes(re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", text))
    outlines = {name: _icon_outline(name) for name in icons}
    (TARGET / "icons.json").write_text(json.dumps(outlines), encoding="utf-8")
    _node("node", "-e", _BROTLI, str(TARGET))
    (TARGET / _STAMP).write_text(fingerprint)


def _bundle() -> None:
    """Make one file of each entry and what it imports, again whenever a module changed."""
    modules = [path.read_text(encoding="utf-8") for path in sorted(_MODULES.glob("*.js"))]
    fingerprint = _fingerprint(ENTRIES, _ESBUILD, modules)
    if _is_new(BUNDLES, fingerprint):
        return
    install()
    _node("npx", "esbuild", *(str(_MODULES / name) for name in ENTRIES), f"--outdir={BUNDLES}", *_ESBUILD)
    _node("node", "-e", _BROTLI, str(BUNDLES))
    (BUNDLES / _STAMP).write_text(fingerprint)


def missing_files() -> list[str]:
    """Return the names of the served files that are not there."""
    wanted = (*FILES, "icons.json", *(f"{BUNDLES.name}/{name}" for name in ENTRIES))
    return [name for name in wanted if not (TARGET / name).is_file()]


def compile_translations() -> None:
    """Compile the catalogues to `.mo`; a build without Babel leaves that to the first run."""
    try:
        from babel.messages import mofile, pofile  # noqa: PLC0415  absent when a wheel is built
    except ImportError:
        return
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as target:
            mofile.write_mo(target, pofile.read_po(text))


@cache
def outlines() -> dict[str, str]:
    """Return the outlines of the icons, in a box of 256, by name."""
    if not (TARGET / "icons.json").is_file():
        copy()
    found: dict[str, str] = json.loads((TARGET / "icons.json").read_text(encoding="utf-8"))
    return found


def icon_path(name: str) -> str:
    """Return the outline of one icon, as the `d` of an SVG path in a box of 256.

    Raises
    ------
    KeyError
        When neither `PAGE_ICONS` nor the style table names it.
    """
    return outlines()[name]


def sprite() -> bytes:
    """Return all icons as one SVG file, each a symbol of its name."""
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 256 256"><path d="{path}"/></symbol>' for name, path in outlines().items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode()


if __name__ == "__main__":
    try:
        copy()
    except AssetsMissing as missing:
        sys.exit(str(missing))
    compile_translations()
