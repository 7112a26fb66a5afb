#!/usr/bin/env bash
# tools/bench: a checksum that QEMU does not print, or a count that varies or is not QEMU's, is a failure and not a time.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/tools/check.sh"

impostor() # CHECKSUM COUNT
{
    printf '#!/bin/sh\necho %s\necho "The guest ended after %s instructions" >&2\n' "$1" "$2" >"$work/doubletrap"
    chmod +x "$work/doubletrap"
}
bench() { run env DOUBLETRAP="$work/doubletrap" "$root/tools/bench" --check --rows nop; }

impostor 0000000000000000 169
bench
expect_status 1 "a count that is not QEMU's"
expect_stderr 'DIFFERS: checksums 0000000000000000, instructions \[169, [0-9]+\]' "both counts"
count=$(sed -n 's/.*instructions \[169, \([0-9]*\)\]$/\1/p' "$work/stderr")

impostor 0000000000000000 "$count"
bench
expect_status 0 "the checksum that QEMU prints"
expect_stdout '^1 of 1 rows are the same' "the sum of it"

impostor 0000000000000001 "$count"
bench
expect_status 1 "another checksum"
expect_stderr 'DIFFERS: checksums 0000000000000000 0000000000000001' "both checksums"

impostor 0000000000000000 '$$'
bench
expect_status 1 "a count that is not the same twice"

impostor none "$count"
bench
expect_status 2 "no checksum"
printf '#!/bin/sh\nsleep 0.05\n' >"$work/doubletrap"
run env DOUBLETRAP="$work/doubletrap" "$root/tools/bench" --guests --rows help
expect_stdout '^help +[5-9][0-9]\.[0-9]+ ms +goal at most +20 MISSED ' "a program that takes 50 ms to help"
run "$root/tools/bench" --against no-such-commit --rows nop
expect_status 2 "a commit that is not there"
expect_stderr 'no-such-commit' "which"
run "$root/tools/bench" --guests --rows nop
expect_status 2 "a row of the other kind"
run "$root/tools/bench" --rows nop,absent
expect_status 2 "a row that is not there"
expect_stderr 'the rows are nop, ' "the rows"
done_testing
