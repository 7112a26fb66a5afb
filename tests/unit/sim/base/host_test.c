/* SPDX-License-Identifier: MIT
 *
 * host_test.c - guest RAM, the clock, threads that keep signals away, and waiting with a limit.
 */
#include <signal.h>

#include "sim/base/host.h"
#include "tests/unit/harness.h"

#define GIB (UINT64_C(1) << 30)

START_TEST(ram_is_zero_and_costs_nothing_until_touched)
{
    /* Only what is touched needs memory of the host. */
    uint8_t *ram = host_ram_new(16 * GIB);

    ck_assert_ptr_nonnull(ram);
    ck_assert_uint_eq(ram[0], 0);
    ram[16 * GIB - 1] = 7;
    ck_assert_uint_eq(ram[16 * GIB - 1], 7);
    host_ram_free(ram, 16 * GIB);
    host_ram_free(NULL, 4096);
}
END_TEST

START_TEST(ram_that_no_host_has_is_refused)
{
    ck_assert_ptr_null(host_ram_new(UINT64_C(1) << 60));
}
END_TEST

typedef struct Worker {
    HostLock lock;
    bool started, blocked, go;
} Worker;

static void *body(void *owner)
{
    Worker *w = owner;
    sigset_t mask;

    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    host_lock(&w->lock);
    w->started = true;
    w->blocked = sigismember(&mask, SIGINT) && sigismember(&mask, SIGTERM);
    host_signal(&w->lock);
    while (!w->go)
        host_wait(&w->lock, UINT64_C(10000000000));
    host_unlock(&w->lock);
    return NULL;
}

START_TEST(a_thread_runs_with_signals_blocked_and_the_starter_keeps_his)
{
    Worker w = {0};
    HostThread thread;
    sigset_t mask;

    host_lock_init(&w.lock);
    ck_assert(host_thread_start(&thread, body, &w));
    host_lock(&w.lock);
    while (!w.started)
        host_wait(&w.lock, UINT64_C(10000000000));
    ck_assert(w.blocked);
    w.go = true;
    host_signal(&w.lock);
    host_unlock(&w.lock);
    host_thread_join(&thread);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    ck_assert(!sigismember(&mask, SIGINT));
    host_lock_free(&w.lock);
}
END_TEST

START_TEST(a_wait_that_nobody_ends_ends_by_itself)
{
    HostLock lock;
    uint64_t begin = host_now_ns();

    host_lock_init(&lock);
    host_lock(&lock);
    host_wait(&lock, 20000000);
    host_unlock(&lock);
    ck_assert_uint_ge(host_now_ns() - begin, 20000000);
    host_lock_free(&lock);
}
END_TEST

TEST_MAIN("host", ram_is_zero_and_costs_nothing_until_touched, ram_that_no_host_has_is_refused,
          a_thread_runs_with_signals_blocked_and_the_starter_keeps_his,
          a_wait_that_nobody_ends_ends_by_itself)
