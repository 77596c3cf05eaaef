"""README: started by rank.ts; or /usr/bin/python3 bench/labels/rank.py CASES.json  (Debian: python3-sklearn)

The reference: scikit-learn's logistic regression (C 0.01, 5 stratified folds, L2-normalised and standardised
embeddings) and cleanlab's published formulas (prune_by_noise_rate, final reduction) restated in numpy.
Prints one JSON line of [recallAtN, averagePrecision, flagRecall, flagPrecision, seconds] per case.
"""
import json
import sys
import time
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold

warnings.filterwarnings("ignore")


def probabilities(x, y, k, seed):
    p = np.zeros((len(y), k))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=seed).split(x, y):
        model = LogisticRegression(C=0.01, max_iter=300, tol=1e-3).fit(x[train], y[train])
        p[test[:, None], model.classes_[None]] = model.predict_proba(x[test])
    return p


def round_keeping_sum(values):
    result = np.round(values)
    missing = int(np.round(values.sum()) - result.sum())
    order = np.argsort(result - values)
    for i in range(abs(missing)):
        result[order[i % len(order)] if missing > 0 else order[::-1][i % len(order)]] += np.sign(missing)
    return result


def issues(p, y):
    n, k = p.shape
    counts = np.bincount(y, minlength=k)
    t = np.array([max(p[y == c, c].mean(), 2e-6) if counts[c] else 2 for c in range(k)])
    confident = p >= t - 1e-6
    number = confident.sum(1)
    guess = np.where(number > 1, p.argmax(1), confident.argmax(1))
    joint = np.zeros((k, k))
    np.add.at(joint, (y[number > 0], guess[number > 0]), 1)
    np.fill_diagonal(joint, np.maximum(joint.diagonal(), 1))
    joint = np.array([round_keeping_sum(row * c / max(row.sum(), 1)) for row, c in zip(joint, counts)]).astype(int)
    flagged = np.zeros(n, bool)
    for given in range(k):
        rows = np.flatnonzero(y == given)
        for actual in range(k):
            if actual == given or joint[given, actual] < 1 or len(rows) < 2:
                continue
            difference = p[rows, actual] - p[rows, given]
            flagged[rows[np.argsort(-difference, kind="stable")[: joint[given, actual]]]] = True
    tied = p.copy()
    tied[np.arange(n), y] += 1e-6
    return flagged & (tied.argmax(1) != y)


def measure(case):
    x = np.fromfile(case["embeddings"], np.float32).reshape(case["n"], -1)
    true = np.fromfile(case["labels"], np.int32)
    y = np.fromfile(case["noisy"], np.int32)
    began = time.time()
    x = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    x = (x - x.mean(0)) / np.maximum(x.std(0), 1e-9)
    p = probabilities(x, y, case["classes"], case["seed"])
    flagged = issues(p, y)
    seconds = time.time() - began
    own = p[np.arange(len(y)), y]
    others = p.copy()
    others[np.arange(len(y)), y] = -1
    margin = own - others.max(1)
    bad = y != true
    first = np.argsort(margin, kind="stable")[: bad.sum()]
    hits = (flagged & bad).sum()
    return [bad[first].mean(), average_precision_score(bad, -margin), hits / bad.sum(), hits / max(1, flagged.sum()), seconds]


if __name__ == "__main__":
    for line in json.load(open(sys.argv[1])):
        print(json.dumps([float(value) for value in measure(line)]), flush=True)
