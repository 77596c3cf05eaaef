"""README: refit.py N CLASSES  (Debian: python3-sklearn)

What somebody without Winnow runs, on embeddings [N, 384] drawn as in speed.ts: five-fold logistic regression and the
published formulas of confident learning (first fit), and after one label changed, the whole again, starting from the
old weights. Prints one line of JSON: seconds of both.
"""
import json
import sys
import time
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from rank import issues

warnings.filterwarnings("ignore")
n, k, d = int(sys.argv[1]), int(sys.argv[2]), 384
rng = np.random.default_rng(1)
centres = (0.35 * rng.random((k, d))).astype(np.float32)
actual = rng.integers(0, k, n)
x = centres[actual] + rng.random((n, d), np.float32) + rng.random((n, d), np.float32) + rng.random((n, d), np.float32) - 1
y = np.where(rng.random(n) < 0.09, rng.integers(0, k, n), actual)
x = (x - x.mean(0)) / np.maximum(x.std(0), 1e-9)
folds = list(StratifiedKFold(5, shuffle=True, random_state=1).split(x, y))
models = [LogisticRegression(C=0.01, max_iter=300, tol=1e-3, warm_start=True) for _ in folds]


def run():
    began = time.perf_counter()
    p = np.zeros((n, k))
    for model, (train, test) in zip(models, folds):
        p[test] = model.fit(x[train], y[train]).predict_proba(x[test])
    flagged = issues(p, y)
    return time.perf_counter() - began, int(flagged.sum())


first, _ = run()
y[0] = (y[0] + 1) % k
again, flagged = run()
print(json.dumps({"n": n, "classes": k, "fit": first, "refit": again, "flagged": flagged}))
