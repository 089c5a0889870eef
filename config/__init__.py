"""How this installation is put together: settings, rules as data, reply texts, wiring.

Knows everything below it; must not know Flask or any page.
"""
