"""64 conversations of one LocalChatClient, one after the other and all at once: how much continuing them together saves.

usage: python3 bench/chats.py [--rounds 3] [--out bench/results/chats.json]
Fails when 64 at once take more than an eighth of the time of 64 single ones.
"""
import argparse
import datetime
import json
import os
import sys

from common import BENCH, ROOT, build, machine, matrix_rates, run, write


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/chats.json"))
    given = parser.parse_args()
    build()
    lines, peak = run([BENCH, "chats", "smollm2-135m-instruct", "64", str(given.rounds)])
    result = {key: round(value, 2) if isinstance(value, float) else value for key, value in json.loads(lines[-1]).items()}
    record = {"command": "python3 bench/chats.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": matrix_rates()[0], "rounds": given.rounds, **result, "peak_mib": round(peak)}
    print(json.dumps(record, indent=1))
    write(given.out, record)
    if result["times"] < 8:
        sys.exit(f"bench/chats.py: 64 at once are {result['times']} x as fast as 64 single ones; 8 is aimed at.")


main()
