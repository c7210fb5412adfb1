"""Greedy generation in Demur, llama.cpp (node-llama-cpp) and PyTorch eager with a key-value cache, turn by turn in one run.

usage: python3 bench/generate.py [--rounds 3] [--tokens 64] [--batches 1,8,32] [--model smollm2|random-1.1b] [--types BF16,Q8_0] [--out FILE]
Without --types: of SmolLM2 the embedded file and its float32 copy (and its bfloat16 copy where the processor computes in it); of the random shape BF16 and Q8_0.
Of quantised files Demur runs the weights both as they are stored and decoded, and the faster counts. Results go to bench/results/generate-MODEL.json.
Every side continues the same prompts of 64 tokens, which share no beginning, by the same number of tokens; a first continuation of other prompts, just as long, is not timed.
Needs Debian's python3-torch, node and npm.
"""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile

from common import BENCH, DEMUR, PYTHON, ROOT, build, machine, matrix_rates, run, torch_environment, torch_version, write

PROMPT, LLAMA = 64, os.path.join(ROOT, "artifacts/llama-cpp")
def prompts(work):
    """Prompts of equal length from own rows, cut so that no two begin alike."""
    subprocess.run([BENCH, "rows", "smollm2-135m-instruct", work, "400"], check=True)
    with open(os.path.join(work, "rows.tokens.jsonl"), encoding="utf-8") as lines:
        rows = [json.loads(line)["ids"] for line in lines]
    chosen = [row[-PROMPT:] for row in rows if len(row) >= PROMPT + 8][:64]
    path = os.path.join(work, "prompts.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(chosen, file)
    return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--batches", default="1,8,32")
    parser.add_argument("--model", choices=("smollm2", "random-1.1b"), default="smollm2")
    parser.add_argument("--types")
    parser.add_argument("--out")
    given = parser.parse_args()
    build()
    os.makedirs(LLAMA, exist_ok=True)
    subprocess.run(["cp", os.path.join(ROOT, "tests/llama-cpp/package.json"), os.path.join(ROOT, "bench/generate.mjs"), LLAMA], check=True)
    if not os.path.isdir(os.path.join(LLAMA, "node_modules/node-llama-cpp")):
        subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=LLAMA, check=True, stdout=subprocess.DEVNULL)
    rates, kernel = matrix_rates()
    native = "bfloat16" if "avx512_bf16" in machine() else "float32"
    results = []
    with tempfile.TemporaryDirectory() as work:
        path = prompts(work)
        convert = lambda source, out, *more: subprocess.run([DEMUR, "model", "convert", source, "--out", out, *more], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        small = os.path.join(work, "small")
        convert("smollm2-135m-instruct", small)
        name = given.model
        folder = small if name == "smollm2" else os.path.join(work, "random")
        if folder != small:
            subprocess.run([PYTHON, os.path.join(ROOT, "bench/torch/random_model.py"), small, folder], check=True)
        usual = (["Q4_1", "F32"] if name == "smollm2" else ["Q8_0"]) + (["BF16"] if native == "bfloat16" else [])
        for file_type in given.types.split(",") if given.types else usual:
            gguf = os.path.join(work, f"{file_type}.gguf")
            if file_type == "Q4_1" and name == "smollm2":
                os.symlink(os.path.join(ROOT, "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"), gguf)
            else:
                convert(folder, gguf, "--quantisation", file_type)
            dtype = {"BF16": "bfloat16", "F32": "float32"}.get(file_type)
            for batch in given.batches.split(","):
                ours = {"demur": [BENCH, "generate", gguf, path, batch, str(given.tokens), dtype]} if dtype else {
                    "demur stored": [BENCH, "generate", gguf, path, batch, str(given.tokens), "stored"],
                    "demur decoded": [BENCH, "generate", gguf, path, batch, str(given.tokens), native]}
                peers = {"llama.cpp": ["node", "generate.mjs", gguf, path, batch, str(given.tokens)]}
                if dtype:
                    peers["torch"] = [PYTHON, os.path.join(ROOT, "bench/torch/generate.py"), folder, path, batch, str(given.tokens), dtype]
                sides = {side: [] for side in (*ours, *peers)}
                for _ in range(given.rounds):
                    for side, command in {**ours, **peers}.items():
                        lines, peak = run(command, torch_environment(kernel) if side == "torch" else None, LLAMA if side == "llama.cpp" else None)
                        sides[side].append({**json.loads(lines[-1]), "peak_mib": peak})
                middle = {side: {key: round(statistics.median(one[key] for one in many), 3) for key in many[0] if key != "ids"} for side, many in sides.items()}
                best = max(middle[side]["tokens_per_second"] for side in ours)
                row = {"model": name, "file": file_type, "batch": int(batch), **middle, "begins_alike": sides[next(iter(ours))][0]["ids"] == sides["llama.cpp"][0]["ids"],
                       **{f"times_{peer}": round(best / middle[peer]["tokens_per_second"], 2) for peer in peers}}
                results.append(row)
                print(json.dumps(row), flush=True)
    with open(os.path.join(LLAMA, "node_modules/node-llama-cpp/package.json"), encoding="utf-8") as file:
        version = json.load(file)["version"]
    write(given.out or os.path.join(ROOT, f"bench/results/generate-{given.model}.json"), {
        "command": "python3 bench/generate.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": rates,
        "peers": [f"node-llama-cpp {version}", torch_version()], "rounds": given.rounds, "tokens": given.tokens, "results": results,
    })


main()
