"""``huiyin`` called again and again: a process that has loaded what every command loads forks for each call.

To load it takes longer than most commands run. What is forked is a process of its own, with the environment, the folder, the
umask and the pipes that the call gives it, and begins where ``python -m huiyin.doors.cli.main`` begins. Settings, models and all
that hangs on a home are loaded after that, as ever. Tests of starting, of signals and of kills start whole processes.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PROGRAM = "huiyin.doors.cli.main"
# Of what every command loads, what asks for no settings; and what is ours and knows none, all of it.
LOADED = (
    "allauth.account.app_settings",
    "allauth.core.internal.adapter",
    "axes.apps",
    "chinese_calendar",
    "click",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.hmac",
    "csp.apps",
    "django.contrib.admin.filters",
    "django.contrib.auth.apps",
    "django.contrib.auth.hashers",
    "django.contrib.auth.password_validation",
    "django.contrib.messages.apps",
    "django.contrib.sessions.apps",
    "django.contrib.staticfiles.apps",
    "django.core.cache.backends.locmem",
    "django.core.management",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.test.signals",
    "django.views.generic",
    "django_tasks.apps",
    "django_tasks_db.apps",
    "environ",
    "multiprocessing.context",
    "packaging.version",
    "pythonjsonlogger.json",
    "sqlparse",
    "statistics",
    "tomllib",
)
OURS = "huiyin.knowledge"
_LARGEST = 1 << 17


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def call(arguments: Sequence[str], environment: Mapping[str, str], seconds: float) -> Done:
    """Run ``huiyin`` with these arguments, nothing on its standard input, to its end.

    Raises ``subprocess.TimeoutExpired`` when that takes longer than so many seconds; it is ended then. Where coverage is counted
    a whole process is started: the count begins and ends with it.
    """
    if any(name.startswith("COVERAGE_") for name in environment):
        return _whole(arguments, environment, seconds)
    request = {
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": os.getcwd(),
        "umask": _umask(),
    }
    here, there = socket.socketpair()
    with here, ExitStack() as theirs:
        theirs.callback(there.close)
        reads = []
        writes = []
        for _ in range(2):
            read, write = os.pipe()
            reads.append(read)
            writes.append(write)
            theirs.callback(os.close, write)
        socket.send_fds(_warm(), [json.dumps(request).encode()], [there.fileno(), *writes])
        theirs.close()
        with ThreadPoolExecutor(2) as readers:
            said = [readers.submit(_all_of, read) for read in reads]
            here.settimeout(seconds)
            told = here.makefile("r")
            pid = int(told.readline())
            try:
                code = int(told.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(["huiyin", *arguments], seconds) from None
            finally:
                told.close()
            out, err = (one.result() for one in said)
    return Done(code, out, err)


def _whole(arguments: Sequence[str], environment: Mapping[str, str], seconds: float) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _umask() -> int:
    # Read, not set and set back: another thread may be making a file.
    (line,) = (one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("Umask:"))
    return int(line.split()[1], 8)


def _all_of(pipe: int) -> str:
    with os.fdopen(pipe, encoding="utf-8") as told:
        return told.read()


@lru_cache(maxsize=1)
def _warm() -> socket.socket:
    """The socket on which the warm process, which begins with the first call and ends with the tests, takes requests."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with there:
        process = subprocess.Popen(
            [sys.executable, __file__, str(there.fileno())],
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # The arithmetic of a process that forks has no threads.
            env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "OPENBLAS_NUM_THREADS": "1"},
        )

    def end() -> None:
        here.close()
        process.wait()

    atexit.register(end)
    return here


def _load() -> None:
    for name in LOADED:
        importlib.import_module(name)
    ours = importlib.import_module(OURS)
    for module in pkgutil.walk_packages(ours.__path__, f"{OURS}."):
        importlib.import_module(module.name)
    # What is there now stays: collecting it would only copy its pages.
    gc.collect()
    gc.freeze()


def _take(requests: socket.socket) -> bool:
    """Take requests until there are no more, which is False; True in a process that is to run what was asked for."""
    waiting: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(requests, _LARGEST, 3)
        if not message:
            for one in waiting:
                os.waitpid(one, 0)
            return False
        # One between waits for it and says how it ended, so that several can run at once.
        if between := os.fork():
            waiting.add(between)
            for descriptor in descriptors:
                os.close(descriptor)
            waiting -= {one for one in waiting if os.waitpid(one, os.WNOHANG)[0]}
            continue
        requests.close()
        if pid := os.fork():
            with socket.socket(fileno=descriptors[0]) as answer:
                for descriptor in descriptors[1:]:
                    os.close(descriptor)
                answer.sendall(f"{pid}\n".encode())
                _, status = os.waitpid(pid, 0)
                answer.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os._exit(0)
        answer, out, err = descriptors
        os.close(answer)
        for number, descriptor in ((1, out), (2, err)):
            os.dup2(descriptor, number)
            os.close(descriptor)
        _become(json.loads(message))
        return True


def _become(request: dict[str, object]) -> None:
    arguments, environment = request["arguments"], request["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(request["folder"]))
    os.umask(int(str(request["umask"])))
    sys.argv = ["huiyin", *arguments]
    sys.path[0] = os.getcwd()


if __name__ == "__main__":
    _load()
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        runs = _take(asked)
    if runs:
        runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
