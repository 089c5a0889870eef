"""The channel that leads nowhere: for tests, for the demo, and for trying Tuntas out.

It behaves like a chat platform with every capability and fails on request.
"""
