"""PyTorch's DistributedDataParallel over Gloo on the shape of SmolLM2-135M with LoRA, the peer of bench/distributed.sh.

Started once a rank with RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT; rank 0 prints the seconds of each step but the first three.
"""
import os
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy, silu

LAYERS, FIRST, WIDTH, KEYS, INNER, HEADS, VOCABULARY, RANK = 30, 14, 576, 192, 1536, 9, 49152, 16


class Linear(nn.Module):
    def __init__(self, inputs, outputs, adapted):
        super().__init__()
        self.base = nn.Linear(inputs, outputs, bias=False).requires_grad_(False)
        self.down = nn.Linear(inputs, RANK, bias=False) if adapted else None
        self.up = nn.Linear(RANK, outputs, bias=False) if adapted else None

    def forward(self, x):
        return self.base(x) if self.down is None else self.base(x) + 2 * self.up(self.down(x))


class Block(nn.Module):
    def __init__(self, adapted):
        super().__init__()
        self.q, self.k, self.v, self.o = (Linear(WIDTH, size, adapted) for size in (WIDTH, KEYS, KEYS, WIDTH))
        self.gate, self.up, self.down = Linear(WIDTH, INNER, adapted), Linear(WIDTH, INNER, adapted), Linear(INNER, WIDTH, adapted)

    def forward(self, x):
        rows, tokens, _ = x.shape
        norm = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)
        heads = lambda y, n: y.view(rows, tokens, n, 64).transpose(1, 2)
        q, k, v = heads(self.q(norm), HEADS), heads(self.k(norm), 3), heads(self.v(norm), 3)
        k, v = k.repeat_interleave(3, 1), v.repeat_interleave(3, 1)
        scores = q @ k.transpose(-1, -2) / 8 + torch.full((tokens, tokens), float("-inf")).triu(1)
        x = x + self.o((scores.softmax(-1) @ v).transpose(1, 2).reshape(rows, tokens, WIDTH))
        norm = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)
        return x + self.down(silu(self.gate(norm)) * self.up(norm))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH).requires_grad_(False)
        self.blocks = nn.ModuleList(Block(layer >= FIRST) for layer in range(LAYERS))

    def forward(self, ids, targets):
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x)
        return cross_entropy(x[:, -targets - 1:-1].reshape(-1, WIDTH) @ self.embedding.weight.T, ids[:, -targets:].reshape(-1))


def main(rows, tokens, targets, steps):
    rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    torch.distributed.init_process_group("gloo")
    model = nn.parallel.DistributedDataParallel(Model())
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)
    for step in range(steps):
        ids = torch.randint(VOCABULARY, (rows, tokens))[rank::world]
        start = time.perf_counter()
        optimizer.zero_grad()
        model(ids, targets).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        torch.distributed.barrier()
        if rank == 0 and step > 2:
            print(time.perf_counter() - start, flush=True)


main(*map(int, sys.argv[1:]))
