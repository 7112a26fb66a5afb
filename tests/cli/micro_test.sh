#!/usr/bin/env bash
# `doubletrap micro`: the reference hypervisors take the ways they are written to take, their VM's own
# counter agrees with the recording, and so does a recording of the same hypervisor under `run`.
# Instructions are counted by hand in workloads/hyp; QEMU counts the exceptions.
. "$(dirname "$0")/lib.sh"
needs sqlite3 python3 aarch64-linux-gnu-gcc

board=virt,virtualization=on,gic-version=2
build() { # build NAME: $elf is the hypervisor as the program's build makes it
    elf=$work/$1.elf
    aarch64-linux-gnu-gcc -nostdlib -static -Wa,-march=armv8-a -Wl,--build-id=none -Wl,-Ttext=0x40100000 \
        -I "$here/../../workloads/hyp" "$here/../../workloads/hyp/$1/$1.S" -o "$elf" || exit 1
}

field() { # field OPERATION-INDEX EXPRESSION-OF-r: from the JSON in out
    python3 -c 'import json, sys
r = json.load(open("out"))[int(sys.argv[1])]
print(eval(sys.argv[2]))' "$@"
}

ask() { # ask WHAT WANTED SQL
    is "$1" "$(sqlite3 run.db "$3" 2>&1)" "$2"
}

digest() {
    run 0 report "$1" --digest
    cat out
}

# hypervisor NAME INSTRUCTIONS-OF-A-HYPERCALL INSTRUCTIONS-OF-A-READ ENTRIES ROUTE EXCEPTIONS-ON-QEMU CPU QEMU'S-CPU
hypervisor() {
    local name=$1 calls=$2 reads=$3 entries=$4 route=$5 cpu=$7 fast reference

    build "$name"
    # With `unit` cycles are instructions: the exit's, and between the two counter reads ISB, MOV, HVC, ISB and a
    # read, or ISB, ISB and a read: a load that is emulated is not executed.
    run 0 micro --hyp "$name" --cost unit --json
    is "$name: instructions of a hypercall" "$(field 0 'r["exit_instructions"], r["exit_units"] // 256')" "(${calls}000, ${calls}000)"
    is "$name: instructions of a read" "$(field 1 'r["exit_instructions"], r["exit_units"] // 256')" "(${reads}000, ${reads}000)"
    is "$name: what the VM counted" "$(field 0 'r["min_cycles"], r["max_cycles"]') $(field 1 'r["min_cycles"], r["max_cycles"]')" \
        "($((calls + 5)), $((calls + 5))) ($((reads + 3)), $((reads + 3)))"
    is "$name: what the read gave" "$(field 1 'hex(r["result"])')" 0x43b
    for op in 0 1; do
        is "$name: entries, returns, way of $op" "$(field $op 'r["entries"], r["returns"], r["exits"], r["path"]')" \
            "($entries, $entries, 1000, '$route')"
    done

    # One run, seen by micro, by a recording of it, and by `run` of the same ELF file.
    for engine in reference fast; do
        rm -f run.db
        run 0 micro --hyp "$name" --engine $engine --record run.db --json
        cp out micro.json
        ask "$name: the last hypercall does not come back" 1 "SELECT count(*) FROM exit WHERE end_units IS NULL"
        ask "$name: no other exits" 2001 "SELECT count(*) FROM exit"
        run 0 report run.db --json
        is "$name: micro and report" "$(python3 -c '
import json
a = {r["reason"]: (r["exits"], r["exit_units"], r["exit_instructions"], r["path"]) for r in json.load(open("micro.json"))}
b = {r["name"]: (r["samples"], r["sum_units"], r["instructions"], r["path"]) for r in json.load(open("out"))["rows"]}
print(a == b, len(a))')" 'True 2'
        eval "$engine=$(digest run.db)"
    done
    is "$name: engines" "$fast" "$reference"
    run 0 run -M $board -cpu $cpu --cost xgene -kernel "$elf" --record own.db --quiet
    is "$name: run -kernel" "$(digest own.db)" "$reference"

    # What assumed prices are worth: a run at other prices is the recording priced again.
    run 0 run -M $board -cpu $cpu --cost xgene --assumed half -kernel "$elf" --record half.db --quiet
    run 0 report half.db --json
    cp out half.json
    run 0 whatif run.db --assumed half --json
    is "$name: --assumed half" "$(python3 -c '
import json
a = {r["name"]: r["sum_units"] for r in json.load(open("half.json"))["rows"]}
b = {r["name"]: r["new_units"] for r in json.load(open("out"))["rows"]}
print(a == b, len(a))')" 'True 2'

    # QEMU takes as many exceptions: each exit's, the last hypercall and what powers off.
    if command -v qemu-system-aarch64 >/dev/null; then
        timeout 60 qemu-system-aarch64 -M $board -cpu "$8" -kernel "$elf" -display none -serial none -monitor none \
            -d int -D qemu.log </dev/null
        is "$name: exceptions on QEMU" "$(grep -c 'Taking exception' qemu.log)" "$6"
    fi
}

hypervisor type1 62 91 1 'vm > hyp > vm' 2002 xgene1 cortex-a57
hypervisor type2-vhe 126 159 1 'vm > switch > host > switch > vm' 2002 neoverse-n1 neoverse-n1
hypervisor type2 468 499 2 'vm > hyp > host > hyp > vm' 4003 xgene1 cortex-a57

# What type2 saves and restores: 22 system registers of EL1 in each of two contexts, q0 to q31, the
# virtual interface with four list registers, the timer.
run 0 run -M $board -cpu xgene1 --cost xgene -kernel "$elf" --record run.db --rows rows --quiet
for register in VMPIDR_EL2 CSSELR_EL1 SCTLR_EL1 ACTLR_EL1 CPACR_EL1 TTBR0_EL1 TTBR1_EL1 TCR_EL1 ESR_EL1 AFSR0_EL1 AFSR1_EL1 \
    FAR_EL1 MAIR_EL1 VBAR_EL1 CONTEXTIDR_EL1 TPIDR_EL0 TPIDRRO_EL0 TPIDR_EL1 AMAIR_EL1 CNTKCTL_EL1 PAR_EL1 MDSCR_EL1 \
    SP_EL0 SP_EL1 ELR_EL1 SPSR_EL1 ELR_EL2 SPSR_EL2 FPSR FPCR CNTV_CTL_EL0 CNTV_CVAL_EL0 CNTHCTL_EL2 HCR_EL2 MDCR_EL2; do
    is "$register is read and written" "$(grep -c "^sysreg $register \(read\|write\)$" rows)" 2
done
for event in MMIO_READ_GICH=11 MMIO_WRITE_GICH=8 INSN_SIMD_MEM=64 READ_FP=4 WRITE_FP=4 READ_TIMER=6 WRITE_TIMER=9; do
    ask "${event%=*} of a hypercall" "${event#*=}" "SELECT sum(n) FROM path_count JOIN cost_event ON id = event
        WHERE name = '${event%=*}' AND path = (SELECT path FROM exit ORDER BY id LIMIT 1)"
done

run 0 micro
prints 'Hypercall' 'Interrupt Controller Trap' 'Xen ARM     376     P' 'Xen ARM    1356     S' prediction 'ISCA 2016, Table II' \
    'KVM ARM    6500     P   0.93  in-sample' 'KVM ARM    7370     S   0.83  prediction' 'type2-vhe' 'nothing     -      -  prediction'
if grep -q "another machine's" out; then wrong 'xgene is not the X-Gene'; fi
run 0 micro --hyp type1 --cost cortex-a57
prints "The prices of cortex-a57 are another machine's"
run 0 micro --help
prints 'Usage: doubletrap micro' 'type1' 'assumed price' '--record' '--anatomy HVC64'
run 2 micro --hyp tpye1
says 'there is no `tpye1`. Did you mean `type1`?'
run 2 micro --record run.db
says 'say which with --hyp'
run 2 micro --cost xgnee
says 'Did you mean `xgene`?'
run 2 micro --engine quick
says 'there is no `quick`'
run 2 micro --engine lockstep
says 'reference or fast'
run 2 run -M $board -kernel "$elf" --assumed third
says 'expected `half` or `double`'
finish
