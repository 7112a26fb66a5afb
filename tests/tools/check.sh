# shellcheck shell=bash
# check.sh - what the tests of tools/ share. Sourced with the repository's root as $root.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# run COMMAND... - keeps its status, stdout and stderr for the checks.
run()
{
    status=0
    "$@" >"$work/stdout" 2>"$work/stderr" || status=$?
}

fail()
{
    echo "FAIL: $1"
    sed 's/^/    /' "$work/stdout" "$work/stderr"
    failures=$((failures + 1))
}

expect_status() { [ "$status" = "$1" ] || fail "$2: status $status, not $1"; }
expect_stdout() { grep -qE -- "$1" "$work/stdout" || fail "$2: stdout has no \`$1\`"; }
expect_stderr() { grep -qE -- "$1" "$work/stderr" || fail "$2: stderr has no \`$1\`"; }

done_testing()
{
    [ $failures = 0 ] && echo "all passed"
    exit $((failures > 0))
}
