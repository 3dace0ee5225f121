"""Text as the matcher sees it: folded, with word boundaries that hold in Persian, Turkish and English."""
