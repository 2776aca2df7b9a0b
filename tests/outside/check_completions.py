#!/usr/bin/env python3
"""Shells load the completion scripts of a package and complete with them: `tests/outside/check_completions.py SHARE bash|zsh|fish`.

SHARE is the folder `usr/share` of an installed package, where each shell looks for its script; the program is in `usr/bin`. bash and zsh run in a
terminal in which the beginning of a word and the Tab key are typed; fish is asked what it would complete. PowerShell and elvish are not in Debian:
their scripts are not tried.
"""

import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 20
FILE = "目标表.xlsx"
# What is typed after `jixiao`, and what Tab makes of it.
CASES = (
    ("chec", "check"),
    ("check --mar", "check --mark"),
    ("batch --send", "batch --send-back"),
    ("template cop", "template copy"),
    ("template copy --hel", "template copy --help"),
    ("check 目标", f"check {FILE}"),
    ("check --mark 目标", f"check --mark {FILE}"),
)


class Terminal:
    """A shell in a terminal."""

    def __init__(self, words, folder):
        self.shown = ""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, {**os.environ, "HOME": str(folder), "TERM": "dumb", "LC_ALL": "C.UTF-8"})

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def until(self, words):
        """Reads until words are shown; what was shown until then."""
        end = time.monotonic() + PATIENCE
        while words not in self.shown:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.terminal], [], [], left)[0]:
                sys.exit(f"{words!r} is not shown:\n{self.shown}")
            self.shown += os.read(self.terminal, 65536).decode(errors="replace")
        before, self.shown = self.shown.split(words, 1)
        return before

    def close(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


def typed(words, setting, folder):
    """What the shell makes of each case: the program is a function that tells its arguments."""
    shell = Terminal(words, folder)
    # In two parts, so that the echo of this line does not have it.
    shell.type(f"{setting}; jixiao() {{ printf '%s' 'got''<'; printf '%s' \"$*\"; printf '>\\n'; }}; printf '%s%s\\n' rea dy\n")
    shell.until("ready")
    for before, _ in CASES:
        shell.type(f"jixiao {before}\t\n")
        shell.until("got<")
        yield shell.until(">").rstrip()
    shell.close()


def bash(share, folder):
    return typed(["bash", "--norc", "--noprofile", "-i"], f"source '{share}/bash-completion/completions/jixiao'", folder)


def zsh(share, folder):
    setting = f"fpath=('{share}/zsh/vendor-completions' $fpath); autoload -Uz compinit; compinit -u -D"
    return typed(["zsh", "-f", "-i"], setting, folder)


def fish(share, folder):
    for before, _ in CASES:
        asked = ["fish", "-c", f"complete -C 'jixiao {before}'"]
        # fish loads only scripts of programs that are there.
        path = f"{share.parent}/bin:{os.environ['PATH']}"
        environment = {**os.environ, "HOME": str(folder), "XDG_DATA_DIRS": str(share), "LC_ALL": "C.UTF-8", "PATH": path}
        told = subprocess.run(asked, cwd=folder, env=environment, capture_output=True, check=True, text=True).stdout
        words = [line.split("\t")[0] for line in told.splitlines()]
        yield " ".join([*before.split()[:-1], *words])


def main(share, name):
    shell = {"bash": bash, "zsh": zsh, "fish": fish}[name]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, FILE).touch()
        made = list(shell(Path(share).resolve(), Path(folder)))
    wrong = [(case, words) for case, words in zip(CASES, made, strict=True) if words != case[1]]
    for (before, wanted), words in wrong:
        print(f"{name}: jixiao {before}: {words!r} instead of {wanted!r}")
    print(f"{name}: {len(CASES) - len(wrong)} of {len(CASES)} words completed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
