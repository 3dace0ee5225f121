"""The watch job written in Quix Streams, for comparison: decode, match, score, velocity and detection.

Runs in an environment of its own (requirements/bench.txt), since its dependencies differ from ours:
`python tests/bench/quix_job.py BOOTSTRAP TOPIC COUNT`; prints the seconds from the first mention to the last.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import msgspec
from quixstreams import Application, State

from detectors.detection_config import DetectionConfig
from detectors.mentions import decode_mention
from detectors.reading import Reader
from detectors.scored import Origin, ScoredMention
from detectors.scoring import score_mention
from detectors.sentiment.registry import make_scorer
from detectors.state import TargetState
from detectors.targets import Target
from detectors.watch import initial_state, observe
from detectors.watchlist import Watchlist

IDLE_SECONDS = 5.0  # without a record: the topic is read to its end


def main(bootstrap: str, topic: str, count: int) -> None:
    """Run the job over `count` mentions that are already in the topic."""
    terms = ("Nimbus Air", "@nimbusair", "نیمبوس ایر")
    target = Target(id="nimbus", group="nimbus", name="Nimbus Air", any_of=terms)
    watchlist, reader, config = Watchlist.compile([target]), Reader(make_scorer("vader")), DetectionConfig()
    states: dict[str, TargetState] = {}  # decoded once, as our worker does; every change is still stored
    began: list[float] = []
    ended: list[float] = []

    def score(value: bytes, _key: Any, timestamp_ms: int, _headers: Any) -> list[ScoredMention]:
        if not began:
            began.append(time.perf_counter())
        offset = score.offset = score.offset + 1  # type: ignore[attr-defined]
        return list(
            score_mention(
                decode_mention(value), watchlist, reader, Origin("m", 0, offset), timestamp_ms / 1000
            ).records
        )

    score.offset = -1  # type: ignore[attr-defined]

    def watch(record: ScoredMention, state: State) -> list[bytes]:
        name = record.hits[0].target
        target_state = states.get(name) or initial_state(target, config)
        seen = observe(target_state, target, config, record, record.hits[0])
        states[name] = seen.state
        state.set("hot", msgspec.json.encode(seen.state.hot).decode())
        if seen.baseline_changed:
            state.set("baseline", msgspec.json.encode(seen.state.baseline).decode())
        ended[:] = [time.perf_counter()]
        return [msgspec.json.encode(signal) for signal in seen.signals]

    app = Application(
        broker_address=bootstrap,
        consumer_group=f"{topic}-quix",
        auto_offset_reset="earliest",
        state_dir=f"/tmp/{topic}-quix",  # noqa: S108  a benchmark's scratch
        loglevel="ERROR",
    )
    frame = app.dataframe(app.topic(topic, value_deserializer="bytes", key_deserializer="bytes"))
    frame = frame.apply(score, expand=True, metadata=True)
    frame = frame.apply(watch, expand=True, stateful=True)
    frame = frame.to_topic(app.topic(f"{topic}.signals", value_serializer="bytes"))
    app.run(timeout=IDLE_SECONDS, collect=False)
    if score.offset != count - 1:  # type: ignore[attr-defined]
        raise SystemExit(f"only {score.offset + 1} of {count} mentions came")  # type: ignore[attr-defined]
    print(ended[-1] - began[0])  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
