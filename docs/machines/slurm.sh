#!/usr/bin/env bash
# A sweep as a Slurm array. DIR must be on a disk that all nodes share.
#
#   sbatch --array=1-50 slurm.sh SCENARIO DIR
#   sbatch --dependency=singleton --job-name=clearway --wrap "clearway merge DIR"
#SBATCH --job-name=clearway
#SBATCH --cpus-per-task=1
#SBATCH --requeue
set -euo pipefail
exec clearway sweep "$1" --out "$2" --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet --shard auto
