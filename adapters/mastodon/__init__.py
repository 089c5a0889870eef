"""Mastodon and servers like it: people name the office in a post, for all or for it alone."""
