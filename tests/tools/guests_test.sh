#!/usr/bin/env bash
# tools/guests with an apt of our own in front of the real one: no network, tiny packages.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"
for program in dpkg-deb cpio gzip flock; do
    command -v $program >/dev/null || { echo "no $program here: not tested"; exit 0; }
done
export XDG_CACHE_HOME=$work/cache PATH=$work/bin:$PATH
unset DOUBLETRAP_OFFLINE
cache=$XDG_CACHE_HOME/doubletrap

# package NAME VERSION FILE - a package with one file in it.
package()
{
    local tree=$work/tree.$1
    mkdir -p "$tree/DEBIAN" "$tree/$(dirname "$3")" "$work/pool"
    echo "contents of $1 $2" >"$tree/$3"
    printf 'Package: %s\nVersion: %s\nArchitecture: arm64\nMaintainer: x <x@example.org>\nDescription: x\n' \
        "$1" "$2" >"$tree/DEBIAN/control"
    dpkg-deb -b "$tree" "$work/pool/$1.deb" >/dev/null
}
package linux-image-9.8-7-cloud-arm64 9.8.7-1 boot/vmlinuz-9.8-7-cloud-arm64
package xen-hypervisor-9.6-arm64 9.6.1 boot/xen-9.6-arm64
package busybox-static 1:2.0 bin/busybox
package u-boot-qemu 3.0 usr/lib/u-boot/qemu_arm64/u-boot.bin

mkdir -p "$work/bin"
cat >"$work/bin/apt-cache" <<'APT'
#!/bin/sh
echo "apt-cache $*" >>"$WORK/calls"
for word; do last=$word; done
case "$*" in
*depends*xen-system*) echo "xen-system-arm64"; echo "  Depends: xen-hypervisor-9.6-arm64" ;;
*depends*) echo "linux-image-cloud-arm64"; echo "  Depends: linux-image-9.8-7-cloud-arm64" ;;
*show*) dpkg-deb -f "$WORK/pool/$last.deb" Version Architecture ;;
esac
APT
cat >"$work/bin/apt-get" <<'APT'
#!/bin/sh
echo "apt-get $*" >>"$WORK/calls"
for word; do last=$word; done
name=${last%%:*}
case "$*" in
*download*) [ "$name" != "${BROKEN:-}" ] && cp "$WORK/pool/$name.deb" . ;;
esac
APT
chmod +x "$work/bin/"*
export WORK=$work

BROKEN=busybox-static run "$root/tools/guests" path kernel
expect_status 2 "a package that does not download"
expect_stderr 'package busybox-static 1:2.0 .* could not be downloaded' "the package is named"
expect_stderr 'tools/guests update' "the remedy is named"

run "$root/tools/guests" path xen kernel uboot
expect_status 0 "fetching"
expect_stdout '/packages/xen-hypervisor-9.6-arm64_9.6.1/boot/xen-9.6-arm64$' "Xen's path"
expect_stdout '/packages/linux-image-9.8-7-cloud-arm64_9.8.7-1/boot/vmlinuz-9.8-7-cloud-arm64$' "the kernel's path"
grep -q 'contents of u-boot' "$(tail -n 1 "$work/stdout")" || fail "u-boot.bin is not the package's"
grep -q 'APT::Architectures=arm64' "$work/calls" || fail "apt is not told the architecture"
grep -qv "Dir::State=$cache/apt" "$work/calls" && fail "apt was called without a private state"

mv "$work/calls" "$work/calls.before"
DOUBLETRAP_OFFLINE=1 run "$root/tools/guests" path kernel initrd-lean
expect_status 0 "the second call, off line"
[ ! -e "$work/calls" ] || fail "the second call asked apt"

lean=$(tail -n 1 "$work/stdout")
first=$(sha256sum <"$lean")
run sh -c "zcat '$lean' | cpio -tv --quiet"
expect_stdout '^lrwxrwxrwx .* root +root .* 1970 +bin/sh -> busybox$' "the image's links, owner and time"
expect_stdout '^-rwxr-xr-x .* init$' "the image's init"
rm "$lean"
(umask 077 && "$root/tools/guests" path initrd-lean >/dev/null 2>&1)
[ "$(sha256sum <"$lean")" = "$first" ] || fail "the same image built twice differs"

package busybox-static 1:2.1 bin/busybox
run "$root/tools/guests" update
expect_status 0 "update"
expect_stdout '^busybox-static 1:2.1 arm64$' "the newer package is in use"
run "$root/tools/guests" path initrd-lean
expect_stdout 'initrd-lean-' "the newer image"
[ "$(cat "$work/stdout")" != "$lean" ] || fail "another busybox gave an image of the same name"

rm -rf "$cache"
DOUBLETRAP_OFFLINE=1 run "$root/tools/guests" path kernel
expect_status 2 "off line with an empty cache"
expect_stderr 'DOUBLETRAP_OFFLINE is set' "the reason"
("$root/tools/guests" path kernel >"$work/one" 2>&1 & "$root/tools/guests" path kernel >"$work/two" 2>&1; wait)
[ "$(grep -h '/packages/' "$work/one" "$work/two" | sort -u | wc -l)" = 1 ] || fail "two at once disagree"
run "$root/tools/guests" path nonsense
expect_status 2 "an unknown guest"
expect_stderr 'kernel xen uboot busybox' "the names that there are"
done_testing
