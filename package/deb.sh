#!/usr/bin/env bash
# A program as a Debian package: `package/deb.sh PROGRAM amd64|arm64 OUT`. MAKER names the same program for this machine, if it
# is for another processor. xz and not zstd, because dpkg of Kylin and UOS may be older; DEB_COMPRESSION=-Zgzip\ -z1 is faster, for trials.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
PROGRAM=$(realpath "$1") architecture=$2 out=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
install -D -m 755 "$PROGRAM" "$root/usr/bin/jixiao"
shares "$root/usr/share"
find "$root/usr/share/man" -name '*.1' -exec gzip -9n {} +
install -D -m 755 "$ROOT/package/linux/check-and-wait" "$root/usr/lib/jixiao/check-and-wait"
install -D -m 644 "$ROOT/package/linux/jixiao.desktop" "$root/usr/share/applications/jixiao.desktop"
doc=$root/usr/share/doc/jixiao
install -D -m 644 "$ROOT/package/linux/copyright" "$doc/copyright"
gzip -9n <"$ROOT/CHANGELOG.md" >"$doc/changelog.gz"
gzip -9n <"$ROOT/THIRD-PARTY.txt" >"$doc/THIRD-PARTY.txt.gz"
chmod -R u=rwX,go=rX "$root"
size=$(du -k -s --apparent-size "$root" | cut -f1)
mkdir "$root/DEBIAN"
sed -e "s/@VERSION@/$VERSION/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
    "$ROOT/package/linux/control" >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
set_times "$work"
dpkg-deb ${DEB_COMPRESSION:--Zxz} --root-owner-group --build "$root" "$out/jixiao_${VERSION}_$architecture.deb" >/dev/null
echo "$out/jixiao_${VERSION}_$architecture.deb"
