#!/usr/bin/env bash
# A hypervisor of known instructions: how many exits there are, by which way they go, what each phase
# counts, and that no cycle is lost. Expectations are counted by hand in guests/type1.S.
. "$(dirname "$0")/lib.sh"
needs sqlite3 python3

ask() { # ask WHAT WANTED SQL
    is "$1" "$(sqlite3 run.db "$3" 2>&1)" "$2"
}

total() { # instructions, as the run itself says
    sed -n 's/.*after \([0-9]*\) instructions.*/\1/p' err
}

# What must hold for every recording.
balance() {
    ask 'each exit: time is phases + idle + others' 0 "SELECT count(*) FROM exit_cycles
        WHERE end_units IS NOT NULL AND end_units - begin_units <> units + idle_units + others_units"
    ask 'each phase: class counts are its instructions' 0 "SELECT count(*) FROM phase_cost c WHERE
        instructions <> (SELECT sum(n) FROM phase_count JOIN cost_event ON id = event AND is_class
        WHERE phase_count.phase = c.phase)"
    ask 'each phase: counts x prices are its cycles' 0 "SELECT count(*) FROM phase_cost c WHERE
        units <> (SELECT sum(n * price.units) FROM phase_count JOIN price USING(event)
        WHERE phase_count.phase = c.phase)"
    ask 'each CPU: worlds and idle are its time' 0 "SELECT sum(abs((SELECT sum(units) FROM world_cycles w
        WHERE w.cpu = cpu.id) + (SELECT sum(idle_units) FROM world_time t WHERE t.cpu = cpu.id)
        - now_units + start_units)) FROM cpu"
    ask 'nothing is unexplained' 0 "SELECT sum(abs(unexplained_units)) FROM world_time"
    ask 'worlds hold every instruction' "$(total)" "SELECT sum(instructions) FROM world_cycles"
    ask 'the VM: what runs between exits is what it counts' 0 "SELECT (SELECT sum(guest_before_units)
        FROM exit) - (SELECT sum(units) FROM world_cycles WHERE world = 'vm')"
}

guest type1 -DCALLS=1000 -DWRITES=10
for cost in unit xgene cortex-a57; do
    run 0 run -M virtualization=on -kernel "$guest" --cost $cost --record run.db
    ask 'hypercalls' 1001 "SELECT count(*) FROM exit_cycles WHERE reason = 'HVC64'"
    ask 'the last one does not come back' 1 "SELECT count(*) FROM exit WHERE end_units IS NULL"
    ask 'stores' 10 "SELECT count(*) FROM exit_cycles WHERE reason = 'DABT_LOW'
        AND ipa = 0x09000038 AND device = 'uart0'"
    ask 'no other exits' 1011 "SELECT count(*) FROM exit"
    ask 'the way of all that came back' 'vm > hyp > vm|1010' "SELECT route, count(*) FROM exit_cycles
        WHERE end_units IS NOT NULL GROUP BY route"
    ask 'all were handled at EL2' 0 "SELECT count(*) FROM exit_cycles WHERE NOT at_el2"
    ask 'instructions of a hypercall' '6|6' "SELECT min(instructions), max(instructions)
        FROM exit_cycles WHERE reason = 'HVC64' AND end_units IS NOT NULL"
    ask 'instructions of a store' '8|8' "SELECT min(instructions), max(instructions)
        FROM exit_cycles WHERE reason = 'DABT_LOW'"
    ask 'one VM, one VCPU' '1|1' "SELECT (SELECT count(*) FROM vm), (SELECT count(*) FROM vcpu)"
    ask 'its VMID' 1 "SELECT vmid FROM vm"
    ask 'the recording is whole' yes "SELECT value FROM run WHERE key = 'finished'"
    ask 'one entry and one return in each' '1|1' "SELECT (SELECT n FROM path_count p JOIN cost_event e
        ON e.id = p.event WHERE path = x.path AND e.name = 'ENTRY_EL1_EL2'), (SELECT n FROM path_count p
        JOIN cost_event e ON e.id = p.event WHERE path = x.path AND e.name = 'ERET_EL2_EL1')
        FROM exit x WHERE id = (SELECT min(id) FROM exit)"
    balance
done

# With `unit` a hypercall is its six instructions, and the VM's part the loop's three.
run 0 run -M virtualization=on -kernel "$guest" --record run.db
run 0 report run.db --json
cp out report.json
is 'report --json' "$(python3 -c '
import json
for r in json.load(open("report.json"))["rows"]:
    print(r["name"], r["samples"], r["min_units"] // 256, r["max_units"] // 256, r["instructions"], r["path"])
')" 'HVC64 1000 6 6 6000 vm > hyp > vm
DABT_LOW 10 8 8 80 vm > hyp > vm'
run 0 report run.db --digest
cp out digest1
run 0 run -M virtualization=on -kernel "$guest" --record run.db
run 0 report run.db --digest
is 'the same again' "$(cat out)" "$(cat digest1)"

# Two recordings side by side: of 1000 and of 10 hypercalls, of stores in the first alone.
mv run.db old.db
guest type1 -DCALLS=10 -DWRITES=0
run 0 run -M virtualization=on -kernel "$guest" --record run.db
run 0 diff old.db run.db --json
is 'diff --json' "$(python3 -c '
import json
for r in json.load(open("out"))["rows"]:
    print(r["name"], *[s and (s["samples"], s["sum_units"] // 256) for s in (r["old"], r["new"])])
')" 'HVC64 (1000, 6000) (10, 60)
DABT_LOW (10, 80) None'
run 0 diff old.db run.db
prints 'DABT_LOW           10            -          8.0            -' 'New: 10 exits, 60.0 cycles'
run 0 diff old.db run.db --cost xgene --by path
prints 'prices of xgene at 2.4 GHz'
run 2 diff old.db
says 'diff OLD NEW'
run 2 diff old.db absent.db
says absent.db 'No such file'

# A hypervisor that sleeps in each exit: idle is apart from work.
guest type1 -DCALLS=20 -DWRITES=0 -DIDLE=1000
for cost in unit xgene; do
    run 0 run -M virtualization=on -kernel "$guest" --cost $cost --record run.db
    ask 'sleeping hypercalls' 20 "SELECT count(*) FROM exit_cycles WHERE reason = 'HVC64' AND idle_units > 0"
    ask 'instructions of a sleeping hypercall' '13|13' "SELECT min(instructions), max(instructions)
        FROM exit_cycles WHERE reason = 'HVC64' AND end_units IS NOT NULL"
    balance
done
# 1000 ticks of 62.5 MHz are 16 us: 16,000 cycles at 1 GHz, of which some are spent awake.
run 0 run -M virtualization=on -kernel "$guest" --record run.db
ask 'how long it slept' 1 "SELECT min(idle_units) / 256 > 15900 AND max(idle_units) / 256 <= 16016 FROM exit
    WHERE end_units IS NOT NULL"

# A VM with VMID 0 looks like a host behind a stage 2: there are no exits, and the program says why.
guest type1 -DCALLS=10 -DWRITES=0 -DVMID=0
run 0 run -M virtualization=on -kernel "$guest" --record run.db
ask 'exits of a VM with VMID 0' 0 "SELECT count(*) FROM exit"
says 'with VMID 0 it counts as a host' 'another VMID in VTTBR_EL2'
guest type1 -DCALLS=10 -DWRITES=0
run 0 run -M virtualization=on -kernel "$guest" --record run.db
silent_about VMID

# An exit names the trap bit that caused it.
guest type1 -DCALLS=0 -DWRITES=0 -DFINE=7
run 0 run -M virtualization=on -cpu max -kernel "$guest" --record run.db
ask 'reads of MIDR_EL1 by their fine-grained trap' 'SYS64|HFGRTR_EL2.MIDR_EL1|7' "SELECT reason, trap, count(*)
    FROM exit_cycles WHERE end_units IS NOT NULL GROUP BY reason, trap"

# Without a virtual machine there are no exits.
guest off
run 0 run -kernel "$guest" --record run.db
ask 'no exits' 0 "SELECT count(*) FROM exit"
silent_about VMID
says 'no exits: this machine has no EL2' 'virtualization=on'
run 0 report run.db
prints 'No exit of a virtual machine'
finish
