#!/usr/bin/env bash
# tests/guest/walks/run.sh CHECK [SEED [CPU PA_BITS HAS_16K]] - 10,000 random translation regimes by
# AT, on QEMU and in mmu/ (CHECK is the built walks_check). Exit status 77 when a tool is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
check=$1 seed=${2:-1} cpu=${3:-cortex-a57} pa_bits=${4:-44} has_16k=${5:-0}
for tool in aarch64-linux-gnu-gcc qemu-system-aarch64; do
    command -v $tool >/dev/null || { echo "walks: $tool is not installed"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
aarch64-linux-gnu-gcc -std=c11 -O2 -Wall -Wextra -ffreestanding -mgeneral-regs-only -mstrict-align \
    -fno-pic -no-pie -nostdlib -static -Wl,-Ttext=0x40400000 -Wl,--build-id=none -DSEED="$seed" \
    "$here/start.S" "$here/guest.c" -o "$work/walks.elf"
timeout 120 qemu-system-aarch64 -M virt,secure=on,virtualization=on -cpu "$cpu" -m 512 \
    -display none -serial none -monitor none -semihosting-config enable=on,target=native \
    -device loader,file="$work/walks.elf",cpu-num=0 >"$work/log"
echo "walks: seed $seed, QEMU's $cpu"
"$check" "$seed" "$pa_bits" "$has_16k" qemu <"$work/log"
