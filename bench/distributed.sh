#!/usr/bin/env bash
# Two ranks against one, in Demur and in PyTorch's DistributedDataParallel, in one run and in turn; one thread a rank.
# Both train LoRA (rank 16, blocks 14 to 29) on the shape of SmolLM2-135M in float32, the same rows, tokens and targets a step.
# Writes bench/results/distributed.json: medians of seconds a step, each one's scaling, and the ratio of the two.
# Needs Debian's python3-torch. ROUNDS, STEPS and ROWS (of a global batch) change its size.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${ROUNDS:-3} steps=${STEPS:-8} rows=${ROWS:-16}
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch' 2>/dev/null || { echo "bench/distributed.sh: PyTorch is missing; apt-get install python3-torch." >&2; exit 1; }
. "$root/scripts/prepare.sh"
demur=$root/src/Demur.Cli/bin/Release/net10.0/demur.dll
demur_build src/Demur.Cli "$demur"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1 MASTER_ADDR=127.0.0.1

"$python" - "$work" <<'PY'
import json, sys
words = "the sea is calm in the morning and the boats go out to bring the fish home before the rain comes down from the hills".split()
with open(sys.argv[1] + "/rows.jsonl", "w") as out:
    for row in range(64):
        text = " ".join(words[(row + place) % len(words)] for place in range(24))
        out.write(json.dumps({"messages": [{"role": "user", "content": f"Write about number {row % 10}."}, {"role": "assistant", "content": text}], "label": "Harmless"}) + "\n")
PY
printf 'name: bench\nlora: { rank: 16, alpha: 32, first_layer: 14 }\nsft: { epochs: 10, checkpoint_every: 0, batch: { batch_size: %d, micro_batch_tokens: 4096 } }\n' "$rows" >"$work/recipe.yaml"

# Seconds of each step but the first three, in which code is still compiled and memory fetched.
demur_steps() { # ranks round
    dotnet "$demur" launch --nproc "$1" -- train sft --data "$work/rows.jsonl" --recipe "$work/recipe.yaml" --dtype float32 --max-steps "$steps" --out "$work/demur-$1-$2" \
        >/dev/null 2>"$work/log" || { tail -n 5 "$work/log" >&2; return 1; }
    tail -n +4 "$work/demur-$1-$2/steps.jsonl" | "$python" -c 'import json,sys; [print(json.loads(l)["seconds"]) for l in sys.stdin]'
}
torch_steps() { # ranks round tokens targets
    local pids=() rank port=$((20000 + RANDOM % 20000))
    for ((rank = $1 - 1; rank >= 0; rank--)); do
        RANK=$rank WORLD_SIZE=$1 MASTER_PORT=$port "$python" "$root/bench/distributed.py" "$rows" "$3" "$4" "$steps" 2>"$work/log.$rank" &
        pids+=($!)
    done
    for rank in "${pids[@]}"; do wait "$rank" || { tail -n 5 "$work"/log.* >&2; return 1; }; done
}

for ((round = 1; round <= rounds; round++)); do
    for ranks in 1 2; do
        demur_steps "$ranks" "$round" >>"$work/demur.$ranks"
        read -r tokens targets < <("$python" -c 'import json,sys; s=json.loads(open(sys.argv[1]).readline()); print(round(s["tokens"]/int(sys.argv[2])), round(s["targets"]/int(sys.argv[2])))' "$work/demur-1-1/steps.jsonl" "$rows")
        torch_steps "$ranks" "$round" "$tokens" "$targets" >>"$work/torch.$ranks"
    done
done

"$python" - "$work" "$rounds" "$steps" "$rows" "$tokens" >"$root/bench/results/distributed.json" <<'PY'
import datetime, json, os, platform, statistics, sys
import torch
work, rounds, steps, rows, tokens = sys.argv[1], *map(int, sys.argv[2:])
seconds = {kind: {ranks: statistics.median(float(line) for line in open(f"{work}/{kind}.{ranks}")) for ranks in (1, 2)} for kind in ("demur", "torch")}
scaling = {kind: each[1] / each[2] for kind, each in seconds.items()}
print(json.dumps({
    "command": f"ROUNDS={rounds} STEPS={steps} ROWS={rows} bench/distributed.sh", "date": datetime.date.today().isoformat(),
    "machine": next(line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "processors": os.cpu_count(),
    "load_average": os.getloadavg()[1], "torch": torch.__version__, "python": platform.python_version(), "rows_a_step": rows, "tokens_a_row": tokens,
    "seconds_a_step": seconds, "scaling_of_two_ranks": scaling, "demur_over_torch": scaling["demur"] / scaling["torch"]}, indent=2))
PY
cat "$root/bench/results/distributed.json"
