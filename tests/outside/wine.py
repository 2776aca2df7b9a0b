"""Wine, kept running: each start of it would take seconds, and its services would hold the pipes of the first program."""

import contextlib
import os
import subprocess


@contextlib.contextmanager
def running():
    os.environ.setdefault("WINEDEBUG", "-all")
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["wineserver", "-p"], check=True, **quiet)
    # A program that waits for its input keeps the services.
    keeper = subprocess.Popen(["wine", "cmd"], **{**quiet, "stdin": subprocess.PIPE})
    subprocess.run(["wine", "cmd", "/c", "exit"], check=True, **quiet)
    try:
        yield
    finally:
        keeper.stdin.close()
        keeper.wait()
        subprocess.run(["wineserver", "-k"], check=False, **quiet)
