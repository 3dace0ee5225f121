"""Whom a mention is about: the watchlist's configuration, its compiled form, and matching."""

from detectors.watchlist.config import WatchGroupConfig, WatchlistConfig, to_targets
from detectors.watchlist.match import Watchlist

__all__ = ["WatchGroupConfig", "Watchlist", "WatchlistConfig", "to_targets"]
