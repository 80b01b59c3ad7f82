"""``python -m matchcut`` is the command line."""

from matchcut.cli import main

main()
