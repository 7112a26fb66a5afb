"""timing.py - runs a command and says what CPU time it took: for tools/bench and guests.py.

What is compared runs in turns: each command once, then each again. Before and after a turn a fixed loop (control.c) runs;
a turn in which the loop's own time moved by more than 3 %, or in which the hypervisor below took more than 3 % of the
time from us (`steal` of /proc/stat), is left out and made up for, as often again at most.
"""
import functools
import os
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass

TIME_LIMIT = 300
MOST_MOVED = 0.03
ATTEMPTS = 2  # times the turns wanted, quiet or not
COMPILER = ["gcc", "-O2", "-Wall", "-Wextra"]
CONTROL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "control.c")


class Failure(Exception):
    """A run that did not end as it must: nothing was measured."""


def timed(command, good=(0,)):
    """What the command printed, both streams, and its CPU time (user and system)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=TIME_LIMIT, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in good:
        raise Failure(f"status {done.returncode} of {' '.join(command)}\n{done.stdout[-2000:]}")
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed_until(command, last):
    """As timed; @last must be among what was printed."""
    text, seconds = timed(command)
    if last not in text:
        raise Failure(f"`{last}` was not printed by {' '.join(command)}\n{text[-2000:]}")
    return seconds


@functools.lru_cache(maxsize=1)
def control_program():
    """The folder of the compiled control loop; it goes when this process does."""
    folder = tempfile.TemporaryDirectory()
    subprocess.run([*COMPILER, "-o", os.path.join(folder.name, "control"), CONTROL], check=True)
    return folder


def control():
    return timed([os.path.join(control_program().name, "control")])[1]


def stolen():
    """Seconds that the hypervisor has kept from this host's CPUs since it started."""
    for line in open("/proc/stat", encoding="ascii"):
        if line.startswith("cpu "):
            return int(line.split()[8]) / os.sysconf("SC_CLK_TCK")
    return 0


@dataclass(frozen=True)
class Turn:
    seconds: list        # of each command
    control: tuple       # seconds of the control loop before and after
    steal: float         # seconds
    took: float          # seconds of the whole turn by the clock on the wall

    def quiet(self):
        return max(self.control) <= (1 + MOST_MOVED) * min(self.control) and self.steal <= MOST_MOVED * self.took


def one_turn(commands):
    begin, steal, before = time.monotonic(), stolen(), control()
    seconds = [command() for command in commands]
    after = control()
    return Turn(seconds, (before, after), stolen() - steal, time.monotonic() - begin)


def turns(runs, *commands):
    """The least CPU time of each command over @runs quiet turns; how many were quiet, and of how many. A command is a
    function that returns seconds. With no quiet turn at all the least of the others."""
    done = []
    while sum(turn.quiet() for turn in done) < runs and len(done) < ATTEMPTS * runs:
        done.append(one_turn(commands))
    quiet = [turn for turn in done if turn.quiet()]
    columns = zip(*(turn.seconds for turn in quiet or done))
    return [min(column) for column in columns], len(quiet), len(done)


def least(runs, *commands, last=""):
    """The least CPU time of each command, run in turns."""
    return turns(runs, *(functools.partial(timed_until, command, last) for command in commands))[0]
