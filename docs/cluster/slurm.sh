#!/bin/bash
# Remove and retrain as an array job of Slurm: each element does its share of
# the trainings in one folder that all of them see.
#
#   sbatch --array=1-60 slurm.sh FOLDER [options of `fullgrad retrain`]
#
# An element that is preempted, requeued or out of time goes on where it was: a
# training that is done is kept, and is done by nobody else.
#SBATCH --job-name=fullgrad
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=08:00:00
#SBATCH --requeue
#SBATCH --output=%x-%A_%a.txt
set -euo pipefail
folder=$1
shift
# The folder of the repository, and Deno 2.9.6 or later.
fullgrad=${FULLGRAD:-$HOME/fullgrad}
# `exec`, so that Deno itself is told to stop and ends in order.
exec "${DENO:-deno}" run -A "$fullgrad/lib/cli/main.ts" retrain \
  --folder "$folder" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" "$@"
