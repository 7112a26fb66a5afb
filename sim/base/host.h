/* SPDX-License-Identifier: MIT
 *
 * host.h - threads, locks, mappings and clocks of the host: the only place that has them.
 *
 * Simulated time never depends on anything here.
 */
#ifndef SIM_BASE_HOST_H
#define SIM_BASE_HOST_H

#include <pthread.h>

#include "sim/base/bits.h"

/* A monotonic clock; for progress lines and time-outs only. */
uint64_t host_now_ns(void);

/* @size_bytes of zeroed memory for guest RAM: not touched yet, on huge pages where the host has
 * them. NULL (and errno) when the host refuses. */
uint8_t *host_ram_new(uint64_t size_bytes);
void host_ram_free(uint8_t *ram, uint64_t size_bytes);

/* @size_bytes of memory to write code to and to execute, less than 2 GiB from the code at @here.
 * NULL when the host does not give any. */
uint8_t *host_code_new(uint64_t here, uint64_t size_bytes);
void host_code_free(uint8_t *code, uint64_t size_bytes);

typedef struct HostThread {
    pthread_t id;
} HostThread;

/* Signals stay with the thread that starts others. False when the host refuses. */
MUST_USE bool host_thread_start(HostThread *thread, void *(*body)(void *), void *owner);
void host_thread_join(HostThread *thread);

/* A lock with one condition. */
typedef struct HostLock {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} HostLock;

void host_lock_init(HostLock *lock);
void host_lock_free(HostLock *lock);
void host_lock(HostLock *lock);
void host_unlock(HostLock *lock);
/* Sleeps until someone signals, or for @ns at most; the lock is held before and after. */
void host_wait(HostLock *lock, uint64_t ns);
void host_signal(HostLock *lock);

#endif
