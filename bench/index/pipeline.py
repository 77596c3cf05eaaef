"""README: pipeline.py FOLDER [--decode-only]  (Debian: python3-pil, python3-opencv, python3-numpy)

What a short Python program does to index a folder, on two processes: decode with EXIF orientation (Pillow), a JPEG
thumbnail of 256 px, dHash, pHash, sha256, brightness and sharpness. With --decode-only, nothing but libjpeg-turbo's decode
(OpenCV). Prints one line of JSON: images and seconds, the start of Python left out.
"""
import hashlib
import io
import json
import os
import sys
import time
from multiprocessing import Pool

import cv2
import numpy as np
from PIL import Image, ImageOps

cv2.setNumThreads(1)


def describe(path):
    with open(path, "rb") as file:
        data = file.read()
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (256, 256))
    image = ImageOps.exif_transpose(image).convert("RGB")
    thumbnail = image.copy()
    thumbnail.thumbnail((256, 256), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    thumbnail.save(out, "JPEG", quality=80)
    grey = np.asarray(thumbnail.convert("L"))
    small = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA).astype(int)
    dhash = np.packbits(small[:, 1:] > small[:, :-1]).tobytes()
    dct = cv2.dct(cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32))[:8, :8]
    phash = np.packbits(dct > np.median(dct)).tobytes()
    sharpness = cv2.Laplacian(grey, cv2.CV_64F).var()
    return hashlib.sha256(data).digest(), dhash, phash, len(out.getvalue()), grey.mean(), sharpness


def decode(path):
    return cv2.imread(path, cv2.IMREAD_COLOR).shape


if __name__ == "__main__":
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(sys.argv[1]) for name in names)
    with Pool(2) as pool:
        pool.map(len, [b""] * 4)
        began = time.perf_counter()
        pool.map(decode if "--decode-only" in sys.argv else describe, files, chunksize=16)
        print(json.dumps({"images": len(files), "seconds": time.perf_counter() - began}))
