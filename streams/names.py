"""Names of topics and tables, in one place. A prefix from the settings is put before every topic."""

from __future__ import annotations

MENTIONS = "mentions"
SCORED = "mentions.scored"
COMMANDS = "incident-commands"
INCIDENTS = "incidents"
PAGES = "pages"
DEAD_LETTERS = "dead-letters"
TOPICS = (MENTIONS, SCORED, COMMANDS, INCIDENTS, PAGES, DEAD_LETTERS)

WATCH_HOT = "watch-hot"
WATCH_BASELINE = "watch-baseline"
WATCH_CLOCK = "watch-clock"
CASES = "cases"
TABLES = (WATCH_HOT, WATCH_BASELINE, WATCH_CLOCK, CASES)
