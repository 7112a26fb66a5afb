"""cpus.py - what several CPUs cost: rows of tools/bench --guests.

The instructions a second of CPUs that work beside each other, or of one beside others that sleep, divided by those of
a machine with one CPU. Both engines; the worse number counts.
"""
import os
import re
import subprocess
import tempfile

from timing import Failure, timed

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DOUBLETRAP = os.environ.get("DOUBLETRAP", os.path.join(ROOT, "build", "release", "doubletrap"))
COMPILER = ["aarch64-linux-gnu-gcc", "-nostdlib", "-static", "-Wl,--build-id=none", "-Wl,-Ttext=0x40100000"]
ROUNDS = 24_000_000


def program(folder, cpus, busy):
    path = os.path.join(folder, f"cpus-{cpus}-{busy}.elf")
    subprocess.run([*COMPILER, f"-DCPUS={cpus}", f"-DBUSY={busy}", f"-DROUNDS={ROUNDS // busy}",
                    os.path.join(ROOT, "workloads", "bench", "cpus.S"), "-o", path], check=True)
    return path


def speed(path, cpus, engine):
    """Instructions a second of CPU time."""
    text, seconds = timed([DOUBLETRAP, "run", "-M", "virt", "-smp", str(cpus), "--engine", engine, "-kernel", path])
    count = re.search(r"after (\d+) instructions", text)
    if not count:
        raise Failure(f"no count of instructions:\n{text[-2000:]}")
    return int(count[1]) / seconds


def against_one(runs, cpus, busy):
    ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        one, several = program(folder, 1, 1), program(folder, cpus, busy)
        for engine in ("reference", "fast"):
            pairs = [(speed(one, 1, engine), speed(several, cpus, engine)) for _ in range(runs)]
            ratios[engine] = max(pair[1] for pair in pairs) / max(pair[0] for pair in pairs)
    return ", ".join(f"{engine} {ratio:.2f}" for engine, ratio in ratios.items()), min(ratios.values())


def row(cpus, busy, goal):
    def measure(runs):
        text, ratio = against_one(runs, cpus, busy)
        return f"instructions a second, {cpus} CPUs of which {busy} work against one: {text}", ratio, goal
    return measure


ROWS = [
    ("busy-smp4", "ratio", True, row(4, 4, 0.85)),
    ("idle-smp8", "ratio", True, row(8, 1, 0.95)),
]
