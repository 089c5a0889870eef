"""Tuntas: carries a complaint from the first message to resolved."""
