"""The benchmarks of `tuntas bench`, one module for each; a module that has `measure` is one.

Each figure is measured beside its limit in the same run: the machine's noise is in both.
They measure; they judge nothing and no test waits for them.
"""
