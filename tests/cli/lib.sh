# tests/cli/lib.sh - sourced by the tests of the command line; $1 is the program.
#
#   run STATUS ARG...      runs `doubletrap ARG...` without input; its exit status must be STATUS
#   says TEXT...           each TEXT stands in its stderr         (prints: in its stdout)
#   guest NAME [FLAG...]   builds guests/NAME.S; $guest is then the ELF file
#   is WHAT GOT WANTED     two strings are equal
#   finish                 the last line: reports, and ends with the test's status
#
# Every failure is printed with the command that showed it, and the test goes on.
set -u
program=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
failures=0 checks=0 command=
export LC_ALL=C
clean=:
trap '$clean; rm -rf "$work"' EXIT
cd "$work" || exit 1

skip() {
    echo "skipped: $1"
    exit 77
}

needs() {
    for tool; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done
}

wrong() {
    failures=$((failures + 1))
    echo "WRONG: $1"
    echo "  after: $command"
    [ -s err ] && sed 's/^/  stderr: /' err | tail -${2:-12}
}

run() {
    local wanted=$1 status=0
    shift
    command="doubletrap $*"
    timeout 60 "$program" "$@" >out 2>err </dev/null || status=$?
    checks=$((checks + 1))
    [ "$status" = "$wanted" ] || wrong "exit status $status, not $wanted"
    if grep -qE 'AddressSanitizer|runtime error:|Assertion' err; then wrong "a sanitizer or an assertion spoke" 40; fi
}

says() {
    for text; do
        checks=$((checks + 1))
        grep -qF -e "$text" err || wrong "stderr lacks: $text"
    done
}

prints() {
    for text; do
        checks=$((checks + 1))
        grep -qF -e "$text" out || {
            wrong "stdout lacks: $text"
            head -20 out | sed 's/^/  stdout: /'
        }
    done
}

silent_about() {
    for text; do
        checks=$((checks + 1))
        if grep -qF -e "$text" err; then wrong "stderr has: $text"; fi
    done
}

is() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] || wrong "$1: got \`$2\`, wanted \`$3\`"
}

absent() {
    for file; do
        checks=$((checks + 1))
        [ ! -e "$file" ] || wrong "$file was left behind"
    done
}

guest() {
    local name=$1
    shift
    guest=$work/$name.elf
    needs aarch64-linux-gnu-gcc
    aarch64-linux-gnu-gcc -nostdlib -static -Wa,-march=armv8-a -Wl,--build-id=none -Wl,-Ttext=0x40100000 \
        -I "$here/guests" "$@" "$here/guests/$name.S" -o "$guest" || exit 1
}

finish() {
    echo "$checks checks, $failures failures"
    [ "$failures" = 0 ]
    exit
}
