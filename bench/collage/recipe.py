"""The recipe in OpenCV: grey, 3x3 blur, Canny 120/255, 5x5 dilation, external contours, boxes of 20 px and more.

usage: recipe.py DIR [--min-size N] [--threads N]
Prints {images: [{path, boxes}]}. In one thread OpenCV takes as many of its own as it wants; in several it has none.
"""
import argparse
import json
import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument('dir')
parser.add_argument('--min-size', type=int, default=20)
parser.add_argument('--threads', type=int, default=1)
args = parser.parse_args()
KERNEL = np.ones((5, 5), np.uint8)


def boxes_of(path):
    grey = cv2.cvtColor(cv2.imread(path, cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY)
    edges = cv2.dilate(cv2.Canny(cv2.blur(grey, (3, 3)), 120, 255), KERNEL)
    contours, _ = cv2.findContours(edges, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = (cv2.boundingRect(c) for c in contours)
    return [list(b) for b in found if b[2] >= args.min_size and b[3] >= args.min_size]


names = sorted(n for n in os.listdir(args.dir) if n.endswith(('.png', '.jpg')))
if args.threads > 1:
    cv2.setNumThreads(1)
with ThreadPoolExecutor(args.threads) as pool:
    result = list(pool.map(lambda n: {'path': n, 'boxes': boxes_of(os.path.join(args.dir, n))}, names))
print(json.dumps({'images': result}))
