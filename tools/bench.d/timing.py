"""timing.py - runs a command and says what CPU time it took: for tools/bench and guests.py."""
import resource
import subprocess

TIME_LIMIT = 300


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


def least(runs, *commands, last=""):
    """The least CPU time of each command, run in turns."""
    times = [[timed_until(command, last) for command in commands] for _ in range(runs)]
    return [min(column) for column in zip(*times)]
