"""Customs clearance from Python: run a scenario, get data frames.

>>> import clearway
>>> results = clearway.run("peak-day.toml", set={"stations.inspection.lanes": 8})
>>> results.metrics.loc["released_within", "all"]["mean"]  # doctest: +SKIP

Every function calls the ``clearway`` command, so that numbers are those of the command to the
last digit, and returns a :class:`Results`, which reads the files of its folder.
"""

from ._command import ScenarioError, SimulationError, binary, check, compare, run, staff, stress, sweep
from ._results import Results

__all__ = [
    "Results",
    "ScenarioError",
    "SimulationError",
    "binary",
    "check",
    "compare",
    "run",
    "staff",
    "stress",
    "sweep",
]
