"""Greedy generation in Demur, llama.cpp (node-llama-cpp) and PyTorch eager with a key-value cache, turn by turn in one run.

usage: python3 bench/generate.py [--rounds 3] [--tokens 64] [--batches 1,8,32] [--models smollm2,random-1.1b] [--out bench/results/generate.json]
Every side continues the same prompts of 64 tokens, which share no beginning, by the same number of tokens; a first continuation of other prompts is not timed.
Needs Debian's python3-torch, node and npm.
"""
import argparse
import datetime
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile

from common import BENCH, DEMUR, PYTHON, ROOT, build, machine, matrix_rates, run, torch_environment, torch_version, write

PROMPT, LLAMA = 64, os.path.join(ROOT, "artifacts/llama-cpp")
# TinyLlama's shape, 1.1 billion weights, with SmolLM2's vocabulary so that its tokenizer fits.
RANDOM = {"hidden_size": 2048, "intermediate_size": 5632, "num_hidden_layers": 22, "num_attention_heads": 32, "num_key_value_heads": 4}


def random_model(source, folder):
    """A checkpoint of the random shape beside the tokenizer of another one."""
    os.makedirs(folder)
    for name in os.listdir(source):
        if not name.endswith(".safetensors"):
            subprocess.run(["cp", os.path.join(source, name), folder], check=True)
    with open(os.path.join(source, "config.json"), encoding="utf-8") as file:
        config = {**json.load(file), **RANDOM, "head_dim": 64, "tie_word_embeddings": False, "torch_dtype": "bfloat16"}
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    width, inner, keys, words = config["hidden_size"], config["intermediate_size"], 64 * config["num_key_value_heads"], config["vocab_size"]
    shapes = {"model.embed_tokens.weight": [words, width], "lm_head.weight": [words, width], "model.norm.weight": [width]}
    for layer in range(config["num_hidden_layers"]):
        block = f"model.layers.{layer}."
        for name, shape in (("q", [width, width]), ("k", [keys, width]), ("v", [keys, width]), ("o", [width, width])):
            shapes[f"{block}self_attn.{name}_proj.weight"] = shape
        for name, shape in (("gate", [inner, width]), ("up", [inner, width]), ("down", [width, inner])):
            shapes[f"{block}mlp.{name}_proj.weight"] = shape
        for name in ("input_layernorm", "post_attention_layernorm"):
            shapes[f"{block}{name}.weight"] = [width]
    header, at = {}, 0
    for name, shape in shapes.items():
        size = 2 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    import torch
    torch.manual_seed(0)
    with open(os.path.join(folder, "model.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            values = torch.ones(shape) if len(shape) == 1 else torch.randn(shape) * 0.02
            file.write(values.to(torch.bfloat16).view(torch.int16).numpy().tobytes())


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
    parser.add_argument("--models", default="smollm2,random-1.1b")
    parser.add_argument("--out", default=os.path.join(ROOT, "bench/results/generate.json"))
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
        for name in given.models.split(","):
            folder = small if name == "smollm2" else os.path.join(work, "random")
            if folder != small:
                random_model(small, folder)
            types = {"BF16": "bfloat16"} if native == "bfloat16" else {}
            types = {**types, "Q8_0": native, "Q4_0": native, **({"F32": "float32"} if name == "smollm2" else {})}
            for file_type in types:
                convert(folder, os.path.join(work, f"{name}-{file_type}.gguf"), "--quantisation", file_type)
            for file_type, dtype in types.items():
                gguf = os.path.join(work, f"{name}-{file_type}.gguf")
                for batch in given.batches.split(","):
                    sides = {"demur": [], "llama.cpp": [], "torch": []}
                    for _ in range(given.rounds):
                        for side in sides:
                            if side == "demur":
                                lines, peak = run([BENCH, "generate", gguf, path, batch, str(given.tokens), dtype])
                            elif side == "llama.cpp":
                                lines, peak = run(["node", "generate.mjs", gguf, path, batch, str(given.tokens)], folder=LLAMA)
                            elif file_type in ("BF16", "F32"):
                                lines, peak = run([PYTHON, os.path.join(ROOT, "bench/torch/generate.py"), folder, path, batch, str(given.tokens), dtype], torch_environment(kernel))
                            else:
                                continue
                            sides[side].append({**json.loads(lines[-1]), "peak_mib": peak})
                    middle = {side: {key: round(statistics.median(one[key] for one in many), 3) for key in many[0] if key != "ids"} for side, many in sides.items() if many}
                    row = {"model": name, "file": file_type, "demur_computes_in": dtype, "batch": int(batch), **middle,
                           "begins_alike": sides["demur"][0]["ids"] == sides["llama.cpp"][0]["ids"]}
                    for peer in ("llama.cpp", "torch"):
                        if peer in middle:
                            row[f"times_{peer}"] = round(middle["demur"]["tokens_per_second"] / middle[peer]["tokens_per_second"], 2)
                    results.append(row)
                    print(json.dumps(row), flush=True)
    with open(os.path.join(LLAMA, "node_modules/node-llama-cpp/package.json"), encoding="utf-8") as file:
        version = json.load(file)["version"]
    write(given.out, {
        "command": "python3 bench/generate.py " + " ".join(sys.argv[1:]), "date": str(datetime.date.today()), "machine": machine(), "matrix_gflops": rates,
        "peers": [f"node-llama-cpp {version}", torch_version()], "rounds": given.rounds, "tokens": given.tokens, "results": results,
    })


main()
