# console.py - runs a program that has a guest's console on stdin and stdout, and plays a script on it.
#
# A script has one step a line, `regex => text`: when regex has appeared (after what the step before
# it matched), text is typed. \n and the other C escapes are understood in text; an empty text only
# waits. Empty lines and lines that begin with # are left out. The same files go to
# `doubletrap run --expect`, so keep to what POSIX extended and Python's expressions have in common.
import os
import re
import selectors
import shlex
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def guest_path(name):
    """The file that tools/guests has for NAME."""
    run = subprocess.run([f"{ROOT}/tools/guests", "path", name], stdout=subprocess.PIPE, text=True)
    if run.returncode:
        raise SystemExit(run.returncode)
    return run.stdout.strip()


def resolve(words):
    """Puts paths for words and values (key=@...) that begin with @: @/FILE of the repository, @NAME of
    tools/guests."""
    def path(match):
        name = match[2]
        return match[1] + (f"{ROOT}{name}" if name.startswith("/") else guest_path(name))
    return [re.sub("(^|=)@([^,]+)", path, word) for word in words]


def read_script(path):
    steps = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            pattern, separator, text = line.partition(" => ")
            if not separator:
                raise SystemExit(f"{path}:{number}: no ` => ` between what to wait for and what to type")
            typed = text.encode().decode("unicode_escape").encode("latin1")
            steps.append((re.compile(pattern.encode()), typed))
    return steps


class Console:
    """One run: start it, then `run`. `status` is exit, timeout or matched; `text` is the console."""

    def __init__(self, command, steps=(), exit_on=None, timeout=None, echo=None, log=None):
        self.command, self.steps, self.echo, self.log = command, list(steps), echo, log
        self.exit_on = re.compile(exit_on.encode()) if exit_on else None
        self.timeout = timeout
        self.text = b""
        self.position = 0
        self.status = None
        self.returncode = None

    def play(self, process):
        """Types what the console, as it is now, asks for."""
        while self.steps:
            found = self.steps[0][0].search(self.text, self.position)
            if not found:
                return
            self.position = found.end()
            typed = self.steps.pop(0)[1]
            if typed:
                process.stdin.write(typed)
                process.stdin.flush()

    def read(self, process, selector):
        """Takes in what there is. False at the end of the console."""
        if not selector.select(0.25):
            return True
        data = os.read(process.stdout.fileno(), 65536)
        if not data:
            return False
        data = data.replace(b"\r", b"")
        self.text += data
        for sink in (self.echo, self.log):
            if sink:
                sink.write(data)
                sink.flush()
        self.play(process)
        return True

    def finished(self, begin):
        if self.exit_on and self.exit_on.search(self.text):
            return "matched"
        if self.timeout and time.monotonic() - begin > self.timeout:
            return "timeout"
        return None

    def run(self, stderr=None):
        begin = time.monotonic()
        process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        selector = selectors.DefaultSelector()
        selector.register(process.stdout, selectors.EVENT_READ)
        try:
            while self.status is None:
                if not self.read(process, selector):
                    self.status = "exit"
                else:
                    self.status = self.finished(begin)
        finally:
            self.stop(process)
        self.seconds = time.monotonic() - begin
        return self.status

    def stop(self, process):
        if self.status != "exit" and process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            self.returncode = process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            self.returncode = process.wait()


def quoted(words):
    return " ".join(shlex.quote(word) for word in words)
