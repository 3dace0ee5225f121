"""Slack: pages out, commands and buttons in. The only package that imports Slack libraries."""
