"""The command, called with Python's arguments."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Union

from ._results import Results
from ._values import toml

PathLike = Union[str, "os.PathLike[str]"]
Settings = Mapping[str, Any]


class SimulationError(RuntimeError):
    """The command ended without a result: its message is the text, ``code`` its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class ScenarioError(SimulationError):
    """The scenario, a path or an option is wrong (exit code 2); nothing was written.

    The text is that of the command: file, line and column, the line itself, and what to write.
    """


def binary() -> str:
    """Path of the ``clearway`` command: ``CLEARWAY``, else that of this package, else of ``PATH``."""
    told = os.environ.get("CLEARWAY")
    if told:
        return told
    name = "clearway" + (sysconfig.get_config_var("EXE") or "")
    schemes = [sysconfig.get_default_scheme()] if hasattr(sysconfig, "get_default_scheme") else []
    schemes += ["nt_user" if os.name == "nt" else "posix_user"]
    folders = [sysconfig.get_path("scripts", scheme) for scheme in schemes]
    # `pip install --target`
    folders.append(str(Path(__file__).resolve().parent.parent / "bin"))
    for folder in folders:
        candidate = Path(folder) / name
        if candidate.is_file():
            return str(candidate)
    found = shutil.which("clearway")
    if found:
        return found
    raise FileNotFoundError(
        "no clearway command beside this package or on PATH: install the package with pip, "
        "or set the environment variable CLEARWAY to the path of the command"
    )


def run(
    scenario: PathLike,
    *,
    set: Settings | None = None,  # noqa: A002, the name of the option
    variant: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    threads: int | None = None,
    out: PathLike | None = None,
    report: bool = False,
    event_log: str | Sequence[str] | None = None,
) -> Results:
    """Run a scenario and return its results.

    ``set`` maps paths of the scenario to values, as ``--set`` does. Without ``out`` the files are
    kept in a temporary folder as long as the results are; ``report=True`` also makes the page and
    the charts. ``event_log`` is ``"csv"``, ``"xes"``, ``"batches"`` or several of them.
    """
    logs = [event_log] if isinstance(event_log, str) else list(event_log or [])
    options = _named(variant=variant) + [word for log in logs for word in ("--event-log", log)]
    return _simulate("run", [scenario], set, options, seed, replications, threads, out, report)


def sweep(
    scenario: PathLike,
    *,
    vary: Mapping[str, Iterable[Any]] | None = None,
    set: Settings | None = None,  # noqa: A002
    variant: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    threads: int | None = None,
    out: PathLike | None = None,
    report: bool = False,
) -> Results:
    """Run all points of a grid: of ``[sweep]`` in the scenario, or of ``vary``, paths to values."""
    options = _named(variant=variant)
    for path, values in (vary or {}).items():
        options += ["--vary", f"{path}={toml(list(values))[1:-1]}"]
    return _simulate("sweep", [scenario], set, options, seed, replications, threads, out, report)


def compare(
    *scenarios: PathLike,
    set: Settings | None = None,  # noqa: A002
    seed: int | None = None,
    replications: int | None = None,
    threads: int | None = None,
    out: PathLike | None = None,
    report: bool = False,
) -> Results:
    """Compare the variants of a scenario, or several scenarios, or folders of finished runs."""
    return _simulate("compare", scenarios, set, [], seed, replications, threads, out, report)


def staff(
    scenario: PathLike,
    *,
    set: Settings | None = None,  # noqa: A002
    variant: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    threads: int | None = None,
    out: PathLike | None = None,
    report: bool = False,
    write: PathLike | None = None,
) -> Results:
    """Find the cheapest arrangement of ``[staffing]`` that meets the target.

    ``write`` is a file for a scenario that extends this one with the arrangement chosen.
    """
    options = _named(variant=variant, write=None if write is None else os.fspath(write))
    return _simulate("staff", [scenario], set, options, seed, replications, threads, out, report)


def stress(
    scenario: PathLike,
    *,
    stream: str | None = None,
    set: Settings | None = None,  # noqa: A002
    variant: str | None = None,
    seed: int | None = None,
    replications: int | None = None,
    threads: int | None = None,
    out: PathLike | None = None,
    report: bool = False,
) -> Results:
    """Find the largest multiple of the arrivals that still meets the target."""
    options = _named(variant=variant, stream=stream)
    return _simulate("stress", [scenario], set, options, seed, replications, threads, out, report)


def check(
    scenario: PathLike,
    *,
    set: Settings | None = None,  # noqa: A002
    variant: str | None = None,
) -> dict[str, Any]:
    """Return what ``check --json`` tells: problems, loads and warnings, without a simulation."""
    done = _call(["check", os.fspath(scenario), "--json", *_named(variant=variant), *_settings(set)])
    try:
        told = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise _error(done) from None
    if not isinstance(told, dict):
        raise _error(done)
    return told


def _simulate(
    command: str,
    scenarios: Sequence[PathLike],
    settings: Settings | None,
    options: list[str],
    seed: int | None,
    replications: int | None,
    threads: int | None,
    out: PathLike | None,
    report: bool,
) -> Results:
    kept = None
    if out is None:
        kept = tempfile.TemporaryDirectory(prefix="clearway-")
    folder = Path(kept.name if kept else os.fspath(out or ""))
    words = [command, *(os.fspath(one) for one in scenarios), *options, *_settings(settings)]
    words += _named(seed=seed, replications=replications, threads=threads)
    words += ["--quiet", "--out", str(folder)]
    if not report:
        words.append("--no-report")
    done = _call(words)
    if done.returncode != 0:
        raise _error(done)
    return Results(folder, _kept=kept)


def _call(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [binary(), *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def _error(done: subprocess.CompletedProcess[str]) -> SimulationError:
    message = done.stderr.strip() or f"the command ended with {done.returncode} and said nothing"
    kind = ScenarioError if done.returncode == 2 else SimulationError
    return kind(message, done.returncode)


def _settings(settings: Settings | None) -> list[str]:
    return [word for path, value in (settings or {}).items() for word in ("--set", f"{path}={toml(value)}")]


def _named(**options: Any) -> list[str]:
    return [word for name, value in options.items() if value is not None for word in (f"--{name}", str(value))]
