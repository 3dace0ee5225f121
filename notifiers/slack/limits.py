"""Slack's limits, in UTF-16 code units, and the shares of one message that keep it inside them.

Slack documents limits for single objects; the total of all blocks is undocumented and was seen to bite near
13,200 characters, so a message stays under 10,000 by construction: the shares below add up to less.
"""

from __future__ import annotations

# Slack's own
MAX_BLOCKS = 50
MAX_ALL_BLOCKS = 10_000  # ours, under Slack's undocumented one
MAX_SECTION = 3_000
MAX_CONTEXT = 2_000
MAX_BUTTON_VALUE = 2_000
MAX_FALLBACK = 4_000  # longer messages cannot be edited
MAX_EPHEMERAL = 3_000

# Shares of the whole
HEADLINE = 1_100
STATE = 500
SPARKLINE = 200
WHY = 600
FIGURES = 700
TERMS = 300
VOICES = 300
SAMPLE_WHO = 250
SAMPLE_TEXT = 600
SAMPLES = 3
RUNBOOK = 1_200
BUTTON_VALUE = 400  # a longer value means no button: the command still works
BUTTONS = 3
BUTTON_WORDS = 250  # label, confirmation and ids of one button
TALK = 2_400  # what a reply or a report says

OPEN_SHARES = (
    HEADLINE,
    STATE,
    SPARKLINE,
    WHY,
    FIGURES,
    TERMS,
    VOICES,
    SAMPLES * (SAMPLE_WHO + SAMPLE_TEXT),
    RUNBOOK,
    BUTTONS * (BUTTON_VALUE + BUTTON_WORDS),
)
