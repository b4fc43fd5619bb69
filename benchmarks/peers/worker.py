"""A process that runs one peer when asked: requests and answers are JSON, one a line.

Started by ``benchmarks.peers``, in the peer's own environment, with threads pinned to one.
"""

import contextlib
import importlib
import json
import sys
import time
from importlib.metadata import version

from benchmarks.peers.rules import small_model


def main(name: str, package: str) -> None:
    """Say that the peer is ready, then serve until standard input ends."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # whatever a framework prints is no answer
        peer = importlib.import_module(f"benchmarks.peers.{name}")
        print(json.dumps({"version": version(package)}), file=answers, flush=True)
        for line in sys.stdin:
            print(json.dumps(served(peer, json.loads(line))), file=answers, flush=True)


def served(peer, asked: dict) -> dict:
    """Run for every seed; seconds of each run, and what it counted."""
    if peer.__name__.endswith(".kernel"):
        model = ()
    else:
        model = (small_model(**asked.get("rules", {})),)
    threads = (asked["threads"],) if "threads" in asked else ()
    seconds, counts = [], []
    for seed in asked["seeds"]:
        begun = time.perf_counter()
        counted = peer.run(asked["size"], seed, *model, *threads)
        seconds.append(time.perf_counter() - begun)
        counts.append(counted)
    return {"seconds": seconds, "counts": counts}


if __name__ == "__main__":
    main(*sys.argv[1:])
