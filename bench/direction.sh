#!/usr/bin/env bash
# Seconds of a search for a refusal direction on SmolLM2-135M-Instruct in float32, against a plain PyTorch loop over the same prompts, in turns.
# The peer scores 10 of the candidates, all of which cost it the same; scores must agree. Writes bench/results/direction.md.
# Needs python3-torch. ROUNDS=1 for a short run; FOLDER keeps the dequantised model.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import torch, numpy' 2>/dev/null || { echo "bench/direction.sh: $python has no torch; apt-get install python3-torch." >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
model=${FOLDER:-$work/model}
. "$root/scripts/prepare.sh"
bench=$root/bench/Demur.Bench/bin/Release/net10.0/Demur.Bench.dll
demur_build bench/Demur.Bench "$bench"
[ -f "$model/model.safetensors" ] || "$root/demur" model convert smollm2-135m-instruct --out "$model" --dtype float32 >/dev/null
# Both sides read the same BLAS, with the same kernels and threads.
blas=$(dirname "$(ls /usr/lib/*/openblas-openmp/libblas.so.3)")
for round in $(seq "${ROUNDS:-2}"); do
    dotnet "$bench" direction "$model" "$work/tokens.json" >>"$work/demur.jsonl"
    for head in last all; do
        LD_LIBRARY_PATH=$blas OMP_NUM_THREADS=$(nproc) "$python" "$root/bench/direction.py" "$model" "$work/tokens.json" 10 $head >>"$work/peer.jsonl"
    done
done
"$python" - "$work" >"$work/table.md" <<'PY'
import json, statistics, sys
read = lambda name: [json.loads(line) for line in open(f"{sys.argv[1]}/{name}.jsonl")]
ours, peers = read("demur"), read("peer")
known = {(p, l): rest for p, l, *rest in ours[0]["scores"]}
off = max(abs(a - b) / max(1, abs(b)) for p, l, *rest in peers[0]["scores"] for a, b in zip(known[p, l], rest))
assert off < 1e-2, f"scores differ by {off}"
middle = lambda rows, key: statistics.median(row[key] for row in rows)
count = ours[0]["candidates"]
whole = lambda rows: middle(rows, "means") + count * middle(rows, "candidate")
print(f"| | means of 64 prompts, s | a candidate (8 and 8 prompts), s | whole search, {count} candidates, s | ratio |\n|---|---|---|---|---|")
for name, rows in [("Demur", ours)] + [(f"PyTorch loop, head at {'the last position' if head == 'last' else 'all positions, as released'}", [row for row in peers if row["head"] == head]) for head in ("last", "all")]:
    print(f"| {name} | {middle(rows, 'means'):.1f} | {middle(rows, 'candidate'):.2f} | {whole(rows):.0f} | {whole(rows) / whole(ours):.2f} |")
print(f"\nMedians of {len(ours)} rounds. Scores agree within {off:.1e}.")
PY
{
    echo "# Search for a refusal direction, SmolLM2-135M-Instruct, float32"
    echo
    echo "\`bench/direction.sh\`, $(date +%F), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, .NET $(dotnet --version), PyTorch $("$python" -c 'import torch; print(torch.__version__)')."
    echo
    cat "$work/table.md"
} | tee "$root/bench/results/direction.md"
