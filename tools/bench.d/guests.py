"""guests.py - what real guests cost: the rows of tools/bench --guests.

Each row is a function of the number of runs that returns a text, a number and its goal. Ratios to QEMU are above 1
when we are faster; QEMU runs the same words by tools/qemu-run's rules.
"""
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tools", "guests.d"))
import console  # noqa: E402

import cpus  # noqa: E402
from timing import TIME_LIMIT, Failure, least, timed  # noqa: E402

DOUBLETRAP = os.environ.get("DOUBLETRAP", os.path.join(ROOT, "build", "release", "doubletrap"))
QEMU = ["qemu-system-aarch64", "-icount", "shift=0,sleep=off", "-nic", "none", "-display", "none", "-monitor", "none",
        "-serial", "stdio", "-no-reboot"]
RAM_MIB = 512
SAMPLE_SECONDS = 0.03
LOAD_ROUNDS = 10_000  # of kvmclient load, which has 33 exits a round
LOOP_EXITS = 200_000
KERNEL_WORDS = "console=ttyAMA0 cryptomgr.notests nokaslr norandmaps randomize_kstack_offset=off"


def debian(task, board="virt,virtualization=on,gic-version=2", cpu="cortex-a57", cpus=1, image="kvm"):
    """The words of a run of Debian that ends by itself; both programs take them."""
    return console.resolve(["-M", board, "-cpu", cpu, "-smp", str(cpus), "-m", f"{RAM_MIB}M", "-kernel", "@kernel", "-initrd",
                            f"@initrd-{image}", "-append", f"{KERNEL_WORDS} dt.run={task}"])


def here(words, *more):
    return [DOUBLETRAP, "run", "--quiet", *words, *more]


def there(words):
    words = list(words)
    words[1] += ",dtb-randomness=off"
    return [*QEMU, *words]


def boot(runs):
    words = debian("poweroff", board="virt,gic-version=2", image="lean")
    ours, qemu = least(runs, here(words), there(words), last="GUEST-READY")
    return f"Debian's boot and power-off: {ours:.2f} s, QEMU {qemu:.2f} s", qemu / ours, 0.8


def exits(runs, cpu, board, client):
    """A VM's exits: the run less the same boot without the VM."""
    with_vm = debian(f"kvmclient,{client}load,{LOAD_ROUNDS}", board, cpu)
    without = debian("poweroff", board, cpu)
    ours, qemu = least(runs, here(with_vm), there(with_vm), last="KVMCLIENT-PASS")
    our_boot, qemu_boot = least(runs, here(without), there(without), last="GUEST-READY")
    ours, qemu = ours - our_boot, qemu - qemu_boot
    return f"{33 * LOAD_ROUNDS:,} exits of a VM, the boot left out: {ours:.2f} s, QEMU {qemu:.2f} s", qemu / ours, 3


def record_overhead(runs, task):
    """Into a file, beside a run that keeps its exits in memory for the table at its end."""
    words = debian(task)
    with tempfile.TemporaryDirectory() as folder:
        kept = os.path.join(folder, "run.db")
        plain, recorded = least(runs, here(words), here(words, "--record", kept), last="KVMCLIENT-PASS")
        mib = os.path.getsize(kept) / 2**20
    return plain, recorded, mib


def record_demo(runs):
    plain, recorded, mib = record_overhead(runs, "kvmclient,measure")
    return (f"recording a boot and a VM's exits: {recorded:.2f} s, without {plain:.2f} s ({mib:.1f} MiB)",
            recorded / plain - 1, 0.1)


def record_loop(runs):
    none = least(runs, here(debian("poweroff")))[0]
    plain, recorded, mib = record_overhead(runs, f"kvmclient,exits,{LOOP_EXITS}")
    return (f"recording {LOOP_EXITS:,} exits: {recorded - none:.2f} s, without {plain - none:.2f} s, the boot left out ({mib:.1f} MiB)",
            (recorded - none) / (plain - none) - 1, 0.4)


def rss_mib(process):
    """Resident memory beyond the guest's RAM; 0 when the process has ended."""
    total = ram = size = 0
    try:
        for line in open(f"/proc/{process.pid}/smaps", encoding="ascii"):
            name, _, value = line.partition(":")
            if name == "Size":
                size = int(value.split()[0])
            elif name == "Rss":
                rss = int(value.split()[0])
                total += rss
                ram += rss if size >= RAM_MIB * 1024 else 0
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (total - ram) / 1024


def rss(cpus, goal):
    words, most = debian("kvmclient,measure", cpus=cpus), 0
    with subprocess.Popen(here(words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        begin = time.monotonic()
        while process.poll() is None:
            most = max(most, rss_mib(process))
            time.sleep(SAMPLE_SECONDS)
            if time.monotonic() - begin > TIME_LIMIT:
                process.kill()
    if process.returncode != 0:
        raise Failure(f"status {process.returncode} of a boot whose memory was measured")
    return f"resident MiB beyond guest RAM, a KVM host on {cpus} CPU{'s' if cpus > 1 else ''}", most, goal


def help_time(runs):
    best = None
    for _ in range(max(runs, 5)):
        begin = time.monotonic()
        timed([DOUBLETRAP, "--help"])
        took = (time.monotonic() - begin) * 1000
        best = took if best is None else min(best, took)
    return "ms until doubletrap --help has ended", best, 20


# name, unit of the number, is more better, function
ROWS = [
    ("boot", "ratio", True, boot),
    ("exits-a57", "ratio", True, lambda runs: exits(runs, "cortex-a57", "virt,virtualization=on,gic-version=2", "")),
    ("exits-n1", "ratio", True, lambda runs: exits(runs, "neoverse-n1", "virt,virtualization=on,gic-version=3", "-g,3,")),
    ("record", "overhead", False, record_demo),
    ("record-loop", "overhead", False, record_loop),
    ("rss", "MiB", False, lambda runs: rss(1, 64)),
    ("rss-smp4", "MiB", False, lambda runs: rss(4, 64 + 3 * 4)),
    ("help", "ms", False, help_time),
    *cpus.ROWS,
]


def run(names, runs):
    for name, unit, more, function in ROWS:
        if names and name not in names:
            continue
        text, value, goal = function(runs)
        reached = value >= goal if more else value <= goal
        shown = f"{value:.0%}" if unit == "overhead" else f"{value:.2f}"
        wanted = f"{goal:.0%}" if unit == "overhead" else f"{goal}"
        print(f"{name:<12} {shown:>8} {unit:<9} goal {'at least' if more else 'at most':<8} {wanted:>5} {'' if reached else 'MISSED':<7} {text}",
              flush=True)
    return 0
