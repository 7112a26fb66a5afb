#!/bin/bash
# tail_jumps.sh OBJECT... - every handler of the fast engine ends in a jump to the next, never in a return:
# one that returned to its caller would let the host's stack grow with each instruction of the guest.
# Status: 0 all do, 1 not, 77 no objdump.
command -v objdump >/dev/null || exit 77
objdump -d --no-show-raw-insn "$@" | awk '
    /^[0-9a-f]+ <tail_/ { name = $2; handlers++ }
    /^[0-9a-f]+ </ && !/<tail_/ { name = "" }
    name != "" && $2 ~ /^ret/ { print name " returns"; bad++ }
    name != "" && $2 ~ /^jmp/ { jumps[name] = 1 }
    END {
        for (n in jumps) counted++
        if (counted != handlers) { print handlers - counted " handlers have no jump"; bad++ }
        if (handlers < 500) { print "only " handlers + 0 " handlers found"; bad++ }
        exit bad ? 1 : 0
    }'
