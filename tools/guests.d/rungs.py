# rungs.py - the rungs of tools/ladder: the rows of tests/golden/ladder.tsv, and those that the configurations of
# tests/golden/cells.tsv make. The heads of the two files say what the columns mean.
import os
import shlex
import typing

import console

GOLDEN = f"{console.ROOT}/tests/golden"
CELL_CPUS, CELL_SECONDS = (1, 2, 4), 300
# What a cell runs, and what else its kernel is told.
CELL_RUNS = {"kvm": ("kvmclient,{gic}measure", ""), "trace": ("trace,{gic}mix,64", "quiet ")}


class Rung(typing.NamedTuple):
    name: str
    when: str         # lean or all
    limit: float      # seconds
    check: str
    check_value: str
    arguments: list   # of doubletrap run; @NAME not yet resolved
    cpus: int = 1

    def patterns(self):
        """What its console must show, in this order: RUNG.console's lines, or those of the rung whose variant it
        is: linux-el2-a72 has linux-el2's. A kernel that is not quiet says how many CPUs it brought up."""
        name = self.name
        while not os.path.exists(f"{GOLDEN}/{name}.console"):
            name = name.rpartition("-")[0]
            if not name:
                raise LookupError(f"there is no tests/golden/{self.name}.console")
        with open(f"{GOLDEN}/{name}.console", encoding="utf-8") as file:
            lines = file.read().splitlines()
        if self.cpus > 1 and self.check != "trace":
            lines.insert(1, f"smp: Brought up 1 node, {self.cpus} CPUs")
        return lines


def rows(name):
    with open(f"{GOLDEN}/{name}", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if line.strip() and not line.startswith("#")]


def of_row(name, when, limit, check, arguments):
    kind, _, value = check.partition(" ")
    return Rung(name, when, float(limit), kind, value, shlex.split(arguments))


def of_cell(run, cpus, cell, cpu, gic, mode, lean):
    """The rung that does RUN on CPUS processors in the configuration of one row of cells.tsv."""
    smp = f"-smp{cpus}" if cpus > 1 else ""
    task, words = CELL_RUNS[run]
    task = task.format(gic="-g,3," if gic == "3" else "")
    mode = "" if mode == "-" else f"kvm-arm.mode={mode} "
    several = f" -smp {cpus}" if cpus > 1 else ""
    arguments = (f"-M virt,virtualization=on,gic-version={gic} -cpu {cpu}{several} -m 512M"
                 " -kernel @kernel -initrd @initrd-kvm -append").split()
    append = f"console=ttyAMA0 cryptomgr.notests nokaslr {words}randomize_kstack_offset=off {mode}dt.run={task}"
    return Rung(f"{run}-{cell}{smp}", "lean" if run + smp in lean.split() else "all", CELL_SECONDS,
                "cost" if run == "kvm" else "trace", cell, [*arguments, append], cpus)


def read_rungs():
    """Every rung, the shortest first."""
    cells = rows("cells.tsv")
    return [of_row(*row) for row in rows("ladder.tsv")] + [
        of_cell(run, cpus, *row) for row in cells for cpus in CELL_CPUS for run in CELL_RUNS]
