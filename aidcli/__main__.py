"""`python -m aidcli`."""

from aidcli.cli import main

main()
