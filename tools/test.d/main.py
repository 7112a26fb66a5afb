"""main.py - runs the stages of stages.py, two slots at a time. tools/test calls it and explains the options."""
import argparse
import datetime
import os
import signal
import subprocess
import sys
import time

from stages import stages

SLOTS = 2
LONGEST = 6  # stages named at the end
LOGS = "build/test"
SHOWN_LINES = 30
VERIFIED = "docs/verified.md"


class Run:
    """A stage under way: its process, and when it began."""

    def __init__(self, stage):
        self.stage = stage
        self.log = f"{LOGS}/{stage.name}.log"
        self.begin = time.monotonic()
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(["bash", "-c", stage.command], stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=subprocess.STDOUT, start_new_session=True)

    def seconds(self):
        return time.monotonic() - self.begin

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass

    def poll(self):
        """None while it runs, '' when it passed, else why it failed."""
        status = self.process.poll()
        if status is None and self.seconds() > self.stage.limit:
            self.stop()
            return f"not done after {self.stage.limit} s, its limit"
        if status is None:
            return None
        return "" if status == 0 else f"status {status}"


def last_lines(path):
    text = open(path, encoding="utf-8", errors="replace").read().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(f"    | {line}\n" for line in text.rstrip("\n").split("\n")[-SHOWN_LINES:])


def explain(run, reason):
    print(f"    {reason}; the last lines of {run.log}:\n{last_lines(run.log)}    the command: {run.stage.command}\n"
          f"    this stage alone: tools/test {run.stage.name}", flush=True)


def choose(table, names, everything):
    if not names:
        return [stage for stage in table if everything or not stage.long]
    known = {stage.name: stage for stage in table}
    wanted = []
    for name in names:
        found = [name] if name in known else [stage.name for stage in table if stage.name.startswith(name + "-")
                                              and (everything or not stage.long)]
        if not found:
            sys.exit(f"tools/test: there is no stage `{name}`; `tools/test --list` prints them")
        wanted += found
    for name in wanted:
        wanted += [need for need in known[name].needs if need not in wanted]
    return [stage for stage in table if stage.name in wanted]


def next_ready(waiting, results, free):
    """The first stage whose needs are done; one that wants both slots is waited for, not overtaken by later ones."""
    for stage in waiting:
        if any(need in [other.name for other in waiting] or results.get(need) is None for need in stage.needs):
            continue
        return stage if stage.slots <= free else None
    return None


def needs_failed(stage, results):
    return [need for need in stage.needs if results.get(need, (None, ""))[1]]


def finish(run, reason, results):
    results[run.stage.name] = (run.seconds(), reason)
    print(f"{'FAIL' if reason else 'ok  '}  {run.stage.name:<20} {run.seconds():7.1f} s", flush=True)
    if reason:
        explain(run, reason)


def skip_hopeless(waiting, results):
    for stage in list(waiting):
        failed = needs_failed(stage, results)
        if failed:
            waiting.remove(stage)
            results[stage.name] = (0.0, f"needs {failed[0]}")
            print(f"FAIL  {stage.name:<20}     not run: needs {failed[0]}, which failed", flush=True)


def run_all(chosen, results):
    waiting, running = list(chosen), []
    try:
        while waiting or running:
            skip_hopeless(waiting, results)
            free = SLOTS - sum(run.stage.slots for run in running)
            stage = next_ready(waiting, results, free) if free else None
            if stage:
                waiting.remove(stage)
                running.append(Run(stage))
                continue
            time.sleep(0.1)
            for run in list(running):
                reason = run.poll()
                if reason is not None:
                    running.remove(run)
                    finish(run, reason, results)
    finally:
        for run in running:
            run.stop()


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()


def write_verified(results, chosen, seconds):
    """The last result of tools/test --all: commit, date and what each stage took."""
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no", "--", ".", f":!{VERIFIED}")
    commit = output_of("git", "rev-parse", "HEAD") + (" with uncommitted changes" if changed else "")
    failed = sum(1 for _, reason in results.values() if reason)
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    with open(VERIFIED, "w", encoding="utf-8") as out:
        out.write(f"# The last `tools/test --all`\n\nWritten by it. Commit {commit}, {date}, {os.cpu_count()} cores, "
                  f"{seconds:.0f} s: {len(results) - failed} passed, {failed} failed.\n\n| stage | result | seconds |\n| --- | --- | ---: |\n")
        for stage in chosen:
            took, reason = results[stage.name]
            out.write(f"| {stage.name} | {reason or 'ok'} | {took:.1f} |\n")


def where_it_went(results, chosen, seconds):
    """The stages that took most, as parts of the time of all slots, and how much of that no stage had."""
    spent = sorted(((results[stage.name][0] * stage.slots, stage.name) for stage in chosen), reverse=True)
    whole = SLOTS * seconds
    longest = ", ".join(f"{name} {took / whole:.0%}" for took, name in spent[:LONGEST])
    return f"of {SLOTS} slots: {longest}; idle {max(0, 1 - sum(took for took, _ in spent) / whole):.0%}"


def parse():
    parser = argparse.ArgumentParser(usage="tools/test [--all | --list | STAGE...]; tools/test --help", add_help=False)
    parser.add_argument("--packages-seconds", type=float, default=0)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("stages", nargs="*")
    return parser.parse_args()


def main():
    options = parse()
    table = stages()
    if options.list:
        for stage in table:
            print(f"{stage.name:<20} {'--all' if stage.long else '     '} {stage.limit:5d} s  {stage.command}")
        return 0
    chosen = choose(table, options.stages, options.all)
    os.makedirs(LOGS, exist_ok=True)
    print(f"ok    {'packages':<20} {options.packages_seconds:7.1f} s", flush=True)
    begin, results = time.monotonic(), {}
    run_all(chosen, results)
    seconds = time.monotonic() - begin
    if options.all and not options.stages:
        write_verified(results, chosen, seconds)
    failed = [stage.name for stage in chosen if results[stage.name][1]]
    print(where_it_went(results, chosen, seconds))
    print(f"{len(chosen)} stages in {seconds:.0f} s" + (f"; failed: {' '.join(failed)}" if failed else ""))
    print(f"{len(chosen) + 1 - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    # A terminal's Ctrl-C, or CI's SIGTERM, stops the stages too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
