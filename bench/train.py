"""Training steps of SmolLM2-135M in Demur and in PyTorch eager, turn by turn in one run: LoRA, full tuning and DPO.

usage: python3 bench/train.py [--rounds 3] [--steps 8] [--only lora,full,dpo] [--out bench/results/train.json]
Needs Debian's python3-torch. Demur is run as its user runs it (`demur train sft|dpo`) and its steps are read from the run's steps.jsonl; the first two steps
of every run are left out on both sides. Tokens are those of the rows, without padding. The peer takes the faster of float32 and bfloat16, by a run of three steps.
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

BATCH, SKIPPED = 8, 2
# One multiplication and one addition a weight: forward, and backward to the states; full tuning also backward to the weights.
PASSES = {"lora": 2, "dpo": 2, "full": 3}


def figures(steps, peak):
    steps = [json.loads(step) for step in steps][SKIPPED:]
    return {"tokens_per_second": sum(step["tokens"] for step in steps) / sum(step["seconds"] for step in steps), "peak_mib": peak}


class Demur:
    def __init__(self, work, steps):
        self.work, self.steps, self.runs = work, steps, 0

    def measure(self, mode):
        self.runs += 1
        out = os.path.join(self.work, f"run-{self.runs}")
        method, key = ("dpo", "dpo") if mode == "dpo" else ("sft", "sft")
        recipe = os.path.join(self.work, f"{mode}.yaml")
        with open(recipe, "w", encoding="utf-8") as file:
            file.write(f"name: bench\nlora: {{ rank: 16, alpha: 32 }}\n{key}: {{ learning_rate: 1e-4, checkpoint_every: 0, "
                       f"batch: {{ batch_size: {BATCH}, shuffle: false, keep_pairs_together: false, micro_batch_tokens: 2048 }} }}\n")
        data = ["--pairs", os.path.join(self.work, "pairs.jsonl")] if mode == "dpo" else ["--data", os.path.join(self.work, "rows.jsonl")]
        command = [DEMUR, "train", method, *data, "--recipe", recipe, "--max-steps", str(self.steps), "--out", out] + (["--full"] if mode == "full" else [])
        _, peak = run(command)
        with open(os.path.join(out, "steps.jsonl"), encoding="utf-8") as lines:
            text = lines.read().splitlines()
        subprocess.run(["rm", "-rf", out], check=True)
        return figures(text, peak), [json.loads(line) for line in text]


class Torch:
    def __init__(self, work, steps, kernel):
        self.work, self.steps = work, steps
        self.environment = torch_environment(kernel)
        self.types = {}

    def measure(self, mode, style, steps=None, dtype=None):
        rows = "pairs.tokens.jsonl" if mode == "dpo" else "rows.tokens.jsonl"
        command = [PYTHON, os.path.join(ROOT, "bench/torch/train.py"), os.path.join(self.work, "model"), os.path.join(self.work, rows), mode, style,
                   dtype or self.types[mode], str(steps or self.steps)]
        lines, peak = run(command, self.environment)
        return figures(lines, peak), [json.loads(line) for line in lines]

    def choose(self, mode):
        rates = {dtype: self.measure(mode, "plain", SKIPPED + 1, dtype)[0]["tokens_per_second"] for dtype in ("float32", "bfloat16")}
        self.types[mode] = max(rates, key=rates.get)
        return rates


def matrix_work(work, mode, steps):
    """Multiplications and additions of the projections and the head a token of the timed steps."""
    with open(os.path.join(work, "model/config.json"), encoding="utf-8") as file:
        config = json.load(file)
    width, inner = config["hidden_size"], config["intermediate_size"]
    keys = config["num_key_value_heads"] * (config.get("head_dim") or width // config["num_attention_heads"])
    projections = config["num_hidden_layers"] * (2 * width * width + 2 * width * keys + 3 * width * inner)
    with open(os.path.join(work, "pairs.tokens.jsonl" if mode == "dpo" else "rows.tokens.jsonl"), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    each = BATCH * (2 if mode == "dpo" else 1)
    timed = rows[SKIPPED * each:steps * each]
    share = sum(sum(row["targets"][1:]) for row in timed) / sum(len(row["ids"]) for row in timed)
    return 2 * PASSES[mode] * (projections + share * width * config["vocab_size"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--only", default="lora,full,dpo")
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/train.json"))
    given = parser.parse_args()
    build()
    rates, kernel = matrix_rates()
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([DEMUR, "model", "convert", "smollm2-135m-instruct", "--out", os.path.join(work, "model")], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([BENCH, "rows", "smollm2-135m-instruct", work, str(BATCH * given.steps)], check=True)
        demur, torch = Demur(work, given.steps), Torch(work, given.steps, kernel)
        results = []
        for mode in given.only.split(","):
            sides = {"demur": [], "torch plain": [], "torch fair": []}
            losses = {}
            probe = torch.choose(mode)
            for _ in range(given.rounds):
                for side in sides:
                    figure, steps = demur.measure(mode) if side == "demur" else torch.measure(mode, side.split()[1])
                    sides[side].append(figure)
                    losses[side] = steps[0]["loss"]
            middle = {side: {name: statistics.median(figure[name] for figure in many) for name in many[0]} for side, many in sides.items()}
            own = middle["demur"]
            gflops = own["tokens_per_second"] * matrix_work(work, mode, given.steps) / 1e9
            results.append({
                "mode": mode, "torch_dtype": torch.types[mode], "torch_probe_tokens_per_second": {name: round(rate) for name, rate in probe.items()},
                **{side: {name: round(value, 1) for name, value in figure.items()} for side, figure in middle.items()},
                "first_loss": {side: round(loss, 4) for side, loss in losses.items()},
                "times_plain": round(own["tokens_per_second"] / middle["torch plain"]["tokens_per_second"], 2),
                "times_fair": round(own["tokens_per_second"] / middle["torch fair"]["tokens_per_second"], 2),
                "matrix_gflops": round(gflops), "share_of_matrix_rate": round(gflops / max(rates.values()), 3),
            })
            print(json.dumps(results[-1]), flush=True)
    record = {
        "command": "python3 bench/train.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": rates,
        "peer": torch_version(),
        "rounds": given.rounds, "steps": given.steps, "results": results,
    }
    write(given.out, record)


main()
