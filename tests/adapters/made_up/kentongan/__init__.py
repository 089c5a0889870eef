"""Kentongan, a network that does not exist: drummed on in village squares, or at one's door."""
