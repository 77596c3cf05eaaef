"""Lays single sprites (PNG with alpha) out as sheets on paper, by seed, with their boxes.

usage: composeSprites.py OUT_DIR SPRITES_DIR... [--seed N] [--sheets N]
Each folder is searched whole and is a pack of its own. Layouts: equal cells, cells far apart, rows, shelves sorted by
height, scattered; gaps of 1 to 24 pixels; sides up to 200 pixels; some with half-transparent shadows; white, cream
gradient, noisy grey and dark paper; three of four JPEG of quality 60 to 90. Writes the sheets and truth.json as
makeSheets.py does. Needs Debian's python3-opencv and python3-numpy.
"""
import argparse
import glob
import json
import os

import cv2
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument('out')
parser.add_argument('packs', nargs='+')
parser.add_argument('--seed', type=int, default=1)
parser.add_argument('--sheets', type=int, default=80)
args = parser.parse_args()
rng = np.random.default_rng(args.seed)
os.makedirs(args.out, exist_ok=True)
LAYOUTS = ('cells', 'shelf', 'rows', 'wide', 'scatter')
PAPERS = ('white', 'cream', 'grey', 'dark')
SEEN = 40


def ri(low, high):
    """A whole number from low to high, both included."""
    return int(rng.integers(low, high + 1))


def load_pack(folder):
    """At most 500 sprites trimmed to what is seen of them; what is no single sprite is left out."""
    files = sorted(glob.glob(os.path.join(folder, '**', '*.png'), recursive=True))
    rng.shuffle(files)
    pack = []
    for file in files:
        image = cv2.imread(file, cv2.IMREAD_UNCHANGED)
        if image is None or image.ndim != 3 or image.shape[2] != 4:
            continue
        seen = (image[..., 3] > SEEN).astype(np.uint8)
        x, y, w, h = cv2.boundingRect(seen)
        pieces = cv2.connectedComponents(cv2.dilate(seen, np.ones((5, 5), np.uint8)))[0] - 1
        if min(w, h) < 6 or max(w, h) > 300 or pieces > 2 or seen[y:y + h, x:x + w].mean() > 0.98:
            continue
        pack.append(image[y:y + h, x:x + w])
        if len(pack) == 500:
            break
    return pack


def scaled(image, by):
    """Whole factors by repetition, as pixel art is enlarged; others smoothly, colours weighted by their alpha."""
    h, w = image.shape[:2]
    size = max(4, round(w * by)), max(4, round(h * by))
    if by == int(by):
        return cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)
    weighted = image.astype(np.float32)
    weighted[..., :3] *= weighted[..., 3:] / 255
    out = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA if by < 1 else cv2.INTER_LINEAR)
    out[..., :3] /= np.maximum(out[..., 3:] / 255, 1e-3)
    return np.clip(out, 0, 255).astype(np.uint8)


def paper(h, w, kind):
    """float32 [h, w, 3] BGR."""
    page = np.empty((h, w, 3), np.float32)
    if kind == 'white':
        page[:] = 255
    elif kind == 'cream':
        page[:] = (215, 236, 246)
        angle = rng.random() * 6.28
        yy, xx = np.mgrid[0:h, 0:w]
        page += ((np.cos(angle) * xx / w + np.sin(angle) * yy / h) * rng.uniform(10, 40))[..., None]
        page -= max(0, page.max() - 255)
    elif kind == 'grey':
        page[:] = rng.uniform(165, 215)
        page += rng.normal(0, rng.uniform(3, 10), (h, w, 1))
    else:
        page[:] = rng.uniform(20, 60, 3)
        page += rng.normal(0, 2, (h, w, 1))
    return page


def in_cells(sprites, width, gap):
    """Equal cells; sprites in their middle or on a common ground."""
    ch = max(s.shape[0] for s in sprites) + gap
    cw = max(s.shape[1] for s in sprites) + gap
    columns, middle = max(2, width // cw), rng.random() < 0.5
    placed = []
    for k, sprite in enumerate(sprites):
        h, w = sprite.shape[:2]
        y = (k // columns) * ch + ((ch - h) // 2 if middle else ch - gap // 2 - h)
        placed.append((sprite, (k % columns) * cw + (cw - w) // 2, y))
    return placed, columns * cw, -(-len(sprites) // columns) * ch


def scattered(sprites, width, gap):
    height = int(width * rng.uniform(0.6, 1))
    taken, placed = np.zeros((height, width), bool), []
    for sprite in sprites:
        h, w = sprite.shape[:2]
        if h + 2 * gap >= height or w + 2 * gap >= width:
            continue
        for _ in range(60):
            x, y = ri(gap, width - w - gap - 1), ri(gap, height - h - gap - 1)
            if not taken[y - gap:y + h + gap, x - gap:x + w + gap].any():
                taken[y:y + h, x:x + w] = True
                placed.append((sprite, x, y))
                break
    return placed, width, height


def in_rows(sprites, width, gap):
    placed, x, y, row = [], gap, gap, 0
    for sprite in sprites:
        h, w = sprite.shape[:2]
        if x + w + gap > width:
            x, y, row = gap, y + row + gap, 0
        placed.append((sprite, x, y))
        x, row = x + w + gap, max(row, h)
    return placed, width, y + row + gap


def shadow_of(h, w):
    """float32 [h, w]: how dark the ground is below a sprite of this size."""
    shade, reach = np.zeros((h, w), np.float32), max(2, h // 8)
    cv2.ellipse(shade, (w // 2, h - reach // 2 - 1), (max(2, int(w * 0.45)), reach // 2 + 1), 0, 0, 360, 0.35, -1)
    return shade


packs = [load_pack(folder) for folder in args.packs]
truth = {}
for number in range(args.sheets):
    layout = LAYOUTS[number % len(LAYOUTS)]
    pack = packs[ri(0, len(packs) - 1)]
    gap, by = int(rng.choice([1, 2, 3, 4, 6, 10, 16, 24])), float(rng.choice([0.8, 1, 1, 1.5, 2, 2, 2.6, 3, 4]))
    mixed = layout in ('shelf', 'scatter') and rng.random() < 0.6
    sprites = []
    for _ in range(ri(12, 99)):
        sprite = scaled(pack[ri(0, len(pack) - 1)], by * (float(rng.choice([0.5, 1, 1, 2])) if mixed else 1))
        over = max(sprite.shape[:2]) / 200
        sprites.append(scaled(sprite, 1 / over) if over > 1 else sprite)
    width, shaded = ri(400, 1500), rng.random() < 0.2 and gap >= 3
    if layout in ('cells', 'wide'):
        placed, width, height = in_cells(sprites, width, gap + (ri(8, 40) if layout == 'wide' else 0))
    elif layout == 'scatter':
        placed, width, height = scattered(sprites, width, gap)
    else:
        if layout == 'shelf':
            sprites.sort(key=lambda s: -s.shape[0])
        placed, width, height = in_rows(sprites, width, gap)
    margin, kind = int(rng.choice([0, 4, 12, 30])), PAPERS[ri(0, 3)]
    page, boxes = paper(height + 2 * margin, width + 2 * margin, kind), []
    for sprite, x, y in placed:
        h, w = sprite.shape[:2]
        x, y = x + margin, y + margin
        if x + w > page.shape[1] or y + h > page.shape[0]:
            continue
        alpha = sprite[..., 3].astype(np.float32) / 255
        seen, part = alpha, page[y:y + h, x:x + w]
        if shaded:
            shade = shadow_of(h, w)
            part *= 1 - shade[..., None]
            seen = np.maximum(shade, alpha)
        part[:] = part * (1 - alpha[..., None]) + sprite[..., :3] * alpha[..., None]
        bx, by_, bw, bh = cv2.boundingRect((seen > 0.15).astype(np.uint8))
        boxes.append([x + bx, y + by_, bw, bh])
    if len(boxes) < 4:
        continue
    page = np.clip(page, 0, 255).astype(np.uint8)
    name = f'{layout}-{number}-{kind}-{gap}px'
    name += '.jpg' if rng.random() < 0.75 else '.png'
    quality = [cv2.IMWRITE_JPEG_QUALITY, ri(60, 90)] if name.endswith('.jpg') else []
    cv2.imwrite(os.path.join(args.out, name), page, quality)
    truth[name] = {'group': f'sprites-{layout}', 'boxes': boxes}

with open(os.path.join(args.out, 'truth.json'), 'w') as f:
    json.dump(truth, f)
print(f'{len(truth)} sheets in {args.out}')
