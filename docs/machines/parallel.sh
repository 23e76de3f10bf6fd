#!/usr/bin/env bash
# A sweep in shares on this machine, or on those of a file of hosts, with GNU parallel.
#
#   parallel.sh SCENARIO DIR SHARES [options of parallel, such as --sshloginfile hosts]
set -euo pipefail
scenario=$1 out=$2 shares=$3
shift 3

seq "$shares" | parallel "$@" --halt soon,fail=1 \
  clearway sweep "$scenario" --out "$out" --threads 1 --quiet --shard "{}/$shares"
clearway merge "$out"
