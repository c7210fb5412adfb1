"""Greedy continuation by a Llama in PyTorch eager with a key-value cache, the peer of bench/generate.py.

usage: generate.py MODEL PROMPTS BATCH TOKENS float32|bfloat16
"""
import json
import sys
import time

import torch
from torch.nn.functional import linear

from llama import Cache, Llama


@torch.inference_mode()
def main(folder, path, batch, tokens, dtype):
    start = time.perf_counter()
    model = Llama(folder, getattr(torch, dtype))
    loaded = time.perf_counter() - start
    with open(path, encoding="utf-8") as file:
        rows = json.load(file)

    def continued(prompts, count):
        ids = torch.tensor(prompts)
        cache = Cache(ids.shape[1] + count)
        chosen, first = [], None
        began, processor = time.perf_counter(), time.process_time()
        for _ in range(count):
            states = model.states(ids, cache=cache)[:, -1]
            ids = linear(states, model.head).argmax(-1, keepdim=True)
            chosen.append(ids)
            first = first or time.perf_counter() - began
        return torch.cat(chosen, 1), first, time.perf_counter() - began, time.process_time() - processor

    continued(rows[:batch], tokens)
    ids, first, seconds, processor = continued(rows[batch:2 * batch], tokens)
    print(json.dumps({"load_seconds": loaded, "first_token_seconds": first, "tokens_per_second": ids.numel() / seconds, "processor_ms_per_token": 1000 * processor / ids.numel(), "ids": ids[0, :8].tolist()}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
