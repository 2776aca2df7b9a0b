"""The main stages take no more instructions than recorded: counted by valgrind, compared with `benches/instructions.toml`.

Times on a shared machine are unreliable; instructions are nearly constant (two runs differ by less than 0.1 %, from hash seeds). They are
counted in the debug build of the other steps: the count shows the work of the program, not the quality of the compiled code.

    python3 tests/outside/instructions.py                          # compare; a rise over 5 % fails
    python3 tests/outside/instructions.py --renew "the reason"     # update the counts, with the reason

Counts depend on the compiler. If it is not that of the file, the comparison is printed and does not fail; update the file.
"""

import argparse
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).parents[2]
KEPT = ROOT / "benches" / "instructions.toml"

# Counting begins where this function is entered, and what was counted is written down where it is entered again.
FUNCTION = "instructions::measured"

# By how much a stage may rise until somebody has to say why.
MOST = 1.05

HEAD = """\
# Instructions of the main stages, counted by `.ci/run instructions` in a debug build: tests/outside/instructions.py. A rise over 5 % fails until the
# counts are renewed with a reason: `python3 tests/outside/instructions.py --renew "why"`.
"""


def built() -> pathlib.Path:
    command = ["cargo", "build", "--locked", "--quiet", "--bench", "instructions", "--message-format=json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    made = [message["executable"] for message in messages if message.get("target", {}).get("name") == "instructions"]
    return pathlib.Path(made[-1])


def counted(program: pathlib.Path) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        profile = pathlib.Path(folder) / "profile"
        options = [f"--callgrind-out-file={profile}", "--collect-atstart=no", f"--toggle-collect={FUNCTION}", f"--dump-before={FUNCTION}"]
        command = ["valgrind", "-q", "--tool=callgrind", *options, program]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        names = done.stdout.split("\n")[:-1]
        # The first was written before anything was counted; the last, without a number, at the end.
        parts = [pathlib.Path(f"{profile}.{number}") for number in range(2, len(names) + 1)] + [profile]
        totals = [int(re.search(r"^totals: (\d+)$", part.read_text(), re.M).group(1)) for part in parts]
    if 0 in totals or len(totals) != len(names):
        sys.exit(f"counted {totals} for {names}")
    return dict(zip(names, totals))


def compiler() -> str:
    return subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def renew(counts: dict[str, int], reason: str) -> None:
    kept = tomllib.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    renewed = kept.get("renewed", []) + [{"date": datetime.date.today().isoformat(), "reason": reason}]
    text = lambda words: json.dumps(words, ensure_ascii=False)
    lines = [HEAD, f"compiler = {text(compiler())}", "", "[instructions]"]
    lines += [f"{text(name)} = {count:_}" for name, count in counts.items()]
    for one in renewed:
        lines += ["", "[[renewed]]", f"date = {text(one['date'])}", f"reason = {text(one['reason'])}"]
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def compare(counts: dict[str, int]) -> None:
    kept = tomllib.loads(KEPT.read_text(encoding="utf-8"))
    before = kept["instructions"]
    risen = []
    for name, count in counts.items():
        was = before.get(name)
        ratio = count / was if was else float("inf")
        print(f"{name:40} {count:>15,} {'new' if was is None else f'{ratio:.3f}':>7}")
        if ratio > MOST:
            risen.append(name)
    gone = before.keys() - counts.keys()
    if kept["compiler"] != compiler():
        print(f"NOT COMPARED: counted with {compiler()}, kept with {kept['compiler']}; renew {KEPT.name}")
    elif risen or gone:
        sys.exit(f"more than {MOST} times what it was, new or gone: {', '.join([*risen, *gone])}. If that is meant: --renew \"why\"")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--renew", metavar="REASON")
    reason = parser.parse_args().renew
    counts = counted(built())
    if reason is None:
        compare(counts)
    else:
        renew(counts, reason)


if __name__ == "__main__":
    main()
