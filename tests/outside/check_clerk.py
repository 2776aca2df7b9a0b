#!/usr/bin/env python3
"""A clerk's first minutes on Windows, under Wine: `tests/outside/check_clerk.py --programs FOLDER --windows FOLDER`.

The program runs in a console of its own, as after a double click: what the window shows is compared, and that it stays open. Then wrong files, files
that are open in another program, names that Windows reserves, long paths, wildcards, Ctrl-C, two runs at once.

Needs `cargo build --example county`, `cargo build --target x86_64-pc-windows-gnu --bin jixiao`, Wine and `x86_64-w64-mingw32-gcc`.
"""

import argparse
import contextlib
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

import wine  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
WAITS = "按回车键关闭窗口"
IN_USE = "别的程序里打开着"


class Window:
    """The program in a console of its own, from a terminal."""

    def __init__(self, program, folder, *words):
        self.shown, self.code = b"", None
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvp("wine", ["wine", str(program), *map(str, words)])

    def read(self, seconds):
        """Reads what is shown for some time; whether the program still runs."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.code is None:
            if not select.select([self.terminal], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(self.terminal, 65536)
            except OSError:
                data = b""
            if not data:
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
                return False
            self.shown += data
        return self.code is None

    def until(self, words, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while words not in self.text() and time.monotonic() < end:
            if not self.read(0.2):
                break
        return words in self.text()

    def text(self):
        """What is shown, without the control sequences of the console."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|[\r\n]", "", self.shown.decode("utf-8", errors="replace"))

    def type(self, data):
        os.write(self.terminal, data)

    def end(self, seconds=PATIENCE):
        """Waits for the end; its exit code."""
        if self.code is None and self.read(seconds):
            os.kill(self.process, signal.SIGKILL)
            self.read(5)
            return None
        return self.code


class Clerk:
    def __init__(self, programs, program, folder):
        self.programs, self.program, self.folder = programs, program, folder
        self.wrong, self.looked = [], 0

    def look(self, what, is_right, shown=""):
        self.looked += 1
        print(f"{'ok   ' if is_right else 'WRONG'} {what}", flush=True)
        if not is_right:
            self.wrong.append(what)
            print("      " + shown[-1500:].replace("\n", "\n      "))

    def run(self, *words):
        done = subprocess.run(["wine", self.program, *map(str, words)], cwd=self.folder, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=PATIENCE)
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", errors="replace")

    def says(self, what, code, words, *arguments):
        seen, shown = self.run(*arguments)
        missing = [word for word in words if word not in shown]
        self.look(what, seen == code and not missing, f"exit code {seen}, without {missing}\n{shown}")

    def window(self, *words):
        return Window(self.program, self.folder, *words)

    @contextlib.contextmanager
    def held(self, name):
        """A file that another program has open."""
        holder = subprocess.Popen(["wine", self.folder / "hold.exe", name], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if not holder.stdout.readline().startswith(b"held"):
            sys.exit(f"{name} cannot be held")
        try:
            yield
        finally:
            holder.stdin.close()
            holder.wait()


def starts(clerk):
    """A double click, dropped files, a wrong file."""
    window = clerk.window()
    clerk.look("a double click says what to do", window.until(WAITS) and "拖到这个程序的图标上" in window.text(), window.text())
    clerk.look("its window stays open", window.read(3), window.text())
    window.type(b"\r")
    clerk.look("Enter closes it", window.end(20) == 2, window.text())

    first, second = "云岭县水务局[1].xlsx", "林业局 目标表.xlsx"
    shutil.copyfile(ROOT / "tests/filled/another_unit.xlsx", clerk.folder / first)
    shutil.copyfile(ROOT / "tests/filled/an_error_value.xlsx", clerk.folder / second)
    before = (clerk.folder / first).read_bytes()
    dropped = ["Z:" + str(clerk.folder / name).replace("/", "\\") for name in (first, second)]
    window = clerk.window(*dropped)
    clerk.look("dropped files are checked, and the window waits", window.until(WAITS), window.text())
    copies = [clerk.folder / name.replace(".xlsx", ".检查.xlsx") for name in (first, second)]
    clerk.look("their marked copies lie beside them", all(copy.is_file() for copy in copies), str(os.listdir(clerk.folder)))
    clerk.look("the summary counts both", "共检查 2 个文件" in window.text() and "标记好的表在原来的旁边" in window.text(), window.text())
    clerk.look("the original is as it was", (clerk.folder / first).read_bytes() == before)
    window.type(b"\r")
    clerk.look("Enter closes that too", window.end(20) == 1, window.text())

    (clerk.folder / "通知.txt").write_text("各单位:请于三月底前报送。", encoding="utf-8")
    window = clerk.window("Z:" + str(clerk.folder / "通知.txt").replace("/", "\\"))
    clerk.look("a wrong file is told, and the window waits", window.until(WAITS) and "通知.txt" in window.text(), window.text())
    window.type(b"\r")
    window.end(20)
    window = clerk.window("--version")
    clerk.look("a command does not wait", window.end(30) == 0 and WAITS not in window.text(), window.text())


def files(clerk):
    """Files that are open elsewhere, wildcards, names and long paths."""
    name, copy = "林业局 目标表.xlsx", "林业局 目标表.检查.xlsx"
    with clerk.held(name):
        clerk.says("an input that is open elsewhere", 3, [f"读不出 {name}", IN_USE, "Excel"], "check", name)
    with clerk.held(copy):
        clerk.says("a marked copy that is open elsewhere", 3, [copy, IN_USE], "check", "--mark", name)
    clerk.says("and closed", 1, [copy], "check", "--mark", name)
    plain = sorted(path.name for path in clerk.folder.glob("*.xlsx") if ".检查." not in path.name)
    clerk.says("a wildcard", 1, [*plain, "共检查 2 个文件"], "check", "*.xlsx")
    clerk.says("a name with brackets is a name", 1, ["云岭县水务局[1].xlsx:"], "check", "云岭县水务局[1].xlsx")
    clerk.says("a wildcard that matches nothing", 3, ["没有与 * ? 相符的文件"], "check", "没有*.xlsx")
    for wrong in ("CON", "aux.xlsx", "x.xlsx:流.xlsx", "表.", "甲\\NUL.xlsx"):
        clerk.says(f"-o {wrong}", 2, ["用法错误", "不对"], "blank", "--all", "-o", wrong)
    deep = "\\".join(["很长的文件夹名称" * 4] * 12)
    data = ROOT / "examples/minimal.json"
    shutil.copyfile(data, clerk.folder / "小.json")
    clerk.says("a path of more than 260 characters", 0, ["很长的文件夹名称"], "render", "小.json", "-o", deep)
    made = list(clerk.folder.rglob("*.pdf"))
    clerk.look("its files are there", any(len(str(path)) > 400 for path in made), str(made))
    clerk.says("a report that Notepad opens", 1, ["报告.txt"], "check", name, "-o", "报告.txt")
    report = (clerk.folder / "报告.txt").read_bytes()
    clerk.look("has a byte order mark and line ends", report.startswith(b"\xef\xbb\xbf") and report.count(b"\r\n") == report.count(b"\n") > 3)
    done = subprocess.run(["wine", clerk.program, "check", name, "--encoding", "gb18030"], cwd=clerk.folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    clerk.look("GBK in a pipe", "林业局 目标表.xlsx:错误" in done.stdout.decode("gb18030"), repr(done.stdout[-200:]))


def runs(clerk):
    """Ctrl-C in a long run, and two runs at once."""
    subprocess.run([clerk.programs / "examples" / "county", clerk.folder / "县", "80"], check=True, stdout=subprocess.DEVNULL)
    options = ["batch", "县", "-o", "成果", "--force", "--jobs", "1"]
    window = clerk.window(*options, "-v")
    begun = window.until("3/79 已生成", 60)
    clerk.look("a long run has begun", begun, window.text())
    clerk.says("a second run in the same folder", 3, ["另一个 jixiao 正在往里面写"], *options)
    window.type(b"\x03")
    clerk.look("Ctrl-C ends it in words", window.until("已停下") and window.end(60) == 3, window.text())
    clerk.says("no file is half written", 3, ["这一批还没有做完"], "verify", "成果")
    half = [path for path in (clerk.folder / "成果").rglob("*.tmp")]
    clerk.look("no temporary file is left", not half, str(half))
    times = {path: path.stat().st_mtime_ns for path in (clerk.folder / "成果").rglob("*-绩效目标表.xlsx")}
    clerk.says("--resume goes on", 1, ["已生成 78"], *options, "--resume")
    again = [str(path) for path, made in times.items() if path.stat().st_mtime_ns != made]
    clerk.look(f"it keeps the {len(times)} that were done", len(times) >= 3 and not again, str(again))
    clerk.says("and verifies", 0, [], "verify", "成果", "县")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True, help="folder with the examples for Linux")
    parser.add_argument("--windows", type=Path, required=True, help="folder with the program for Windows")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jixiao-clerk-"))
    clerk = Clerk(arguments.programs.resolve(), arguments.windows.resolve() / "jixiao.exe", folder)
    with wine.running():
        wine.compile_c("hold", folder / "hold.exe")
        starts(clerk)
        files(clerk)
        runs(clerk)
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{clerk.looked} looked at, {len(clerk.wrong)} wrong")
    sys.exit(1 if clerk.wrong else 0)


if __name__ == "__main__":
    main()
