"""Draws a development set of sheets with known boxes, by seed.

usage: makeSheets.py OUT_DIR [--omniglot ZIP] [--seed N] [--per-group N] [--only PREFIX]
Writes the sheets and truth.json: {file: {group, boxes: [[x, y, width, height], ...]}}.
Needs Debian's python3-opencv and python3-numpy. Without the zip the ink is drawn by code.
"""
import argparse
import json
import os
import zipfile

import cv2
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument('out')
parser.add_argument('--omniglot')
parser.add_argument('--seed', type=int, default=1)
parser.add_argument('--per-group', type=int, default=8)
parser.add_argument('--only', default='', help='write only groups that begin so')
args = parser.parse_args()
rng = np.random.default_rng(args.seed)
os.makedirs(args.out, exist_ok=True)
truth = {}


def ri(low, high):
    """A whole number from low to high, both included."""
    return int(rng.integers(low, high + 1))


def chance(p):
    return rng.random() < p


# ---------------------------------------------------------------- paper

def smooth_noise(h, w, cell):
    small = rng.normal(0, 1, (max(2, h // cell + 2), max(2, w // cell + 2))).astype(np.float32)
    return cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)


def paper(h, w, kind):
    """float32 [h, w, 3] BGR and the ink colour that stands out on it."""
    page = np.empty((h, w, 3), np.float32)
    if kind == 'white':
        page[:] = 255
        return page, (20, 20, 20)
    if kind == 'cream':
        page[:] = (215, 236, 246)
        angle = rng.random() * 6.28
        yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
        ramp = np.cos(angle) * xx / w + np.sin(angle) * yy / h
        page += (ramp * rng.uniform(10, 40))[..., None]
        return page - max(0, page.max() - 255), (30, 25, 45)
    if kind == 'grey':
        page[:] = rng.uniform(170, 215)
        page += rng.normal(0, rng.uniform(4, 12), (h, w, 1)) + smooth_noise(h, w, 90)[..., None] * 4
        return page, (40, 40, 40)
    page[:] = (rng.uniform(20, 60), rng.uniform(20, 50), rng.uniform(20, 50))
    page += rng.normal(0, 2, (h, w, 1))
    return page, (225, 235, 235)


def blend(page, alpha, colour, x, y):
    """Lays a colour ([3] or [h, w, 3]) on the page where alpha ([h, w], 0 to 1) says."""
    h, w = alpha.shape
    part = page[y:y + h, x:x + w]
    a = alpha[..., None]
    part[:] = part * (1 - a) + np.asarray(colour, np.float32) * a


def tight(alpha, x, y, threshold=0.15):
    ys, xs = np.nonzero(alpha > threshold)
    if len(xs) == 0:
        return None
    return [int(x + xs.min()), int(y + ys.min()), int(xs.max() - xs.min() + 1), int(ys.max() - ys.min() + 1)]


def save(name, page, boxes, group, lossless=False):
    if not group.startswith(args.only):
        return
    image = np.clip(page, 0, 255).astype(np.uint8)
    if lossless:
        file = name + '.png'
        cv2.imwrite(os.path.join(args.out, file), image)
    else:
        file = name + '.jpg'
        cv2.imwrite(os.path.join(args.out, file), image, [cv2.IMWRITE_JPEG_QUALITY, ri(60, 90)])
    truth[file] = {'group': group, 'boxes': [b for b in boxes if b]}


def label(page, text, x, y, height, colour):
    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, height / 22, colour, max(1, height // 12), cv2.LINE_AA)


# ---------------------------------------------------------------- ink

def load_ink():
    if not args.omniglot or not os.path.exists(args.omniglot):
        return []
    with zipfile.ZipFile(args.omniglot) as z:
        names = sorted(n for n in z.namelist() if n.endswith('.png'))
        picked = rng.choice(len(names), 700, replace=False)
        return [255 - cv2.imdecode(np.frombuffer(z.read(names[i]), np.uint8), cv2.IMREAD_GRAYSCALE) for i in picked]


INK = load_ink()


def drawn_ink():
    """A made-up character: a few strokes, with a dot now and then."""
    glyph = np.zeros((105, 105), np.uint8)
    for _ in range(ri(1, 4)):
        points = np.cumsum(np.vstack([rng.integers(20, 85, (1, 2)), rng.integers(-25, 26, (ri(2, 5), 2))]), 0)
        cv2.polylines(glyph, [np.clip(points, 6, 98).astype(np.int32)], False, 255, 3, cv2.LINE_AA)
    if chance(0.3):
        cv2.circle(glyph, (ri(15, 90), ri(8, 20)), 3, 255, -1)
    return glyph


def ink_alpha(size, thick):
    """float32 [h, w]: one character, its larger side `size` pixels."""
    glyph = INK[ri(0, len(INK) - 1)] if INK else drawn_ink()
    x, y, w, h = cv2.boundingRect((glyph > 60).astype(np.uint8))
    glyph = glyph[y:y + h, x:x + w]
    scale = size / max(w, h)
    out = cv2.resize(glyph, (max(2, round(w * scale)), max(2, round(h * scale))),
                     interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    out = np.pad(out, 3 + thick)
    if thick > 0:
        out = cv2.dilate(out, np.ones((1 + thick, 1 + thick), np.uint8))
    return np.clip(out.astype(np.float32) / 255 * 1.3, 0, 1)


def ink_sheet(i, kind):
    size, spacing = ri(24, 160), rng.uniform(1.15, 2.2)
    pitch = int(size * spacing) + 10
    cols, rows = max(2, min(ri(3, 15), 1900 // pitch)), max(2, min(ri(3, 14), 1900 // pitch))
    margin = ri(10, 90)
    w, h = cols * pitch + 2 * margin, rows * pitch + 2 * margin + 40
    page, ink = paper(h, w, kind)
    boxes, thick = [], ri(0, 2 + size // 50)
    jitter = rng.choice([0, 0.05, 0.15])
    for r in range(rows):
        for c in range(cols):
            if chance(0.04):
                continue
            a = ink_alpha(max(12, size * rng.uniform(0.75, 1.0)), thick)
            slack = pitch - 8
            x = margin + c * pitch + max(0, (slack - a.shape[1]) // 2) + int(rng.uniform(-jitter, jitter) * (pitch - size))
            y = margin + r * pitch + max(0, (slack - a.shape[0]) // 2) + int(rng.uniform(-jitter, jitter) * (pitch - size))
            x, y = max(0, min(x, w - a.shape[1])), max(0, min(y, h - a.shape[0]))
            blend(page, a, ink, x, y)
            boxes.append(tight(a, x, y))
    if chance(0.4):
        label(page, str(ri(1, 300)), w // 2 - 10, h - 12, max(8, min(14, size // 3)), ink)
    save(f'ink-{kind}-{i}', page, boxes, f'ink-{kind}')


def table_sheet(i):
    size = ri(30, 110)
    pitch_x, pitch_y = size + ri(14, 50), size + ri(14, 50)
    cols, rows = ri(3, 12), ri(3, 10)
    m = ri(15, 60)
    w, h = cols * pitch_x + 2 * m, rows * pitch_y + 2 * m
    page, ink = paper(h, w, rng.choice(['white', 'cream', 'grey']))
    boxes = []
    line = ri(1, 3)
    for c in range(cols + 1):
        cv2.line(page, (m + c * pitch_x, m), (m + c * pitch_x, m + rows * pitch_y), ink, line)
    for r in range(rows + 1):
        cv2.line(page, (m, m + r * pitch_y), (m + cols * pitch_x, m + r * pitch_y), ink, line)
    for r in range(rows):
        for c in range(cols):
            a = ink_alpha(size * rng.uniform(0.7, 0.95), 0)
            x, y = m + c * pitch_x + (pitch_x - a.shape[1]) // 2, m + r * pitch_y + (pitch_y - a.shape[0]) // 2
            blend(page, a, ink, x, y)
            boxes.append(tight(a, x, y))
    save(f'table-{i}', page, boxes, 'ruled-table')


def fold_sheet(i):
    size, cols, rows = ri(40, 110), ri(4, 9), ri(4, 9)
    pitch = int(size * rng.uniform(1.25, 1.7))
    w, h = cols * pitch + 60, rows * pitch + 60
    page, ink = paper(h, w, 'cream')
    boxes = []
    for r in range(rows):
        for c in range(cols):
            a = ink_alpha(size * rng.uniform(0.75, 1), ri(0, 1))
            x, y = 30 + c * pitch, 30 + r * pitch
            x, y = min(x, w - a.shape[1]), min(y, h - a.shape[0])
            blend(page, a, ink, x, y)
            boxes.append(tight(a, x, y))
    fold = 30 + ri(1, rows - 1) * pitch - ri(2, 6)
    shade = np.exp(-np.abs(np.arange(h) - fold) / rng.uniform(3, 18))[:, None, None] * rng.uniform(15, 45)
    page -= shade
    page += rng.normal(0, 2, (h, w, 1))
    save(f'fold-{i}', page, boxes, 'fold')


# ---------------------------------------------------------------- pictures

def photo(w, h):
    """float32 [h, w, 3]: something with the statistics of a photograph."""
    out = np.zeros((h, w, 3), np.float32)
    sky, ground = rng.uniform(60, 230, 3), rng.uniform(20, 180, 3)
    ramp = np.linspace(0, 1, h, dtype=np.float32)[:, None, None]
    out[:] = sky * (1 - ramp) + ground * ramp
    for cell in (6, 20, 60):
        out += smooth_noise(h, w, cell)[..., None] * rng.uniform(3, 12)
    for _ in range(ri(2, 6)):
        centre = (ri(0, w), ri(0, h))
        cv2.ellipse(out, centre, (ri(w // 12, w // 3), ri(h // 12, h // 3)), ri(0, 180), 0, 360,
                    tuple(float(v) for v in rng.uniform(10, 245, 3)), -1, cv2.LINE_AA)
    return np.clip(out + rng.normal(0, 4, (h, w, 1)), 0, 255)


def photo_sheet(i, tilted):
    cols, rows = ri(2, 6), ri(2, 5)
    pw, ph = ri(110, 320), ri(100, 260)
    gap = ri(30, 70) if tilted else ri(3, 30)
    if tilted:
        gap += int(0.14 * max(pw, ph))
    m = ri(10, 60)
    w, h = cols * (pw + gap) + 2 * m, rows * (ph + gap) + 2 * m
    page, ink = paper(h, w, rng.choice(['white', 'cream', 'grey', 'dark']))
    boxes = []
    framed = chance(0.5)
    for r in range(rows):
        for c in range(cols):
            picture = photo(pw, ph)
            if framed:
                b = ri(2, 5)
                cv2.rectangle(picture, (0, 0), (pw - 1, ph - 1), ink, b)
            alpha = np.ones((ph, pw), np.float32)
            x, y = m + c * (pw + gap) + gap // 2, m + r * (ph + gap) + gap // 2
            if tilted:
                angle = rng.uniform(-8, 8)
                side = int(np.hypot(pw, ph)) + 4
                turn = cv2.getRotationMatrix2D((pw / 2, ph / 2), angle, 1)
                turn[:, 2] += (side - pw) / 2, (side - ph) / 2
                picture = cv2.warpAffine(picture, turn, (side, side))
                alpha = cv2.warpAffine(alpha, turn, (side, side))
                ys, xs = np.nonzero(alpha > 0.5)
                cut = slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1)
                picture, alpha = picture[cut], alpha[cut]
                x += (pw - alpha.shape[1]) // 2
                y += (ph - alpha.shape[0]) // 2
            blend(page, alpha, picture, x, y)
            boxes.append([x, y, alpha.shape[1], alpha.shape[0]])
    name = 'tilted' if tilted else 'photos'
    save(f'{name}-{i}', page, boxes, name)


def stamp_sheet(i):
    """Stamps that touch: a white perforated rim is all that lies between two pictures."""
    cols, rows, sw, sh = ri(3, 8), ri(3, 7), ri(70, 160), ri(70, 160)
    m = ri(20, 70)
    w, h = cols * sw + 2 * m, rows * sh + 2 * m
    page, _ = paper(h, w, rng.choice(['cream', 'grey', 'dark']))
    rim = ri(4, 8)
    boxes = []
    for r in range(rows):
        for c in range(cols):
            x, y = m + c * sw, m + r * sh
            page[y:y + sh, x:x + sw] = 250
            page[y + rim:y + sh - rim, x + rim:x + sw - rim] = photo(sw - 2 * rim, sh - 2 * rim)
            boxes.append([x, y, sw, sh])
    hole = tuple(float(v) for v in page[5, 5])
    for r in range(rows + 1):
        for x in range(m, m + cols * sw, 8):
            cv2.circle(page, (x, m + r * sh), 2, hole, -1)
    for c in range(cols + 1):
        for y in range(m, m + rows * sh, 8):
            cv2.circle(page, (m + c * sw, y), 2, hole, -1)
    save(f'stamps-{i}', page, boxes, 'stamps')


def icon(size):
    """BGR [s, s, 3] and alpha: a flat icon of one to three shapes, some of them apart."""
    colour = np.zeros((size, size, 3), np.float32)
    alpha = np.zeros((size, size), np.float32)

    def put(draw):
        mask = np.zeros((size, size), np.uint8)
        draw(mask)
        c = rng.uniform(0, 220, 3)
        colour[mask > 0] = c
        np.maximum(alpha, mask.astype(np.float32) / 255, out=alpha)
    s = size
    shape = ri(0, 4)
    if shape == 0:
        put(lambda m: cv2.circle(m, (s // 2, s // 2), int(s * 0.45), 255, max(2, s // 9), cv2.LINE_AA))
        put(lambda m: cv2.circle(m, (s // 2, s // 2), int(s * 0.18), 255, -1, cv2.LINE_AA))
    elif shape == 1:
        put(lambda m: cv2.rectangle(m, (s // 10, s // 10), (9 * s // 10, 9 * s // 10), 255, -1))
        put(lambda m: cv2.line(m, (s // 4, s // 2), (3 * s // 4, s // 2), 255, max(2, s // 12), cv2.LINE_AA))
    elif shape == 2:
        for k in range(3):
            put(lambda m: cv2.rectangle(m, (s // 10, s // 8 + k * s // 3), (9 * s // 10, s // 8 + k * s // 3 + s // 7), 255, -1))
    elif shape == 3:
        put(lambda m: cv2.ellipse(m, (s // 2, int(s * 0.75)), (int(s * 0.42), int(s * 0.22)), 0, 0, 360, 255, -1, cv2.LINE_AA))
        put(lambda m: cv2.circle(m, (s // 2, int(s * 0.26)), int(s * 0.2), 255, -1, cv2.LINE_AA))
    else:
        pts = np.array([[s // 2, s // 12], [s - s // 10, s // 2], [s // 2, s - s // 12], [s // 10, s // 2]], np.int32)
        put(lambda m: cv2.fillPoly(m, [pts], 255, cv2.LINE_AA))
    return colour, alpha


def icon_sheet(i):
    size = ri(20, 110)
    pitch = size + ri(max(4, size // 8), max(8, size))
    cols, rows = min(ri(4, 14), 1800 // pitch), min(ri(3, 12), 1800 // pitch)
    caption = chance(0.3) and size > 40
    py = pitch + (22 if caption else 0)
    w, h = cols * pitch + 50, rows * py + 50
    page, ink = paper(h, w, rng.choice(['white', 'cream', 'grey', 'dark']))
    boxes = []
    for r in range(rows):
        for c in range(cols):
            colour, a = icon(size)
            x, y = 25 + c * pitch, 25 + r * py
            reach = max(1, size // 24)
            shadow = cv2.GaussianBlur(np.pad(a, reach * 2), (2 * reach + 1, 2 * reach + 1), 0) * 0.3
            blend(page, shadow, page[0, 0] * 0.5, x - reach, y - reach)
            blend(page, a, colour, x, y)
            boxes.append(tight(a, x, y))
            if caption:
                label(page, 'abc' + str(c), x + size // 2 - 18, y + size + 16, 8, ink)
    save(f'icons-{i}', page, boxes, 'icons')


# ---------------------------------------------------------------- sprites

def creature(w, h, palette):
    """A made-up pixel creature: mirrored body with an outline, legs, antennas, sometimes a part that floats."""
    grid = np.zeros((h, w), np.uint8)
    half = (w + 1) // 2
    yy, xx = np.mgrid[0:h, 0:half]
    body = ((xx - half + 1) / max(1, half)) ** 2 + ((yy - h * 0.55) / (h * 0.38)) ** 2
    grid[:, :half] = (body + rng.normal(0, 0.18, body.shape) < 0.9) * ri(1, 3)
    for _ in range(ri(1, 3)):
        grid[h * 7 // 10:, min(half - 1, ri(0, half))] = 2
    if chance(0.4):
        grid[0:h // 2, ri(half // 3, half - 1)] = 3
    grid[:, w - half:] = np.maximum(grid[:, w - half:], grid[:, :half][:, ::-1])
    if chance(0.3):
        grid[max(1, h // 2 - 2):h // 2, :] = 0
    if chance(0.4):
        grid[h // 3, [w // 3, w - 1 - w // 3]] = 4
    return grid, palette[grid][..., :3], (grid > 0).astype(np.float32)


def sprite_sheet(i):
    scale = ri(1, 4)
    rows_of = []
    for _ in range(ri(3, 9)):
        w, h = ri(9, 40), ri(9, 44)
        palette = rng.uniform(0, 235, (6, 3)).astype(np.float32)
        base, _, _ = creature(w, h, palette)
        frames = []
        for _ in range(ri(4, 14)):
            g = base.copy()
            if chance(0.3):
                g[:-1] = g[1:].copy()
                g[-1] = 0
            rows, cols = np.nonzero(rng.random(g.shape) < 0.03)
            g[rows, cols] = 0
            if chance(0.35):
                g = np.pad(g, ((0, 0), (0, ri(2, 6))))
                g[h // 2:h // 2 + 2, -2:] = 5
            if chance(0.25):
                g = np.pad(g, ((0, 3), (0, 0)))
                g[-1, 1:-1] = 4
            frames.append(np.kron(g, np.ones((scale, scale), np.uint8)))
        rows_of.append((frames, palette))
    style = ri(0, 2)
    gap = [ri(1, 3), ri(2, 8), ri(6, 20)][style]
    labels = chance(0.3)
    cell = max(max(f.shape[1] for f in fr) for fr, _ in rows_of) + gap if chance(0.5) else 0
    pad = ri(0, 24)
    width = max(sum((cell or f.shape[1] + gap) for f in fr) for fr, _ in rows_of) + 2 * pad
    height = sum(max(f.shape[0] for f in fr) + gap + (16 if labels else 0) for fr, _ in rows_of) + 2 * pad
    page, ink = paper(height, width, rng.choice(['white', 'cream', 'grey', 'dark']))
    boxes, y = [], pad
    for k, (frames, palette) in enumerate(rows_of):
        if labels:
            label(page, ['WALK', 'ATTACK', 'IDLE', 'Jump'][k % 4], pad + 2, y + 10, 8, ink)
            y += 16
        x, tall = pad, max(f.shape[0] for f in frames)
        for g in frames:
            a = (g > 0).astype(np.float32)
            top = y + tall - g.shape[0]
            blend(page, a, palette[g][..., :3], x, top)
            boxes.append(tight(a, x, top))
            x += cell or g.shape[1] + gap
        y += tall + gap
    save(f'sprites-{["tight", "mid", "wide"][style]}-{i}', page, boxes, f'sprites-{["tight", "mid", "wide"][style]}',
         lossless=chance(0.5))


def atlas_sheet(i):
    """Sprites of many sizes packed on shelves with one or two pixels between them."""
    width, gap = ri(500, 1200), ri(1, 3)
    items = []
    for _ in range(ri(20, 90)):
        s = ri(16, 150)
        if chance(0.5):
            colour, a = icon(s)
        else:
            palette = rng.uniform(0, 235, (6, 3)).astype(np.float32)
            k = ri(1, 4)
            g, _, _ = creature(max(8, s // k), max(8, ri(s // 2, s) // k), palette)
            g = np.kron(g, np.ones((k, k), np.uint8))
            colour, a = palette[g][..., :3], (g > 0).astype(np.float32)
        t = tight(a, 0, 0)
        items.append((colour[t[1]:t[1] + t[3], t[0]:t[0] + t[2]], a[t[1]:t[1] + t[3], t[0]:t[0] + t[2]]))
    items.sort(key=lambda p: -p[1].shape[0])
    x = y = gap
    shelf, placed = 0, []
    for colour, a in items:
        if x + a.shape[1] + gap > width:
            x, y, shelf = gap, y + shelf + gap, 0
        placed.append((colour, a, x, y))
        x += a.shape[1] + gap
        shelf = max(shelf, a.shape[0])
    page, _ = paper(y + shelf + gap, width, rng.choice(['white', 'cream', 'grey', 'dark']))
    for colour, a, x, y in placed:
        blend(page, a, colour, x, y)
    save(f'atlas-{i}', page, [tight(a, x, y) for _, a, x, y in placed], 'atlas', lossless=chance(0.5))


for n in range(args.per_group):
    for paper_kind in ('white', 'cream', 'grey', 'dark'):
        ink_sheet(n, paper_kind)
    table_sheet(n)
    fold_sheet(n)
    photo_sheet(n, False)
    photo_sheet(n, True)
    stamp_sheet(n)
    icon_sheet(n)
    for _ in range(2):
        sprite_sheet(n * 2 + _)
    atlas_sheet(n)

with open(os.path.join(args.out, 'truth.json'), 'w') as f:
    json.dump(truth, f)
print(f'{len(truth)} sheets in {args.out}')
