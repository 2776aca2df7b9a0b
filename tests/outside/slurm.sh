#!/usr/bin/env bash
# Runs the job array of examples/slurm.sh on a Slurm of one node, started from Debian's packages (slurm-wlm, munge) and stopped again; compares the
# results with those of one run, byte for byte. `tests/outside/slurm.sh target/debug` as root.
#
# If the daemons cannot run (no root, a restricted container), GNU parallel runs the tasks with Slurm's variables, and the script prints that.
set -euo pipefail
cd "$(dirname "$0")/../.."

programs=$(realpath "${1:-target/debug}")
export JIXIAO=$programs/jixiao PARTS=5 SLURM_CONF
work=$(mktemp -d)
SLURM_CONF=$work/slurm.conf
daemons=()

stop() {
    for daemon in "${daemons[@]}"; do kill "$daemon" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT

# A Slurm of this node alone, with everything it writes in $work.
configure() {
    mkdir -p "$work/state" "$work/spool" "$work/munge"
    chmod 711 "$work" "$work/munge"
    dd if=/dev/urandom of="$work/munge/key" bs=1 count=128 status=none
    chmod 400 "$work/munge/key"
    cat >"$SLURM_CONF" <<CONF
ClusterName=jixiao
SlurmctldHost=$(hostname)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ReturnToService=2
MinJobAge=300
NodeName=$(hostname) CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
CONF
}

# In the foreground, so that they are ours to stop.
start() {
    munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
        --log-file="$work/munge/log" --seed-file="$work/munge/seed" >/dev/null 2>&1 &
    daemons+=($!)
    for _ in $(seq 50); do [ -S "$work/munge/socket" ] && break; sleep 0.1; done
    slurmctld -D >/dev/null 2>&1 &
    daemons+=($!)
    slurmd -D >/dev/null 2>&1 &
    daemons+=($!)
    for _ in $(seq 100); do
        sinfo -h -o %T 2>/dev/null | grep -q idle && return
        sleep 0.2
    done
    return 1
}

source=$work/in one=$work/one out=$work/out
"$programs/examples/county" "$source" 20 >/dev/null
"$JIXIAO" batch "$source" -o "$one" --volume 2>/dev/null >/dev/null || [ $? -eq 1 ]

if command -v slurmctld munged sbatch >/dev/null && configure && start; then
    log=$work/task-%a.log
    array=$(sbatch --parsable --array="1-$PARTS" --output="$log" examples/slurm.sh "$source" "$out")
    sbatch --wait --parsable --dependency="afterok:$array" --output="$work/merge.log" examples/slurm.sh "$source" "$out" >/dev/null ||
        { tail -n 20 "$work"/*.log; exit 1; }
    engine="Slurm $(sinfo --version | cut -d' ' -f2), array $array of $PARTS tasks"
elif command -v parallel >/dev/null; then
    seq "$PARTS" | parallel --will-cite --env JIXIAO,PARTS "SLURM_ARRAY_TASK_ID={} examples/slurm.sh $source $out" >/dev/null 2>&1
    examples/slurm.sh "$source" "$out" >/dev/null 2>&1
    engine="GNU parallel, for Slurm does not run here; $PARTS tasks"
else
    echo "NOT CHECKED: the job array, for there is neither a Slurm that runs nor GNU parallel"
    exit 0
fi
diff -r "$one" "$out"
echo "job array: $engine: the bytes of one run"

# The command of the Kubernetes job, as it stands there, with a folder in the place of the volume and a number in the place of the pod's.
rm -rf "$out" "$out".*
command=$(python3 -c 'import sys; text = open("examples/kubernetes.yaml").read(); body = text.split("- |\n")[1].split("          resources:")[0]; print("\n".join(line.strip() for line in body.splitlines()))')
ln -s "$programs/jixiao" "$work/jixiao"
mv "$source" "$work/申报"
for index in $(seq 0 $((PARTS - 1))); do
    PATH=$work:$PATH JOB_COMPLETION_INDEX=$index sh -ec "${command//\/data/$work}" >/dev/null 2>&1
done
"$JIXIAO" merge "$work"/成果.* -o "$out" >/dev/null 2>&1 || [ $? -eq 1 ]
diff -r "$one" "$out"
echo "kubernetes.yaml: its command, $PARTS times: the bytes of one run"
