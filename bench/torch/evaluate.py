"""A suite's prompts answered by a plain PyTorch script, the peer of bench/evaluate.py: sorted by length, padded on the left, 32 at a time.

usage: evaluate.py MODEL PROMPTS TOKENS END_TOKEN float32|bfloat16
It starts from token ids and judges nothing, which Demur does in its time.
"""
import json
import sys
import time

import torch
from torch.nn.functional import linear

from llama import Cache, Llama

BATCH = 32


@torch.inference_mode()
def main(folder, path, tokens, end, dtype):
    start = time.perf_counter()
    model = Llama(folder, getattr(torch, dtype))
    loaded = time.perf_counter() - start
    with open(path, encoding="utf-8") as file:
        prompts = sorted(json.load(file), key=len)
    written = 0
    for at in range(0, len(prompts), BATCH):
        rows = prompts[at:at + BATCH]
        longest = max(map(len, rows))
        ids = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
        padding = torch.tensor([[True] * (longest - len(row)) + [False] * len(row) for row in rows])
        positions = (~padding).long().cumsum(-1).sub(1).clamp_min(0)
        cache, ended = Cache(longest + tokens), torch.zeros(len(rows), dtype=torch.bool)
        for _ in range(tokens):
            ids = linear(model.states(ids, padding, cache, positions)[:, -1], model.head).argmax(-1, keepdim=True)
            written += int((~ended).sum())
            ended |= ids[:, 0] == end
            if ended.all():
                break
            padding = torch.cat((padding, padding.new_zeros(len(rows), 1)), 1)
            positions = positions[:, -1:] + 1
    print(json.dumps({"seconds": time.perf_counter() - start, "load_seconds": loaded, "tokens": written}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
