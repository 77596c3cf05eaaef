"""Reads a folder of classes into memory."""

import os
from multiprocessing import Pool

import numpy as np
import torch
from PIL import Image

SIDE = 64
ENDINGS = ('.jpeg', '.jpg', '.png', '.webp', '.bmp')


def listing(root: str, held_out: float = 0.1):
    """(class names, training files, validation files); files as (path, class number).

    `root` has a folder per class, or train/ and val/ with a folder per class in each, or Tiny-ImageNet's own layout.
    Without val/, every tenth or so image of a class is held out.
    """
    inside = os.path.join(root, 'train')
    train_root = inside if os.path.isdir(inside) else root
    names = sorted(n for n in os.listdir(train_root) if os.path.isdir(os.path.join(train_root, n)) and n[0] != '.')
    index = {name: number for number, name in enumerate(names)}
    train = [(path, index[n]) for n in names for path in images_below(os.path.join(train_root, n))]
    notes = os.path.join(root, 'val', 'val_annotations.txt')
    if os.path.exists(notes):
        rows = [line.split('\t') for line in open(notes, encoding='utf8')]
        return names, train, [(os.path.join(root, 'val', 'images', row[0]), index[row[1]]) for row in rows]
    if train_root != root and os.path.isdir(os.path.join(root, 'val')):
        return names, train, [(p, index[n]) for n in names for p in images_below(os.path.join(root, 'val', n))]
    every = max(2, round(1 / held_out))
    number_in_class: dict[int, int] = {}
    kept, held = [], []
    for path, label in train:
        at = number_in_class[label] = number_in_class.get(label, -1) + 1
        (held if at % every == every - 1 else kept).append((path, label))
    return names, kept, held


def images_below(folder: str):
    """Every image file below a folder, by name."""
    found = []
    for place, _, files in os.walk(folder):
        found += [os.path.join(place, name) for name in files if name.lower().endswith(ENDINGS)]
    return sorted(found)


def read(path: str):
    """One picture, squashed to SIDE x SIDE, [3, SIDE, SIDE] bytes; None when it cannot be read."""
    try:
        picture = Image.open(path).convert('RGB').resize((SIDE, SIDE))
    except OSError as error:
        print(f'left out: {path} ({error})')
        return None
    return np.asarray(picture, np.uint8).transpose(2, 0, 1)


def load(rows):
    """Pictures [n, 3, SIDE, SIDE] bytes and class numbers [n] of those that can be read."""
    with Pool() as pool:
        pictures = pool.map(read, [path for path, _ in rows], chunksize=100)
    readable = [(p, label) for p, (_, label) in zip(pictures, rows) if p is not None]
    if not readable:
        raise SystemExit('There is no image to read.')
    return torch.from_numpy(np.stack([p for p, _ in readable])), torch.tensor([label for _, label in readable])
