"""Run the command line as ``python -m kotograph``."""

from kotograph.cli import main

main()
