#!/usr/bin/env python3
"""Sums and origin of the packages in a folder: `package/provenance.py OUT [made-of.txt]`.

Writes SHA256SUMS, for `sha256sum -c`, and provenance.json: an in-toto statement with the digests, the commit, the compiler and
how to build the same bytes. It is not signed: it says where the files come from, not that it was really so.
"""

import hashlib
import json
import pathlib
import subprocess
import sys

OWN = ("SHA256SUMS", "provenance.json")


def main(folder: str, made_of: str | None = None) -> None:
    out = pathlib.Path(folder)
    files = sorted(path for path in out.iterdir() if path.is_file() and path.name not in OWN)
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (out / "SHA256SUMS").write_text("".join(f"{one}  {name}\n" for name, one in sums.items()))
    commit = asked("git", "rev-parse", "HEAD")
    changed = bool(asked("git", "status", "--porcelain"))
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": one}} for name, one in sums.items()],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "jixiao/.ci/release",
                "externalParameters": {"command": ".ci/release"},
                "internalParameters": {"uncommittedChanges": changed},
                "resolvedDependencies": [
                    {"uri": "git:.", "digest": {"gitCommit": commit}},
                    {"uri": "file:Cargo.lock", "digest": {"sha256": digest("Cargo.lock")}},
                ],
            },
            "runDetails": {
                "builder": {"id": "unsigned"},
                "metadata": {"compiler": asked("rustc", "-V"), "ingredients": ingredients(made_of)},
            },
        },
    }
    (out / "provenance.json").write_text(json.dumps(statement, indent=2, ensure_ascii=False) + "\n")
    print(out / "SHA256SUMS")
    print(out / "provenance.json")


def ingredients(made_of: str | None) -> list[str]:
    return pathlib.Path(made_of).read_text().splitlines() if made_of else []


def digest(name: str) -> str:
    return hashlib.sha256((pathlib.Path(__file__).parent.parent / name).read_bytes()).hexdigest()


def asked(*words: str) -> str:
    here = pathlib.Path(__file__).parent
    return subprocess.run(words, cwd=here, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main(*sys.argv[1:])
