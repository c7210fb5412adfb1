"""A Llama of Hugging Face's layout in plain PyTorch, for benchmarks: a folder's safetensors in, logits out, with LoRA and with a key-value cache."""
import json
import math
import os
import struct

import torch
from torch import nn
from torch.nn.functional import linear, silu

TYPES = {"F32": torch.float32, "BF16": torch.bfloat16, "F16": torch.float16}


def read_weights(folder, dtype):
    with open(os.path.join(folder, "model.safetensors"), "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        start = file.tell()
        weights = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = entry["data_offsets"]
                file.seek(start + begin)
                data = torch.frombuffer(bytearray(file.read(end - begin)), dtype=TYPES[entry["dtype"]])
                weights[name] = data.view(entry["shape"]).to(dtype)
    return weights


class Linear(nn.Module):
    """A projection, frozen or trained, with an optional low-rank change of scale 2."""

    def __init__(self, weight, rank, trained):
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=trained)
        self.down = nn.Parameter(torch.empty(rank, weight.shape[1]).uniform_(-1, 1) / math.sqrt(weight.shape[1])) if rank else None
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank)) if rank else None

    def forward(self, x):
        y = linear(x, self.weight)
        return y if self.down is None else y + 2 * linear(linear(x, self.down.to(x.dtype)), self.up.to(x.dtype))


class Norm(nn.Module):
    def __init__(self, weight, epsilon, trained):
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=trained)
        self.epsilon = epsilon

    def forward(self, x):
        wide = x.float()
        return self.weight * (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.epsilon)).to(x.dtype)


class Block(nn.Module):
    def __init__(self, weights, prefix, config, rank, trained):
        super().__init__()
        take = lambda name: Linear(weights[f"{prefix}.{name}.weight"], rank, trained)
        self.q, self.k, self.v, self.o = (take(f"self_attn.{name}_proj") for name in "qkvo")
        self.gate, self.up, self.down = (take(f"mlp.{name}_proj") for name in ("gate", "up", "down"))
        norm = lambda name: Norm(weights[f"{prefix}.{name}.weight"], config["rms_norm_eps"], trained)
        self.before, self.between = norm("input_layernorm"), norm("post_attention_layernorm")
        self.heads, self.groups = config["num_attention_heads"], config["num_key_value_heads"]

    def forward(self, x, turn, mask, cache=None):
        rows, tokens, width = x.shape
        cut = lambda y, heads: y.view(rows, tokens, heads, -1).transpose(1, 2)
        normed = self.before(x)
        q, k, v = turn(cut(self.q(normed), self.heads)), turn(cut(self.k(normed), self.groups)), cut(self.v(normed), self.groups)
        if cache is not None:
            k, v = cache.extend(self, k, v)
        times = self.heads // self.groups
        k, v = k.repeat_interleave(times, 1), v.repeat_interleave(times, 1)
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask
        mixed = (scores.float().softmax(-1).to(v.dtype) @ v).transpose(1, 2).reshape(rows, tokens, -1)
        x = x + self.o(mixed)
        normed = self.between(x)
        return x + self.down(silu(self.gate(normed)) * self.up(normed))


class Cache:
    """Keys and values of every block, in buffers that are made once."""

    def __init__(self, length):
        self.length, self.used, self.kept = length, 0, {}

    def extend(self, block, k, v):
        if block not in self.kept:
            shape = (*k.shape[:2], self.length, k.shape[3])
            self.kept[block] = (k.new_empty(shape), v.new_empty(shape))
        keys, values = self.kept[block]
        end = self.used + k.shape[2]
        keys[:, :, self.used:end], values[:, :, self.used:end] = k, v
        return keys[:, :, :end], values[:, :, :end]


class Llama(nn.Module):
    def __init__(self, folder, dtype=torch.float32, rank=0, first_layer=0, full=False):
        super().__init__()
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        weights = read_weights(folder, dtype)
        self.embedding = nn.Parameter(weights["model.embed_tokens.weight"], requires_grad=full)
        head = weights.get("lm_head.weight")
        self.head = self.embedding if head is None else nn.Parameter(head, requires_grad=full)
        self.blocks = nn.ModuleList(
            Block(weights, f"model.layers.{layer}", config, rank if layer >= first_layer else 0, full) for layer in range(config["num_hidden_layers"]))
        self.norm = Norm(weights["model.norm.weight"], config["rms_norm_eps"], full)
        size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
        theta = config.get("rope_theta") or config.get("rope_parameters", {}).get("rope_theta", 10000.0)
        self.frequencies = theta ** (-torch.arange(0, size, 2).float() / size)

    def turn(self, positions, dtype):
        angles = positions[..., None].float() * self.frequencies
        angles = torch.cat((angles, angles), -1)[:, None]
        cos, sin = angles.cos().to(dtype), angles.sin().to(dtype)

        def rotate(x):
            first, second = x.chunk(2, -1)
            return x * cos + torch.cat((-second, first), -1) * sin

        return rotate

    def states(self, ids, padding=None, cache=None, positions=None):
        """Hidden states (rows, tokens, width); `padding` is true where a row has no token."""
        rows, tokens = ids.shape
        past = cache.used if cache else 0
        if positions is None:
            positions = torch.arange(past, past + tokens).expand(rows, tokens)
        x = self.embedding[ids]
        mask = torch.full((tokens, past + tokens), float("-inf"), dtype=x.dtype).triu(past + 1)[None, None]
        if padding is not None:
            mask = mask.masked_fill(padding[:, None, None, :], torch.finfo(x.dtype).min)
        turn = self.turn(positions, x.dtype)
        for block in self.blocks:
            x = block(x, turn, mask, cache)
        if cache:
            cache.used += tokens
        return self.norm(x)
