"""Runs commands in turn and takes their medians: two cores that others use too tell ratios, not seconds."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
SCHEMACHECK = str(BIN / "schemacheck")
PYTHON_CONNECT = (sys.executable, "-c", "import sys, psycopg; psycopg.connect(sys.argv[1]).execute('select 1')")


@dataclass(frozen=True)
class Command:
    """Something to run as a process."""

    name: str
    words: Sequence[str]
    exits: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Timing:
    """The median of several runs."""

    name: str
    seconds: float
    megabytes: float

    @property
    def memory(self) -> str:
        """The megabytes as a text. The system counts what this program holds into its children: less cannot be seen."""
        own = _megabytes(resource.getrusage(resource.RUSAGE_SELF))
        return f"{self.megabytes:.0f}" if self.megabytes > own else f"under {own:.0f}"


def measure(commands: Sequence[Command], runs: int, variables: Mapping[str, str] | None = None) -> list[Timing]:
    """Run all commands `runs` times, in turn, so that a busy moment of the machine falls on each alike.

    Raises:
        RuntimeError: a command ended with another code than it should.
    """
    seconds: dict[str, list[float]] = {command.name: [] for command in commands}
    memory: dict[str, float] = {}
    for _ in range(runs):
        for command in commands:
            took, used = _run(command, {**os.environ, **(variables or {})})
            seconds[command.name].append(took)
            memory[command.name] = max(memory.get(command.name, 0.0), used)
    return [Timing(name, statistics.median(taken), memory[name]) for name, taken in seconds.items()]


def _run(command: Command, environment: dict[str, str]) -> tuple[float, float]:
    """Run once; return seconds, and the largest resident set in megabytes."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(command.words, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.exits:
            said.seek(0)
            raise RuntimeError(f"{command.name} ended with {process.returncode}: {said.read()[-500:].decode()}")
    return took, _megabytes(usage)


def _megabytes(usage: resource.struct_rusage) -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_maxrss * unit / 1_000_000
