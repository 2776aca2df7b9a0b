#!/usr/bin/env bash
# A run in parts as a Slurm job array, and the merge that waits for all of them.
#
#   sbatch --array=1-5 examples/slurm.sh 申报 成果        each task does its part
#   sbatch --dependency=afterany:<job> examples/slurm.sh 申报 成果
#                                                         without --array: puts the parts together
#
# Parts are done again with --resume when a task is requeued; findings (exit code 1) are no failure of a task.
#SBATCH --job-name=jixiao
#SBATCH --requeue
set -euo pipefail

source=$1 out=$2
parts=${PARTS:-5}
jixiao=${JIXIAO:-jixiao}

findings_are_no_failure() { "$@" || [ $? -eq 1 ]; }

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
    part=$SLURM_ARRAY_TASK_ID
    findings_are_no_failure "$jixiao" batch "$source" -o "$out.$part" --shard "$part/$parts" --volume --resume --jobs "${SLURM_CPUS_PER_TASK:-1}"
else
    folders=()
    for part in $(seq "$parts"); do folders+=("$out.$part"); done
    findings_are_no_failure "$jixiao" merge "${folders[@]}" -o "$out"
    "$jixiao" verify "$out" "$source"
fi
