"""The results of a run, a sweep, a comparison or a search, as data frames."""

from __future__ import annotations

import functools
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    import pandas

PathLike = Union[str, "os.PathLike[str]"]


class Results:
    """The files of a finished command, read when they are asked for.

    ``Results("output/peak-day")`` opens the folder of an earlier run. Times are in hours, shares
    are numbers from 0 to 1, and the columns are those of the CSV files.
    """

    def __init__(self, folder: PathLike, *, _kept: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self.folder = Path(folder)
        # the temporary folder is removed with the last reference to it
        self._kept = _kept
        if not (self.folder / "results.json").is_file():
            raise FileNotFoundError(f"{self.folder} holds no results.json: it is not the folder of a finished command")

    @functools.cached_property
    def data(self) -> dict[str, Any]:
        """The whole of ``results.json``."""
        with open(self.folder / "results.json", encoding="utf-8") as file:
            data: dict[str, Any] = json.load(file)
        return data

    @property
    def command(self) -> str:
        """``"run"``, ``"sweep"``, ``"compare"``, ``"staff"`` or ``"stress"``."""
        return str(next(iter(self.data["outcome"])))

    @property
    def notes(self) -> list[str]:
        """The remarks and warnings that belong to the numbers."""
        return [str(note["text"]) for note in self.data["notes"]]

    @functools.cached_property
    def verdicts(self) -> dict[str, str]:
        """The targets of a run and how each stands: met, missed, undecided or close."""
        return {str(row["target"]): str(row["standing"]) for row in self._outcome("run")["verdicts"]}

    @functools.cached_property
    def metrics(self) -> pandas.DataFrame:
        """``metrics.csv`` of a run, by metric and scope: ``metrics.loc["released_within", "all"]``."""
        return self.table("metrics").set_index(["metric", "scope"])

    @functools.cached_property
    def daily(self) -> pandas.DataFrame:
        """``daily.csv`` of a run, by date."""
        return self._by_time("daily", "date").set_index("date")

    @functools.cached_property
    def hourly(self) -> pandas.DataFrame:
        """``hourly.csv`` of a run, by scope and time."""
        return self._by_time("hourly", "time").set_index(["scope", "time"])

    @functools.cached_property
    def values(self) -> pandas.DataFrame:
        """The values of a run: a row for each replication, a column for each metric and scope.

        A metric that some replications do not have, such as ``best_possible``, is empty there.
        """
        series = _pandas().Series
        rows = self._outcome("run")["metrics"]
        columns = {(row["metric"], row["scope"]): series(row["values"], dtype=float) for row in rows if row["values"]}
        frame: pandas.DataFrame = _pandas().DataFrame(columns)
        frame.columns.names = ["metric", "scope"]
        frame.index.name = "replication"
        frame.index += 1
        return frame

    @functools.cached_property
    def points(self) -> pandas.DataFrame:
        """The table of a sweep, a comparison, a search of staff or of a breaking point."""
        names = {"sweep": "sweep", "compare": "comparison", "staff": "staffing", "stress": "stress"}
        if self.command not in names:
            raise AttributeError("the results of a run have no points: their numbers are in .metrics")
        return self.table(names[self.command])

    @functools.cached_property
    def roster(self) -> pandas.DataFrame:
        """``roster.csv`` of a search for staff: who is on duty when."""
        return self.table("roster")

    def table(self, name: str) -> pandas.DataFrame:
        """Any CSV file of the folder, by its name without ending, such as ``"events"``."""
        path = self.folder / f"{name}.csv"
        if not path.is_file():
            there = ", ".join(sorted(file.stem for file in self.folder.glob("*.csv")))
            raise FileNotFoundError(f"{self.command} wrote no {name}.csv; its tables are: {there}")
        # an empty cell is a number that is not known, and "NA" may be somebody's name
        frame: pandas.DataFrame = _pandas().read_csv(path, keep_default_na=False, na_values=[""])
        return frame

    def _outcome(self, command: str) -> dict[str, Any]:
        if self.command != command:
            raise AttributeError(f"these are results of {self.command}, and only those of {command} have it")
        outcome: dict[str, Any] = self.data["outcome"][command]
        return outcome

    def _by_time(self, name: str, column: str) -> pandas.DataFrame:
        frame = self.table(name)
        frame[column] = _pandas().to_datetime(frame[column])
        return frame

    def __repr__(self) -> str:
        return f"<clearway.Results of {self.command}: {self.data['heading']['title']}, in {self.folder}>"


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise ImportError("tables need pandas: pip install 'clearway[frames]'") from None
    return pandas
