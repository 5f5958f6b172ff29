"""The wheel carries all that the program needs, and runs where there is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from layers.demonstration_town import town_files
from layers.postgres_server import wait_until
from maps.assets import FILES
from tests.conftest import home_folder
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")


def run(*command: str | Path, folder: Path) -> str:
    """Run a program outside the checkout; return what it said."""
    settings = {"HOME": str(folder / "home")}  # what the machine's own service holds is no matter of the tests
    done = subprocess.run(command, cwd=folder, env=environment(**settings), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def environment(**settings: str) -> dict[str, str]:
    """Return an environment that knows nothing of the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MODUONG_", "PYTHON", "VIRTUAL"))}
    return kept | {f"MODUONG_{name}": value for name, value in settings.items()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel as it is given to an office."""
    folder = tmp_path_factory.mktemp("wheel")
    run(UV, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT, folder=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """A folder outside the checkout with the wheel in an environment of its own.

    Its dependencies are the checkout's, or the test would take minutes.
    """
    folder = home_folder()
    python = folder / "venv" / "bin" / "python"
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", folder=folder)
    run(UV, "pip", "install", "--quiet", "--no-deps", "--offline", "--python", python, wheel, folder=folder)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    dependencies = next(path for path in sys.path if path.endswith("site-packages"))
    # Named so, it does not read the .pth files there: the checkout itself is no part of it.
    (site / "dependencies.pth").write_text(f"{dependencies}\n")
    yield folder
    shutil.rmtree(folder)


def test_the_wheel_has_scripts_fonts_translations_migrations_and_the_town(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"maps/static/npm/{name}" for name in FILES} <= names
    assert any(name.startswith("maps/static/js/") for name in names)
    assert any(name.endswith(".css") for name in names)
    assert {f"maps/translations/{tongue}/LC_MESSAGES/moduong.po" for tongue in ("vi", "en")} <= names
    assert {f"layers/demonstration/{path.name}" for _, path in town_files()} <= names
    for kind in ("migrations/*.sql", "migrations/versions/*.py", "reference_data/*"):
        here = {
            f"layers/{path.relative_to(ROOT / 'layers')}" for path in (ROOT / "layers").glob(kind) if path.is_file()
        }
        assert here
        assert here <= names
    folders = {name.split("/")[0] for name in names}
    assert {name for name in folders if "dist-info" not in name} == {"geo", "layers", "maps", "api"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".mjs.map")]


def test_nothing_of_the_checkout_is_used(installed: Path) -> None:
    python = installed / "venv" / "bin" / "python"
    told = run(
        python, "-c", "import api, geo, layers, maps, sys; print(api.__file__, *sys.path, sep='\\n')", folder=installed
    )
    first, *path = told.splitlines()
    assert first.startswith(str(installed))
    assert str(ROOT) not in path


def test_commands_run_there(installed: Path) -> None:
    moduong = installed / "venv" / "bin" / "moduong"
    assert "doctor" in run(moduong, "--help", folder=installed)
    assert "0.1.0" in run(moduong, "doctor", folder=installed)


def test_the_demonstration_is_served_there(installed: Path) -> None:
    port = free_port()
    log = installed / "demo.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [installed / "venv" / "bin" / "moduong", "demo", "--port", str(port)],
            cwd=installed, env=environment(HOME=str(installed / "home")), stdout=sink, stderr=sink,
        )  # fmt: skip
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:

            def well() -> bool:
                try:
                    return process.poll() is not None or client.get("/healthz").status_code == 200
                except httpx2.TransportError:
                    return False

            assert wait_until(well, 120), log.read_text()
            assert process.poll() is None, log.read_text()
            page = client.get("/", headers={"Accept-Language": "vi"})
            assert page.status_code == 200, log.read_text()
            assert "Chú giải" in page.text
            scripts = [part.split('"')[0] for part in page.text.split('src="')[1:]]
            assert scripts
            assert {client.get(script).status_code for script in scripts} == {200}
            found = client.get("/ogc/collections/subdistricts/items", params={"limit": 100})
            assert len(found.json()["features"]) == 10
        assert f"http://127.0.0.1:{port}" in log.read_text()
    finally:
        process.terminate()
        process.wait(60)
    assert process.returncode == 0, log.read_text()
