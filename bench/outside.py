"""Where the time of an evaluation goes, and how much of it lies outside matrix work: `demur eval` of 450 samples on SmolLM2-135M, sampled by perf from start to end.

usage: python3 bench/outside.py [--each 150] [--frequency 499] [--out bench/results/outside.json]
Two counts. Of what the cores did: samples outside products and attention. Of the time that passed: windows of two sampling periods in which no core was multiplying.
Packing rows for a product counts as matrix work; a core that waits for the other does not. Needs Debian's linux-perf.
"""
import argparse
import collections
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from common import ROOT, build, machine, matrix_rates, write
from evaluate import evaluation

GROUPS = [
    ("products and attention", re.compile(r"\b(\w*[pP]roduct|\w*[tT]ile|groupTiles|multiply|weigh|prefixAttention|attendAll|pack\w*)<|/(libopenblas|libdnnl)")),
    ("one core waits for the other", re.compile(r"\(.*/libgomp")),
    ("gates, norms, turning, keys into the cache", re.compile(r"kernels::|\(.*/libdemur_torch")),
    (".NET: compiling, loading, judges, files", re.compile(r"\(.*(/libcoreclr|/libclrjit|\.dll\)|doublemapper|perf-\d+\.map|/libSystem|/dotnet\))")),
    ("libtorch and the loader", re.compile(r"\(.*/(libtorch|libc10|ld-linux)")),
    ("the system's kernel", re.compile(r"\(\[kernel|\(\[k")),
]
MATRIX = GROUPS[0][0]
REST = "the rest: C library, allocation"


def samples(path):
    """The second and the group of every sample."""
    lines = subprocess.run(["perf", "script", "-i", path, "-F", "time,ip,sym,dso"], capture_output=True, text=True, check=True).stdout.splitlines()
    for line in filter(str.strip, lines):
        second, what = line.split(":", 1)
        yield float(second), next((name for name, pattern in GROUPS if pattern.search(what)), REST)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=150, help="samples of each of the three suites")
    parser.add_argument("--frequency", type=int, default=499, help="samples a second and core")
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/outside.json"))
    given = parser.parse_args()
    if not shutil.which("perf"):
        sys.exit("perf is missing: apt-get install linux-perf")
    build()
    rates, _ = matrix_rates()
    with tempfile.TemporaryDirectory() as work:
        profile = os.path.join(work, "perf.data")
        subprocess.run(
            ["perf", "record", "-F", str(given.frequency), "-o", profile, *evaluation(given.each, os.path.join(work, "run"))], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken = sorted(samples(profile))
    counts = collections.Counter(group for _, group in taken)
    start, end = taken[0][0], taken[-1][0]
    window = 2 / given.frequency
    multiplying = {int((second - start) / window) for second, group in taken if group == MATRIX}
    first = min(second for second, group in taken if group == MATRIX)
    record = {
        "command": "python3 bench/outside.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": rates,
        "samples": len(taken), "seconds": round(end - start, 1), "seconds_before_the_first_product": round(first - start, 2),
        "share_of_core_time": {name: round(counts[name] / len(taken), 3) for name in [*(name for name, _ in GROUPS), REST]},
        "outside_of_core_time": round(1 - counts[MATRIX] / len(taken), 3),
        "outside_of_passed_time": round(1 - len(multiplying) / (int((end - start) / window) + 1), 3),
    }
    print(json.dumps(record, indent=1))
    write(given.out, record)


if __name__ == "__main__":
    main()
