#!/usr/bin/env python3
"""Compares the program for Windows, under Wine, with that for Linux: `tests/outside/check_windows.py --windows FOLDER --programs FOLDER`.

Each command is run by both, in two folders with the same inputs. What is printed (but for `\\` in paths), the exit codes, and every byte of every file
must be equal; of annotated and mended copies all but the seal, which has the path of the original in it. Then a county of 20 departments: done by each,
in shards of which one is done on Linux and one on Windows, merged by each, verified by the other, continued by the other.

Needs `cargo build --bin jixiao --example county`, the same with `--target x86_64-pc-windows-gnu`, Wine, and the folder of Wine that `.ci/run windows` makes (`WINEPREFIX`).
"""

import argparse
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True

import wine  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SEAL = re.compile(rb"<!--jixiao-(mark|fix)/\d [0-9a-f]+ [0-9a-f]+-->")
DEPARTMENTS = "20"
REMADE = "本次重做.txt"


class System:
    """A program, and the folder that its commands run in."""

    def __init__(self, name, words, folder):
        self.name, self.words, self.folder = name, words, folder
        folder.mkdir()

    def run(self, *arguments):
        done = subprocess.run([*self.words, *map(str, arguments)], cwd=self.folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode > 3:
            sys.exit(f"{self.name}: {arguments} ended with {done.returncode}\n{done.stderr.decode(errors='replace')}")
        return done

    def need(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            sys.exit(f"{self.name}: {arguments} ended with {done.returncode}\n{done.stderr.decode(errors='replace')}")
        return done


def printed(output):
    """What is printed, with the paths of Linux."""
    text = output.decode("utf-8")
    if "\r" in text:
        return "with line ends of Windows: " + text
    return re.sub(r"用时 ?[0-9.]+ ?秒,每秒 [0-9]+ 张", "用时", text.replace("\\", "/"))


def tree(folder):
    """The files below a folder by name, but for the list of what the last run made anew."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != REMADE)
    return {path.relative_to(folder).as_posix(): path for path in paths}


def unsealed(data):
    """Every entry of a package with all that a zip knows of it, without the seal."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            bare = SEAL.sub(b"", package.read(entry))
            yield (entry.filename, entry.create_system, entry.create_version, entry.extract_version, entry.external_attr, entry.internal_attr,
                   entry.date_time, entry.compress_type, entry.flag_bits, entry.extra, entry.comment, hashlib.sha256(bare).hexdigest())


def is_same(linux, windows):
    one, other = linux.read_bytes(), windows.read_bytes()
    if one == other:
        return True
    is_copy = any(f".{infix}." in linux.name for infix in ("检查", "改正")) and one[:2] == other[:2] == b"PK"
    return is_copy and list(unsealed(one)) == list(unsealed(other))


class Comparison:
    def __init__(self, linux, windows, told):
        self.linux, self.windows, self.told, self.begun = linux, windows, told, time.monotonic()
        self.wrong, self.files, self.commands = [], set(), 0

    def run(self, *arguments, quiet=False):
        one, other = self.linux.run(*arguments), self.windows.run(*arguments)
        words = " ".join(map(str, arguments))[:120]
        self.commands += 1
        if self.told:
            print(f"{time.monotonic() - self.begun:6.1f} s  {words}", flush=True)
        if one.returncode != other.returncode:
            self.wrong.append(f"{words}: exit code {one.returncode} on Linux, {other.returncode} on Windows:\n{other.stderr.decode(errors='replace')[:600]}")
        if quiet:
            return
        for stream in ("stdout", "stderr"):
            here, there = printed(getattr(one, stream)), printed(getattr(other, stream))
            if here != there:
                pairs = zip(here.split("\n") + [""], there.split("\n") + [""])
                line = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
                self.wrong.append(f"{words}: {stream} differs\n  Linux:   {line[0][:300]}\n  Windows: {line[1][:300]}")

    def folders(self, one="", other=None):
        """Compares a folder of one system with a folder of the other."""
        here, there = tree(self.linux.folder / one), tree(self.windows.folder / (one if other is None else other))
        self.compare(here, there, one)

    def compare(self, here, there, words):
        for name in sorted(here.keys() ^ there.keys()):
            self.wrong.append(f"{words}: {name} only on {'Linux' if name in here else 'Windows'}")
        for name in sorted(here.keys() & there.keys()):
            self.files.add(f"{words}/{name}")
            if not is_same(here[name], there[name]):
                self.wrong.append(f"{words}: {name} differs")


def given(systems):
    """Copies the inputs into the folder of each system; returns their names there."""
    submissions = [*sorted(ROOT.glob("examples/*.json")), *sorted(ROOT.glob("tests/golden/*.json"))]
    submissions = [path for path in submissions if ".schema." not in path.name]
    editions = sorted(ROOT.glob("tests/editions/*/data.json"))
    books = [*sorted(ROOT.glob("tests/filled/*.xlsx")), *sorted(ROOT.glob("tests/filled/clerk/*.xlsx"))]
    corpus = sorted(ROOT.glob("tests/corpus/*.json"))
    sets = {"申报": submissions, "表样": editions, "填好": books, "各种": corpus}
    names = {}
    for key, paths in sets.items():
        taken = [path.name if path.name != "data.json" else f"{path.parent.name}.json" for path in paths]
        names[key] = [f"{key}/{name}" for name in taken]
        for system in systems:
            (system.folder / key).mkdir()
            for path, name in zip(paths, taken):
                shutil.copyfile(path, system.folder / key / name)
    return names


def single(comparison, names):
    """The commands for one submission or a few."""
    submissions, editions, books = names["申报"], names["表样"], names["填好"]
    run = comparison.run
    formats = "xlsx,pdf,html"
    run("render", "--force", "--format", formats, "-o", "表", *submissions, *editions)
    run("render", "--force", "--format", formats, "--split", "--publish", "-o", "分", *submissions, *editions)
    run("render", "--force", "--format", formats, "-o", "读", *books)
    for form in ("text", "json", "github"):
        run("check", "--format", form, *submissions, *editions, *books, *names["各种"])
    run("check", "-v", "--mark", "-o", "标", *books)
    run("check", "--mark", *books)
    run("check", "--mark", *books)
    run("check", "--fix", "-o", "改", *books, *submissions)
    for book in books[:8]:
        run("import", book)
    run("import", books[0], "-o", "读入/一.json")
    for ending in ("xlsx", "csv"):
        run("list", *submissions, "-o", f"清单/清单.{ending}")
    run("list", *submissions, "--encoding", "gb18030", "-o", "清单/清单2.csv")
    run("roster", *submissions, "-o", "名册.xlsx")
    run("roster", *submissions, "-o", "名册.csv")
    run("diff", submissions[0], submissions[1], "-o", "对比.xlsx")
    run("diff", submissions[0], submissions[1])
    ids = sorted({path.parent.name for path in ROOT.glob("templates/*/edition.toml")} | {Path(name).stem for name in editions})
    for edition in ids:
        run("blank", "--all", "--edition", edition, "-o", f"空白/{edition}.xlsx")
        run("schema", edition)
        run("template", "copy", edition, f"自己的/{edition}")
    run("template", "check", f"自己的/{ids[0]}")
    run("template", "copy", "letter", "通知")
    run("carry", submissions[0], "--to", "selfeval-2020", "-o", "自评.json")
    run("explain")
    run("explain", "total-mismatch")
    run("template", "list")
    run("fonts", *submissions)
    run("--help")
    run("batch", "--help")
    # Words about files that are not there, and about wrong words, are the same.
    run("check", "没有.xlsx")
    run("rendr")
    comparison.folders()


def county(comparison, make, linux, windows):
    """A county done as a whole and in shards, on both systems."""
    for system in (linux, windows):
        shutil.rmtree(system.folder)
        system.folder.mkdir()
        subprocess.run([make, system.folder / "县", DEPARTMENTS], check=True, stdout=subprocess.DEVNULL)
    linux.run("roster", "县", "-o", "名册.xlsx")
    shutil.copyfile(linux.folder / "名册.xlsx", windows.folder / "名册.xlsx")
    options = ("--volume", "--spine", "--send-back", "--force", "--roster", "名册.xlsx", "--bureau", "云岭县财政局", "--return-by", "2026-03-20", "--format", "xlsx,pdf,html")
    comparison.run("batch", "县", "-o", "成果", *options)
    comparison.folders("成果")
    for number, system in ((1, linux), (2, windows)):
        system.run("batch", "县", "-o", f"片{number}", "--shard", f"{number}/2", *options)
        other = windows if system is linux else linux
        shutil.copytree(system.folder / f"片{number}", other.folder / f"片{number}")
    comparison.run("merge", "片1", "片2", "-o", "合成")
    comparison.folders("合成")
    whole = {name: path for name, path in tree(linux.folder / "成果").items()}
    merged = {name: path for name, path in tree(windows.folder / "合成").items()}
    own = {name for name in whole.keys() | merged.keys() if name.split("/")[-1] in ("manifest.json", ".jixiao-remade.txt") or name.startswith(".jixiao")}
    comparison.compare({n: p for n, p in whole.items() if n not in own}, {n: p for n, p in merged.items() if n not in own}, "合成 as 成果")
    # Each verifies what the other made, and has nothing to do in it.
    for system, other in ((linux, windows), (windows, linux)):
        for name in ("成果", "合成"):
            shutil.copytree(other.folder / name, system.folder / f"别处的{name}")
            system.need("verify", f"别处的{name}", "县")
        # Copies on another machine have other times: the second run in a row finds nothing to do.
        system.run("batch", "县", "-o", "别处的成果", "--resume", *options)
        again = system.run("batch", "县", "-o", "别处的成果", "--resume", "--print-list", *options)
        if again.stdout:
            comparison.wrong.append(f"{system.name}: --resume made files of the other system's folder again: {again.stdout.decode()[:300]}")
        comparison.compare(tree(other.folder / "成果"), tree(system.folder / "别处的成果"), f"resumed on {system.name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, required=True, help="folder with the program and the examples for Linux")
    parser.add_argument("--windows", type=Path, required=True, help="folder with the program for Windows")
    parser.add_argument("--verbose", action="store_true", help="tell each command and when it was done")
    parser.add_argument("--keep", action="store_true", help="keep the files")
    arguments = parser.parse_args()
    programs, windows = arguments.programs.resolve(), arguments.windows.resolve()
    work = Path(tempfile.mkdtemp(prefix="jixiao-windows-"))
    systems = (System("Linux", [programs / "jixiao"], work / "linux"), System("Windows", ["wine", windows / "jixiao.exe"], work / "windows"))
    comparison = Comparison(*systems, arguments.verbose)
    with wine.running():
        single(comparison, given(systems))
        county(comparison, programs / "examples" / "county", *systems)
    if not arguments.keep:
        shutil.rmtree(work)
    else:
        print(work)
    print("\n".join(comparison.wrong))
    print(f"{comparison.commands} commands, {len(comparison.files)} files compared: {len(comparison.wrong)} differences")
    sys.exit(1 if comparison.wrong or len(comparison.files) < 300 else 0)


if __name__ == "__main__":
    main()
