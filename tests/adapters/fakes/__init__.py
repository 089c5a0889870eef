"""Platforms on this machine: real servers that speak a platform's protocol and fail on request."""
