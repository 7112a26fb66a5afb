#!/usr/bin/env bash
# tests/guest/walks/run.sh CHECK ENGINE [SEED [CPU PA_BITS HAS_16K [host|later]]] - 10,000 random translation regimes
# asked by AT; with `host` those of EL1&0 are set up as EL2&0 of a host (FEAT_VHE), which QEMU 7.2 does not ask; `later` ones have small tables and HCR_EL2.FWB. CHECK is the built walks_check, which says what mmu/ makes of them; ENGINE is `qemu`
# or a doubletrap program, which with ROWS=FILE writes there which rows it executed (tools/rows). Exit status 77 when a tool is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
check=$1 engine=$2 seed=${3:-1} cpu=${4:-cortex-a57} pa_bits=${5:-44} has_16k=${6:-0} rules=${7:-exact}
machine="-M virt,secure=on,virtualization=on -cpu $cpu -m 512"
tools=aarch64-linux-gnu-gcc
[ "$engine" = qemu ] && tools="$tools qemu-system-aarch64"
for tool in $tools; do
    command -v $tool >/dev/null || { echo "walks: $tool is not installed"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
aarch64-linux-gnu-gcc -std=c11 -O2 -Wall -Wextra -ffreestanding -mgeneral-regs-only -mstrict-align \
    -fno-pic -no-pie -nostdlib -static -Wl,-Ttext=0x40400000 -Wl,--build-id=none -DSEED="$seed" -DHOST="$([ "$rules" = host ] && echo 1 || echo 0)" \
    -DLATER="$([ "$rules" = later ] && echo 1 || echo 0)" \
    "$here/start.S" "$here/guest.c" -o "$work/walks.elf"
# shellcheck disable=SC2086 # $machine is several words
if [ "$engine" = qemu ]; then
    [ "$rules" = later ] && rules=later-qemu || rules=qemu
    timeout 120 qemu-system-aarch64 $machine -display none -serial none -monitor none \
        -semihosting-config enable=on,target=native \
        -device loader,file="$work/walks.elf",cpu-num=0 >"$work/log"
else
    timeout 120 "$engine" run $machine -kernel "$work/walks.elf" -semihosting ${ROWS:+--rows "$ROWS"} >"$work/log"
fi
echo "walks: seed $seed, $cpu"
"$check" "$seed" "$pa_bits" "$has_16k" "$rules" <"$work/log"
