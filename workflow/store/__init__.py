"""Remembers. All SQL of the engine lives here; nothing here decides anything."""
