"""The program: `aidcli`, or `python -m aidcli`. Starts and ends it; all else is `cli`'s."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and exit with its status.

    A run answers one question, so it neither collects garbage on the way nor frees its memory at the end: together
    they would take a sixth of a quick lookup.
    """
    gc.disable()
    try:
        from aidcli.cli.app import run

        run()
    except KeyboardInterrupt:  # Later ones are Typer's; this one came while modules were being imported.
        os._exit(130)
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 0)


if __name__ == "__main__":
    main()
