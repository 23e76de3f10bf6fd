"""A sweep in shares on a Ray cluster: ray_sweep.py SCENARIO DIR SHARES"""
import subprocess
import sys

import ray

scenario, out, shares = sys.argv[1], sys.argv[2], int(sys.argv[3])
sweep = ["clearway", "sweep", scenario, "--out", out, "--threads", "1", "--quiet", "--shard"]
ray.init()
run = ray.remote(num_cpus=1)(subprocess.run)
ray.get([run.remote([*sweep, f"{i}/{shares}"], check=True) for i in range(1, shares + 1)])
subprocess.run(["clearway", "merge", out], check=True)
