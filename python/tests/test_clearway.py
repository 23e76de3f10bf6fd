"""The module beside the command: same numbers, clear errors."""

from __future__ import annotations

import csv
import datetime
import json
import subprocess
from pathlib import Path

import pytest

import clearway
from clearway._values import toml

SCENARIOS = Path(__file__).resolve().parent.parent.parent / "scenarios"
PEAK_DAY = SCENARIOS / "peak-day.toml"
INSPECTION = "stations.inspection.lanes"


def test_a_run_has_the_numbers_of_the_command(tmp_path: Path) -> None:
    results = clearway.run(PEAK_DAY, set={INSPECTION: 8}, replications=10)
    subprocess.run(
        [clearway.binary(), "run", PEAK_DAY, "--set", f"{INSPECTION}=8", "--replications", "10"]
        + ["--quiet", "--no-report", "--out", tmp_path / "by-hand"],
        check=True,
    )
    for name in ["results.json", "metrics.csv", "daily.csv", "hourly.csv"]:
        assert (results.folder / name).read_bytes() == (tmp_path / "by-hand" / name).read_bytes(), name
    with open(tmp_path / "by-hand" / "metrics.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(results.metrics) > 100
    for row in rows:
        if row["mean"]:
            assert results.metrics.loc[(row["metric"], row["scope"]), "mean"] == float(row["mean"])


def test_values_by_replication_average_to_the_plain_mean() -> None:
    results = clearway.run(PEAK_DAY, replications=12)
    released = results.values["released_per_day", "all"]
    assert list(released.index) == list(range(1, 13))
    mean = results.metrics.loc[("released_per_day", "all"), "mean"]
    assert released.mean() == pytest.approx(mean, rel=1e-12)
    assert results.verdicts.keys() == {"batches_per_day", "units_per_day", "release"}
    assert isinstance(results.daily.index[0].to_pydatetime(), datetime.datetime)
    assert ("stations.inspection", results.daily.index[0]) in results.hourly.index


def test_a_sweep_has_a_row_for_each_point() -> None:
    sweep = clearway.sweep(PEAK_DAY, vary={INSPECTION: range(7, 10)}, replications=5)
    assert list(sweep.points[INSPECTION]) == [7, 8, 9]
    one = clearway.run(PEAK_DAY, set={INSPECTION: 8}, replications=5)
    assert sweep.points["released_within"][1] == one.metrics.loc[("released_within", "all"), "mean"]


def test_texts_are_swept_as_texts(tmp_path: Path) -> None:
    path = "stations.inspection.service"
    values = [{"constant": "1 h"}, {"exponential": {"mean": "75 min"}}]
    sweep = clearway.sweep(PEAK_DAY, vary={path: values}, replications=3)
    assert len(sweep.points) == 2


def test_staff_writes_its_roster_and_the_scenario_of_its_choice(tmp_path: Path) -> None:
    written = tmp_path / "chosen.toml"
    found = clearway.staff(PEAK_DAY, write=written)
    assert found.command == "staff"
    assert list(found.roster["scope"]) == ["stations.inspection", "stations.documents"]
    chosen = clearway.run(written, replications=5)
    assert chosen.metrics.loc[("cost_per_day", "all"), "mean"] == found.roster["cost_per_day"].sum()


def test_stress_and_compare(tmp_path: Path) -> None:
    assert clearway.stress(PEAK_DAY, replications=40).points["multiple"].is_monotonic_increasing
    eight = clearway.run(PEAK_DAY, set={INSPECTION: 8}, replications=10, out=tmp_path / "eight")
    nine = clearway.run(PEAK_DAY, replications=10, out=tmp_path / "nine")
    both = clearway.compare(nine.folder, eight.folder, out=tmp_path / "both")
    assert both.command == "compare"
    assert clearway.Results(tmp_path / "both").points.equals(both.points)


def test_the_report_and_the_log_on_request(tmp_path: Path) -> None:
    results = clearway.run(PEAK_DAY, replications=2, report=True, event_log="csv", out=tmp_path)
    assert (tmp_path / "report.html").is_file()
    assert "case:concept:name" in results.table("events").columns


def test_the_temporary_folder_goes_with_its_results() -> None:
    results = clearway.run(PEAK_DAY, replications=2)
    folder = results.folder
    assert folder.is_dir()
    del results
    assert not folder.exists()


def test_what_is_wrong_is_told_in_the_words_of_the_command() -> None:
    with pytest.raises(clearway.ScenarioError, match="inspection") as wrong:
        clearway.run(PEAK_DAY, set={"stations.inspektion.lanes": 8})
    assert wrong.value.code == 2
    with pytest.raises(clearway.ScenarioError, match="cannot be read"):
        clearway.run("nowhere.toml")
    with pytest.raises(AttributeError, match="only those of run"):
        clearway.sweep(PEAK_DAY, vary={INSPECTION: [9]}, replications=2).values


def test_check_tells_loads_and_problems() -> None:
    told = clearway.check(PEAK_DAY)
    assert told["sound"] is True
    assert told["bottleneck"]
    told = clearway.check(PEAK_DAY, set={INSPECTION: 0})
    assert told["sound"] is False
    assert told["problems"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (9, "9"),
        (0.1, "0.1"),
        (1e22, "1e+22"),
        (True, "true"),
        ("45 min", '"45 min"'),
        ('a "b" \\ \n口罩', '"a \\"b\\" \\\\ \\n口罩"'),
        (datetime.date(2020, 4, 13), "2020-04-13"),
        (datetime.datetime(2020, 4, 13, 8), "2020-04-13T08:00:00"),
        ([1, "x"], '[1, "x"]'),
        ({"triangular": {"min": "4 min", "mode": 3}}, '{ "triangular" = { "min" = "4 min", "mode" = 3 } }'),
    ],
)
def test_values_are_written_as_toml(value: object, written: str) -> None:
    assert toml(value) == written


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), object()])
def test_what_no_scenario_can_hold_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        toml(value)


def test_the_example_notebook_runs() -> None:
    book = json.loads((Path(__file__).parent.parent / "examples" / "peak-day.ipynb").read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert len(code) >= 4
    names: dict[str, object] = {"SCENARIOS": SCENARIOS}
    for source in code:
        exec(compile(source, "peak-day.ipynb", "exec"), names)  # noqa: S102
