"""The demo's band is that of the trailing hour, whatever windows the detector judges."""

from __future__ import annotations

import pytest

from detectors.detection_config import DetectionConfig
from detectors.targets import Sensitivity
from streams.demo.band import Bands
from tests.support.watching import Watching


def test_a_point_is_what_was_heard_in_the_hour_that_ends_there() -> None:
    watching = Watching()
    watching.ordinary(days=4, per_hour=60)
    learnt, last = watching.state.baseline.total, watching.state.baseline.learned_through
    assert last is not None

    point = Bands(DetectionConfig(), Sensitivity.BALANCED).trailing_hour(learnt, last)

    assert point.observed == sum(learnt.counts[-12:])
    assert point.expected == pytest.approx(60, rel=0.25)
    assert point.expected < point.high < 3 * point.expected
