"""The search for a refusal direction as a plain PyTorch loop, as the authors' release does it: left padding, hooks, a whole pass for each candidate.

    python3 bench/direction.py MODEL_FOLDER TOKENS.json CANDIDATES all|last

MODEL_FOLDER is a Llama checkpoint in float32, TOKENS.json what `Demur.Bench direction` writes. The head is computed at all positions, as the release does,
or at the last one alone. Prints the seconds of the means, and of one candidate.
"""
import json
import struct
import sys
import time

import numpy
import torch

BATCH = 32


def load(folder):
    with open(f"{folder}/model.safetensors", "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        base = file.tell()
        tensors = {}
        for name, info in header.items():
            if name != "__metadata__":
                start, end = info["data_offsets"]
                file.seek(base + start)
                tensors[name] = torch.from_numpy(numpy.frombuffer(file.read(end - start), dtype=numpy.float32).copy()).view(info["shape"])
    return tensors, json.load(open(f"{folder}/config.json"))


class Norm(torch.nn.Module):
    def __init__(self, weight, epsilon):
        super().__init__()
        self.weight, self.epsilon = weight, epsilon

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon))


class Attention(torch.nn.Module):
    def __init__(self, get, config):
        super().__init__()
        self.q, self.k, self.v, self.o = (get(f"self_attn.{part}_proj.weight") for part in "qkvo")
        self.heads, self.kv, self.size = config["num_attention_heads"], config["num_key_value_heads"], config["head_dim"]

    def forward(self, x, rotary, mask):
        batch, length, _ = x.shape
        q, k, v = ((x @ w.t()).view(batch, length, -1, self.size).transpose(1, 2) for w in (self.q, self.k, self.v))
        cos, sin = rotary
        q, k = (t * cos + torch.cat((-t[..., self.size // 2:], t[..., :self.size // 2]), -1) * sin for t in (q, k))
        k, v = (t.repeat_interleave(self.heads // self.kv, 1) for t in (k, v))
        weights = torch.softmax(q @ k.transpose(2, 3) / self.size ** 0.5 + mask, -1)
        return (weights @ v).transpose(1, 2).reshape(batch, length, -1) @ self.o.t()


class Mlp(torch.nn.Module):
    def __init__(self, get):
        super().__init__()
        self.gate, self.up, self.down = (get(f"mlp.{part}_proj.weight") for part in ("gate", "up", "down"))

    def forward(self, x):
        return (torch.nn.functional.silu(x @ self.gate.t()) * (x @ self.up.t())) @ self.down.t()


class Block(torch.nn.Module):
    def __init__(self, get, config):
        super().__init__()
        self.attention, self.mlp = Attention(get, config), Mlp(get)
        self.first, self.second = (Norm(get(f"{name}_layernorm.weight"), config["rms_norm_eps"]) for name in ("input", "post_attention"))

    def forward(self, x, rotary, mask):
        x = x + self.attention(self.first(x), rotary, mask)
        return x + self.mlp(self.second(x))


class Llama(torch.nn.Module):
    def __init__(self, tensors, config, head):
        super().__init__()
        self.embedding, self.last_only = tensors["model.embed_tokens.weight"], head == "last"
        self.blocks = torch.nn.ModuleList(Block(lambda name, i=i: tensors[f"model.layers.{i}.{name}"], config) for i in range(config["num_hidden_layers"]))
        self.norm = Norm(tensors["model.norm.weight"], config["rms_norm_eps"])
        self.frequencies = config["rope_theta"] ** (-torch.arange(0, config["head_dim"], 2).float() / config["head_dim"])

    def forward(self, ids, real):
        places = (real.cumsum(1) - 1).clamp(min=0).float()
        angles = torch.cat([places[..., None] * self.frequencies] * 2, -1)[:, None]
        length = ids.shape[1]
        blocked = torch.triu(torch.ones(length, length), 1).bool() | ~real.bool()[:, None, None, :]
        mask = torch.zeros(1).masked_fill(blocked, torch.finfo(torch.float32).min)
        x = self.embedding[ids]
        for block in self.blocks:
            x = block(x, (angles.cos(), angles.sin()), mask)
        x = self.norm(x)
        return (x[:, -1:] if self.last_only else x) @ self.embedding.t()


def padded(rows):
    for start in range(0, len(rows), BATCH):
        batch = rows[start:start + BATCH]
        longest = max(map(len, batch))
        yield (torch.tensor([[0] * (longest - len(row)) + row for row in batch]),
               torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in batch]))


def logits(model, rows, pre=(), out=()):
    handles = [module.register_forward_pre_hook(hook) for module, hook in pre] + [module.register_forward_hook(hook) for module, hook in out]
    found = torch.cat([model(ids, real)[:, -1] for ids, real in padded(rows)]).double()
    for handle in handles:
        handle.remove()
    return found


def log_odds(values, tokens):
    share = torch.softmax(values, -1)[:, tokens].sum(-1)
    return (torch.log(share + 1e-8) - torch.log(1 - share + 1e-8)).mean().item()


def means(model, rows, positions):
    sums = torch.zeros(len(model.blocks), positions, model.embedding.shape[1], dtype=torch.float64)

    def read(layer):
        def hook(_, inputs):
            sums[layer] += inputs[0][:, -positions:].double().sum(0)
        return hook

    logits(model, rows, [(block, read(layer)) for layer, block in enumerate(model.blocks)])
    return sums / len(rows)


def score(model, data, direction, layer, before):
    unit = (direction / direction.norm()).float()

    def without(x):
        return x - (x @ unit)[..., None] * unit

    pre = [(block, lambda _, inputs: (without(inputs[0]), *inputs[1:])) for block in model.blocks]
    out = [(part, lambda _, inputs, output: without(output)) for block in model.blocks for part in (block.attention, block.mlp)]
    bypass = log_odds(logits(model, data["harmful_validation"], pre, out), data["refusal_tokens"])
    p, q = torch.softmax(before, -1), torch.softmax(logits(model, data["harmless_validation"], pre, out), -1)
    kl = (p * (torch.log(p + 1e-6) - torch.log(q + 1e-6))).sum(-1).mean().item()
    added = [(model.blocks[layer], lambda _, inputs: (inputs[0] + direction.float(), *inputs[1:]))]
    return bypass, log_odds(logits(model, data["harmless_validation"], added), data["refusal_tokens"]), kl


def main(folder, tokens, candidates, head):
    torch.set_grad_enabled(False)
    torch.set_num_threads(2)
    data = json.load(open(tokens))
    model = Llama(*load(folder), head)
    start = time.perf_counter()
    directions = means(model, data["harmful"], data["positions"]) - means(model, data["harmless"], data["positions"])
    taken = time.perf_counter() - start
    before = logits(model, data["harmless_validation"])
    places = [(data["positions"] - 1, 1 + i * (len(model.blocks) - 1) // int(candidates)) for i in range(int(candidates))]
    start = time.perf_counter()
    scores = [(position - data["positions"], layer, *score(model, data, directions[layer, position], layer, before)) for position, layer in places]
    print(json.dumps({"head": head, "means": taken, "candidate": (time.perf_counter() - start) / len(places), "scores": scores}))


main(*sys.argv[1:])
