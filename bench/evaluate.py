"""450 samples on SmolLM2-135M from start to report-ready run folder: `demur eval` against a plain PyTorch script that answers the same prompts.

usage: python3 bench/evaluate.py [--rounds 3] [--each 150] [--out bench/results/evaluate.json]
Seconds are those of the whole process, loading included. The peer gets token ids, judges nothing and writes no files; it takes the faster of float32 and bfloat16.
"""
import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from common import BENCH, DEMUR, PYTHON, ROOT, build, machine, matrix_rates, run, torch_environment, torch_version, write

MODEL, SUITES, TOKENS, END = "smollm2-135m-instruct", "own-direct,own-documents-held-out,own-useful", 32, 2


def evaluation(each, out):
    """The command line that is measured."""
    return [DEMUR, "eval", "--target", MODEL, "--suite", SUITES, "--limit", str(each), "--tokens", str(TOKENS), "--concurrency", "64", "--out", out]


def timed(command, environment=None):
    start = time.perf_counter()
    lines, peak = run(command, environment)
    return lines, {"seconds": time.perf_counter() - start, "peak_mib": peak}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--each", type=int, default=150, help="samples of each of the three suites")
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/evaluate.json"))
    given = parser.parse_args()
    build()
    rates, kernel = matrix_rates()
    environment = torch_environment(kernel)
    with tempfile.TemporaryDirectory() as work:
        folder, prompts = os.path.join(work, "model"), os.path.join(work, "prompts.json")
        subprocess.run([DEMUR, "model", "convert", MODEL, "--out", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def demur(number):
            out = os.path.join(work, f"run-{number}")
            _, figure = timed(evaluation(given.each, out))
            return out, figure

        def torch(dtype):
            lines, figure = timed([PYTHON, os.path.join(ROOT, "bench/torch/evaluate.py"), folder, prompts, str(TOKENS), str(END), dtype], environment)
            return {**json.loads(lines[-1]), **figure}

        out, _ = demur(0)
        subprocess.run([BENCH, "prompts", MODEL, os.path.join(out, "samples.jsonl"), prompts], check=True)
        with open(os.path.join(out, "responses.jsonl"), encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        probe = {dtype: torch(dtype)["seconds"] for dtype in ("float32", "bfloat16")}
        dtype = min(probe, key=probe.get)
        sides = {"demur": [], "torch": []}
        for number in range(given.rounds):
            sides["demur"].append(demur(number + 1)[1])
            sides["torch"].append(torch(dtype))
    middle = {side: {key: round(statistics.median(one[key] for one in many), 2) for key in many[0]} for side, many in sides.items()}
    record = {
        "command": "python3 bench/evaluate.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": rates, "peer": torch_version(),
        "torch_dtype": dtype, "torch_probe_seconds": {name: round(value, 1) for name, value in probe.items()}, "rounds": given.rounds, "samples": len(rows),
        "tokens_demur": sum(row["tokens"] for row in rows), **middle, "times_torch": round(middle["torch"]["seconds"] / middle["demur"]["seconds"], 2),
    }
    print(json.dumps(record, indent=1))
    write(given.out, record)


if __name__ == "__main__":
    main()
