/* SPDX-License-Identifier: MIT
 *
 * phases_test.c - the list of worlds of an exit: folding, keys, who handled it.
 */
#include <string.h>

#include "sim/exits/phases.h"
#include "tests/unit/harness.h"

static Phases *walked(const WorldKind *worlds, unsigned count)
{
    static Phases p;

    phases_clear(&p);
    for (unsigned i = 0; i < count; i++) {
        phases_enter(&p, worlds[i], (PhaseHow){.kind = CROSSING_WRITE});
        phases_counts(&p)->n[COST_INSN_ALU]++;
    }
    return &p;
}

#define WALK(...)                                                                                  \
    walked((const WorldKind[]){__VA_ARGS__}, ARRAY_COUNT(((const WorldKind[]){__VA_ARGS__})))

START_TEST(repeated_waits_share_one_idle_and_the_host_around_it)
{
    Phases *p = WALK(WORLD_HYP, WORLD_HOST, WORLD_IDLE, WORLD_HOST, WORLD_IDLE, WORLD_HOST,
                     WORLD_IDLE, WORLD_HOST, WORLD_HYP);

    ck_assert_uint_eq(p->count, 5);
    ck_assert(p->folded);
    ck_assert_uint_eq(p->phase[1].counts.n[COST_INSN_ALU], 1);
    ck_assert_uint_eq(p->phase[2].counts.n[COST_INSN_ALU], 3);
    ck_assert_uint_eq(p->phase[3].counts.n[COST_INSN_ALU], 3);
    ck_assert_int_eq(p->phase[4].world, WORLD_HYP);
}
END_TEST

START_TEST(one_wait_is_not_folded)
{
    Phases *p = WALK(WORLD_HYP, WORLD_HOST, WORLD_IDLE, WORLD_HOST, WORLD_HYP);

    ck_assert_uint_eq(p->count, 5);
    ck_assert(!p->folded);
}
END_TEST

START_TEST(waits_in_different_worlds_stay_apart)
{
    Phases *p = WALK(WORLD_HOST, WORLD_IDLE, WORLD_HOST, WORLD_USER, WORLD_IDLE, WORLD_USER);

    ck_assert_uint_eq(p->count, 6);
}
END_TEST

START_TEST(only_el2_and_el3_without_a_host_is_handled_at_el2)
{
    ck_assert(phases_at_el2(WALK(WORLD_HYP)));
    ck_assert(phases_at_el2(WALK(WORLD_SWITCH, WORLD_FIRMWARE, WORLD_SWITCH)));
    ck_assert(!phases_at_el2(WALK(WORLD_HYP, WORLD_HOST, WORLD_HYP)));
    ck_assert(!phases_at_el2(WALK(WORLD_HYP, WORLD_IDLE, WORLD_HYP)));
}
END_TEST

static bool same_key(const Phase *a, const Phase *b)
{
    uint8_t x[PHASE_KEY_MAX], y[PHASE_KEY_MAX];
    size_t n = phase_key(a, x), m = phase_key(b, y);

    return n == m && !memcmp(x, y, n);
}

START_TEST(a_key_tells_every_difference)
{
    Phase a = {.world = WORLD_HYP, .how = {.kind = CROSSING_ERET, .from_el = 2, .to_el = 1}};
    Phase b = a;

    ck_assert(same_key(&a, &b));
    b.counts.n[COST_COUNT - 1] = UINT64_MAX;
    ck_assert(!same_key(&a, &b));
    a.counts.n[COST_COUNT - 1] = UINT64_MAX - 1;
    ck_assert(!same_key(&a, &b));
    b = a;
    b.how.to_el = 0;
    ck_assert(!same_key(&a, &b));
    b = a;
    b.how.reason = EXIT_IRQ;
    ck_assert(!same_key(&a, &b));
}
END_TEST

START_TEST(the_longest_key_fits)
{
    Phase a = {.world = WORLD_VM};
    uint8_t key[PHASE_KEY_MAX];

    for (unsigned i = 0; i < COST_COUNT; i++)
        a.counts.n[i] = UINT64_MAX;
    ck_assert_uint_le(phase_key(&a, key), PHASE_KEY_MAX);
}
END_TEST

TEST_MAIN("phases", repeated_waits_share_one_idle_and_the_host_around_it, one_wait_is_not_folded,
          waits_in_different_worlds_stay_apart, only_el2_and_el3_without_a_host_is_handled_at_el2,
          a_key_tells_every_difference, the_longest_key_fits)
