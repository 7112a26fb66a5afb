#!/usr/bin/env bash
# tools/lockstep-qemu: the first exception that is not the same is found; what an interrupt moves is none.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"

ours() # CALL...: numbers n, an SVC at 0x1000 + n; `irq`; `abort`
{
    for call; do
        case $call in
        irq) echo 'cpu0          500 ns  EL0>EL1 IRQ at 0x2000' ;;
        abort) echo 'cpu0          501 ns  EL0>EL1 DABT_LOW, ESR 0x92000046, FAR 0xa000, at 0x3000  (2 times)' ;;
        *) printf 'cpu0 %12d ns  EL0>EL1 SVC64, ESR 0x56000000, FAR 0x0, at 0x1%03x\n' "$call" "$call" ;;
        esac
        echo 'cpu0          502 ns  return EL1>EL0 to 0x4000'
    done >"$work/ours"
}

theirs()
{
    echo 'Exception return from AArch64 EL2 to AArch64 EL1 PC 0x41598d24' >"$work/theirs"
    for call; do
        case $call in
        irq) printf 'Taking exception 5 [IRQ] on CPU 0\n...from EL0 to EL1\n...with ESR 0x0/0x3810000\n...with ELR 0x2004\n' ;;
        abort) printf 'Taking exception 4 [Data Abort] on CPU 0\n...from EL0 to EL1\n...with ESR 0x24/0x92000046\n...with FAR 0xa000\n...with ELR 0x3000\n' ;;
        psci) printf 'Taking exception 13 [Secure Monitor Call] on CPU 0\n...from EL1 to EL3\n...with ESR 0x17/0x5e000000\n...handled as PSCI call\n' ;;
        *) printf 'Taking exception 2 [SVC] on CPU 0\n...from EL0 to EL1\n...with ESR 0x15/0x56000000\n...with ELR 0x1%03x\n' "$call" ;;
        esac
        [ "$call" = psci ] || echo '...to EL1 PC 0x80 PSTATE 0x3c5'
    done >>"$work/theirs"
}
compare() { run "$root/tools/lockstep-qemu" "$@" --logs "$work/ours" "$work/theirs"; }

ours 1 2 abort irq 3
theirs 1 psci 2 irq abort 3
compare
expect_status 0 "the same but for the place of an interrupt and a call of the firmware"
expect_stdout '^CPU 0: 4 synchronous exceptions are equal, of 4 here and 4 on QEMU; 0 times' "the sum"

ours 1 2 3 4 5 6 7 8 9 10
theirs 1 2 3 5 6 7 8 9 10
compare
expect_status 1 "one that QEMU does not take, and no interrupt"
expect_stdout '^CPU 0: they part at exception 4 here \(line 7 of the log\), 4 on QEMU \(line 17\)' "the place"
expect_stdout '^  both  EL0>EL1 class 0x15, ESR 0x56000000, FAR 0x0, at 0x1003$' "the one before"
expect_stdout '^  here  EL0>EL1 class 0x15, ESR 0x56000000, FAR 0x0, at 0x1004$' "ours"
expect_stdout '^  QEMU  EL0>EL1 class 0x15, ESR 0x56000000, FAR 0x0, at 0x1005$' "QEMU's"

ours 1 2 3 irq 4 5 6 7 8 9 10
compare
expect_status 0 "the same with an interrupt there"
expect_stdout '^CPU 0: 9 .*; 1 times an interrupt put some elsewhere$' "the count of it"

ours 1 2 3 irq 11 12 13
compare
expect_status 1 "an interrupt, and never the same again"

ours 1 abort 2
theirs 1 abort 2
sed -i 's/0xa000/0xb000/' "$work/theirs"
compare
expect_status 1 "another FAR"
expect_stdout 'Only FAR differs' "a word about random addresses"
compare --ignore-far
expect_status 0 "another FAR that does not matter"

abort_at_el2() # ESR LEVEL: from LEVEL to EL2
{
    echo "cpu0 500 ns  EL$2>EL2 DABT, ESR 0x96000007, FAR 0xa000, at 0x3000" >"$work/ours"
    printf 'Taking exception 4 [Data Abort] on CPU 0\n...from EL%s to EL2\n...with ESR 0x25/0x%s\n...with FAR 0xa000\n...with ELR 0x3000\n' "$2" "$1" >"$work/theirs"
    compare
}
abort_at_el2 97c68007 2
expect_status 0 "the instruction of a stage-1 abort, which only QEMU describes"
abort_at_el2 97c6800f 2
expect_status 1 "another fault"
abort_at_el2 97c68007 1
expect_status 1 "the instruction of an abort from EL1"

# Accesses of system registers that are trapped: ESR 0x62340049 is of S3_0_C0_C4_2, 0x62300065 of S3_0_C0_C2_0.
traps() # ESR...: our log, after an SVC
{
    echo 'cpu0 10 ns  EL0>EL1 SVC64, ESR 0x56000000, FAR 0x0, at 0x1001'
    for esr; do echo "cpu0 500 ns  EL1>EL2 SYS64, ESR 0x$esr, FAR 0x0, at 0x3000"; done
    echo 'cpu0 600 ns  EL0>EL1 SVC64, ESR 0x56000000, FAR 0x0, at 0x1002'
}
traps 62300065 62340049 >"$work/ours"
theirs 1 2
compare --leave-out 'S3_0_C0_C[12]_*'
expect_status 1 "a register that is not left out"
expect_stdout '^  here  EL1>EL2 class 0x18 of S3_0_C0_C4_2, ESR 0x62340049' "its name"
compare --leave-out 'S3_0_C0_C[12]_*' --leave-out S3_0_C0_C4_2
expect_status 0 "both registers left out"
expect_stdout '^CPU 0: 2 synchronous exceptions are equal, of 2 here and 2 on QEMU' "what is left"
compare --leave-out 0x18
expect_status 0 "the class left out"
compare --leave-out 18
expect_status 2 "a word that is neither"
expect_stderr 'a class as 0x16' "what it takes"

echo nothing >"$work/ours"
compare
expect_status 2 "a log without exceptions"
expect_stderr 'nothing to compare' "the reason"

cat >"$work/calls.S" <<'END'
        .global _start
_start: adr     x0, vectors
        msr     vbar_el1, x0
        isb
        svc     #7
        ldr     x1, =0x3f000000         // nothing is there
        ldr     x1, [x1]
        hlt     #0xf001
        movz    x0, #0x8400, lsl #16    // PSCI SYSTEM_OFF
        movk    x0, #8
        hvc     #0
        .balign 2048
vectors:
        .balign 128
        .rept   16
        .balign 128
        mrs     x2, esr_el1
        mrs     x3, elr_el1
        ubfx    x2, x2, #26, #6
        cmp     x2, #0x15               // an SVC returns behind itself
        b.eq    1f
        add     x3, x3, #4
1:      msr     elr_el1, x3
        eret
        .endr
END
if aarch64-linux-gnu-gcc -nostdlib -static -Wl,--build-id=none -Wl,-Ttext=0x40100000 "$work/calls.S" -o "$work/calls.elf" &&
    [ -x "$root/build/release/doubletrap" ]; then
    run "$root/tools/lockstep-qemu" --keep "$work/logs" -M virt,gic-version=2 -cpu cortex-a57 -kernel "$work/calls.elf"
    expect_status 0 "a guest of three exceptions on both machines"
    expect_stdout '^CPU 0: 3 synchronous exceptions are equal, of 3 here and 3 on QEMU' "the three"
    [ -s "$work/logs/ours.log" ] && [ -s "$work/logs/qemu.log" ] || fail "--keep keeps both logs"
fi
done_testing
