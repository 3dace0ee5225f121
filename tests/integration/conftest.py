"""Tests on a real broker."""

from __future__ import annotations

import pytest

from tests.support.kafka import Kafka, kafka_for_test


@pytest.fixture
def kafka() -> Kafka:
    return kafka_for_test()
