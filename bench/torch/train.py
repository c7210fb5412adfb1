"""Training steps of a Llama in PyTorch eager, the peer of bench/train.py.

usage: train.py MODEL ROWS lora|full|dpo plain|fair float32|bfloat16 STEPS
plain: batches in the order of the file, padded, logits of every position. fair: rows sorted by length, logits only where there is a target.
Prints one line of JSON a step: loss, tokens without padding, seconds.
"""
import json
import sys
import time

import torch
from torch.nn.functional import cross_entropy, linear, logsigmoid

from llama import Llama

BATCH = 8


def pad(rows):
    longest = max(len(row["ids"]) for row in rows)
    ids = torch.tensor([row["ids"] + [0] * (longest - len(row["ids"])) for row in rows])
    labels = torch.tensor([[token if target else -100 for token, target in zip(row["ids"], row["targets"])] + [-100] * (longest - len(row["ids"])) for row in rows])
    padding = torch.tensor([[False] * len(row["ids"]) + [True] * (longest - len(row["ids"])) for row in rows])
    return ids, labels, padding


def log_probs(model, rows, fair):
    """Minus the cross-entropy of each target, and the row it stands in."""
    ids, labels, padding = pad(rows)
    states = model.states(ids, padding if padding.any() else None)[:, :-1]
    labels = labels[:, 1:]
    where = labels != -100
    places = where.nonzero()[:, 0]
    if fair:
        return -cross_entropy(linear(states[where], model.head).float(), labels[where], reduction="none"), places
    logits = linear(states, model.head).float()
    losses = cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1), reduction="none", ignore_index=-100)
    return -losses.view(labels.shape)[where], places


def sums(model, rows, fair):
    values, places = log_probs(model, rows, fair)
    return torch.zeros(len(rows)).index_add(0, places, values)


def main(folder, path, mode, style, dtype, steps):
    fair, dtype = style == "fair", getattr(torch, dtype)
    torch.manual_seed(0)
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    full = mode == "full"
    # All weights are tuned in float32, with autocast where the products are to be bfloat16; an adapter lies over weights stored in the type of the products.
    model = Llama(folder, torch.float32 if full else dtype, 0 if full else 16, full=full)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4, weight_decay=0)
    if mode == "dpo":
        units = [rows[at:at + 2] for at in range(0, len(rows), 2)]
    else:
        units = [[row] for row in rows]
    batches = [units[at:at + BATCH] for at in range(0, BATCH * steps, BATCH)]
    if fair:
        units = sorted((unit for batch in batches for unit in batch), key=lambda unit: max(len(row["ids"]) for row in unit))
        batches = [units[at:at + BATCH] for at in range(0, len(units), BATCH)]
    reference = None
    if mode == "dpo":
        with torch.no_grad():
            reference = [sums(model, [row for unit in batch for row in unit], fair) for batch in batches]
    for step, batch in enumerate(batches):
        flat = [row for unit in batch for row in unit]
        start = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=full and dtype == torch.bfloat16):
            if mode == "dpo":
                ratios = sums(model, flat, fair) - reference[step]
                loss = -logsigmoid(0.1 * (ratios[0::2] - ratios[1::2])).mean()
            else:
                loss = -log_probs(model, flat, fair)[0].mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        print(json.dumps({"loss": loss.item(), "tokens": sum(len(row["ids"]) for row in flat), "seconds": time.perf_counter() - start}), flush=True)


main(*sys.argv[1:6], int(sys.argv[6]))
