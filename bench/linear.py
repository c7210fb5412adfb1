"""Milliseconds of all products of one pass of SmolLM2-135M, by the rows that go through together: Demur and PyTorch in one run.

usage: python3 bench/linear.py [--out bench/results/linear.json]
Weights differ from layer to layer, so that they come from memory as in the model; the best of five passes.
"""
import argparse
import datetime
import json
import os
import sys

from common import BENCH, PYTHON, ROOT, build, machine, matrix_rates, run, torch_environment, torch_version, write

SHAPES = [(576, 960, 30), (576, 576, 30), (576, 3072, 30), (1536, 576, 30), (576, 49152, 1)]
PEER = """
import json, sys, time, torch
dtype = getattr(torch, sys.argv[1])
for rows in (1, 4, 8, 16, 32, 64, 128, 512, 1024):
    whole = 0
    for inputs, outputs, layers in %r:
        weights = [torch.randn(outputs, inputs).to(dtype) for _ in range(layers)]
        x, best = torch.randn(rows, inputs).to(dtype), 1e9
        for _ in range(5):
            started = time.perf_counter()
            for weight in weights: torch.nn.functional.linear(x, weight)
            best = min(best, time.perf_counter() - started)
        whole += best
    print(json.dumps({"rows": rows, "milliseconds": 1e3 * whole}))
""" % SHAPES


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/linear.json"))
    given = parser.parse_args()
    build()
    rates, kernel = matrix_rates()
    results = []
    for dtype in [name for name in ("bfloat16", "float32") if name in rates]:
        ours = [json.loads(line) for line in run([BENCH, "linear", dtype])[0]]
        theirs = [json.loads(line) for line in run([PYTHON, "-c", PEER, dtype], torch_environment(kernel))[0]]
        for own, peer in zip(ours, theirs, strict=True):
            results.append({"dtype": dtype, "rows": own["rows"], "demur_ms": round(own["milliseconds"], 1), "torch_ms": round(peer["milliseconds"], 1),
                            "times": round(peer["milliseconds"] / own["milliseconds"], 2)})
            print(json.dumps(results[-1]), flush=True)
    write(given.out, {"command": "python3 bench/linear.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": rates, "peer": torch_version(), "results": results})


main()
