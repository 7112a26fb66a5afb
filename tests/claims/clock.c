/* SPDX-License-Identifier: MIT
 *
 * clock.c - init of tests/claims/clock: on every CPU a process that reads CLOCK_MONOTONIC as fast
 * as it can, and compares with the greatest that any of them has read.
 *
 * A read may not give less than what another CPU had published before it began. Now and then a
 * process sleeps, so that CPUs idle, wake one another and are far apart in time.
 */
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READS 200000u
#define READS_BETWEEN_SLEEPS 4096u

typedef struct Shared {
    _Atomic uint64_t greatest;
    atomic_uint backward, reads;
} Shared;

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void publish(Shared *shared, uint64_t now)
{
    uint64_t greatest = atomic_load(&shared->greatest);

    while (now > greatest && !atomic_compare_exchange_weak(&shared->greatest, &greatest, now))
        ;
}

static void read_on(int cpu, Shared *shared)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set))
        _exit(1);
    for (unsigned i = 0; i < READS; i++) {
        uint64_t before = atomic_load(&shared->greatest);
        uint64_t now = now_ns();

        if (now < before)
            atomic_fetch_add(&shared->backward, 1);
        publish(shared, now);
        if (i % READS_BETWEEN_SLEEPS == (unsigned)cpu)
            usleep(50);
    }
    atomic_fetch_add(&shared->reads, READS);
    _exit(0);
}

int main(void)
{
    int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);
    Shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED)
        return 1;
    for (int cpu = 0; cpu < cpus; cpu++)
        if (fork() == 0)
            read_on(cpu, shared);
    while (wait(NULL) > 0)
        ;
    printf("CLOCK %d CPUs, %u reads, %u backward steps\n", cpus, atomic_load(&shared->reads),
           atomic_load(&shared->backward));
    fflush(stdout);
    reboot(RB_POWER_OFF);
    return 1;
}
