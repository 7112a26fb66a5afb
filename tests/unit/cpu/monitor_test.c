/* SPDX-License-Identifier: MIT
 *
 * monitor_test.c - two CPUs and what one's stores do to the other's exclusives.
 *
 * Expectations: DDI 0487, "Exclusive access instructions and Shareable memory locations" (the
 * global monitor's state machine) and "Mechanisms that generate an event".
 */
#include "cpu/access.h"
#include "tests/unit/cpu/exec_fixture.h"

#define LDXR_X0_X2 0xc85f7c40u
#define STXR_W3_X1_X2 0xc8037c41u
#define STR_X1_X2 0xf9000041u
#define STR_X1_X4 0xf9000081u
#define CLREX 0xd5033f5fu
#define NOP 0xd503201fu

typedef struct Pair {
    Fixture *f;
    Cpu *cpu[2];
    Monitors monitors;
    uint32_t took; /* sum of the sets that were told */
    unsigned failed;
} Pair;

static void took_marks(void *owner, Cpu *cpu, uint32_t cpus)
{
    (void)cpu;
    ((Pair *)owner)->took += cpus;
}

static void store_failed(void *owner, Cpu *cpu)
{
    (void)cpu;
    ((Pair *)owner)->failed++;
}

/* Both at EL1 with x2 = DATA_AT and x4 in another granule of that page; x1 differs. */
static void begin(Pair *p)
{
    CpuConfig config;

    *p = (Pair){.f = exec_fixture("cortex-a57", 1)};
    p->cpu[0] = p->f->cpu;
    p->cpu[0]->config.ports.monitors = &p->monitors;
    p->cpu[0]->config.ports.took_marks = took_marks;
    p->cpu[0]->config.ports.store_failed = store_failed;
    p->cpu[0]->config.ports.owner = p;
    config = p->cpu[0]->config;
    config.index = 1;
    config.reset_pc = CODE_AT + 0x1000;
    p->cpu[1] = cpu_new(&config);
    ck_assert(p->cpu[1] != NULL);
    for (unsigned i = 0; i < 2; i++) {
        p->cpu[i]->x[1] = i + 1;
        p->cpu[i]->x[2] = DATA_AT;
        p->cpu[i]->x[4] = DATA_AT + MONITOR_GRANULE;
    }
}

static void end(Pair *p)
{
    cpu_free(p->cpu[1]);
    exec_fixture_free(p->f);
}

/* A turn of one instruction. */
static void turn(Pair *p, unsigned cpu, uint32_t word)
{
    p->f->cpu = p->cpu[cpu];
    run(p->f, word);
    p->f->cpu = p->cpu[0];
}

static bool failed(const Pair *p, unsigned cpu)
{
    return p->cpu[cpu]->x[3];
}

START_TEST(a_store_between_does_what_its_address_says)
{
    static const struct {
        uint32_t word;
        bool fails;
    } cases[] = {{NOP, false}, {STR_X1_X4, false}, {STR_X1_X2, true}};

    for (unsigned i = 0; i < ARRAY_COUNT(cases); i++) {
        Pair p;

        begin(&p);
        turn(&p, 0, LDXR_X0_X2);
        turn(&p, 1, cases[i].word);
        turn(&p, 0, STXR_W3_X1_X2);
        ck_assert_msg(failed(&p, 0) == cases[i].fails, "case %u", i);
        ck_assert_uint_eq(p.took, cases[i].fails);
        ck_assert_uint_eq(p.failed, cases[i].fails);
        end(&p);
    }
}
END_TEST

/* The value is the same again: only the monitor knows. */
START_TEST(a_value_that_was_changed_and_put_back_makes_the_store_fail)
{
    Pair p;

    begin(&p);
    turn(&p, 0, LDXR_X0_X2);
    turn(&p, 1, STR_X1_X2);
    p.cpu[1]->x[1] = 0;
    turn(&p, 1, STR_X1_X2);
    turn(&p, 0, STXR_W3_X1_X2);
    ck_assert(failed(&p, 0));
    end(&p);
}
END_TEST

static bool writes_directly(const Cpu *cpu)
{
    const HostTlbEntry *entry = &cpu->host_tlb.write[host_tlb_index(DATA_AT)];

    return mem_is_direct(cpu, entry, DATA_AT, 8, 8, MEM_PLAIN);
}

/* CPU 1 has the page for direct writes by then; the mark must be seen all the same. */
START_TEST(a_page_that_was_written_directly_is_no_longer)
{
    Pair p;

    begin(&p);
    p.cpu[1]->x[1] = 0;
    turn(&p, 1, STR_X1_X2);
    ck_assert(writes_directly(p.cpu[1]));
    turn(&p, 0, LDXR_X0_X2);
    turn(&p, 1, STR_X1_X2);
    ck_assert(!writes_directly(p.cpu[1]));
    turn(&p, 0, STXR_W3_X1_X2);
    ck_assert(failed(&p, 0));
    end(&p);
}
END_TEST

START_TEST(of_two_exclusives_the_first_store_wins)
{
    Pair p;

    begin(&p);
    turn(&p, 0, LDXR_X0_X2);
    turn(&p, 1, LDXR_X0_X2);
    turn(&p, 1, STXR_W3_X1_X2);
    turn(&p, 0, STXR_W3_X1_X2);
    ck_assert(!failed(&p, 1) && failed(&p, 0));
    ck_assert_uint_eq(p.took, 1);
    end(&p);
}
END_TEST

START_TEST(a_mark_that_its_cpu_gave_up_is_nobodys)
{
    Pair p;

    begin(&p);
    turn(&p, 0, LDXR_X0_X2);
    turn(&p, 0, CLREX);
    turn(&p, 1, STR_X1_X2);
    ck_assert_uint_eq(p.took, 0);
    ck_assert_uint_eq(p.monitors.marked, 0);
    end(&p);
}
END_TEST

/* The walker's own write of a descriptor: the event comes when the CPU is next looked at. */
START_TEST(a_mark_lost_to_a_table_walk_is_an_event)
{
    Pair p;

    begin(&p);
    turn(&p, 0, LDXR_X0_X2);
    p.monitors.untold |= monitor_hits(&p.monitors, pa_of(DATA_AT + 8), 8);
    monitor_clear(&p.monitors, p.monitors.untold);
    turn(&p, 0, STXR_W3_X1_X2);
    ck_assert(failed(&p, 0));
    ck_assert(p.cpu[0]->event_register);
    ck_assert(!monitor_untold(p.cpu[0]));
    end(&p);
}
END_TEST

START_TEST(a_write_hits_the_granules_it_touches)
{
    const Monitors m = {.marked = 2 | 8, .granule = {[1] = 0x1000, [3] = 0x1080}};

    ck_assert_uint_eq(monitor_hits(&m, pa_of(0xfff), 1), 0);
    ck_assert_uint_eq(monitor_hits(&m, pa_of(0xfff), 2), 2);
    ck_assert_uint_eq(monitor_hits(&m, pa_of(0x103f), 1), 2);
    ck_assert_uint_eq(monitor_hits(&m, pa_of(0x1040), 64), 0);
    ck_assert_uint_eq(monitor_hits(&m, pa_of(0x1000), 4096), 2 | 8);
}
END_TEST

TEST_MAIN("cpu/monitor", a_store_between_does_what_its_address_says,
          a_value_that_was_changed_and_put_back_makes_the_store_fail,
          a_page_that_was_written_directly_is_no_longer, of_two_exclusives_the_first_store_wins,
          a_mark_that_its_cpu_gave_up_is_nobodys, a_mark_lost_to_a_table_walk_is_an_event,
          a_write_hits_the_granules_it_touches)
