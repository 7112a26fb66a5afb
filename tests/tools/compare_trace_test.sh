#!/usr/bin/env bash
# tools/compare-trace on a console and a recording made by hand.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"

# 600 exits of six reasons; the recording has one more, settled at EL2, and the last exit still open.
# @1 SQL that spoils the recording, @2 sed that spoils the console.
make()
{
    rm -f "$work/db"
    SPOIL=${1:-} python3 - "$work/db" >"$work/plain" <<'PY'
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript("CREATE TABLE exit(id INTEGER PRIMARY KEY, reason, pc, path, end_units);"
                 "CREATE TABLE exit_reason(id, name); CREATE TABLE path(id, at_el2, route);"
                 "CREATE TABLE route(id, text); INSERT INTO path VALUES (1, 0, 1), (2, 1, 2), (3, 0, 3),"
                 "(4, 0, 4), (5, 0, 5);"
                 "INSERT INTO route VALUES (1, 'vm > hyp > host > hyp > vm'), (2, 'vm > hyp > vm'),"
                 "(3, 'vm > hyp > host > hyp > host > hyp > vm'),"
                 "(4, 'vm > switch > host > switch > host > switch > vm'), (5, 'vm > switch > host > switch > vm')")
names = ["IRQ", "HVC64", "DABT_LOW", "SYS64", "WFx", "IABT_LOW", "FP_ASIMD"]
db.executemany("INSERT INTO exit_reason VALUES (?, ?)", enumerate(names))
print("noise\nTRACE-BEGIN")
for i in range(600):
    reason, pc = i % 6, 0x40000000 + 4 * i
    if i == 300:
        db.execute("INSERT INTO exit VALUES (NULL, 6, ?, 2, 1)", (pc,))
    db.execute("INSERT INTO exit VALUES (NULL, ?, ?, ?, 1)", (reason, pc, None if i == 599 else 1))
    kind, name = ("IRQ", "UNKNOWN") if reason == 0 else ("TRAP", names[reason])
    print(f"kvm_entry: PC: 0x{pc:016x}\nkvm_exit: {kind}: HSR_EC: 0x0000 ({name}), PC: 0x{pc:016x}")
print("TRACE-END\nTRACE-STATS\nentries: 1200\noverrun: 0\nentries: 0\noverrun: 0\n")
db.executescript(os.environ["SPOIL"])
db.commit()
PY
    sed -e "${2:-}" "$work/plain" >"$work/console"
    run "$root/tools/compare-trace" "$work/console" "$work/db"
}

make
expect_status 0 "equal ones"
expect_stdout '^all +600 +600 +and 1 settled at EL2; overrun: 0' "the counts"

make 'DELETE FROM exit WHERE id = 400'
expect_status 1 "an exit missing in the recording"
expect_stdout 'exit 398 of the trace differs' "where they part"

make 'UPDATE exit SET pc = 0 WHERE id = 10'
expect_status 1 "another PC"
make 'UPDATE exit SET reason = 1 WHERE id = 10'
expect_status 1 "another reason"

# An entry given up for a pending interrupt is traced as an exit. It is none, but only if the path shows it.
given_up='s/^kvm_entry: PC: 0x0000000040000044$/kvm_entry: PC: 0x0000000040000044\nkvm_exit: IRQ: HSR_EC: 0x0000 (UNKNOWN), PC: 0x0000000040000044\n&/'
make 'UPDATE exit SET path = 3 WHERE id = 17' "$given_up"
expect_status 0 "an entry that was given up"
expect_stdout '^1 more of the trace' "it is said"
make 'UPDATE exit SET path = 4 WHERE id = 17' "$given_up"
expect_status 0 "an entry that a VHE host gave up"
make 'UPDATE exit SET path = 5 WHERE id = 17' "$given_up"
expect_status 1 "an IRQ of the trace on a VHE host that went to the VM once"
make '' "$given_up"
expect_status 1 "an IRQ of the trace without an attempt in the recording"
expect_stdout 'exit 17 of the trace differs' "where they part"

make '' 's/overrun: 0/overrun: 7/'
expect_status 1 "lost events"
expect_stdout 'lost 14 events' "lost events of both CPUs"
make '' '/^entries: 0$/{n;s/0$/7/}'
expect_status 1 "lost events"
expect_stdout 'lost 7 events' "lost events of the second CPU"
make 'DELETE FROM exit WHERE id > 100' '/40000190/,/4000095c/d'
expect_status 1 "too few exits"
expect_stdout 'too little' "too few exits"
make '' '/TRACE-END/d'
expect_status 2 "a console that ends early"
make 'DROP TABLE path'
expect_status 2 "not a recording"
done_testing
