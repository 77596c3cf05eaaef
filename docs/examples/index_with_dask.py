#!/usr/bin/python3
"""Index a dataset in shards over the workers of a Dask cluster, and merge what they found into one cache.

    python3 index_with_dask.py DATASET CACHE [--shards 8] [--scheduler tcp://host:8786] [--winnow "node dist/cli.js"]

Without --scheduler, two workers run on this machine. With one, every worker must see DATASET and CACHE.parts under the
same path and have winnow installed. A shard that is done is not done again, so that a second run goes on.
Needs the package `distributed` (Debian: python3-distributed).
"""

import argparse
import os
import shlex
import shutil
import subprocess
import tempfile

from distributed import Client, LocalCluster, as_completed


def index_shard(winnow, dataset, parts, number, shards, threads):
    """Indexes one shard on the worker's own disk, then puts its cache in place under its name, whole."""
    place = os.path.join(parts, f"{number}-of-{shards}")
    if os.path.isdir(place):
        return number
    with tempfile.TemporaryDirectory(prefix="winnow-shard-") as scratch:
        cache = os.path.join(scratch, "cache")
        command = [*winnow, "index", dataset, "--shard", f"{number}/{shards}", "--cache", cache, "--quiet"]
        if threads:
            command += ["--threads", str(threads)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"shard {number} of {shards}: {done.stderr.strip()}")
        coming = f"{place}.{os.getpid()}.coming"
        shutil.copytree(cache, coming)
        os.rename(coming, place)
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("cache")
    parser.add_argument("--shards", type=int, default=2)
    parser.add_argument("--scheduler", help="address of a running scheduler; without it two local workers")
    parser.add_argument("--winnow", default="winnow", help="how winnow is started")
    parser.add_argument("--threads", type=int, default=0, help="cores for each shard (0: all of the machine)")
    options = parser.parse_args()
    winnow = shlex.split(options.winnow)
    dataset = os.path.abspath(options.dataset)
    cache = os.path.abspath(options.cache)
    parts = cache + ".parts"
    os.makedirs(parts, exist_ok=True)
    cluster = options.scheduler or LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with Client(cluster) as client:
        shards = range(1, options.shards + 1)
        futures = [
            client.submit(index_shard, winnow, dataset, parts, i, options.shards, options.threads, pure=False)
            for i in shards
        ]
        for count, future in enumerate(as_completed(futures), 1):
            print(f"shard {future.result()} done, {count} of {options.shards}", flush=True)
    places = [os.path.join(parts, f"{i}-of-{options.shards}") for i in shards]
    subprocess.run([*winnow, "merge", *places, "--into", cache], check=True)


if __name__ == "__main__":
    main()
