"""Telegram: people write to a bot of the office, in private or by naming it in a group."""
