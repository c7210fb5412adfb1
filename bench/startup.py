"""Start-up and text work: `demur --help`, the first token of the embedded model in a new process, tokenizer and chat template on one core.

usage: python3 bench/startup.py [--rounds 5] [--out bench/results/startup.json]
Fails above 150 ms for --help, 3 s to the first token, or below 5 MB/s of the tokenizer. Files are in the page cache: the first round of each is not counted.
"""
import argparse
import datetime
import json
import os
import statistics
import sys
import time

from common import BENCH, DEMUR, ROOT, build, machine, run, write


def seconds(command):
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/startup.json"))
    given = parser.parse_args()
    build()
    commands = {"help": [DEMUR, "--help"], "first_token": [DEMUR, "chat", "Hello", "--tokens", "1"], "first_token_stored": [DEMUR, "chat", "Hello", "--tokens", "1", "--dtype", "stored"]}
    times = {name: [seconds(command) for _ in range(given.rounds + 1)][1:] for name, command in commands.items()}
    lines, _ = run(["taskset", "-c", "0", BENCH, "text", "smollm2-135m-instruct"])
    text = {key: round(value, 2) for key, value in json.loads(lines[-1]).items()}
    middle = {f"{name}_seconds": round(statistics.median(many), 3) for name, many in times.items()}
    record = {"command": "python3 bench/startup.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "rounds": given.rounds, **middle, **text}
    print(json.dumps(record, indent=1))
    write(given.out, record)
    if middle["help_seconds"] > 0.15 or middle["first_token_seconds"] > 3 or text["tokenizer_megabytes_per_second"] < 5:
        sys.exit("bench/startup.py: a goal is missed; they are in this script's first lines.")


main()
