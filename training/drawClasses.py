"""Draws classes of simple pictures to try the program on: shapes that differ in outline, in any colour, size and place.

usage: drawClasses.py FOLDER [--images 200] [--seed 1]
"""

import argparse
import math
import os
import random

from PIL import Image, ImageDraw

SIDE = 80


def polygon(corners: int, inner: float = 1.0):
    """Points of a regular polygon, or of a star where `inner` is below 1, of radius 1."""
    count = corners * 2 if inner < 1 else corners
    radius = lambda i: inner if inner < 1 and i % 2 else 1.0
    return [(radius(i) * math.cos(2 * math.pi * i / count), radius(i) * math.sin(2 * math.pi * i / count)) for i in range(count)]


CROSS = [(-1, -0.3), (-0.3, -0.3), (-0.3, -1), (0.3, -1), (0.3, -0.3), (1, -0.3), (1, 0.3), (0.3, 0.3), (0.3, 1), (-0.3, 1), (-0.3, 0.3), (-1, 0.3)]
SHAPES = {
    'triangle': polygon(3),
    'square': polygon(4),
    'hexagon': polygon(6),
    'disc': polygon(40),
    'star': polygon(5, 0.4),
    'flower': polygon(9, 0.7),
    'cross': CROSS,
    'bar': [(-1, -0.2), (1, -0.2), (1, 0.2), (-1, 0.2)],
}


def draw(points, random_: random.Random):
    colour = lambda low, high: tuple(random_.randint(low, high) for _ in range(3))
    light = random_.random() < 0.5
    picture = Image.new('RGB', (SIDE * 2, SIDE * 2), colour(150, 255) if light else colour(0, 100))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = random_.randint(0, SIDE * 2), random_.randint(0, SIDE * 2)
        pen.line((x, y, x + random_.randint(-60, 60), y + random_.randint(-60, 60)), fill=colour(90, 170), width=3)
    size, turn = random_.uniform(0.35, 0.8) * SIDE, random_.uniform(0, 2 * math.pi)
    left, top = random_.uniform(size, SIDE * 2 - size), random_.uniform(size, SIDE * 2 - size)
    cos, sin = math.cos(turn) * size, math.sin(turn) * size
    corners = [(left + x * cos - y * sin, top + x * sin + y * cos) for x, y in points]
    pen.polygon(corners, fill=colour(0, 110) if light else colour(140, 255))
    return picture.resize((SIDE, SIDE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--images', type=int, default=200, help='of each class')
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    for name, points in SHAPES.items():
        folder = os.path.join(options.folder, name)
        os.makedirs(folder, exist_ok=True)
        for number in range(options.images):
            draw(points, random_).save(os.path.join(folder, f'{number:04}.png'))
    print(f'{len(SHAPES)} classes of {options.images} images in {options.folder}')


if __name__ == '__main__':
    main()
