#!/usr/bin/env bash
# Cost of self-contrastive decoding: seconds a written token against plain decoding under the same emphasis, SmolLM2-135M-Instruct, 32 prompts together, 64 tokens, medians of three rounds.
# Fails above 2.1. Writes bench/results/self-cd.json.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/prepare.sh"
bench=$root/bench/Demur.Bench/bin/Release/net10.0/Demur.Bench.dll
demur_build bench/Demur.Bench "$bench"
result=$(dotnet "$bench" self-cd smollm2-135m-instruct)
echo "$result" | tee "$root/bench/results/self-cd.json"
ratio=$(sed 's/.*"ratio": \([0-9.]*\).*/\1/' <<<"$result")
awk "BEGIN { exit !($ratio <= 2.1) }" || { echo "bench/self-cd.sh: $ratio x plain decoding, above 2.1." >&2; exit 1; }
