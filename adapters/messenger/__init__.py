"""What pages of Facebook and accounts of Instagram have in common: the private talk, the polls.

No channel (there is no `channel.py`); both channels stand on it. Pure: the calls themselves
are in each channel's own `wire.py`.
"""
