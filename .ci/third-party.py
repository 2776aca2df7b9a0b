"""Writes THIRD-PARTY.txt: third-party code and fonts built into jixiao, with their licences. `jixiao licenses` prints it. And
page/THIRD-PARTY.txt, the same of the engine of the page; page/build.mjs adds the page's npm packages, and the page shows it.

    python3 .ci/third-party.py           # write them
    python3 .ci/third-party.py --check   # fail if one is out of date

Code: every crate linked into the program (the engine) on the target systems, by `cargo tree`, without build and test dependencies.
From a choice of licences it takes Apache-2.0 if offered, then MIT: one text for most crates and for jixiao. The texts come from the crates' packages;
a crate without a text whose licence requires one is an error until FALLBACK has the source of its text.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[1]

TARGETS = ["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "aarch64-unknown-linux-gnu", "x86_64-pc-windows-msvc"]

# Each file with the package that it is about, and the systems that this is built for.
FILES = {
    ROOT / "THIRD-PARTY.txt": ("jixiao", TARGETS),
    ROOT / "page" / "THIRD-PARTY.txt": ("engine", ["wasm32-unknown-unknown"]),
}

# Order of preference if a crate offers a choice.
PREFERRED = ["Apache-2.0", "MIT", "Zlib", "BSD-3-Clause", "CC0-1.0"]

RULE = "=" * 100

HEAD = f"""jixiao · 第三方的程序与字体 · Third-party code and fonts
{RULE}

本文件由 .ci/third-party.py 生成，不要手改。jixiao 本身以 Apache-2.0 许可发布（LICENSE）。
下面是编进程序里的各个软件包（crate）与字体、各自的许可和许可全文。只在编译、测试时用的不在程序里，不列。
可以选择许可的，取 Apache-2.0；没有 Apache-2.0 的取 MIT。
"""


def run(*words: str) -> str:
    return subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def linked(root: str, targets: list[str]) -> list[dict]:
    """The packages of a package, by name and version."""
    kept = set()
    for target in targets:
        tree = run("cargo", "tree", "--locked", "-p", root, "-e", "normal,no-proc-macro", "--prefix", "none", "-f", "{p}", "--target", target)
        kept |= {tuple(line.split(" ")[:2]) for line in tree.splitlines()}
    every = json.loads(run("cargo", "metadata", "--locked", "--format-version", "1"))["packages"]
    packages = [package for package in every if (package["name"], f"v{package['version']}") in kept and package["source"]]
    return sorted(packages, key=lambda package: (package["name"].lower(), package["version"]))


def taken(package: dict) -> list[str]:
    """The applicable licences, one from each choice."""
    expression = package["license"].replace(" / ", " OR ").replace("/", " OR ")
    chosen = []
    for part in expression.split(" AND "):
        offered = part.strip("() ").split(" OR ")
        plain = [licence.split(" WITH ")[0] if " WITH " in licence and len(offered) > 1 else licence for licence in offered]
        chosen.append(next((licence for licence in PREFERRED if licence in plain), plain[0]))
    return chosen


# Words that distinguish a licence's text from that of another one in the same package.
TELLING = {"MIT": "Permission is hereby granted", "BSD-3-Clause": "Redistribution and use", "Zlib": "This software is provided", "CC0-1.0": "CC0", "Unicode-3.0": "UNICODE LICENSE"}


# Depth of the search in a package: bundled C sources (c_src/mimalloc/v3) have their own texts.
DEPTH = 4


def texts(package: dict, licence: str) -> list[str]:
    """The texts of a licence in a package, and its notices."""
    folder = pathlib.Path(package["manifest_path"]).parent
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and len(path.relative_to(folder).parts) <= DEPTH):
        name = path.name.upper()
        is_notice = name.startswith("NOTICE")
        if not is_notice and (licence == "Apache-2.0" or not re.match(r"LICEN[SC]E|COPYING|COPYRIGHT", name)):
            continue
        text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").strip().splitlines())
        if (is_notice or TELLING[licence] in text) and text not in found:
            found.append(text)
    return found


def grouped(packages: list[dict]) -> tuple[list[str], dict[str, list[str]]]:
    """A line for each package, and the packages that each text applies to."""
    lines, speaks = [], {}
    for package in packages:
        name, chosen = f"{package['name']} {package['version']}", taken(package)
        lines.append(f"{name:34} {' AND '.join(chosen):30} {package['repository'] or package['homepage'] or 'https://crates.io/crates/' + package['name']}")
        for licence in chosen:
            found = texts(package, licence)
            if not found and licence not in ("Apache-2.0", "CC0-1.0"):
                authors = ", ".join(re.sub(r" <.*?>", "", author) for author in package["authors"])
                found = [standard(licence, name, authors)]
            for text in found:
                speaks.setdefault(text, []).append(name)
    return lines, speaks


def standard(licence: str, name: str, authors: str) -> str:
    """The text of a licence for a package without one; the copyright holder is only in its description."""
    if licence != "MIT" or not authors:
        sys.exit(f"{name} has no text of {licence} in its package, and no authors")
    return f"Copyright (c) {authors}\n\n{MIT}"


RUST = "Rust 的标准库也在程序里：MIT OR Apache-2.0，https://www.rust-lang.org/policies/licenses"

MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"),
to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE."""


def fonts() -> list[tuple[str, str]]:
    """The font families, and the text of the licence of each."""
    licences = sorted((ROOT / "fonts").glob("*-OFL.txt"))
    return [
        (", ".join(sorted(font.name for font in (ROOT / "fonts").glob(path.name.split("-")[0] + "-*.ttf"))), path.read_text(encoding="utf-8").strip())
        for path in licences
    ]


def document(root: str, targets: list[str]) -> str:
    lines, speaks = grouped(linked(root, targets))
    parts = [HEAD, f"一、软件包 · Code（{len(lines)}）\n{RULE}\n", "\n".join(lines), "", RUST, ""]
    families = fonts()
    parts += [f"二、字体 · Fonts\n{RULE}\n", "\n".join(f"{names}    SIL Open Font License 1.1" for names, _ in families), ""]
    parts += [f"三、许可全文 · Licence texts\n{RULE}\n"]
    for names, text in families:
        parts += [f"{names}:\n\n{text}\n\n{RULE}\n"]
    for text, names in sorted(speaks.items(), key=lambda item: item[1][0].lower()):
        parts += [f"{', '.join(names)}:\n\n{text}\n\n{RULE}\n"]
    apache = (ROOT / "LICENSE").read_text(encoding="utf-8").strip()
    parts += [f"Apache-2.0:\n\n{apache}"]
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    for file, (root, targets) in FILES.items():
        text = document(root, targets)
        if not check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or text != file.read_text(encoding="utf-8"):
            sys.exit(f"{file.relative_to(ROOT)} is old; renew it: python3 .ci/third-party.py")


if __name__ == "__main__":
    main()
