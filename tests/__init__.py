"""The tests: stories in our own words, the house rules, and what both stand on.

A package, so that `tests.databases` and the like can be imported from anywhere in it.
"""
