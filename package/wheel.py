#!/usr/bin/env python3
"""A built program as a Python wheel: `package/wheel.py PROGRAM PLATFORM OUT`, so that `pip install` puts it on the path.

PLATFORM is x86_64-linux, aarch64-linux or x86_64-windows. The program in the wheel has the digest of the released one;
`pip install .` from the sources compiles it instead (pyproject.toml). Equal programs give equal wheels.
"""

import base64
import hashlib
import pathlib
import sys
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).parent.parent
# The programs for Linux are static: any C library will do.
TAGS = {
    "x86_64-linux": "manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_1_x86_64",
    "aarch64-linux": "manylinux2014_aarch64.manylinux_2_17_aarch64.musllinux_1_1_aarch64",
    "x86_64-windows": "win_amd64",
}


def main(program: str, platform: str, out: str) -> None:
    about = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
    name, version = about["name"], about["version"]
    tag = TAGS[platform]
    script = name + (".exe" if platform.endswith("windows") else "")
    info = f"{name}-{version}.dist-info"
    metadata = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        f"Summary: {about['description']}",
        f"License: {about['license']}",
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown",
        "",
        (ROOT / "docs/english.md").read_text(),
    ]
    tags = "\n".join(f"Tag: py3-none-{one}" for one in tag.split("."))
    wheel = f"Wheel-Version: 1.0\nGenerator: jixiao\nRoot-Is-Purelib: false\n{tags}\n"
    files = [
        (f"{name}-{version}.data/scripts/{script}", pathlib.Path(program).read_bytes(), 0o755),
        (f"{info}/METADATA", "\n".join(metadata).encode(), 0o644),
        (f"{info}/WHEEL", wheel.encode(), 0o644),
        (f"{info}/licenses/LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{info}/licenses/THIRD-PARTY.txt", (ROOT / "THIRD-PARTY.txt").read_bytes(), 0o644),
    ]
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data, _ in files)
    files.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644))
    path = pathlib.Path(out) / f"{name}-{version}-py3-none-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, mode in files:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100000 | mode) << 16
            entry.create_system = 3
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    print(path)


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
