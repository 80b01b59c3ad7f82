"""Run the command line: ``python -m matchcut``."""

from matchcut.cli import main

main()
