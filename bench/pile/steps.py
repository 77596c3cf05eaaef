"""README: steps.py FOLDER  (Debian: fdupes, python3-opencv, python3-pil, python3-sklearn)

A pile to a clean square set with the usual tools, on two processes: cut sheets (the contour recipe), sort by logistic
regression on colours and gradients (accept from 0.95 on), drop equal files (fdupes) and perceptual hashes up to 10 bits
apart within a class, pad to 64 px. FOLDER holds pile, sheets and examples; writes FOLDER/theirs/<class>.
"""
import json
import os
import subprocess
import sys
import time
from multiprocessing import Pool

import cv2
import numpy as np
from PIL import Image, ImageOps
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

cv2.setNumThreads(1)
root = sys.argv[1]
SIDE = 64
hog = cv2.HOGDescriptor((64, 64), (32, 32), (16, 16), (16, 16), 9)
bits = np.array([bin(i).count("1") for i in range(1 << 16)], np.uint8)


def files(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder))


def cut(path):
    image = cv2.imread(path)
    edges = cv2.dilate(cv2.Canny(cv2.blur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (3, 3)), 120, 255), np.ones((5, 5)))
    contours, _ = cv2.findContours(edges, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(c) for c in contours]
    name = os.path.splitext(os.path.basename(path))[0]
    for i, (x, y, w, h) in enumerate(b for b in boxes if b[2] >= 20 and b[3] >= 20):
        cv2.imwrite(f"{root}/their-crops/{name}_{i}.png", image[y : y + h, x : x + w])


def describe(path):
    image = cv2.resize(cv2.imread(path), (64, 64), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    colours = cv2.resize(image, (8, 8), interpolation=cv2.INTER_AREA).ravel() / 255
    dct = cv2.dct(cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32))[:8, :8]
    return np.concatenate([colours, hog.compute(grey).ravel()]), np.packbits(dct > np.median(dct)).view(np.uint64)[0]


def square(job):
    path, out = job
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    ImageOps.pad(image, (SIDE, SIDE), color="white").save(out)


def without_copies(paths, hashes):
    kept, seen = [], np.zeros(0, np.uint64)
    for path, value in zip(paths, hashes):
        words = (seen ^ value).view(np.uint16).reshape(-1, 4)
        if not (bits[words].sum(1) <= 10).any():
            kept.append(path)
            seen = np.append(seen, value)
    return kept


if __name__ == "__main__":
    began = time.perf_counter()
    os.makedirs(f"{root}/their-crops")
    with Pool(2) as pool:
        pool.map(cut, files(f"{root}/sheets"))
        names = sorted(os.listdir(f"{root}/examples"))
        labelled = [(path, label) for label, name in enumerate(names) for path in files(f"{root}/examples/{name}")]
        x = np.array([features for features, _ in pool.map(describe, [path for path, _ in labelled])])
        scaler = StandardScaler().fit(x)
        model = LogisticRegression(max_iter=1000).fit(scaler.transform(x), [label for _, label in labelled])
        pile = files(f"{root}/pile") + files(f"{root}/their-crops")
        described = pool.map(describe, pile, chunksize=32)
        sure = model.predict_proba(scaler.transform(np.array([features for features, _ in described])))
        equal = subprocess.run(["fdupes", "-r", "-q", "-f", root + "/pile", root + "/their-crops"], capture_output=True, text=True)
        extra = set(equal.stdout.split("\n"))
        for label, name in enumerate(names):
            if name == "g":
                continue
            rows = [i for i in np.flatnonzero(sure[:, label] >= 0.95) if pile[i] not in extra]
            kept = without_copies([pile[i] for i in rows], [described[i][1] for i in rows])
            os.makedirs(f"{root}/theirs/{name}")
            pool.map(square, [(path, f"{root}/theirs/{name}/{os.path.basename(path)}.png") for path in kept], chunksize=32)
    print(json.dumps({"seconds": time.perf_counter() - began}))
