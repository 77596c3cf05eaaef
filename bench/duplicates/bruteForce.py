"""README: bruteForce.py HASHES.u64 RADIUS  (Debian: python3-numpy)

Every pair (i < j) of 64-bit hashes at most RADIUS bits apart, as plain dHash and pHash tools search: each against all
that follow it. Stops after four seconds; prints the rows it came to, how many were compared, the time and the pairs.
"""
import json
import sys
import time

import numpy as np

hashes = np.fromfile(sys.argv[1], np.uint64)
radius = int(sys.argv[2])
bits = np.array([bin(i).count("1") for i in range(1 << 16)], np.uint8)
began = time.perf_counter()
pairs = rows = compared = 0
for row in range(len(hashes)):
    words = (hashes[row + 1 :] ^ hashes[row]).view(np.uint16).reshape(-1, 4)
    distance = bits[words[:, 0]] + bits[words[:, 1]] + bits[words[:, 2]] + bits[words[:, 3]]
    pairs += int(np.count_nonzero(distance <= radius))
    rows += 1
    compared += len(distance)
    if time.perf_counter() - began > 4:
        break
print(json.dumps({"rows": rows, "compared": compared, "seconds": time.perf_counter() - began, "pairs": pairs}))
