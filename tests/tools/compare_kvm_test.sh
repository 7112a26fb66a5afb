#!/usr/bin/env bash
# tools/compare-kvm: the limits are those of the claim (hypercall 0.5 %, the rest 3 %).
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"

log() # FILE HYPERCALL MMIO
{
    printf 'noise\nOP hypercall  1 1 %s\nOP mmio-user  1 1 %s\r\nKVMCLIENT-PASS gicv2\n' "$2" "$3" >"$work/$1"
}
log theirs 1000.0 4000.0

log ours 1005.0 4120.0
run "$root/tools/compare-kvm" "$work/theirs" "$work/ours"
expect_status 0 "differences of exactly 0.5 % and 3 %"
expect_stdout '^mmio-user +4000.0 +4120.0 +\+3.00%' "the table"

log ours 1006.0 4000.0
run "$root/tools/compare-kvm" "$work/theirs" "$work/ours"
expect_status 1 "a hypercall 0.6 % dearer"
expect_stdout 'hypercall .*too far' "the verdict"

log ours 1000.0 3870.0
run "$root/tools/compare-kvm" "$work/theirs" "$work/ours"
expect_status 1 "MMIO 3.25 % cheaper"

grep -v mmio "$work/theirs" >"$work/ours"
run "$root/tools/compare-kvm" "$work/theirs" "$work/ours"
expect_status 1 "an operation that is missing"
expect_stdout 'missing' "the missing operation"

echo nothing >"$work/ours"
run "$root/tools/compare-kvm" "$work/theirs" "$work/ours"
expect_status 2 "a log without measurements"
run "$root/tools/compare-kvm" "$work/theirs" "$work/absent"
expect_status 2 "a log that is not there"
expect_stderr 'absent: No such file' "the reason"
done_testing
