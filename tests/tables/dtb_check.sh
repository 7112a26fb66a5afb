#!/usr/bin/env bash
# tests/tables/dtb_check.sh DTB_DUMP - our device tree against the one of QEMU's `virt`.
#
# Both are written as sorted source by dtc, a GICv3 without its ITS; from QEMU's, exactly these are taken away first:
#   fw-cfg@9020000, pcie@10000000, platform-bus@c000000   devices that this board does not have
#   rng-seed, kaslr-seed                                  random: runs would not repeat
# Anything else that differs fails the test. 77 (skipped) without dtc or qemu-system-aarch64.
set -eu
dump=$1
command -v dtc >/dev/null && command -v qemu-system-aarch64 >/dev/null || { echo "no dtc or QEMU"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Drops the nodes and properties above, with the blank lines that a node leaves.
explained() {
    awk '/^\t(fw-cfg@9020000|pcie@10000000|platform-bus@c000000) \{$/ { skip = 1 }
         skip { if ($0 == "\t};") skip = 0; next }
         /^\t\t(rng-seed|kaslr-seed) = / { next }
         NF' "$1"
}

check() { # CPUS GIC virt|novirt secure|plain
    local options="virt,gic-version=$2,its=off"
    [ "$3" = virt ] && options+=",virtualization=on"
    [ "$4" = secure ] && options+=",secure=on"
    qemu-system-aarch64 -M "$options,dumpdtb=$work/qemu.dtb" -cpu cortex-a57 -m 1G -smp "$1" 2>/dev/null
    "$dump" "$@" >"$work/ours.dtb"
    for who in qemu ours; do
        dtc -q -s -I dtb -O dts -o "$work/$who.dts" "$work/$who.dtb"
        explained "$work/$who.dts" >"$work/$who"
    done
    if diff -u "$work/qemu" "$work/ours"; then
        echo "equal: $*"
    else
        echo "DIFFERENT: $*"
        return 1
    fi
}

status=0
for cpus in 1 2 8; do
    for virt in virt novirt; do
        for secure in plain secure; do
            check $cpus 2 $virt $secure || status=1
        done
    done
done
check 4 3 virt plain || status=1
check 1 3 novirt secure || status=1
exit $status
