"""How the peers in PyTorch take a time."""

import time


def fastest(f, seconds):
    """Milliseconds of the fastest call within some seconds, after two to warm up."""
    f(), f()
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        f()
        best = min(best, time.perf_counter() - start)
    return 1000 * best
