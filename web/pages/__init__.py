"""The pages, one module for each group of addresses; all are found by listing this folder.

A module exports `blueprint`, and `MENU` where staff should find it.
"""
