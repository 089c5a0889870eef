"""The demo office: an office full of complaints that nobody ever sent.

What people say and when is thought out here (`plot.py`); whoever plays it sends every word
through intake and engine. Nothing in here writes to a database.
"""

PLAYED = "demo.played"
"""Entry of the trail by which a database is known to be a demo office's: a real one has none."""
