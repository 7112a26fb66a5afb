/* SPDX-License-Identifier: MIT
 *
 * host.c - POSIX threads, mappings and the monotonic clock.
 *
 * Tests: by tests/unit/sim/record/record_test.c
 */
#include "sim/base/host.h"

#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)

/* Past the end, so that the last huge page can be whole. */
#define HUGE_PAGE (UINT64_C(2) << 20)

/* Where memory for code is looked for. */
#define CODE_STEP (UINT64_C(16) << 20)
#define CODE_REACH (UINT64_C(1) << 30)

uint8_t *host_ram_new(uint64_t size_bytes)
{
    void *ram = mmap(NULL, size_bytes + HUGE_PAGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (ram == MAP_FAILED)
        return NULL;
    madvise(ram, size_bytes + HUGE_PAGE, MADV_HUGEPAGE);
    return ram;
}

void host_ram_free(uint8_t *ram, uint64_t size_bytes)
{
    if (ram)
        munmap(ram, size_bytes + HUGE_PAGE);
}

uint8_t *host_code_new(uint64_t here, uint64_t size_bytes)
{
    uint64_t first = align_up(here, CODE_STEP);

    for (uint64_t at = first; at < first + CODE_REACH; at += CODE_STEP) {
        void *wanted = (void *)(uintptr_t)at;
        void *code = mmap(wanted, size_bytes, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0);

        if (code == wanted)
            return code;
        if (code != MAP_FAILED) /* a host that knows no MAP_FIXED_NOREPLACE */
            munmap(code, size_bytes);
    }
    return NULL;
}

void host_code_free(uint8_t *code, uint64_t size_bytes)
{
    munmap(code, size_bytes);
}

uint64_t host_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

bool host_thread_start(HostThread *thread, void *(*body)(void *), void *owner)
{
    sigset_t all, before;
    int error;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    error = pthread_create(&thread->id, NULL, body, owner);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !error;
}

void host_thread_join(HostThread *thread)
{
    pthread_join(thread->id, NULL);
}

void host_lock_init(HostLock *lock)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&lock->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&lock->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

void host_lock_free(HostLock *lock)
{
    pthread_cond_destroy(&lock->changed);
    pthread_mutex_destroy(&lock->mutex);
}

void host_lock(HostLock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void host_unlock(HostLock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

void host_wait(HostLock *lock, uint64_t ns)
{
    uint64_t until = host_now_ns() + ns;
    struct timespec at = {.tv_sec = (time_t)(until / NS_PER_S),
                          .tv_nsec = (long)(until % NS_PER_S)};

    pthread_cond_timedwait(&lock->changed, &lock->mutex, &at);
}

void host_signal(HostLock *lock)
{
    pthread_cond_broadcast(&lock->changed);
}
