"""README: /usr/bin/python3 bench/labels/synthetic.py OUT_DIR [N] [CLASSES]  (Debian: python3-numpy)

Writes synthetic embeddings that look like a small CNN's (non-negative, few strong and many weak directions, several
modes per class, confusable pairs of classes) and human-like label noise: ambiguous images are mislabelled more often,
into the class they resemble. Files: cover-0.f32 [n, 384], labels.i32 (true), noisy-{9,18,40}.i32, meta.json.
"""
import json
import os
import sys

import numpy as np

out = sys.argv[1]
n = int(sys.argv[2]) if len(sys.argv) > 2 else 50000
k = int(sys.argv[3]) if len(sys.argv) > 3 else 10
d, latent, modes = 384, 48, 4
rng = np.random.default_rng(7)
os.makedirs(out, exist_ok=True)

groups = rng.normal(size=((k + 1) // 2, latent)) * 0.3
classes = np.repeat(groups, 2, axis=0)[:k] + rng.normal(size=(k, latent)) * 0.2
centres = classes[:, None] + rng.normal(size=(k, modes, latent)) * 0.33
labels = rng.integers(0, k, n)
scale = 0.97 ** np.arange(latent) * 1.1
z = centres[labels, rng.integers(0, modes, n)] + rng.standard_t(6, size=(n, latent)) * scale
mix = rng.normal(size=(latent, d)) / np.sqrt(latent)
x = z @ mix + 0.25 * rng.normal(size=(n, d)) + 0.2 * rng.normal(size=d)
x = np.maximum(x, 0) ** 1.3 * np.exp(0.3 * rng.normal(size=(1, d)))
x = (x * np.exp(0.2 * rng.normal(size=(n, 1)))).astype(np.float32)
x.tofile(f"{out}/cover-0.f32")
labels.astype(np.int32).tofile(f"{out}/labels.i32")

# A weak annotator: likelihood of each class under its nearest mode, tempered.
distance = np.stack([((z[:, None] - centres[c]) ** 2 / (scale**2 * 1.5)).sum(-1).min(-1) for c in range(k)], 1)
doubt = np.exp(-0.5 * (distance - distance.min(1, keepdims=True)) / 6)
doubt[np.arange(n), labels] = 0
weight = doubt.sum(1)
share = doubt / np.maximum(weight, 1e-12)[:, None] * 0.9 + 0.1 / k
other = (share.cumsum(1) > rng.random((n, 1)) * share.sum(1, keepdims=True)).argmax(1)
roll = rng.random(n) * np.where(other == labels, np.inf, 1)
for percent in (9, 18, 40):
    factor = np.geomspace(0.001, 1000, 400)
    rates = [np.mean(roll < np.minimum(0.9, 0.2 * percent / 100 + f * weight)) for f in factor]
    f = factor[np.argmin(np.abs(np.array(rates) - percent / 100))]
    noisy = np.where(roll < np.minimum(0.9, 0.2 * percent / 100 + f * weight), other, labels)
    noisy.astype(np.int32).tofile(f"{out}/noisy-{percent}.i32")
    print(f"{percent}: {np.mean(noisy != labels):.3f} of the labels are wrong")
json.dump({"classes": [f"class{c}" for c in range(k)], "n": n, "d": d}, open(f"{out}/meta.json", "w"))
