"""`python -m network.cli`, where the script `network` is not on the path."""

from network.cli import main

main()
