"""Print lines on a terminal, and write where the cursor stands before the last cell of each, and behind it.

python cursor.py LINES POSITIONS
"""

import os
import re
import sys
import tty
from pathlib import Path


def column() -> int:
    """Ask the terminal for the column of the cursor (DSR 6, ECMA-48 section 8.3.35)."""
    os.write(1, b"\x1b[6n")
    answer = b""
    while not answer.endswith(b"R"):
        answer += os.read(0, 1)
    return int(answer[:-1].rpartition(b";")[2]) - 1


if __name__ == "__main__":
    tty.setraw(0)
    found = []
    for line in Path(sys.argv[1]).read_text("utf-8").split("\n"):
        before, cell = re.fullmatch(r"(.* {2,}|)(.*)", line).groups()
        os.write(1, f"\r\x1b[2K{before}".encode())
        start = column()
        os.write(1, cell.encode())
        found.append(f"{start} {column()}")
    Path(sys.argv[2]).write_text("\n".join(found), "utf-8")
