"""The cost of a run compared with that at an earlier commit: the table of docs/performance.md.

    python3 tests/outside/goals.py                                       # builds both; takes an hour on a small machine
    python3 tests/outside/goals.py --before OLD/jixiao --now target/release/jixiao --only example,memory

Instructions are counted by valgrind in release builds and are nearly constant; times are medians of alternating runs; memory is the
peak resident size. Without --before the earlier commit is built in a separate work tree, with the same compiler and options. Python 3.11,
valgrind, git and cargo, on Linux.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from memory import indicators, projects  # noqa: E402

ROOT = pathlib.Path(__file__).parents[2]
COMMIT = "5b2b810"
EXAMPLE = ROOT / "examples" / "hezheng-2025.json"
PARTS = ["example", "volume", "memory", "code", "workbook", "county"]


def cargo(*words, folder=ROOT):
    done = subprocess.run(["cargo", *words, "--locked"], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def tree_of(commit: str) -> pathlib.Path:
    """A work tree of an earlier commit, kept beside what is built."""
    tree = ROOT / "target" / f"tree-{commit}"
    if not tree.exists():
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", tree, commit], cwd=ROOT, check=True)
    return tree


def built(tree: pathlib.Path) -> pathlib.Path:
    cargo("build", "--release", "--quiet", "--target-dir", str(tree / "target"), folder=tree)
    return tree / "target" / "release" / "jixiao"


def example_of(name: str) -> pathlib.Path:
    cargo("build", "--release", "--quiet", "--example", name)
    return ROOT / "target" / "release" / "examples" / name


def run(*words, allowed=(0, 1)) -> tuple[float, float]:
    """Seconds and most memory in MB of a command; findings are no failure."""
    begun = time.monotonic()
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in allowed:
        sys.exit(f"exit code {os.waitstatus_to_exitcode(status)}: {words}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def instructions(*words) -> float:
    """Millions of instructions of a command."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words]
    done = subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1)) / 1e6


def example(program: pathlib.Path, folder: pathlib.Path) -> dict[str, float]:
    render = [program, "render", EXAMPLE, "--force", "-o", folder]
    whole, workbook = instructions(*render), instructions(*render, "--format", "xlsx")
    return {
        "render the example, M instructions": whole,
        "  of which the workbook and what both need": workbook,
        "  of which the PDF": whole - workbook,
        "the example's PDF, bytes": next(folder.glob("*.pdf")).stat().st_size,
        "the example's workbook, bytes": next(folder.glob("*.xlsx")).stat().st_size,
    }


def county_of(folder: pathlib.Path, departments: int) -> pathlib.Path:
    source = folder.parent / f"county-{departments}"
    if not source.exists():
        run(example_of("county"), source, departments)
    return source


def volume(program: pathlib.Path, folder: pathlib.Path) -> dict[str, float]:
    words = ["batch", county_of(folder, 10), "-o", folder / "out", "--volume", "--jobs", "1"]
    return {"ten departments with volume, one job, M instructions": instructions(program, *words)}


def memory(program: pathlib.Path, folder: pathlib.Path) -> dict[str, float]:
    """Of the PDF of one table with 20,000 indicators, and of 2,000 tables."""
    seen = {}
    for name, data in [("20,000 indicators", indicators(20_000)), ("2,000 projects", projects(2000))]:
        source = folder / "large.json"
        source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        seconds, megabytes = run(program, "render", source, "--force", "--format", "pdf", "-o", folder / "large")
        seen |= {f"PDF of {name}, MB of memory": megabytes, f"PDF of {name}, seconds": seconds}
    return seen


def code(tree: pathlib.Path) -> dict[str, float]:
    """Lines of the PDF's writer without tests, and crates of the default build, itself among them."""
    files = [path for path in (tree / "src" / "write" / "pdf").rglob("*.rs") if "tests" not in path.parts and path.name != "tests.rs"]
    lines = sum(len(path.read_text(encoding="utf-8").split("#[cfg(test)]\nmod tests {")[0].splitlines()) for path in files)
    crates = cargo("tree", "--edges", "normal", "--prefix", "none", folder=tree)
    return {"lines in write/pdf, without tests": lines, "crates of the default build": len({crate.removesuffix(" (*)") for crate in crates.splitlines()})}


def county(programs: dict[str, pathlib.Path], folder: pathlib.Path, rounds: int) -> dict[str, dict[str, float]]:
    """200 departments, all outputs, 2 jobs: the programs take turns, so that a noisy minute hits both alike."""
    few, source = county_of(folder / "x", 50), county_of(folder / "x", 200)
    seen = {name: [] for name in programs}
    small = {}
    for name, program in programs.items():
        small[name] = run(program, "batch", few, "-o", folder / "out", "--volume", "--jobs", "2")[1]
        shutil.rmtree(folder / "out")
    for _ in range(rounds):
        for name, program in programs.items():
            seen[name].append(run(program, "batch", source, "-o", folder / "out", "--volume", "--jobs", "2"))
            shutil.rmtree(folder / "out")
    table = {}
    for name, runs in seen.items():
        seconds, megabytes = (statistics.median(values) for values in zip(*runs))
        table[name] = {
            "county of 200 departments, 2 jobs, seconds": seconds,
            "county of 200 departments, MB of memory": megabytes,
            "  growth a department, KB (from 50 to 200)": (megabytes - small[name]) * 1024 / 150,
        }
    return table


def workbook() -> dict[str, float]:
    """A submission's workbook, from bytes to bytes, against `rust_xlsxwriter` writing the same cells by itself: benches/instructions.rs."""
    from instructions import counted

    command = ["cargo", "build", "--locked", "--release", "--quiet", "--bench", "instructions", "--message-format=json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    made = [message["executable"] for message in messages if message.get("target", {}).get("name") == "instructions"]
    counts = counted(pathlib.Path(made[-1]))
    alone = counts["workbook by rust_xlsxwriter alone"]
    return {
        "writing a workbook / rust_xlsxwriter alone": counts["workbook of a submission, written"] / alone,
        "  from bytes to bytes / rust_xlsxwriter alone": counts["workbook of a submission, from bytes to bytes"] / alone,
    }


def shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 1000 else f"{value:,.2f}" if value < 10 else f"{value:,.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=pathlib.Path, help=f"the program of {COMMIT}")
    parser.add_argument("--now", type=pathlib.Path, help="the program of today")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=3, help="runs of the county")
    words = parser.parse_args()
    parts = words.only.split(",")
    programs = {"before": (words.before or built(tree_of(COMMIT))).resolve(), "now": (words.now or built(ROOT)).resolve()}
    trees = {"before": tree_of(COMMIT), "now": ROOT}
    table: dict[str, dict[str, float]] = {name: {} for name in programs}
    with tempfile.TemporaryDirectory(prefix="jixiao-goals-") as temporary:
        for name, program in programs.items():
            for part in (example, volume, memory):
                if part.__name__ in parts:
                    folder = pathlib.Path(temporary) / f"{part.__name__}-{name}"
                    folder.mkdir()
                    table[name] |= part(program, folder)
                    shutil.rmtree(folder)
            if "code" in parts:
                table[name] |= code(trees[name])
        if "workbook" in parts:
            table["now"] |= workbook()
        if "county" in parts:
            for name, rows in county(programs, pathlib.Path(temporary), words.rounds).items():
                table[name] |= rows
    print("| what | before | now | ratio |\n| --- | --- | --- | --- |")
    for row, now in table["now"].items():
        before = table["before"].get(row)
        print(f"| {row.strip()} | {shown(before)} | {shown(now)} | {f'{now / before:.2f}' if before else '–'} |")


if __name__ == "__main__":
    main()
