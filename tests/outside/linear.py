"""The number of instructions per additional indicator, and per additional project, is the same for large and small tables.

Counted by valgrind, so the count of one program is constant: `python3 tests/outside/linear.py --program target/debug/jixiao`.
The differences exclude start-up and work done once per table; they include reading, derivation and report.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Nothing is left in the tree.
sys.dont_write_bytecode = True

from memory import indicators, projects  # noqa: E402

# Indicators of each table that is checked.
COUNTS = [50, 1000, 2000, 4000]

# Projects of each submission that is checked: the most that may be is 2,000.
PROJECTS = [50, 200, 400, 800]

# How much more instructions an indicator or project may take among the most than among the fewest: duplicates are found by sorting numbers.
MOST = 1.03


def instructions(program: pathlib.Path, submission: dict, folder: pathlib.Path) -> int:
    data = folder / "数据.json"
    data.write_text(json.dumps(submission, ensure_ascii=False, indent=1), encoding="utf-8")
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'profile'}", program, "check", data]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"exit code {done.returncode}\n{done.stderr}")
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def hold(program: pathlib.Path, what: str, counts: list[int], make) -> None:
    with tempfile.TemporaryDirectory() as folder:
        taken = [instructions(program, make(count), pathlib.Path(folder)) for count in counts]
    steps = zip(counts, counts[1:], taken, taken[1:])
    each = [(more - less) / (many - few) for few, many, less, more in steps]
    for few, many, one in zip(counts, counts[1:], each):
        print(f"{few} to {many} {what}: {one:,.0f} instructions each")
    if max(each) > MOST * each[0]:
        sys.exit(f"the time for each of the {what} grows with their number: more than {MOST} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    program = parser.parse_args().program
    hold(program, "indicators", COUNTS, indicators)
    hold(program, "projects", PROJECTS, projects)


if __name__ == "__main__":
    main()
