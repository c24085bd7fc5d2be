"""Servers of Spark Connect on this machine, started when they are first needed and stopped at the end."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from typing import NamedTuple

HAS_SPARK = bool(find_spec("pyspark") and find_spec("py4j") and find_spec("grpc") and shutil.which("java"))
"""Spark itself, not only its client; and Java to run it."""
HAS_SAIL = bool(find_spec("pysail") and find_spec("pyspark") and find_spec("grpc"))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def serve(command: Sequence[str], port: int, seconds: float, **env: str) -> subprocess.Popen[bytes]:
    """Start a program that listens on a port of this machine; wait until it does."""
    with TemporaryFile() as said:
        program = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=os.environ | env, start_new_session=True
        )
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
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGTERM)  # Programs that start others: scripts, Spark's workers.
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


@cache
def sail() -> str:
    """Return the address of Sail, without a folder."""
    return serve_sail()[1]


def serve_sail() -> tuple[subprocess.Popen[bytes], str]:
    """Start Sail; return it and its address, without a folder."""
    port = free_port()
    program = str(Path(sys.executable).with_name("sail"))
    started = serve([program, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)], port, 60)
    return started, f"sc://127.0.0.1:{port}"


class Cluster(NamedTuple):
    """A real Spark cluster on this machine: a master, workers and a Connect server, each a process of its own."""

    address: str
    workers: Sequence[subprocess.Popen[bytes]]


@cache
def cluster(number: int = 2) -> Cluster:
    """Start Spark from the package `pyspark`, which needs Java 17: a master, so many workers and a Connect server."""
    home = Path(next(iter(find_spec("pyspark").submodule_search_locations)))  # type: ignore[union-attr, arg-type]
    work = Path(mkdtemp(prefix="aidcli-spark-"))
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    master, connect = free_port(), free_port()
    env = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(work), "SPARK_NO_DAEMONIZE": "1"}
    env |= {"SPARK_DAEMON_MEMORY": "512m", "SPARK_LOG_DIR": str(work), "SPARK_WORKER_DIR": str(work)}
    run_class = [str(home / "bin/spark-class")]
    of_master = ["--host", "127.0.0.1", "--port", str(master), "--webui-port", str(free_port())]
    serve([*run_class, "org.apache.spark.deploy.master.Master", *of_master], master, 60, **env)
    url, workers = f"spark://127.0.0.1:{master}", []
    for _ in range(number):
        port = free_port()
        of_worker = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()), "-c", "1", "-m", "1500m", url]
        workers.append(serve([*run_class, "org.apache.spark.deploy.worker.Worker", *of_worker], port, 60, **env))
    settings = {"spark.connect.grpc.binding.address": "127.0.0.1", "spark.connect.grpc.binding.port": connect, "spark.ui.enabled": "false"}
    settings |= {"spark.executor.memory": "1g", "spark.sql.shuffle.partitions": 2, "spark.driver.host": "127.0.0.1"}
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    serve([str(home / "bin/spark-submit"), "--master", url, "--class", server, *options, "spark-internal"], connect, 120, **env)
    return Cluster(f"sc://127.0.0.1:{connect}", workers)
