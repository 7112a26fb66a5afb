#!/usr/bin/env bash
# tools/compare-sums on a recording made by hand, whose sums are done by hand.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"

# 500 exits from 100 to 150: 7 of event 1 at 4 and 1 of event 2 (no class) at 12, 10 idle. CPU 0 does half of them,
# CPU 1 the others: each 250 * 8 events; 40 units each, and 1000 idle. @1 SQL that spoils it, @2 what stderr says, @3 the CPUs.
make()
{
    rm -f "$work/db"
    SPOIL=$1 python3 - "$work/db" <<'PY'
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript("""
    CREATE TABLE exit(id INTEGER PRIMARY KEY, path, begin_units, end_units, idle_units, others_units);
    CREATE TABLE path_phase(path, phase); INSERT INTO path_phase VALUES (1, 1), (1, 2);
    CREATE TABLE phase_count(phase, event, n); INSERT INTO phase_count VALUES (1, 1, 3), (2, 1, 4), (2, 2, 1);
    CREATE TABLE price(event, units); INSERT INTO price VALUES (1, 4), (2, 12);
    CREATE TABLE cost_event(id, is_class); INSERT INTO cost_event VALUES (1, 1), (2, 0);
    CREATE TABLE cpu(id, start_units, now_units); INSERT INTO cpu VALUES (0, 5, 11005), (1, 6, 11006);
    CREATE TABLE world_total(cpu, event, n); INSERT INTO world_total VALUES (0, 1, 1750), (0, 2, 250), (1, 1, 1750), (1, 2, 250);
    CREATE TABLE world_time(cpu, idle_units); INSERT INTO world_time VALUES (0, 1000), (1, 400), (1, 600)""")
db.executemany("INSERT INTO exit VALUES (NULL, 1, ?, ?, 8, 2)", [(100 * i, 100 * i + 50) for i in range(500)])
db.executescript(os.environ["SPOIL"])
db.commit()
PY
    echo "doubletrap: the guest powered off after ${2:-3500} instructions, as it wished" >"$work/err"
    run "$root/tools/compare-sums" "$work/db" "$work/err" "${3:-2}"
}

make ''
expect_status 0 "sums that agree"
expect_stdout '^500 exits, 0 whose' "the exits"
expect_stdout '^2 CPUs, 0 whose' "the CPUs"
expect_stdout '^3500 instructions retired, 3500 in' "the instructions"

make 'UPDATE exit SET end_units = end_units + 1 WHERE id = 77'
expect_status 1 "an exit that took a unit too long"
expect_stdout '^500 exits, 1 whose' "the exit"
make 'UPDATE cpu SET now_units = now_units - 1 WHERE id = 1'
expect_status 1 "a clock that is a unit behind"
expect_stdout '^2 CPUs, 1 whose' "the clock"
run "$root/tools/compare-sums" --clocks "$work/db" 2
expect_status 1 "the same without the exits"
expect_stdout '^2 CPUs, 1 whose' "the clock alone"
make '' 3501
expect_status 1 "an instruction that is nowhere"
make '' 3500 4
expect_status 1 "two CPUs that did not work"
make 'DELETE FROM exit WHERE id = 1'
expect_status 1 "too few exits"
run "$root/tools/compare-sums" --clocks "$work/db" 2
expect_status 0 "clocks that agree, whatever the exits"
make 'DROP TABLE price'
expect_status 2 "not a recording"
: >"$work/err"
run "$root/tools/compare-sums" "$work/db" "$work/err"
expect_status 2 "a run that did not end"
done_testing
