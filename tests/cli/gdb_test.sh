#!/usr/bin/env bash
# A real gdb on a hypervisor and its VM: breakpoints by address, level and VM, watchpoints, steps, registers,
# memory through each translation, monitor; and that the run is the same run as without it.
. "$(dirname "$0")/lib.sh"
needs gdb-multiarch sqlite3

guest type1 -g -DCALLS=100 -DWRITES=3
machine=(-M virtualization=on -kernel "$guest" --cost xgene)

# debug NAME COMMAND... - gdb's commands, one argument each, on a new machine; stdout is gdb's.
debug() {
    local name=$1
    shift
    printf '%s\n' 'set pagination off' 'set confirm off' "$@" >"$name.gdb"
    DOUBLETRAP_GDB=gdb-multiarch run 0 gdb "${machine[@]}" --record "$name.db" --timeout 50 -- -nx -batch -x "$name.gdb"
    cat err >>out # gdb shows what monitor says on its stderr
}

run 0 run "${machine[@]}" --record alone.db
"$program" report alone.db --digest >alone.digest

vm=0x$(aarch64-linux-gnu-nm "$guest" | awk '$3 == "vm" { print $1 }')

# The whole tour in one session: the VM's first instruction, a hypercall's way in and out, a store, the end.
debug tour 'info threads' 'break vm' 'continue' 'info threads' 'monitor cpus' 'p/x $VTTBR_EL2 >> 48' \
    'monitor translate &vm' 'monitor translate 0x40100000' 'monitor translate 0x09000000' 'monitor space ipa' 'x/i 0x40100000' \
    'monitor space pa' 'x/i 0x40100000' 'monitor space current' 'monitor xp $pc' 'monitor translate $vbar_el2 el2' 'monitor xp $nothing' 'delete' \
    'break *(vectors+0x400)' 'continue' 'p/x $ESR_EL2 >> 26' 'stepi' 'p/d (long)$pc - (long)&vectors' 'p $x9 == $ESR_EL2' 'delete' \
    'monitor break 0x40100000 el=1' 'monitor points' 'monitor delete 0' 'monitor points' 'watch *(int*)0x40100800' 'delete' 'monitor exits' \
    'monitor xp 0x40100000' 'monitor xp 0x09000000' 'monitor nonsense' 'continue'
prints 'Thread 1 "CPU#0 EL2 hyp"' 'Thread 1 "CPU#0 EL1 vm"' 'VMID 1' '= 0x1' \
    'stage 2: PA 0x' ': block' 'PA 0x40100000' 'stage 2, level 1: translation fault' \
    '= 0x16' '= 1028' 'break 0x40100000 at EL1' 'no break- or watchpoints' \
    '`$nothing` is not a number' 'no exit yet' 'a device is not read' 'is not a command of monitor' 'exited normally' \
    "$(printf '0x%x: 0x' "$vm")" 'through el2'

# A walk sees the tables as they are: the descriptor of the VM's code, as the tour told it, is taken away and put back.
table=$(sed -n 's/^ *stage 2: PA \(0x[0-9a-f]*\).*block.*/\1/p' out | head -1)
debug walks 'break vm' 'continue' 'monitor translate 0x40100000 ipa' 'monitor space pa' "set \$kept = {long}$table" "set {long}$table = 0" \
    'monitor translate 0x40100000 ipa' "set {long}$table = \$kept" 'monitor translate 0x40100000 ipa' 'delete' 'continue'
is 'walks that find a page, and that do not' "$(grep -c '^PA 0x40100000' out) $(grep -c ': translation fault' out)" '2 1'

# Breakpoints that only one world meets. The VM and the hypervisor share their addresses here.
debug worlds "monitor break $vm el=2" \
    "monitor break $vm vm=2" \
    "monitor break $vm el=1 vm=1" 'monitor break &vm' \
    'continue' 'info symbol $pc' 'info threads' 'kill'
prints 'is not a number' 'vm in section .text' 'EL1 vm'

# A watchpoint on the page of the UART that the VM stores to: before stage 2 refuses it. And steps over a WFI's like.
debug watch 'break vm' 'continue' 'watch *(char*)$sp' 'delete' 'stepi' 'stepi' 'p/x $x0' 'set $x0 = 2' 'continue'
prints '= 0x64' 'exited normally'

# Registers and memory can be written.
debug written 'break vm' 'continue' 'stepi' 'set $x0 = 2' 'p $x0' 'set {long}0x40180000 = 0x1234' 'p/x {long}0x40180000' \
    'set $TPIDR_EL1 = 77' 'p $TPIDR_EL1' 'delete' 'continue' 'monitor exits'
prints '= 2' '= 0x1234' '= 77'
debug refused 'set $MIDR_EL1 = 1'
says 'Could not write register "MIDR_EL1"'
is 'hypercalls after x0 was set' "$(sqlite3 written.db "SELECT count(*) - 1 FROM exit_cycles WHERE reason = 'HVC64'")" 2

# A GICv3 machine with two CPUs: ICH_* are registers, threads are CPUs, and the list registers are found.
machine=(-M virtualization=on,gic-version=3 -cpu neoverse-n1 -smp 2 -kernel "$guest")
debug v3 'info threads' 'p/x $ICH_VTR_EL2' 'p $ICH_LR0_EL2' 'thread 2' 'p/x $MPIDR_EL1' 'thread 1' 'break vm' 'continue' \
    'set $ICH_LR0_EL2 = 0x50a0000000000021' 'monitor lrs' 'monitor irqs' 'delete' 'continue'
prints 'Thread 2 "CPU#1 EL2 idle, off"' '= 0x80000001' '$2 = 0' 'vINTID 33, pending, priority 0xa0, group 1' 'exited normally'

# The same exits at the same cycles, whoever looks.
cmp -s alone.digest <("$program" report tour.db --digest) || wrong "a debugged run has another digest"
checks=$((checks + 1))

# From outside: -s -S, then Ctrl-C, detach, and another gdb.
guest spin
timeout 60 "$program" run -kernel "$guest" -gdb tcp::0 -S --timeout 40 >waiting.out 2>waiting.err </dev/null &
child=$!
clean="kill $child"
for _ in $(seq 100); do grep -q "target remote .*[0-9]$" waiting.err && break; sleep 0.1; done
remote=$(sed -n "s/.*\(target remote .*\)/\1/p" waiting.err)
command="gdb on $remote"
timeout 30 gdb-multiarch -nx -batch -ex "$remote" -ex 'stepi' -ex 'detach' >gdb1 2>&1
timeout 30 gdb-multiarch -nx -batch -ex "$remote" -ex 'p $pc' -ex 'kill' >gdb2 2>&1
wait $child
is 'status of a run that gdb killed' $? 0
clean=:
grep -q 'detached' gdb1 || wrong "the first gdb did not detach: $(tail -3 gdb1)"
grep -q '\$1 = ' gdb2 || wrong "the second gdb saw no PC: $(tail -3 gdb2)"

# A signal while gdb is waited for, or has halted the machine, ends the run with nothing executed.
waits() # in the background
{
    "$program" run -kernel "$guest" -gdb tcp::0 -S --timeout 40 >waiting.out 2>err </dev/null &
    child=$!
    clean="kill $child"
    for _ in $(seq 100); do grep -q "target remote .*[0-9]$" err && break; sleep 0.1; done
    remote=$(sed -n "s/.*\(target remote .*\)/\1/p" err)
}
interrupt()
{
    local status=0
    kill -INT $child
    wait $child || status=$?
    clean=:
    is 'status after SIGINT' $status 130
    says 'interrupted after 0 instructions'
}
command='run -S, SIGINT'
waits
interrupt
command='run -S, gdb, SIGINT'
waits
timeout 30 gdb-multiarch -nx -batch -ex "$remote" -ex 'shell touch came; sleep 3' >gdb3 2>&1 &
for _ in $(seq 100); do [ -e came ] && break; sleep 0.1; done
interrupt
run 2 run -kernel "$guest" -S
says '-S needs -s'
run 2 run -kernel "$guest" -gdb unix:x
says 'tcp::PORT'
run 0 gdb --help
prints 'monitor help'
run 0 gdb -kernel "$guest" -- --version # it never connects
prints 'GNU gdb'
says 'gdb ended the run after 0 instructions'
DOUBLETRAP_GDB=no-such-gdb run 1 gdb -kernel "$guest"
says 'Install gdb-multiarch'
finish
