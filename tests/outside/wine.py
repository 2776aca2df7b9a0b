#!/usr/bin/env python3
"""Wine for the checks of the program for Windows: `tests/outside/wine.py COMMAND...` runs a command with Wine kept running.

The folder of Wine is `WINEPREFIX`; it is made if it is missing.
"""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parent / "windows"
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def compile_c(name, out, *options):
    """Compiles a program or library of `tests/outside/windows`."""
    subprocess.run(["x86_64-w64-mingw32-gcc", "-O1", "-municode", *options, "-o", out, SOURCES / f"{name}.c"], check=True)


def prepare():
    """Makes the folder of Wine."""
    os.environ.setdefault("WINEDEBUG", "-all")
    # No questions about packages that programs for Windows do not need here.
    os.environ.setdefault("WINEDLLOVERRIDES", "mscoree,mshtml=")
    system = Path(os.environ["WINEPREFIX"]) / "drive_c" / "windows" / "system32"
    if not system.is_dir():
        system.parents[2].mkdir(parents=True, exist_ok=True)
        subprocess.run(["wineboot", "-i"], check=True, **QUIET)
        subprocess.run(["wineserver", "-w"], check=True, **QUIET)
    library = system / "bcryptprimitives.dll"
    if not library.exists():
        subprocess.run(["x86_64-w64-mingw32-gcc", "-O1", "-shared", "-o", library, SOURCES / "bcryptprimitives.c", "-ladvapi32"], check=True)


@contextlib.contextmanager
def running():
    """Keeps Wine running: each start would take seconds, and its services would hold the pipes of the first program."""
    prepare()
    subprocess.run(["wineserver", "-p"], check=True, **QUIET)
    # A program that waits for its input keeps the services.
    keeper = subprocess.Popen(["wine", "cmd"], **{**QUIET, "stdin": subprocess.PIPE})
    subprocess.run(["wine", "cmd", "/c", "exit"], check=True, **QUIET)
    try:
        yield
    finally:
        keeper.stdin.close()
        keeper.wait()
        subprocess.run(["wineserver", "-k"], check=False, **QUIET)


if __name__ == "__main__":
    with running():
        code = subprocess.run(sys.argv[1:], check=False).returncode
    sys.exit(code)
