# common.sh - talking, timing and locking for tools/guests and its neighbours. Sourced, not run.

say() { echo "guests: $*" >&2; }

# die WHAT [REMEDY] - an error of the user or the host: says what, and what to do. Status 2.
die()
{
    echo "tools/guests: $1" >&2
    [ $# -lt 2 ] || echo "    $2" >&2
    exit 2
}

# step TEXT COMMAND... - says what is done, does it, says how long it took.
step()
{
    local text=$1 begin=${EPOCHREALTIME/./}
    shift
    "$@"
    local tenths=$(((${EPOCHREALTIME/./} - begin) / 100000))
    say "$text ($((tenths / 10)).$((tenths % 10)) s)"
}

# take_lock - one tools/guests at a time works on the cache; the lock ends with the process.
take_lock()
{
    mkdir -p "$cache" || die "cannot make the cache directory $cache" \
        "Point XDG_CACHE_HOME at a directory that you can write to."
    exec 9>"$cache/lock"
    flock -w 1 9 && return
    say "another tools/guests is at work; waiting for it"
    flock 9
}
