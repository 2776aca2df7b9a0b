#!/usr/bin/env bash
# Installs each package of a folder as its user would, into an empty folder, and does the main job with it:
# `package/try.sh OUT`. Every program must make the same bytes. What cannot be tried here
# is said; with STRICT it is an error.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
out=$(realpath "$1")
work=$(mktemp -d)
trap '[ ! -d "$work/wine" ] || WINEPREFIX=$work/wine wineserver -k || true; rm -rf "$work"' EXIT
tried=0 untried=0

# Four files of each submission.
cd "$ROOT/tests"
submissions=(../examples/hezheng-2025.json golden/*.json editions/*/data.json)
EXPECTED=$((4 * ${#submissions[@]}))

say() { printf '   %s\n' "$*"; }
untried() {
    untried=$((untried + 1))
    say "NOT TRIED: $*"
    [ -z "${STRICT:-}" ] || exit 1
}

# The main job: `main_job NAME COMMAND...` makes all files of an example, of the golden submissions and of every edition.
main_job() {
    local name=$1 made=$work/made
    shift
    rm -rf "$made" && mkdir "$made"
    # Some of them have errors: exit code 1.
    "$@" render "${submissions[@]}" --format xlsx,pdf,ofd,html --force -o "$made" >/dev/null 2>"$work/said" || [ $? = 1 ] || { echo "$name ended with an error"; tail -5 "$work/said"; exit 1; }
    (cd "$made" && find . -name '[!.]*' -type f -print0 | sort -z | xargs -0 sha256sum) >"$work/sums"
    [ "$(wc -l <"$work/sums")" -ge "$EXPECTED" ] || { echo "$name made $(wc -l <"$work/sums") files"; exit 1; }
    [ -f "$work/first" ] || cp "$work/sums" "$work/first"
    cmp "$work/first" "$work/sums" || { echo "$name makes other bytes"; exit 1; }
    [[ $("$@" --version) == *"jixiao $VERSION"* ]] || { echo "$name has no version"; exit 1; }
    tried=$((tried + 1))
    say "$name: $(du -h "$out/$name" | cut -f1); $(wc -l <"$work/sums") files made, the same bytes"
}

# The emulator for programs of a processor; nothing for this machine's own.
emulator() {
    case $1 in
    amd64 | x86_64) [ "$(uname -m)" = x86_64 ] || command -v qemu-x86_64-static || return 1 ;;
    arm64 | aarch64) [ "$(uname -m)" = aarch64 ] || command -v qemu-aarch64-static || return 1 ;;
    esac
}

# Pages that `man` formats without a warning, and finds a summary in.
pages() {
    local page count=0
    while IFS= read -r page; do
        man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>"$work/warnings" >/dev/null
        [ ! -s "$work/warnings" ] || { echo "$page"; cat "$work/warnings"; exit 1; }
        lexgrog "$page" >/dev/null
        count=$((count + 1))
    done < <(find "$1" -name '*.1*')
    [ "$count" -gt 40 ] || { echo "only $count pages"; exit 1; }
    say "$count manual pages without warnings"
}

deb() {
    local file=$1 architecture emulator shell root=$work/root
    architecture=$(dpkg-deb -f "$file" Architecture)
    emulator=$(emulator "$architecture") || { untried "$(basename "$file"): no qemu-user-static"; return; }
    rm -rf "$root" && mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
    touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
    dpkg --root="$root" --force-not-root --force-architecture --log="$work/dpkg.log" -i "$file" >/dev/null 2>&1
    dpkg --root="$root" --verify jixiao
    main_job "$(basename "$file")" ${emulator:+"$emulator"} "$root/usr/bin/jixiao"
    if [ -n "${PAGES_DONE:-}" ]; then return; fi
    PAGES_DONE=1
    if command -v man >/dev/null; then pages "$root/usr/share/man"; else untried "manual pages: no man"; fi
    for shell in bash zsh fish; do
        if command -v "$shell" >/dev/null; then
            python3 "$ROOT/tests/outside/check_completions.py" "$root/usr/share" "$shell"
        else
            untried "completions of $shell: no $shell"
        fi
    done
    if command -v desktop-file-validate >/dev/null; then
        desktop-file-validate "$root/usr/share/applications/jixiao.desktop"
    fi
    dpkg --root="$root" --force-not-root --log="$work/dpkg.log" -r jixiao >/dev/null 2>&1
    [ ! -e "$root/usr/bin/jixiao" ] || { echo "the program stays after dpkg -r"; exit 1; }
}

archive() {
    local file=$1 processor emulator
    processor=${file%.tar.gz} processor=${processor##*-}
    emulator=$(emulator "$processor") || { untried "$(basename "$file"): no qemu-user-static"; return; }
    tar -xzf "$file" -C "$work"
    main_job "$(basename "$file")" ${emulator:+"$emulator"} "$work/jixiao-$VERSION-linux-$processor/bin/jixiao"
}

# pip takes only a wheel for its own machine.
wheel() {
    local file=$1
    case $file in
    *win_amd64*)
        wine_ready || { untried "$(basename "$file"): no wine, or not the library that it lacks"; return; }
        unpacked_wheel "$file" jixiao.exe wine
        return
        ;;
    *aarch64*)
        local emulator
        emulator=$(emulator aarch64) || { untried "$(basename "$file"): no qemu-user-static"; return; }
        [ -z "$emulator" ] || { unpacked_wheel "$file" jixiao "$emulator"; return; }
        ;;
    esac
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q --no-index --disable-pip-version-check "$file"
    main_job "$(basename "$file")" "$work/venv/bin/jixiao"
    "$work/venv/bin/pip" uninstall -q -y --disable-pip-version-check jixiao
    [ ! -e "$work/venv/bin/jixiao" ] || { echo "the program stays after pip uninstall"; exit 1; }
}

# The program out of a wheel for another machine: `unpacked_wheel FILE PROGRAM EMULATOR`.
unpacked_wheel() {
    rm -rf "$work/wheel"
    python3 -m zipfile -e "$1" "$work/wheel"
    chmod +x "$work/wheel/jixiao-$VERSION.data/scripts/$2"
    main_job "$(basename "$1")" "$3" "$work/wheel/jixiao-$VERSION.data/scripts/$2"
}

# The example of the package fills in a form; its files must be those of the command.
npm_package() {
    local file=$1 prefix=$work/npm
    mkdir -p "$prefix"
    npm install --silent --offline --no-audit --no-fund --prefix "$prefix" "$file" >/dev/null
    cp "$prefix/node_modules/jixiao/examples/fill.mjs" "$prefix/"
    (cd "$prefix" && node fill.mjs made) >"$work/told"
    grep -q '错误 0 处' "$work/told" || { cat "$work/told"; exit 1; }
    (cd "$prefix" && "$COMMAND" render made/*.json -o again >/dev/null)
    for made in "$prefix"/again/*.*; do cmp "$made" "$prefix/made/$(basename "$made")"; done
    tried=$((tried + 1))
    say "$(basename "$file"): $(du -h "$file" | cut -f1), a form filled in; the files are the command's"
}

# A folder of Wine, once for all.
wine_ready() {
    command -v wine >/dev/null || return 1
    export WINEPREFIX=$work/wine WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
    [ ! -d "$WINEPREFIX" ] || return 0
    wineboot -i >/dev/null 2>&1 || true
    # Wine 8 has no such library, which Windows has since 8.
    local random=${RANDOM_FOR_WINE:-$ROOT/tests/outside/windows/bcryptprimitives.c}
    local library=$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll
    [ -e "$library" ] || x86_64-w64-mingw32-gcc -shared -O1 -o "$library" "$random" -ladvapi32
}

windows_zip() {
    local file=$1
    wine_ready || { untried "$(basename "$file"): no wine, or not the library that it lacks"; return; }
    python3 -m zipfile -e "$file" "$work/unzipped"
    main_job "$(basename "$file")" wine "$work/unzipped/jixiao-$VERSION/jixiao.exe"
}

# Installs without a window, and removes it again.
installer() {
    local file=$1 users installed link second
    wine_ready || { untried "$(basename "$file"): no wine, or not the library that it lacks"; return; }
    users=$WINEPREFIX/drive_c/users
    timeout 300 wine "$file" /S >/dev/null 2>&1
    installed=$(find "$users" -name jixiao.exe)
    [ -n "$installed" ] || { echo "the installer installs nothing"; exit 1; }
    link=$(find "$users" -ipath '*SendTo*' -name '*.lnk')
    [ -n "$link" ] || { echo "no entry in 发送到"; exit 1; }
    main_job "$(basename "$file")" wine "$installed"
    timeout 300 wine "$(dirname "$installed")/uninstall.exe" /S >/dev/null 2>&1
    # The uninstaller goes on in a copy of itself.
    for second in 1 2 3 4 5 6 7 8 9 10; do [ -e "$installed" ] || break; sleep "$second"; done
    if [ -e "$installed" ] || [ -e "$link" ]; then echo "the program stays after uninstalling"; exit 1; fi
}

COMMAND=${COMMAND:-$ROOT/target/debug/jixiao}
for file in "$out"/*; do
    case $file in
    *.deb) deb "$file" ;;
    *.tar.gz) archive "$file" ;;
    *.whl) wheel "$file" ;;
    *.tgz) npm_package "$file" ;;
    *-windows-*.zip) windows_zip "$file" ;;
    *-setup.exe) installer "$file" ;;
    esac
done
if [ -f "$out/SHA256SUMS" ]; then
    (cd "$out" && sha256sum --quiet -c SHA256SUMS)
    python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$out/provenance.json"
fi
[ "$tried" -gt 0 ] || { echo "nothing was tried"; exit 1; }
say "$tried packages tried, $untried not"
