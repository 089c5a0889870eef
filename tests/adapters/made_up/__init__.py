"""Channels to networks that do not exist, as an office would lay them beside the repository."""
