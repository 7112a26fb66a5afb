#!/usr/bin/env bash
# Runs that are interrupted, killed, or lose their disk or their console leave a recording that opens.
. "$(dirname "$0")/lib.sh"
needs sqlite3
guest type1 -DCALLS=1 -DWRITES=0 -DFOREVER
TICK=4096 # hypercalls for each dot on the console

begin() { # begin ARG...: in the background, until there are dots
    command="doubletrap $* &"
    "$program" run -M virtualization=on -kernel "$guest" "$@" >out 2>err </dev/null &
    pid=$!
    for _ in $(seq 100); do
        [ "$(wc -c <out)" -gt 20 ] && return
        sleep 0.1
    done
    wrong 'no dots after 10 s'
}

end() { # end SIGNAL STATUS
    local status=0
    kill -"$1" "$pid"
    wait "$pid" 2>/dev/null || status=$?
    is "status after SIG$1" "$status" "$2"
}

exits() {
    sqlite3 "$1" 'SELECT count(*) FROM exit'
}

for signal in INT TERM; do
    begin --record run.db
    end $signal 130
    says 'interrupted after'
    absent run.db-wal run.db-shm
    dots=$(wc -c <out)
    [ "$(exits run.db)" -ge $((dots * TICK)) ] || wrong "$(exits run.db) exits for $dots dots"
    run 0 report run.db
    prints HVC64
    cat out err >both
    grep -q 'partial.*interrupted' both || wrong 'the report does not say that it is partial, and why'
done

# A second run into the same file is refused, and the first one's recording is whole.
begin --record run.db
status=0
timeout 20 "$program" run -M virtualization=on -kernel "$guest" --record run.db >second 2>&1 </dev/null || status=$?
is 'status of a second run into the same file' $status 2
grep -q 'another run is recording into this file' second || wrong "the second run said: $(cat second)"
dots=$(wc -c <out)
end INT 130
[ "$(exits run.db)" -ge $((dots * TICK)) ] || wrong "$(exits run.db) exits for $dots dots"
is 'the recording after a second run' "$(sqlite3 run.db 'PRAGMA integrity_check')" ok

# SIGKILL: all but the last second is there, and where the time went.
begin --record run.db
sleep 1
dots=$(wc -c <out)
sleep 1.2
end KILL 137
run 0 report run.db
prints HVC64
cat out err >both
grep -q partial both || wrong 'the report does not say that it is partial'
[ "$(exits run.db)" -ge $((dots * TICK)) ] || wrong "$(exits run.db) exits for $dots dots, a second later"
is 'exits end where they should' "$(sqlite3 run.db "SELECT count(*) FROM exit_cycles WHERE units <>
    end_units - begin_units")" 0
[ "$(sqlite3 run.db 'SELECT sum(n) FROM world_total')" -gt 0 ] || wrong 'no totals'
run 0 whatif run.db --cost xgene
is 'the difference is the new price less the old one' \
    "$(awk '$1 == "HVC64" { d = $4 - $3 - $5; print ($4 > $3 && d < 0.2 && d > -0.2) }' out)" 1
run 0 report run.db --digest

# A file size limit, and a full disk: the run goes on without the recording.
lost() { # lost FILE
    says 'the recording stopped' 'What was written before is kept' 'the time of --timeout is over'
    dots=$(wc -c <out)
    [ "$dots" -gt 20 ] || wrong 'the run did not go on'
    run 0 report "$1"
    prints HVC64
    cat out err >both
    grep -q partial both || wrong 'the report does not say that it is partial'
}
command="ulimit -f 2000; doubletrap run"
status=0
(ulimit -f 2000; exec "$program" run -M virtualization=on -kernel "$guest" --timeout 4 --record small.db >out 2>err </dev/null) || status=$?
is 'status with a file size limit' $status 1
lost small.db

mkdir disk
if mount -t tmpfs -o size=2M tmpfs disk 2>/dev/null; then
    clean='umount "$work/disk"'
    run 1 run -M virtualization=on -kernel "$guest" --timeout 4 --record disk/run.db
    lost disk/run.db
    head -c 4000000 /dev/zero >disk/filler 2>/dev/null
    run 1 run -M virtualization=on -kernel "$guest" --record disk/none.db
    says disk/none.db
    umount disk
    clean=:
else
    echo 'no tmpfs can be mounted here: the full disk was tried with ulimit alone'
fi

# A console that is not taken.
guest spin
command='doubletrap run >/dev/full'
status=0
"$program" run -kernel "$guest" --timeout 5 >/dev/full 2>err </dev/null || status=$?
is 'status with stdout full' $status 1
says 'standard output does not take the console'
status=0
"$program" run -kernel "$guest" --timeout 5 >&- 2>err </dev/null || status=$?
is 'status with stdout closed' $status 1
guest type1 -DCALLS=1 -DWRITES=0 -DFOREVER
{ "$program" run -M virtualization=on -kernel "$guest" --timeout 20 --record pipe.db 2>err </dev/null; echo $? >status; } | head -c 10 >/dev/null
is 'status with the pipe closed' "$(cat status)" 1
says 'standard output does not take the console'
run 0 report pipe.db
cat out err >both
grep -q partial both || wrong 'the report does not say that it is partial'
for line in 'report run.db' 'list costs' '--help' 'run --help' 'whatif run.db --cost xgene'; do
    command="doubletrap $line >/dev/full"
    status=0
    # shellcheck disable=SC2086
    "$program" $line >/dev/full 2>err </dev/null || status=$?
    is 'status with stdout full' $status 1
done
finish
