"""A headless Chromium, driven through its debugging pipe: no port and no driver.

It is the machine's own where there is one, elsewhere Debian's. It runs with a profile of its own that is thrown away,
and hears nothing of the network.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .servers.debian import installed, unpacked

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 20
"""Seconds for a browser to start, and for it to answer."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)

LAUNCHER = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, wanted in zip(ends, (3, 4)):
    os.dup2(end, wanted)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""A browser wants its pipe at 3 and 4, which in our own process may be taken."""


def program() -> tuple[Path, str]:
    """Give a browser, and where it finds its libraries if that is unusual. Raises Unavailable."""
    for name in NAMES:
        if own := installed(name):
            return own, ""
    package = unpacked("chromium-headless-shell", "chromium-common")
    return package.root / "usr" / "lib" / "chromium" / "chromium-headless-shell", package.libraries


class Page:
    """One open page."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._session: str | None = None
        self._number = 0
        self._rest = b""
        self.events: list[dict[str, Any]] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def open(self, url: str) -> None:
        """Load a page, and wait until it is there."""
        self._ask("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._read())

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page, as its console would."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def emulate(self, *, width: int, scheme: str = "light", media: str = "") -> None:
        """Set the window's width, the colour scheme and the medium."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self._ask(
            "Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}]
        )

    def requests(self) -> list[str]:
        """The address of everything that was asked for so far."""
        self.run("new Promise((done) => setTimeout(done, 50))")
        return [
            event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the console shows: errors, and what the page's policy has stopped."""
        told = [event["params"]["entry"]["text"] for event in self.events if event["method"] == "Log.entryAdded"]
        return told + [str(event) for event in self.events if event["method"] == "Runtime.exceptionThrown"]

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            read = self._read()
            if read.get("id") == self._number:
                assert "error" not in read, f"{method}: {read['error']}"
                answer: dict[str, Any] = read["result"]
                return answer
            if "method" in read:
                self.events.append(read)

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], max(end - time.monotonic(), 0))
            if not ready:
                raise TimeoutError(f"the browser said nothing for {PATIENCE} s")
            part = os.read(self._answers, 1 << 20)
            if not part:
                raise ConnectionError("the browser has ended")
            self._rest += part
        told, _, self._rest = self._rest.partition(b"\0")
        read: dict[str, Any] = json.loads(told)
        return read


@contextmanager
def browser() -> Iterator[Page]:
    """Start a browser and give a page of it; it is ended with everything it started. Raises Unavailable."""
    path, libraries = program()
    environment = {**os.environ, "LD_LIBRARY_PATH": libraries} if libraries else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        from_us, commands = os.pipe()
        answers, to_us = os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(from_us), str(to_us), str(path), *FLAGS, f"--user-data-dir={profile}"],
            pass_fds=(from_us, to_us),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
        )
        os.close(from_us)
        os.close(to_us)
        try:
            yield Page(commands, answers)
        finally:
            os.close(commands)
            os.close(answers)
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for signal in (15, 9):
        try:
            os.killpg(process.pid, signal)
            process.wait(5)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def file_url(path: Path) -> str:
    """The address of a file."""
    return path.resolve().as_uri()
