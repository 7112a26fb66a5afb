/* SPDX-License-Identifier: MIT
 *
 * smp.c - at EL1, on CPUS CPUs: what they do to one another.
 *
 * Every test runs on all CPUs at once, between barriers. It prints one line that does not depend on
 * who is faster: what the architecture says the others must have seen. With TIMED the time of an
 * interrupt from one CPU to another and back comes on top, in counts of the system counter, and
 * that of a piece of work while others read the counter.
 */
#include "smp.h"

static uint64_t l1[512] __attribute__((aligned(4096)));
static uint64_t l2[512] __attribute__((aligned(4096)));
static uint64_t l3[512] __attribute__((aligned(4096)));
static uint64_t pages[2][512] __attribute__((aligned(4096)));
static uint32_t code[1024] __attribute__((aligned(4096)));

static uint32_t errors, arrived, generation;

/* --- All CPUs in step ------------------------------------------------------------------------- */

static void barrier(void)
{
    uint32_t now = load(&generation);

    if (add(&arrived, 1) == CPUS) {
        store(&arrived, 0);
        store(&generation, now + 1);
    }
    while (load(&generation) == now)
        let_others();
}

static void expect(bool good)
{
    if (!good)
        add(&errors, 1);
}

/* --- Locks ------------------------------------------------------------------------------------ */

#define LOCK_ROUNDS (1200u / CPUS)

static uint32_t spin, ticket_next, ticket_now;
static uint32_t sleepers __attribute__((aligned(64)));
static volatile uint64_t under_lock[3];
static uint32_t counted;

static void spin_take(void)
{
    uint32_t value, failed = 1;

    for (;;) {
        __asm__ volatile("ldaxr %w0, [%2]\n cbnz %w0, 1f\n stxr %w1, %w3, [%2]\n 1:"
                         : "=&r"(value), "+&r"(failed)
                         : "r"(&spin), "r"(1)
                         : "memory");
        if (!value && !failed)
            return;
        let_others();
    }
}

static void ticket_take(void)
{
    uint32_t mine = add(&ticket_next, 1) - 1;

    while (load(&ticket_now) != mine)
        let_others();
}

/* Sleeps until the holder's store clears the monitor, which is an event. */
static void event_take(void)
{
    uint32_t value, failed;

    __asm__ volatile("sevl\n 1: wfe\n 2: ldaxr %w0, [%2]\n cbnz %w0, 1b\n stxr %w1, %w3, [%2]\n"
                     "cbnz %w1, 2b"
                     : "=&r"(value), "=&r"(failed)
                     : "r"(&sleepers), "r"(1)
                     : "memory");
}

static void test_locks(unsigned cpu)
{
    (void)cpu;
    for (unsigned i = 0; i < LOCK_ROUNDS; i++) {
        spin_take();
        under_lock[0]++;
        store(&spin, 0);
        ticket_take();
        under_lock[1]++;
        store(&ticket_now, load(&ticket_now) + 1);
        event_take();
        under_lock[2]++;
        store(&sleepers, 0);
        add(&counted, 1);
    }
    barrier();
    for (unsigned i = 0; i < 3; i++)
        expect(under_lock[i] == CPUS * LOCK_ROUNDS);
    expect(counted == CPUS * LOCK_ROUNDS);
}

/* --- Maintenance that others must obey -------------------------------------------------------- */

#define CHANGE_ROUNDS 200u
#define WINDOW UINT64_C(0x80000000)
#define PAGE_ATTRIBUTES 0x703u /* page, inner shareable, AF, attribute 0 */

static uint32_t published;

/* One CPU replaces the page at WINDOW; once it has said so, nobody sees the old one. */
static void test_tlb_shoot_down(unsigned cpu)
{
    volatile uint64_t *window = (volatile uint64_t *)WINDOW;

    if (cpu == 0)
        store(&published, 0);
    barrier();
    for (uint32_t i = 1; cpu == 0 && i <= CHANGE_ROUNDS; i++) {
        pages[i % 2][0] = i;
        *(volatile uint64_t *)&l3[0] = 0;
        __asm__ volatile("dsb ishst\n tlbi vaae1is, %0\n dsb ish" ::"r"(WINDOW >> 12) : "memory");
        *(volatile uint64_t *)&l3[0] = (uint64_t)pages[i % 2] | PAGE_ATTRIBUTES;
        __asm__ volatile("dsb ishst\n isb" ::: "memory");
        store(&published, i);
    }
    while (cpu && load(&published) < CHANGE_ROUNDS) {
        uint32_t least = load(&published);

        expect(least == 0 || *window >= least);
        let_others();
    }
}

/* MOV W0, #n; RET at `code`, written by one CPU; the others call it. */
static void write_code(uint32_t n)
{
    *(volatile uint32_t *)&code[0] = 0x52800000u | n << 5;
    *(volatile uint32_t *)&code[1] = 0xd65f03c0u;
    __asm__ volatile("dc cvau, %0\n dsb ish\n ic ivau, %0\n dsb ish\n isb" ::"r"(code) : "memory");
}

static void test_modified_code(unsigned cpu)
{
    uint32_t (*call)(void) = (uint32_t(*)(void))code;

    if (cpu == 0) {
        store(&published, 0);
        write_code(0);
    }
    barrier();
    for (uint32_t i = 1; cpu == 0 && i <= CHANGE_ROUNDS; i++) {
        write_code(i);
        store(&published, i);
    }
    while (cpu && load(&published) < CHANGE_ROUNDS) {
        uint32_t least = load(&published);

        __asm__ volatile("isb" ::: "memory");
        expect(call() >= least);
        let_others();
    }
}

/* --- Events and interrupts -------------------------------------------------------------------- */

#define EVENT_ROUNDS (400u / CPUS)

static uint32_t turn_of;

/* Each CPU in its turn wakes the others from WFE. */
static void test_events(unsigned cpu)
{
    for (uint32_t i = 0; i < EVENT_ROUNDS; i++) {
        while (load(&turn_of) % CPUS != cpu)
            __asm__ volatile("wfe" ::: "memory");
        store(&turn_of, load(&turn_of) + 1);
        __asm__ volatile("dsb ish\n sev" ::: "memory");
    }
    barrier();
    expect(turn_of == EVENT_ROUNDS * CPUS);
}

#define PING_ROUNDS (800u / CPUS)

static volatile uint32_t received[CPUS];

void take_interrupt(void)
{
    uint32_t iar = acknowledge();
    unsigned cpu = READ(mpidr_el1) & 0xff;

    expect((iar & 0x3ff) == 3);
    end_interrupt(iar);
    received[cpu]++;
    if (received[cpu] < PING_ROUNDS || cpu)
        send_interrupt((cpu + 1) % CPUS);
}

/* An interrupt goes round all CPUs, which sleep; how long all rounds took comes back. */
static uint64_t test_ring(unsigned cpu)
{
    uint64_t begin;

    barrier();
    begin = READ(cntvct_el0);
    if (cpu == 0)
        send_interrupt(1 % CPUS);
    while (received[cpu] < PING_ROUNDS) {
        __asm__ volatile("msr daifset, #2" ::: "memory");
        if (received[cpu] < PING_ROUNDS)
            __asm__ volatile("wfi" ::: "memory");
        __asm__ volatile("msr daifclr, #2\n isb" ::: "memory");
    }
    return READ(cntvct_el0) - begin;
}

/* --- The system counter ----------------------------------------------------------------------- */

#define COUNT_ROUNDS (2000u / CPUS)

static uint64_t greatest;

/* Under a lock, no CPU reads less than another has read before. */
static void test_counter(unsigned cpu)
{
    (void)cpu;
    for (unsigned i = 0; i < COUNT_ROUNDS; i++) {
        uint64_t now;

        spin_take();
        __asm__ volatile("isb\n mrs %0, cntvct_el0" : "=r"(now)::"memory");
        expect(now >= greatest);
        greatest = now;
        store(&spin, 0);
    }
}

#define TIMED_ROUNDS 12u
#define TIMED_LOOPS 8000u /* of two instructions */

static uint64_t least = UINT64_MAX, most;

static void work(uint64_t loops)
{
    __asm__ volatile("1: subs %0, %0, #1\n b.ne 1b" : "+r"(loops)::"cc");
}

/* CPU 0 times the same work again and again, while the others read the counter now and then. */
static void test_timed_work(unsigned cpu)
{
    barrier();
    for (unsigned i = 0; cpu == 0 && i < TIMED_ROUNDS; i++) {
        uint64_t begin = READ(cntvct_el0), counts;

        work(TIMED_LOOPS);
        counts = READ(cntvct_el0) - begin;
        least = counts < least ? counts : least;
        most = counts > most ? counts : most;
    }
    for (unsigned i = 0; cpu && i < TIMED_ROUNDS; i++) {
        work(TIMED_LOOPS - 997 * cpu);
        (void)READ(cntvct_el0);
    }
}

/* --- In order --------------------------------------------------------------------------------- */

static void report(unsigned cpu, const char *name)
{
    barrier();
    if (cpu == 0) {
        put_text(name);
        put_text(load(&errors) ? ": wrong " : ": as the architecture says\n");
        if (load(&errors))
            put_decimal(load(&errors));
        store(&errors, 0);
    }
    barrier();
}

static void put_time(unsigned cpu, const char *what, uint64_t counts)
{
    if (cpu || !TIMED)
        return;
    put_text(what);
    put_text(", counts: ");
    put_decimal(counts);
}

static void run_all(unsigned cpu)
{
    mmu_on(l1);
    cpu_interface_on(cpu);
    barrier();
    test_locks(cpu);
    report(cpu, "locks");
    test_tlb_shoot_down(cpu);
    report(cpu, "TLB shoot-down");
    test_modified_code(cpu);
    report(cpu, "modified code");
    test_events(cpu);
    report(cpu, "events");
    put_time(cpu, "ring of interrupts", test_ring(cpu));
    report(cpu, "interrupts");
    test_counter(cpu);
    report(cpu, "system counter");
    test_timed_work(cpu);
    put_time(cpu, "least time of the same work", least);
    put_time(cpu, "most time of the same work", most);
}

void secondary_main(uint64_t cpu)
{
    run_all((unsigned)cpu);
}

static void map(void)
{
    l1[0] = 0x401 | 4;                    /* devices: block, AF, attribute 1 */
    l1[1] = UINT64_C(0x40000000) | 0x701; /* memory: block, inner shareable, AF, attribute 0 */
    l1[2] = (uint64_t)l2 | 3;
    l2[0] = (uint64_t)l3 | 3;
}

int main(void)
{
    map();
    distributor_on();
    for (uint64_t cpu = 1; cpu < CPUS; cpu++)
        expect(cpu_on(cpu) == 0);
    run_all(0);
    put_text("end\n");
    power_off();
    return 0;
}

void fail(uint64_t esr, uint64_t elr)
{
    put_text("exception: ESR ");
    put_decimal(esr);
    put_text("at ");
    put_decimal(elr);
    power_off();
}
