"""The pages: what people and officers see, rendered on the server and whole without scripts.

Knows `config` and what it hands out; never SQL, and no provider's payloads.
"""
