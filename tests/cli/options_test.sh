#!/usr/bin/env bash
# Options, help, exit statuses, scripts, the terminal, resets.
. "$(dirname "$0")/lib.sh"
needs python3

# --- help and typing errors
run 2
says 'Usage: doubletrap COMMAND'
run 0 --help
prints run report whatif list
run 0 --version
prints doubletrap
for verb in run report whatif list; do
    run 0 $verb --help
    prints "Usage: doubletrap $verb"
    run 0 $verb -h
    run 2 $verb --no-such-option
    says --no-such-option
done
run 2 rnu
says 'Did you mean `run`'
run 2 run --recrod x
says recrod 'Did you mean `-record`'
run 2 run -kernle x
says 'Did you mean `-kernel`'
run 2 report x.db --jsno
says 'Did you mean'
run 2 run
says 'nothing to run' '-kernel'
run 2 run -kernel
says kernel
run 2 run image
says 'goes after -kernel'
run 2 run -M virt,virtualisation=on -kernel x
says 'Did you mean `virtualization`'
run 2 run -M virt,secure=maybe -kernel x
says 'secure=maybe'
run 2 run -M virt,gic-version=4 -kernel x
says 'gic-version=4'
run 2 run -M raspi3b -kernel x
says raspi3b 'one machine'
run 2 run -enable-kvm -kernel x
says 'every instruction is simulated'
run 2 run -cpu cortex-a75 -kernel x
says cortex-a75 cortex-a7
run 2 run -cpu cortex-a57,+lsee -kernel x
says lsee
run 2 run -smp 2000 -kernel x
says 2000
run 2 run -m 12Q -kernel x
says 12Q 512M
run 2 run -m 300G -kernel x
says 300G
run 2 run --max-insns many -kernel x
says many 'not a number'
run 2 run --timeout -3 -kernel x
says -3
run 2 run --timeout nan -kernel x
says nan
run 2 run -rtc yesterday -kernel x
says base=
run 2 run -initrd x -bios y
says '-initrd needs -kernel'
run 2 list nothing
says nothing
run 2 list cpus cortex-a99
says cortex-a99

# --- how a guest ends
for status in 0 1 42 255; do
    guest status -DSTATUS=$status
    run $status run -semihosting -kernel "$guest"
done
guest off
run 0 run -kernel "$guest"
prints 'hello from the guest'
says 'the guest powered off after'
run 0 run -kernel "$guest" -q
is 'quiet' "$(cat err)" ''
run 0 run --kernel "$guest" --nographic -machine virt
guest spin
run 0 run -kernel "$guest" --exit-on 'spin+ing'
says 'what --exit-on waits for'
run 124 run -kernel "$guest" --exit-on 'never' --timeout 0.3
run 124 run -kernel "$guest" --timeout 0.3 -cpu cortex-a57 --cost xgene
says '--cost xgene has the prices of -cpu xgene1; on cortex-a57'
run 124 run -kernel "$guest" --timeout 0.3 -cpu xgene1 --cost xgene
silent_about 'has the prices of'

# --- lock-step
guest off
run 0 run --engine lockstep -kernel "$guest"
is 'one console of two' "$(cat out)" 'hello from the guest'
guest reset
run 0 run --engine lockstep -kernel "$guest"
prints 'third boot'
run 2 run --engine lockstep -kernel "$guest" -drive file=disk,snapshot=off
says 'two machines cannot both write disk' 'snapshot=off'
run 2 run --engine both -kernel "$guest"
says 'no `both`' 'lockstep'
run 2 micro --engine lockstep
says 'reference or fast'

# --- resets
guest reset
run 0 run -kernel "$guest"
is 'boots' "$(cat out)" 'booting again
booting again
third boot'
cp err first
run 0 run -kernel "$guest"
is 'the same again' "$(cat err)" "$(cat first)"
run 0 run -kernel "$guest" -no-reboot
is 'one boot' "$(cat out)" 'booting again'
says 'asked for a reset'
guest reset -DVIA_SMC
run 0 run -M virtualization=on -kernel "$guest"
prints 'third boot'

guest reset -DSLOW=20000000 # the image goes away meanwhile
command='doubletrap run; rm its kernel'
: >out # the last run's says `again` too
"$program" run -kernel "$guest" >out 2>err </dev/null &
pid=$!
for _ in $(seq 600); do
    grep -q again out && break
    sleep 0.05
done
rm "$guest"
status=0
wait $pid || status=$?
is 'status without the image' $status 1
says 'an image cannot be loaded again' reset.elf 'No such file'

# --- scripts
guest echo
printf '# a comment\n\nready> => hello\nHELLO => abc\nABC => q\n' >script
run 0 run -kernel "$guest" --expect script
is 'a conversation' "$(cat out)" 'ready> HELLOABC
bye'
cp err first
run 0 run -kernel "$guest" --expect script
is 'to the instruction' "$(cat err)" "$(cat first)"
printf 'ready> => \\x71\n' >script
run 0 run -kernel "$guest" --expect script
printf 'ready> => abc\nnothing like it => q\n' >script
run 3 run -kernel "$guest" --expect script --max-insns 3000000
says 'still waits for `nothing like it`'

# --- a terminal: raw while it runs, itself again afterwards; Ctrl-A x quits; keys arrive
cat >terminal.py <<'P'
import os, pty, sys, termios, time, select
def talk(argv, keys):
    told, tell = os.pipe()
    pid, fd = pty.fork()
    if pid == 0:
        os.read(told, 1)  # the terminal has been looked at
        os.execv(argv[0], argv)
    before = termios.tcgetattr(fd)
    os.write(tell, b'.')
    seen, raw, sent = b'', False, False
    end = time.time() + 20
    while time.time() < end:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                data = os.read(fd, 4096)
            except OSError:
                break
            if not data:
                break
            seen += data
        if not sent and b'ready> ' in seen:
            raw = not termios.tcgetattr(fd)[3] & termios.ICANON
            os.write(fd, keys)
            sent = True
    try:
        restored = termios.tcgetattr(fd)[3] == before[3]
    except termios.error:
        restored = True
    _, status = os.waitpid(pid, 0)
    print('raw' if raw else 'cooked', 'restored' if restored else 'left raw',
          os.waitstatus_to_exitcode(status))
    print(seen.decode(errors='replace').replace('\r', ''))
talk(sys.argv[2:], eval(sys.argv[1]))
P
command='Ctrl-A x on a terminal'
python3 terminal.py "b'abc\x01x'" "$program" run -kernel "$guest" >out 2>err
is 'terminal and status' "$(head -1 out)" 'raw restored 130'
prints 'quit by Ctrl-A x'
command='Ctrl-A h on a terminal; other keys behind Ctrl-A are lost, as in QEMU'
python3 terminal.py "b'\x01h\x01zabcq'" "$program" run -kernel "$guest" >out 2>err
is 'terminal and status' "$(head -1 out)" 'raw restored 0'
prints 'Ctrl-A x       quits' ABC
if grep -q ZABC out; then wrong 'the guest got a key behind Ctrl-A'; fi
command='keys on a terminal'
python3 terminal.py "b'abcq'" "$program" run -kernel "$guest" >out 2>err
is 'terminal and status' "$(head -1 out)" 'raw restored 0'
prints 'ABC' 'bye'
command='Ctrl-C on a terminal goes to the guest'
python3 terminal.py "b'\x03q'" "$program" run -kernel "$guest" >out 2>err
is 'terminal and status' "$(head -1 out)" 'raw restored 0'

# --- no escape sequences where nobody asked
guest off
NO_COLOR=1 run 0 run -kernel "$guest"
if grep -q "$(printf '\033')" out err; then wrong 'an escape sequence in plain output'; fi

# --- the device tree that the machine gives is the one it writes
run 0 run -M virt,virtualization=on,dumpdtb=a.dtb -m 512M
run 0 run -M virt,virtualization=on,dumpdtb=b.dtb -m 512M
cmp a.dtb b.dtb || wrong 'two device trees of one machine differ'
if command -v qemu-system-aarch64 >/dev/null && command -v dtc >/dev/null; then
    qemu-system-aarch64 -M virt,virtualization=on,gic-version=2,dtb-randomness=off,dumpdtb=q.dtb -cpu cortex-a57 -m 512M 2>/dev/null
    dtc -q -I dtb -O dts -s q.dtb >q.dts
    dtc -q -I dtb -O dts -s a.dtb >a.dts
    grep -oE '^\s*[a-z0-9-]+@[0-9a-f]+ \{' q.dts | sort >q.nodes
    grep -oE '^\s*[a-z0-9-]+@[0-9a-f]+ \{' a.dts | sort >a.nodes
    # What is here is there, at the same addresses; what is not built yet has no node.
    is 'nodes that QEMU does not have' "$(comm -13 q.nodes a.nodes | tr -d '\n')" ''
fi
finish
