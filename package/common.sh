# Read by the scripts beside it: version, date and the files that go with a program.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -1)
# Every file has the time of the commit, so that equal programs give equal packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8

# Runs the program that is packed. One for another processor does not run here: `MAKER` is the same program for this machine.
packed() { env -u JIXIAO_LANG "${MAKER:-$PROGRAM}" "$@"; }

# Manual pages in both languages and completions, as below /usr/share: `shares FOLDER`.
shares() {
    local share=$1
    packed man -q --lang zh -o "$share/man/zh_CN/man1" >/dev/null
    packed man -q --lang en -o "$share/man/man1" >/dev/null
    # The program keeps sums of what it wrote into a folder.
    find "$share/man" -name '.*' -type f -delete
    mkdir -p "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
    packed completions bash >"$share/bash-completion/completions/jixiao"
    packed completions zsh >"$share/zsh/vendor-completions/_jixiao"
    packed completions fish >"$share/fish/vendor_completions.d/jixiao.fish"
}

# Sets all times of a folder to that of the commit.
set_times() { find "$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }
