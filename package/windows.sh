#!/usr/bin/env bash
# A program for Windows as a zip and as an installer for one user: `package/windows.sh PROGRAM.exe OUT`. Needs
# makensis (Debian: nsis). NSIS_COMPRESSOR=zlib is faster, for trials.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
program=$(realpath "$1") out=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$work/jixiao-$VERSION
install -D -m 644 "$program" "$folder/jixiao.exe"
# Notepad of Windows 7 knows UTF-8 by its byte order mark, and wants CR LF.
text() { printf '\xEF\xBB\xBF' >"$2" && sed 's/$/\r/' "$1" >>"$2"; }
text "$ROOT/package/windows/用法.txt" "$folder/用法.txt"
text "$ROOT/LICENSE" "$folder/LICENSE.txt"
text "$ROOT/THIRD-PARTY.txt" "$folder/THIRD-PARTY.txt"
set_times "$folder"
zip=$out/jixiao-$VERSION-windows-x86_64.zip
python3 - "$work" "jixiao-$VERSION" "$zip" "$SOURCE_DATE_EPOCH" <<'PYTHON'
import pathlib, sys, time, zipfile
work, name, out, epoch = sys.argv[1:]
date = time.gmtime(max(int(epoch), 315532800))[:6]
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(pathlib.Path(work, name).iterdir()):
        entry = zipfile.ZipInfo(f"{name}/{path.name}", date)
        entry.create_system, entry.external_attr = 3, 0o100644 << 16
        archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
PYTHON
echo "$zip"
setup=$out/jixiao-$VERSION-windows-x86_64-setup.exe
makensis -V2 -INPUTCHARSET UTF8 ${NSIS_COMPRESSOR:+-DCOMPRESSOR="$NSIS_COMPRESSOR"} -DVERSION="$VERSION" -DFOLDER="$folder" -DOUT="$setup" "$ROOT/package/windows/jixiao.nsi"
echo "$setup"
