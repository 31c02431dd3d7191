"""The tokenizer's network, loss, codebook and optimizer in PyTorch: the peer of bench/tokenizer.ts and bench/encode.ts.

Reads the network's settings, "batch", "window", "threads", "parts" and "seconds", how long each part is repeated. Writes
the milliseconds of each part's fastest repeat, how many parameters the network has, and the version:
{"milliseconds": {part: ...}, "parameters", "torch"}.
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F

from timing import fastest


class Residual(nn.Module):
    def __init__(self, width, dilation):
        super().__init__()
        self.dilated = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Conv1d(width, width, 1)

    def forward(self, x):
        return x + self.mix(F.relu(self.dilated(F.relu(x))))


class VqVae(nn.Module):
    def __init__(self, features, width, codeDim, codes, downsamplings, depth, dilationGrowth, **_):
        super().__init__()
        dilations = [dilationGrowth**i for i in reversed(range(depth))]
        encoder = [nn.Conv1d(features, width, 3, padding=1), nn.ReLU()]
        decoder = [nn.Conv1d(codeDim, width, 3, padding=1), nn.ReLU()]
        for _ in range(downsamplings):
            encoder += [nn.Conv1d(width, width, 4, stride=2, padding=1)] + [Residual(width, d) for d in dilations]
            decoder += [Residual(width, d) for d in dilations]
            decoder += [nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv1d(width, width, 3, padding=1)]
        encoder += [nn.Conv1d(width, codeDim, 3, padding=1)]
        decoder += [nn.Conv1d(width, width, 3, padding=1), nn.ReLU(), nn.Conv1d(width, features, 3, padding=1)]
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(*decoder)
        self.register_buffer("codes", torch.randn(codes, codeDim))
        self.register_buffer("sums", self.codes.clone())
        self.register_buffer("counts", torch.ones(codes))

    def latents(self, x):
        """[batch, time, features] -> [batch * codes, codeDim]"""
        return self.encoder(x.transpose(1, 2)).transpose(1, 2)

    def nearest(self, z):
        return torch.addmm(0.5 * self.codes.square().sum(1), z, self.codes.t(), beta=1, alpha=-1).argmin(1)

    def forward(self, x):
        z = self.latents(x)
        rows = z.reshape(-1, z.shape[-1])
        with torch.no_grad():
            quantized = F.embedding(self.nearest(rows.detach()), self.codes).reshape(z.shape)
        passed = z + (quantized - z).detach()
        decoded = self.decoder(passed.transpose(1, 2)).transpose(1, 2)
        return decoded, F.mse_loss(z, quantized), rows

    @torch.no_grad()
    def update_codebook(self, z, decay, dead_below):
        indices = self.nearest(z)
        counts = torch.zeros_like(self.counts).index_add_(0, indices, torch.ones(len(z)))
        sums = torch.zeros_like(self.sums).index_add_(0, indices, z)
        self.counts.mul_(decay).add_(counts, alpha=1 - decay)
        self.sums.mul_(decay).add_(sums, alpha=1 - decay)
        dead = self.counts < dead_below
        replacements = z[torch.randperm(len(z))[torch.arange(len(self.counts)) % len(z)]]
        self.sums.copy_(torch.where(dead[:, None], replacements, self.sums))
        self.counts.copy_(torch.where(dead, torch.ones_like(self.counts), self.counts))
        self.codes.copy_(self.sums / self.counts[:, None])


def main():
    ask = json.load(sys.stdin)
    torch.set_num_threads(ask["threads"])
    torch.manual_seed(0)
    model = VqVae(**ask)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-4, betas=(0.9, 0.99), weight_decay=0, fused=True)
    weight = torch.full((ask["features"],), 1 / ask["features"])
    for block in ask["emphasis"]:
        weight[block["start"] : block["end"]] += block["weight"] / (block["end"] - block["start"])
    x = torch.randn(ask["batch"], ask["window"], ask["features"])

    def objective():
        decoded, commitment, rows = model(x)
        loss = (F.smooth_l1_loss(decoded, x, reduction="none") * weight).sum(-1).mean()
        return loss + ask["commitment"] * commitment, rows

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss, rows = objective()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        model.update_codebook(rows.detach(), ask["decay"], ask["deadBelow"])
        return loss.item()

    @torch.inference_mode()
    def forward():
        return objective()[0].item()

    clip = torch.randn(1, 252, ask["features"])

    def encode(features):
        with torch.inference_mode():
            z = model.latents(features)
            return model.nearest(z.reshape(-1, z.shape[-1])).tolist()

    parts = {
        "step": step,
        "forward": forward,
        "encode a batch": lambda: encode(x),
        "encode a clip": lambda: encode(clip),
    }
    milliseconds = {name: fastest(parts[name], ask["seconds"]) for name in ask["parts"]}
    parameters = sum(p.numel() for p in model.parameters())
    json.dump({"milliseconds": milliseconds, "parameters": parameters, "torch": torch.__version__}, sys.stdout)


main()
