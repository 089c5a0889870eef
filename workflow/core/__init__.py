"""Decides. Facts, a command, an actor, the policy and `now` go in; events come out, or a refusal.

Standard library and `transitions` only: no database, network, wall clock or settings.
"""
