#!/usr/bin/env bash
# Makes the kept subjects again: tuned states of SmolLM2-135M-Instruct, each a PEFT adapter in bfloat16. Prints the hash of every file.
#     scripts/subjects.sh OUT [naive] [balanced] [derta]        all three when none is named; derta needs the public sets (DEMUR_DATA)
# What is finished in OUT is kept, so it can be stopped and called again. The cards in models/smollm2-135m-* say what the hashes were.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { echo "scripts/subjects.sh: name the folder to write to, then the subjects (naive, balanced, derta; all when left out)." >&2; exit 1; }
out=$1
shift
[ $# -ge 1 ] || set -- naive balanced derta
for subject in "$@"; do
    made=$out/work/$subject
    mkdir -p "$made"
    case $subject in
        naive | balanced)
            [ -f "$made/rows.jsonl" ] || "$root/demur" data build --mix "$subject" --seed 0 --out "$made/rows.jsonl"
            adapter=$made/tuning/adapter
            [ -d "$adapter" ] || "$root/demur" train sft --recipe "$subject" --data "$made/rows.jsonl" --seed 0 --out "$made/tuning"
            ;;
        derta)
            adapter=$made/derta/both-counter-400-s0/tuning/adapter
            [ -d "$adapter" ] || "$root/demur" replicate derta --only both-counter-400-s0 --ledger "$made/ledger" --out "$made"
            ;;
        *)
            echo "scripts/subjects.sh: no subject '$subject'; known are naive, balanced and derta." >&2
            exit 1
            ;;
    esac
    [ -d "$out/smollm2-135m-$subject" ] || "$root/demur" model export "$adapter" --for peft --dtype bfloat16 --out "$out/smollm2-135m-$subject"
    sha256sum "$out/smollm2-135m-$subject/adapter_model.safetensors"
done
