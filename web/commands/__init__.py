"""The commands of `tuntas`, one module for each group of them.

Each module hands out `COMMANDS`; `web/cli.py` finds them. A command reads words and prints
words; what it does is done by what `config` puts together.
"""
