"""A workbook of hundreds of tables is read in at most five times the memory that its sheets take unpacked.

    python3 tests/outside/memory.py --program target/debug/jixiao

Counted by valgrind, so that the same program always has the same number: what is allocated at the peak, with what the allocator adds. What the program
needs for a small workbook (the editions, the templates) is taken off.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).parents[2]

# Tables of projects in the large workbook.
PROJECTS = 300

MOST = 5.0


def workbook(program: pathlib.Path, projects: int, folder: pathlib.Path) -> pathlib.Path:
    data = json.loads((ROOT / "examples" / "stress.json").read_text(encoding="utf-8"))
    some = data["projects"]
    data["projects"] = [some[number % len(some)] | {"name": f"项目{number}"} for number in range(projects)]
    folder.mkdir()
    source = folder / "data.json"
    source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    command = [program, "render", source, "--format", "xlsx", "--force", "-o", folder]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return next(folder.glob("*.xlsx"))


def unpacked(path: pathlib.Path) -> int:
    """Bytes of the sheets and their texts."""
    with zipfile.ZipFile(path) as package:
        return sum(part.file_size for part in package.infolist() if "worksheets/" in part.filename or "sharedStrings" in part.filename)


def peak(program: pathlib.Path, path: pathlib.Path) -> int:
    """The most memory, in bytes, that was allocated at a time while a workbook was read."""
    profile, made = path.with_suffix(".massif"), path.with_suffix(".json")
    command = ["valgrind", "-q", "--tool=massif", f"--massif-out-file={profile}", program, "import", path, "-o", made]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode > 1 or not made.exists():
        sys.exit(f"import {path.name}: exit code {done.returncode}")
    taken = re.findall(r"mem_heap_B=(\d+)\nmem_heap_extra_B=(\d+)", profile.read_text())
    return max(int(heap) + int(extra) for heap, extra in taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        small, large = workbook(program, 1, folder / "small"), workbook(program, PROJECTS, folder / "large")
        size = unpacked(large) - unpacked(small)
        more = peak(program, large) - peak(program, small)
    print(f"{PROJECTS} tables: {size / 1e6:.2f} MB unpacked, {more / 1e6:.2f} MB more in memory: {more / size:.2f} times")
    if more > MOST * size:
        sys.exit(f"more than {MOST} times")


if __name__ == "__main__":
    main()
