"""The virus scanner of an office: a clamd somewhere near. No channel, so it has no channel.py."""
