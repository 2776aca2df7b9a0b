#!/usr/bin/env python3
"""Compares two programs of one commit for different systems:
`tests/outside/check_systems.py --first PROGRAM --second PROGRAM [--runner wine|qemu-aarch64-static] --county PROGRAM`.

The runner runs the second program if this machine cannot. Each command is run by both, in two folders with the same inputs. What is printed (but for
`\\` in paths), the exit codes, and every byte of every file must be equal; of annotated and mended copies all but the seal, which has the path of the
original in it. Then a county of 20 departments: done by each, in shards of which each does one, merged by each, verified by the other, continued by the
other.

`--county` is the example that invents the county (`cargo build --example county`). With Wine: the folder of Wine that `.ci/run windows` makes (`WINEPREFIX`).
"""

import argparse
import contextlib
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True

import wine  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SEAL = re.compile(rb"<!--jixiao-(mark|fix)/\d [0-9a-f]+ [0-9a-f]+-->")
DEPARTMENTS = "20"
FORMATS = "xlsx,pdf,ofd,html"
# Fewer would mean that nothing was made.
FILES = 1000
REMADE = "本次重做.txt"


class System:
    """A program, and the folder that its commands run in."""

    def __init__(self, program, runner, folder):
        self.name, self.words, self.folder = program.name, [*runner, program], folder
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


def is_same(path, other_path):
    one, other = path.read_bytes(), other_path.read_bytes()
    if one == other:
        return True
    is_copy = any(f".{infix}." in path.name for infix in ("检查", "改正")) and one[:2] == other[:2] == b"PK"
    return is_copy and list(unsealed(one)) == list(unsealed(other))


class Comparison:
    def __init__(self, first, second, told):
        self.first, self.second, self.told, self.begun = first, second, told, time.monotonic()
        self.wrong, self.files, self.commands = [], Counter(), 0

    def differs(self, words, first, second):
        self.wrong.append(f"{words}\n  {self.first.name}: {first[:600]}\n  {self.second.name}: {second[:600]}")

    def run(self, *arguments):
        one, other = self.first.run(*arguments), self.second.run(*arguments)
        words = " ".join(map(str, arguments))[:120]
        self.commands += 1
        if self.told:
            print(f"{time.monotonic() - self.begun:6.1f} s  {words}", flush=True)
        if one.returncode != other.returncode:
            self.differs(f"{words}: exit code", str(one.returncode), f"{other.returncode} {other.stderr.decode(errors='replace')}")
        for stream in ("stdout", "stderr"):
            here, there = printed(getattr(one, stream)), printed(getattr(other, stream))
            if here != there:
                pairs = zip(here.split("\n") + [""], there.split("\n") + [""])
                line = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
                self.differs(f"{words}: {stream} differs", *line)

    def folders(self, name=""):
        """Compares a folder of one system with that of the other."""
        self.compare(tree(self.first.folder / name), tree(self.second.folder / name), name)

    def compare(self, here, there, words):
        for name in sorted(here.keys() ^ there.keys()):
            self.wrong.append(f"{words}: {name} only by {(self.first if name in here else self.second).name}")
        for name in sorted(here.keys() & there.keys()):
            self.files[Path(name).suffix] += 1
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
    run("render", "--force", "--format", FORMATS, "-o", "表", *submissions, *editions)
    run("render", "--force", "--format", FORMATS, "--split", "--publish", "-o", "分", *submissions, *editions)
    run("render", "--force", "--format", "pdf,ofd", "--attach-data", "--accessible", "--ofd-archive", "-o", "存档", *submissions, *editions)
    run("render", "--force", "--format", FORMATS, "-o", "读", *books)
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
    run("carry", submissions[0], "--to", "selfeval-2020", "--blank", "-o", "自评.xlsx")
    run("page", "-o", "网页.html")
    for language in ("zh", "en"):
        run("man", "--lang", language, "-o", f"手册/{language}")
    run("check", "--lang", "en", *books)
    run("licenses")
    run("completions", "bash")
    run("explain")
    run("explain", "total-mismatch")
    run("template", "list")
    run("fonts", *submissions)
    run("--help")
    run("batch", "--help")
    # Words about files that are not there, and about wrong words, are the same.
    run("check", "没有.xlsx")
    run("rendr")
    run("check", "—mark", books[0])
    run("list", submissions[0], "-o", "清单.xls")
    comparison.folders()


def county(comparison, make):
    """A county done as a whole and in shards, by both."""
    first, second = systems = (comparison.first, comparison.second)
    for system in systems:
        shutil.rmtree(system.folder)
        system.folder.mkdir()
        subprocess.run([make, system.folder / "县", DEPARTMENTS], check=True, stdout=subprocess.DEVNULL)
    first.run("roster", "县", "-o", "名册.xlsx")
    shutil.copyfile(first.folder / "名册.xlsx", second.folder / "名册.xlsx")
    options = ("--volume", "--spine", "--send-back", "--force", "--roster", "名册.xlsx", "--bureau", "云岭县财政局", "--return-by", "2026-03-20", "--format", FORMATS)
    comparison.run("batch", "县", "-o", "成果", *options)
    comparison.folders("成果")
    for number, system, other in ((1, first, second), (2, second, first)):
        system.run("batch", "县", "-o", f"片{number}", "--shard", f"{number}/2", *options)
        shutil.copytree(system.folder / f"片{number}", other.folder / f"片{number}")
    comparison.run("merge", "片1", "片2", "-o", "合成")
    comparison.folders("合成")
    whole, merged = tree(first.folder / "成果"), tree(second.folder / "合成")
    own = {name for name in whole.keys() | merged.keys() if name.split("/")[-1] in ("manifest.json", ".jixiao-remade.txt") or name.startswith(".jixiao")}
    comparison.compare({n: p for n, p in whole.items() if n not in own}, {n: p for n, p in merged.items() if n not in own}, "合成 as 成果")
    # Each verifies what the other made, and has nothing to do in it.
    for system, other in ((first, second), (second, first)):
        for name in ("成果", "合成"):
            shutil.copytree(other.folder / name, system.folder / f"别处的{name}")
            system.need("verify", f"别处的{name}", "县")
        # Copies on another machine have other times: the second run in a row finds nothing to do.
        system.run("batch", "县", "-o", "别处的成果", "--resume", *options)
        again = system.run("batch", "县", "-o", "别处的成果", "--resume", "--print-list", *options)
        if again.stdout:
            comparison.wrong.append(f"{system.name}: --resume made files of the other's folder again: {again.stdout.decode()[:300]}")
        comparison.compare(tree(other.folder / "成果"), tree(system.folder / "别处的成果"), f"resumed by {system.name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=Path, required=True, help="a program that runs on this machine")
    parser.add_argument("--second", type=Path, required=True, help="the program to compare with it")
    parser.add_argument("--runner", help="what runs the second program: wine, qemu-aarch64-static")
    parser.add_argument("--county", type=Path, required=True, help="the example that invents a county")
    parser.add_argument("--verbose", action="store_true", help="tell each command and when it was done")
    parser.add_argument("--keep", action="store_true", help="keep the files")
    arguments = parser.parse_args()
    runner = [arguments.runner] if arguments.runner else []
    work = Path(tempfile.mkdtemp(prefix="jixiao-systems-"))
    systems = (System(arguments.first.resolve(), [], work / "first"), System(arguments.second.resolve(), runner, work / "second"))
    comparison = Comparison(*systems, arguments.verbose)
    with wine.running() if runner == ["wine"] else contextlib.nullcontext():
        single(comparison, given(systems))
        county(comparison, arguments.county.resolve())
    if not arguments.keep:
        shutil.rmtree(work)
    else:
        print(work)
    print("\n".join(comparison.wrong))
    count = comparison.files.total()
    kinds = ", ".join(f"{number} {suffix.lstrip('.') or 'without ending'}" for suffix, number in comparison.files.most_common())
    print(f"{systems[0].name} and {systems[1].name}: {comparison.commands} commands, {count} files compared ({kinds}): "
          f"{len(comparison.wrong)} differences, {time.monotonic() - comparison.begun:.0f} s")
    sys.exit(1 if comparison.wrong or count < FILES else 0)


if __name__ == "__main__":
    main()
