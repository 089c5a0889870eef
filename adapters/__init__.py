"""Channels: how messages come into the office and leave it.

Each folder here that holds a `channel.py` is a channel; `registry.py` finds them by
looking. Nothing in this package knows complaints, the database or settings files; of the
engine it knows `workflow.core.messages` only. How to add one: README.md.
"""
