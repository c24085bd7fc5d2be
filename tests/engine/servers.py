"""Servers of Spark Connect on this machine, started when they are first needed and stopped at the end."""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

HAS_SAIL = bool(find_spec("pysail") and find_spec("pyspark") and find_spec("grpc"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def serve(command: Sequence[str], port: int, seconds: float, **env: str) -> subprocess.Popen[bytes]:
    """Start a program that listens on a port of this machine; wait until it does."""
    with TemporaryFile() as said:
        program = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=os.environ | env)
        atexit.register(stop, program)
        end = time.monotonic() + seconds
        while time.monotonic() < end and program.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return program
            time.sleep(0.1)
        said.seek(0)
        raise RuntimeError(f"{command[0]} does not listen: {said.read()[-2000:].decode()}")


def stop(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


@cache
def sail() -> str:
    """Return the address of Sail, without a folder."""
    port = free_port()
    program = str(Path(sys.executable).with_name("sail"))
    serve([program, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)], port, 60)
    return f"sc://127.0.0.1:{port}"
