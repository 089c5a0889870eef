"""The office's own web form, and what complainants write back on the tracking page.

The page shows and checks; this channel only says how a message is kept and read.
"""
