"""Writes a checkpoint of a random 1.1 B Llama, in bfloat16, beside the tokenizer of another one.

usage: random_model.py SOURCE FOLDER
"""
import json
import os
import struct
import subprocess
import sys

import torch

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
    torch.manual_seed(0)
    with open(os.path.join(folder, "model.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            values = torch.ones(shape) if len(shape) == 1 else torch.randn(shape) * 0.02
            file.write(values.to(torch.bfloat16).view(torch.int16).numpy().tobytes())


random_model(sys.argv[1], sys.argv[2])
