#!/usr/bin/env bash
# tools/demo.cmake: the table and the sentence, from made-up hypercalls whose sums are done by hand.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"

report() # PATH PHASE,PHASE...
{
    printf '{"units_per_cycle": 256, "model": "made-up", "rows": [{"path": "%s", "of_samples": 7, "phases": [%s]}]}' "$1" "$2"
}
phase() # WORLD INSTRUCTIONS UNITS COUNTS
{
    printf '{"world": "%s", "how": "", "instructions": %d, "units": %d, "counts": {%s}}' "$@"
}
in_and_out='"ENTRY_EL1_EL2": {"n": 1, "units": 256}, "ERET_EL2_EL1": {"n": 1, "units": 256}'

report 'vm > hyp > host > hyp > vm' "$(phase hyp 10 2560 "$in_and_out, \"MMIO_READ_GICH\": {\"n\": 2, \"units\": 1024}"),\
$(phase host 5 2400 ''),$(phase hyp 20 5120 "$in_and_out")" >"$work/kvm.json"
report 'vm > hyp > vm' "$(phase hyp 3 384 "$in_and_out")" >"$work/one.json"

run cmake "-DCOLUMNS=kvm|Two words|ignored;one|short|" "-DFOLDER=$work" -P "$root/tools/demo.cmake"
expect_status 0 "a table"
expect_stdout '^of a hypercall +Two words +short$' "the head"
expect_stdout '^  entries into EL2 +2 +1$' "entries"
expect_stdout '^  returns from EL2 +2 +1$' "returns"
expect_stdout '^  instructions +35 +3$' "instructions"
expect_stdout '^  cycles +39 +2$' "cycles, rounded: 39.375 and 1.5"
expect_stdout '^    reading the GIC +4 +0$' "the GIC's part"
expect_stdout '^  short: vm > hyp > vm$' "a way"
expect_stdout 'costs 39 cycles \(35 instructions, prices of made-up, 7 seen\)' "the sentence"
expect_stdout 'enters EL2 twice where once would do - the double trap - and spends 30 of the cycles, 76 %' "its sums"
expect_stdout "the host's 5 instructions" "the host's part"

! grep -q ISCA "$work/stdout" || fail "a published number though nothing was measured"

echo '[{"mean_cycles": 397.5, "published_cycles": 376, "published_mark": "P", "kind": "prediction"}]' >"$work/one.micro.json"
run cmake "-DCOLUMNS=kvm|Two words|ignored;one|short|" "-DFOLDER=$work" -P "$root/tools/demo.cmake"
expect_stdout "^  by the VM's counter +- +398$" "what the VM measured, rounded"
expect_stdout '^    ISCA 2016, X-Gene +- +376 \(P\)$' "what was published"
expect_stdout '^    where ours is +- +prediction$' "what that is"
rm "$work/one.micro.json"

cp "$work/one.json" "$work/vhe.json"
run cmake "-DCOLUMNS=kvm|a|;vhe|b|" "-DFOLDER=$work" -P "$root/tools/demo.cmake"
expect_stdout 'With VHE it costs 2 cycles: vm > hyp > vm\.$' "the sentence with VHE"

cp "$work/one.json" "$work/kvm.json"
run cmake "-DCOLUMNS=kvm|once|" "-DFOLDER=$work" -P "$root/tools/demo.cmake"
expect_stdout 'it enters EL2 once and spends' "one entry is no double trap"
done_testing
