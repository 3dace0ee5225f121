"""`make bench`: every baseline figure in one run, medians of three, written as JSON on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.bench import embedded_figures, kafka_figures


def main() -> None:
    """Measure; the first argument may name a Python with requirements/bench.txt, for Quix Streams."""
    quix = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    story = kafka_figures.mentions(6_000)
    found = embedded_figures.figures(kafka_figures.busy_hour(story))
    quiet = embedded_figures.figures(story)
    found |= {
        f"quiet_{name}": value for name, value in quiet.items() if name.startswith(("embedded", "bucket"))
    }
    found["state_bytes_per_target"] = quiet["state_bytes_per_target"]  # after months: it no longer grows
    found |= kafka_figures.figures(quix)
    bare = found["bare_loop_mentions_per_second"]
    found["worker_over_bare_loop"] = found["worker_mentions_per_second"] / bare
    if "quix_mentions_per_second" in found:
        found["worker_over_quix"] = found["worker_mentions_per_second"] / found["quix_mentions_per_second"]
    print(json.dumps({name: float(f"{value:.4g}") for name, value in found.items()}, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
