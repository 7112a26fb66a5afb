"""stages.py - the stages of tools/test: one row each, in the order in which they start.

A stage is a test: a shell command in the repository's root that ends with status 0 within its limit.
"""
import glob
import os
from dataclasses import dataclass

BUILD = "tools/test.d/build "
LOCKSTEP_QEMU = ("tools/lockstep-qemu -M virt,virtualization=on,gic-version=2 -cpu cortex-a57 -m 512M -kernel @kernel -initrd @initrd-kvm"
                 " -append 'console=ttyAMA0 cryptomgr.notests nokaslr norandmaps randomize_kstack_offset=off dt.run=kvmclient,mix,4'")


@dataclass(frozen=True)
class Stage:
    name: str
    limit: int                 # seconds
    command: str
    needs: tuple = ()          # stages that must have passed
    slots: int = 1             # 2: uses both cores by itself
    long: bool = False         # only with --all, or by name


def ctest(preset, label, more=""):
    return f"ctest --test-dir build/{preset} -L '^{label}$' --no-tests=error --output-on-failure -j1 {more}".rstrip()


def fuzzers():
    return sorted(os.path.basename(path)[:-len("_fuzz.c")] for path in glob.glob("tests/fuzz/*_fuzz.c"))


def fuzz_rows(prefix, seconds, long):
    return [Stage(f"{prefix}-{name}", seconds + 60, f"tests/fuzz/run --built {seconds} {name}", ("build-fuzz",), long=long)
            for name in fuzzers()]


def vectors(preset):
    return f"build/{preset}/vectors tests/vectors/data/*.a64v.xz"


def stages():
    judge = "python3 tests/tables/a64_judge build/release/tests/tables/a64_words"
    also = "--also build/release-clang/doubletrap --also build/debug/doubletrap"
    return [
        Stage("includes", 10, "tools/check_includes"),
        Stage("format", 30, "tools/lint --format"),
        Stage("build-release", 300, BUILD + "release", slots=2),
        Stage("claims", 20, "tools/claims", ("build-release",)),
        Stage("build-debug", 300, BUILD + "debug", slots=2),
        Stage("build-release-clang", 300, BUILD + "release-clang", slots=2),
        Stage("build-fuzz", 300, BUILD + "fuzz fuzzers", slots=2),
        Stage("guests", 300, "tools/guests"),
        Stage("lint", 600, "tools/lint", ("build-release-clang",), slots=2),
        Stage("units-release", 90, ctest("release", "unit"), ("build-release",)),
        Stage("units-debug", 150, ctest("debug", "unit"), ("build-debug",)),
        Stage("tables", 120, ctest("release", "tables"), ("build-release",)),
        Stage("vectors", 120, ctest("release", "vectors"), ("build-release",)),
        Stage("cli", 240, ctest("release", "cli"), ("build-release",)),
        Stage("guest", 300, ctest("release", "guest"), ("build-release",)),
        Stage("bench", 60, "tools/bench --check", ("build-release",)),
        Stage("rows", 300, "tools/rows", ("build-release", "guests"), slots=2),
        *fuzz_rows("fuzz", 30, False),
        Stage("demo", 120, "tools/claims --run 1.1 13.5", ("build-release", "guests")),
        Stage("sums", 120, "tests/claims/sums", ("build-release", "guests")),
        Stage("killed", 120, "tests/claims/killed", ("build-release", "guests")),
        Stage("ladder", 600, "tools/ladder --both " + also, ("build-release", "build-release-clang", "build-debug", "guests"), slots=2),
        Stage("lockstep", 120, "tools/ladder --engine lockstep uboot-el1 linux-el2", ("build-release", "guests")),
        Stage("lockstep-qemu", 120, LOCKSTEP_QEMU, ("build-release", "guests")),

        Stage("build-coverage", 300, BUILD + "coverage", slots=2, long=True),
        Stage("units-clang", 90, ctest("release-clang", "unit"), ("build-release-clang",), long=True),
        Stage("units-coverage", 150, ctest("coverage", "unit"), ("build-coverage",), long=True),
        Stage("vectors-debug", 600, vectors("debug"), ("build-debug",), long=True),
        Stage("vectors-clang", 120, vectors("release-clang"), ("build-release-clang",), long=True),
        Stage("cli-debug", 900, ctest("debug", "cli", "--timeout 600"), ("build-debug",), long=True),
        Stage("guest-debug", 900, ctest("debug", "guest", "--timeout 600"), ("build-debug",), long=True),
        Stage("decoder-million", 600, judge + " -n 1000000 -s 2", ("build-release",), long=True),
        Stage("ladder-all", 3600, "tools/ladder --all --both " + also, ("build-release", "build-release-clang", "build-debug", "guests"), slots=2, long=True),
        Stage("ladder-clang", 900, "tools/ladder --jobs 1 --binary build/release-clang/doubletrap", ("build-release-clang", "guests"), long=True),
        Stage("ladder-debug", 3600, "tools/ladder --jobs 1 --slower 30 --binary build/debug/doubletrap", ("build-debug", "guests"), long=True),
        *fuzz_rows("longfuzz", 120, True),
        Stage("claims-run", 3600, "tools/claims --run", ("build-release", "build-debug", "build-fuzz", "guests"), slots=2, long=True),
    ]
