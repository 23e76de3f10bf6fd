"""A sweep in shares on a Dask cluster: dask_sweep.py SCENARIO DIR SHARES [SCHEDULER]"""
import subprocess
import sys

from dask.distributed import Client

if __name__ == "__main__":
    scenario, out, shares = sys.argv[1], sys.argv[2], int(sys.argv[3])
    sweep = ["clearway", "sweep", scenario, "--out", out, "--threads", "1", "--quiet", "--shard"]
    with Client(*sys.argv[4:]) as client:
        done = [client.submit(subprocess.run, [*sweep, f"{i}/{shares}"], check=True, pure=False)
                for i in range(1, shares + 1)]
        client.gather(done)
    subprocess.run(["clearway", "merge", out], check=True)
