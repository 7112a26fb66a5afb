/* SPDX-License-Identifier: MIT
 *
 * debug_test.c - software step, breakpoints and watchpoints.
 *
 * Expectations are DDI 0487's "AArch64 Self-hosted Debug" and the pseudocode named in debug.h and
 * debug_match.h; what the levels of a running program see is tests/guest/debug/.
 */
#include "cpu/access.h"
#include "cpu/debug.h"
#include "tests/unit/cpu/exec_fixture.h"

#define E 1u
#define EL0_ONLY (2u << 1)
#define EL1_ONLY (1u << 1)
#define EL10 (3u << 1)
#define HMC (1u << 13)
#define SSC(n) ((uint64_t)(n) << 14)
#define LBN(n) ((uint64_t)(n) << 16)
#define LINKED (1u << 20)
#define TYPE(n) ((uint64_t)(n) << 20)
#define BAS4 (0xfu << 5)
#define BAS8 (0xffu << 5)
#define LOAD (1u << 3)
#define STORE (2u << 3)
#define BOTH (3u << 3)

#define NOP 0xd503201fu
#define SVC_1 0xd4000021u
#define LDR_X1_X0 0xf9400001u
#define STP_X1_X2_X0 0xa9000801u
#define LDXR_X1_X0 0xc85f7c01u
#define LDXP_W1_W2_X0 0x887f0801u
#define LDADD_X1_X2_X0 0xf8210002u
#define CAS_X1_X2_X0 0xc8a17c02u
#define CASP_X2_X4_X0 0x48227c04u
#define DC_ZVA_X0 0xd50b7420u

/* Non-secure EL1&0 of @options with the OS lock open, @words at CODE_AT and X0 at DATA_AT. */
static Fixture *program(const char *options, unsigned el, const uint32_t *words, size_t count)
{
    Fixture *f = exec_fixture(options, 1);

    put(f, SR_OSLAR_EL1, 0);
    put(f, SR_SCTLR_EL1, 0x30d00980 | 1 << 14);
    go_to(f, el);
    f->cpu->pstate.sp = el != 0;
    memcpy(f->ram, words, count * sizeof *words);
    f->cpu->pc = CODE_AT;
    f->cpu->pstate.daif = 7;
    f->cpu->x[0] = DATA_AT;
    return f;
}

#define PROGRAM(options, el, ...)                                                                  \
    program(options, el, (const uint32_t[]){__VA_ARGS__}, ARRAY_COUNT(((uint32_t[]){__VA_ARGS__})))

/* By hand: debug registers may not be written by EL0. */
static void control(Fixture *f, Sysreg sr, uint64_t value)
{
    f->cpu->sr[sr] = value;
    f->cpu->attention |= ATTENTION_INTERRUPT;
}

static void execute(Fixture *f, uint32_t insns)
{
    engine_run(f->cpu, 0, insns, ENGINE_SLICE_UNITS);
}

#define ck_taken(f, ESR, ELR)                                                                      \
    do {                                                                                           \
        ck_assert_uint_eq((f)->cpu->sr[SR_ESR_EL1], ESR);                                          \
        ck_assert_uint_eq((f)->cpu->sr[SR_ELR_EL1], ELR);                                          \
    } while (0)

/* Software step. */

START_TEST(os_lock_is_closed_at_reset)
{
    Fixture *f = fixture_new("cortex-a57");

    go_to(f, 1);
    ck_assert_uint_eq(get(f, SR_OSLSR_EL1), 0xa);
    fixture_free(f);
}
END_TEST

START_TEST(a_step_ends_before_the_next_instruction)
{
    Fixture *f = PROGRAM("cortex-a57", 0, NOP, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_SS);
    f->cpu->pstate.ss = true;
    execute(f, 1);
    ck_assert_uint_eq(f->cpu->pc, CODE_AT + 4);
    execute(f, 1);
    ck_taken(f, 0xcb000022, CODE_AT + 4);
    ck_assert(!bit(f->cpu->sr[SR_SPSR_EL1], 21));
    exec_fixture_free(f);
}
END_TEST

/* SoftwareStep_SteppedEX: a Load-Exclusive; a CASP has a similar encoding and is none. */
START_TEST(ex_tells_of_load_exclusives_only)
{
    static const struct {
        uint32_t word, esr;
    } rows[] = {{LDXR_X1_X0, 0xcb000062}, {LDXP_W1_W2_X0, 0xcb000062}, {CASP_X2_X4_X0, 0xcb000022}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f = PROGRAM("cortex-a57,+lse", 0, rows[i].word, NOP);

        control(f, SR_MDSCR_EL1, MDSCR_SS);
        f->cpu->pstate.ss = true;
        execute(f, 2);
        ck_taken(f, rows[i].esr, CODE_AT + 4);
        exec_fixture_free(f);
    }
}
END_TEST

/* SSAdvance comes before the exception of an SVC, and not before that of a fault. */
START_TEST(spsr_ss_says_whether_the_step_is_still_to_be_made)
{
    Fixture *calls = PROGRAM("cortex-a57", 0, SVC_1), *faults = PROGRAM("cortex-a57", 0, 0);

    control(calls, SR_MDSCR_EL1, MDSCR_SS);
    control(faults, SR_MDSCR_EL1, MDSCR_SS);
    calls->cpu->pstate.ss = faults->cpu->pstate.ss = true;
    execute(calls, 1);
    execute(faults, 1);
    ck_taken(calls, 0x56000001, CODE_AT + 4);
    ck_assert(!bit(calls->cpu->sr[SR_SPSR_EL1], 21));
    ck_taken(faults, 0x02000000, CODE_AT);
    ck_assert(bit(faults->cpu->sr[SR_SPSR_EL1], 21));
    exec_fixture_free(calls);
    exec_fixture_free(faults);
}
END_TEST

START_TEST(an_interrupt_comes_before_a_step_that_is_pending)
{
    Fixture *f = PROGRAM("cortex-a57", 0, NOP, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_SS);
    f->cpu->pstate.ss = true;
    execute(f, 1);
    f->cpu->pstate.daif = 0;
    cpu_line(f->cpu, CPU_LINE_IRQ).set(f->cpu, CPU_LINE_IRQ, true);
    execute(f, 1);
    ck_assert_uint_eq(f->cpu->sr[SR_ELR_EL1], CODE_AT + 4);
    ck_assert_uint_eq(f->cpu->pc & 0x7ff, 0x480);
    ck_assert(!bit(f->cpu->sr[SR_SPSR_EL1], 21));
    exec_fixture_free(f);
}
END_TEST

START_TEST(debug_off_asks_for_no_attention)
{
    Fixture *f = PROGRAM("cortex-a57", 0, NOP, NOP);

    control(f, SR_DBGBVR0_EL1, CODE_AT);
    control(f, SR_DBGBCR0_EL1, E | EL0_ONLY | BAS4);
    control(f, SR_DBGWCR0_EL1, E | EL0_ONLY | BOTH | BAS8);
    execute(f, 1);
    ck_assert_uint_eq(f->cpu->attention, 0);
    ck_assert_uint_eq(f->cpu->debug.watchpoints, 0);
    exec_fixture_free(f);
}
END_TEST

/* A breakpoint of EL0 costs EL1 nothing. */
START_TEST(breakpoints_ask_for_attention_only_at_their_level)
{
    Fixture *f = PROGRAM("cortex-a57", 1, NOP, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_MDE | MDSCR_KDE);
    control(f, SR_DBGBCR0_EL1, E | EL0_ONLY | BAS4);
    execute(f, 1);
    ck_assert_uint_eq(f->cpu->attention, 0);
    control(f, SR_DBGBCR0_EL1, E | EL10 | BAS4);
    execute(f, 1);
    ck_assert_uint_eq(f->cpu->attention, ATTENTION_STEP);
    exec_fixture_free(f);
}
END_TEST

/* TranslateAddress: an Instruction Abort comes before the breakpoint. */
START_TEST(fetch_faults_before_its_breakpoint)
{
    Fixture *f = PROGRAM("cortex-a57", 0, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_MDE);
    control(f, SR_DBGBVR0_EL1, HOLE);
    control(f, SR_DBGBCR0_EL1, E | EL0_ONLY | BAS4);
    f->cpu->pc = HOLE;
    execute(f, 1);
    ck_taken(f, 0x82000010, HOLE);
    exec_fixture_free(f);
}
END_TEST

START_TEST(tde_is_named_as_the_trap)
{
    Fixture *f = PROGRAM("cortex-a57", 0, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_SS);
    control(f, SR_MDCR_EL2, MDCR_TDE);
    execute(f, 1);
    ck_assert_uint_eq(f->cpu->sr[SR_ESR_EL2], 0xca000022);
    ck_assert_str_eq(trap_name((Trap)f->crossing.trap), "MDCR2_TDE");
    exec_fixture_free(f);
}
END_TEST

/* Matching. */

static const uint64_t none[6];

static DebugScene scene_at(unsigned el, const uint64_t *bvr, const uint64_t *bcr)
{
    return (DebugScene){.bvr = bvr,
                        .bcr = bcr,
                        .wvr = none,
                        .wcr = none,
                        .breakpoint_count = 6,
                        .watchpoint_count = 4,
                        .context_first = 4,
                        .el = (uint8_t)el,
                        .has_el2 = true,
                        .has_el3 = true,
                        .el2_enabled = true};
}

/* The table of HMC, SSC and PMC in "Breakpoint exceptions"; levels are bits 3..0, Non-secure and
 * Secure (where there is no EL2). */
START_TEST(state_matches_as_the_table_of_hmc_ssc_pmc_says)
{
    static const struct {
        unsigned hmc, ssc, pmc, nonsecure, secure;
    } rows[] = {
        {0, 0, 1, 2, 2},  {0, 0, 2, 1, 1}, {0, 0, 3, 3, 3}, {0, 1, 1, 2, 0}, {0, 1, 2, 1, 0},
        {0, 1, 3, 3, 0},  {0, 2, 1, 0, 2}, {0, 2, 2, 0, 1}, {0, 2, 3, 0, 3}, {1, 0, 1, 6, 10},
        {1, 0, 3, 7, 11}, {1, 1, 1, 6, 0}, {1, 1, 3, 7, 0}, {1, 2, 0, 0, 8}, {1, 2, 1, 0, 10},
        {1, 2, 3, 0, 11}, {1, 3, 0, 4, 0}, {0, 0, 0, 0, 0}, {1, 3, 1, 0, 0}, {0, 3, 0, 0, 0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint64_t bcr[6] = {E | BAS4 | rows[i].hmc * HMC | SSC(rows[i].ssc) | rows[i].pmc << 1};

        for (unsigned el = 0; el < 4; el++) {
            DebugScene scene = scene_at(el, none, bcr);

            if (el < 3)
                ck_assert_msg(debug_breakpoint_selected(&scene, 0) == bit(rows[i].nonsecure, el),
                              "row %zu at EL%u", i, el);
            scene.secure = true;
            if (el != 2)
                ck_assert_msg(debug_breakpoint_selected(&scene, 0) == bit(rows[i].secure, el),
                              "row %zu at Secure EL%u", i, el);
        }
    }
}
END_TEST

START_TEST(only_the_last_two_breakpoints_know_contexts)
{
    uint64_t bvr[6] = {[3] = 42, [4] = 42};
    uint64_t bcr[6] = {[3] = E | EL10 | TYPE(2) | BAS4, [4] = E | EL10 | TYPE(2) | BAS4};
    DebugScene scene = scene_at(0, bvr, bcr);

    scene.contextidr = 42;
    ck_assert(!debug_breakpoint_matches(&scene, 3, CODE_AT));
    ck_assert(debug_breakpoint_matches(&scene, 4, CODE_AT));
    scene.contextidr = 43;
    ck_assert(!debug_breakpoint_matches(&scene, 4, CODE_AT));
}
END_TEST

START_TEST(vmid_is_compared_in_8_or_16_bits_and_never_at_el2)
{
    uint64_t bvr[6] = {[5] = UINT64_C(0x107) << 32};
    uint64_t bcr[6] = {[5] = E | EL10 | HMC | TYPE(8) | BAS4};
    DebugScene scene = scene_at(1, bvr, bcr);

    scene.vttbr = UINT64_C(0x207) << 48;
    ck_assert(debug_breakpoint_matches(&scene, 5, CODE_AT));
    scene.vmid16 = true;
    ck_assert(!debug_breakpoint_matches(&scene, 5, CODE_AT));
    scene.vttbr = UINT64_C(0x107) << 48;
    ck_assert(debug_breakpoint_matches(&scene, 5, CODE_AT));
    scene.el = 2;
    ck_assert(!debug_breakpoint_matches(&scene, 5, CODE_AT));
}
END_TEST

/* AArch64.BreakpointValueMatch: BT 0b001x is the context of whoever is in charge, 0b011x
 * CONTEXTIDR_EL1, 0b110x CONTEXTIDR_EL2, 0b111x both. */
START_TEST(a_host_has_a_context_of_its_own)
{
    static const struct {
        unsigned type, el;
        bool in_host, matches;
    } rows[] = {{2, 2, true, false},  {2, 1, false, true},  {6, 1, false, true},
                {6, 0, true, false},  {12, 2, true, true},  {12, 1, false, true},
                {14, 1, false, true}, {14, 2, true, false}, {12, 3, false, false}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint64_t bvr[6] = {[5] = UINT64_C(0x77) << 32 | 0x11};
        uint64_t bcr[6] = {[5] = E | HMC | 3u << 1 | TYPE(rows[i].type) | BAS4};
        DebugScene scene = scene_at(rows[i].el, bvr, bcr);

        scene.has_vhe = true;
        scene.in_host = rows[i].in_host;
        scene.contextidr = 0x11;
        scene.contextidr_el2 = 0x77;
        ck_assert_msg(debug_breakpoint_matches(&scene, 5, CODE_AT) == rows[i].matches, "row %zu",
                      i);
        scene.contextidr_el2 = 0x11;
        if (rows[i].type == 2)
            ck_assert_msg(debug_breakpoint_matches(&scene, 5, CODE_AT), "row %zu", i);
        scene.has_vhe = false;
        if (rows[i].type > 4)
            ck_assert_msg(!debug_breakpoint_matches(&scene, 5, CODE_AT), "row %zu", i);
    }
}
END_TEST

START_TEST(an_address_matches_whatever_its_tag)
{
    uint64_t bvr[6] = {CODE_AT}, bcr[6] = {E | EL0_ONLY | BAS4};
    DebugScene scene = scene_at(0, bvr, bcr);

    ck_assert(debug_breakpoint_matches(&scene, 0, CODE_AT));
    ck_assert(debug_breakpoint_matches(&scene, 0, CODE_AT | UINT64_C(0x5a) << 56));
    ck_assert(!debug_breakpoint_matches(&scene, 0, CODE_AT | UINT64_C(1) << 55));
    ck_assert(!debug_breakpoint_matches(&scene, 0, CODE_AT + 4));
}
END_TEST

START_TEST(bas_and_mask_select_bytes)
{
    static const struct {
        uint64_t wvr, wcr, first, last; /* last 0: none */
    } rows[] = {
        {0x1000, BAS8, 0x1000, 0x1007},
        {0x1000, 0x3c << 5, 0x1002, 0x1005},
        {0x1004, 0xff << 5, 0x1004, 0x1007},
        {0x1004, 0x0c << 5, 0x1006, 0x1007},
        {0x1004, 0xf0 << 5, 0, 0},
        {0x1000, 0, 0, 0},
        {0x1000, BAS8 | 12 << 24, 0x1000, 0x1fff},
        {0x1000, BAS8 | 3 << 24, 0x1000, 0x1007},
        {0x1000, BAS8 | 2 << 24, 0, 0},
        {0x1000, 0x80 << 5, 0x1007, 0x1007},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint64_t first = 0, last = 0;
        bool any = debug_watched_bytes(rows[i].wvr, rows[i].wcr, &first, &last);

        ck_assert_msg(any == (rows[i].last != 0), "row %zu", i);
        if (any)
            ck_assert_msg(first == rows[i].first && last == rows[i].last, "row %zu", i);
    }
}
END_TEST

/* The bytes before, at the edges of and behind an access; FAR is the first watched one of it. */
START_TEST(any_watched_byte_of_an_access_matches)
{
    static const struct {
        uint64_t va, hit; /* hit 0: none */
        unsigned size;
    } rows[] = {{0x0ff9, 0x1000, 8}, {0x0ff8, 0, 8},      {0x1003, 0x1003, 1},
                {0x1005, 0x1005, 8}, {0x1008, 0, 8},      {0x0fc8, 0x1000, 64},
                {0x1007, 0x1007, 2}, {0x0ff0, 0x1000, 32}};
    uint64_t wvr[4] = {0x1000}, wcr[4] = {E | EL0_ONLY | BOTH | BAS8};
    DebugScene scene = scene_at(0, none, none);

    scene.wvr = wvr;
    scene.wcr = wcr;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        DebugAccess access = {.va = rows[i].va, .size_bytes = rows[i].size};
        uint64_t hit = 0;

        ck_assert_msg(debug_watchpoint_matches(&scene, 0, &access, &hit) == (rows[i].hit != 0),
                      "row %zu", i);
        ck_assert_msg(hit == rows[i].hit, "row %zu", i);
    }
}
END_TEST

/* Watchpoints in execution. */

static Fixture *watching(const char *options, uint32_t word, uint64_t offset, uint64_t wcr)
{
    Fixture *f = PROGRAM(options, 0, word, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_MDE);
    control(f, SR_DBGWVR3_EL1, DATA_AT + offset);
    control(f, SR_DBGWCR3_EL1, wcr);
    f->cpu->x[1] = 5;
    execute(f, 1);
    return f;
}

START_TEST(a_watched_store_changes_nothing)
{
    Fixture *f = watching("cortex-a57", STP_X1_X2_X0, 8, E | EL0_ONLY | STORE | BAS8);
    uint64_t value = 1;

    ck_taken(f, 0xd2000062, CODE_AT);
    ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL1], DATA_AT + 8);
    memcpy(&value, f->ram + (DATA_AT - RAM_BASE), sizeof value);
    ck_assert_uint_eq(value, 0);
    exec_fixture_free(f);
}
END_TEST

/* ESR_ELx.WnR of an atomic is 0 if a read would have met the watchpoint. */
START_TEST(atomics_match_either_kind)
{
    static const struct {
        uint32_t word;
        uint64_t lsc;
        uint32_t esr;
    } rows[] = {{LDADD_X1_X2_X0, LOAD, 0xd2000022},
                {LDADD_X1_X2_X0, STORE, 0xd2000062},
                {LDADD_X1_X2_X0, BOTH, 0xd2000022},
                {CAS_X1_X2_X0, STORE, 0xd2000062},
                {CASP_X2_X4_X0, STORE, 0xd2000062}};

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f =
            watching("cortex-a57,+lse", rows[i].word, 0, E | EL0_ONLY | rows[i].lsc | BAS8);

        ck_taken(f, rows[i].esr, CODE_AT);
        ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL1], DATA_AT);
        exec_fixture_free(f);
    }
}
END_TEST

/* A page that accesses went straight to is looked at again, and comes back afterwards. */
START_TEST(a_watchpoint_is_met_on_a_page_in_use)
{
    Fixture *f = PROGRAM("cortex-a57", 0, LDR_X1_X0, LDR_X1_X0, LDR_X1_X0);

    execute(f, 1);
    control(f, SR_MDSCR_EL1, MDSCR_MDE);
    control(f, SR_DBGWVR0_EL1, DATA_AT);
    control(f, SR_DBGWCR0_EL1, E | EL0_ONLY | LOAD | BAS8);
    execute(f, 1);
    ck_taken(f, 0xd2000022, CODE_AT + 4);
    control(f, SR_MDSCR_EL1, 0);
    exception_return(f->cpu, exception_return_address(f->cpu));
    execute(f, 2);
    ck_assert_uint_eq(f->cpu->pc, CODE_AT + 12);
    ck_assert(mem_is_direct(f->cpu, &f->cpu->host_tlb.read[host_tlb_index(DATA_AT)], DATA_AT, 8, 8,
                            MEM_PLAIN));
    exec_fixture_free(f);
}
END_TEST

START_TEST(load_watchpoints_let_stores_through)
{
    Fixture *f = watching("cortex-a57", STP_X1_X2_X0, 0, E | EL0_ONLY | LOAD | BAS8);

    ck_assert_uint_eq(f->cpu->pc, CODE_AT + 4);
    exec_fixture_free(f);
}
END_TEST

START_TEST(unprivileged_accesses_match_as_el0)
{
    Fixture *f = PROGRAM("cortex-a57", 1, 0xf8400801 /* LDTR X1, [X0] */, NOP);

    control(f, SR_MDSCR_EL1, MDSCR_MDE | MDSCR_KDE);
    control(f, SR_DBGWVR0_EL1, DATA_AT);
    control(f, SR_DBGWCR0_EL1, E | EL0_ONLY | LOAD | BAS8);
    execute(f, 1);
    ck_taken(f, 0xd6000022, CODE_AT);
    exec_fixture_free(f);
}
END_TEST

/* AArch64.MemZero looks at the whole block; CM is 0. With stage 1 on, since Device memory faults.
 */
START_TEST(dc_zva_is_a_write_of_its_block)
{
    Fixture *f = PROGRAM("cortex-a57", 1, DC_ZVA_X0, NOP);
    uint64_t table[8] = {0, 0x40000000 | 0x401 | 3 << 8}; /* level 1: 1 GB of Normal memory */

    memcpy(f->ram + 0x60000, table, sizeof table);
    control(f, SR_TTBR0_EL1, RAM_BASE + 0x60000);
    control(f, SR_TCR_EL1, 25 | UINT64_C(2) << 32 | 1 << 23);
    control(f, SR_MAIR_EL1, 0xff);
    put(f, SR_SCTLR_EL1, f->cpu->sr[SR_SCTLR_EL1] | 1);
    control(f, SR_MDSCR_EL1, MDSCR_MDE | MDSCR_KDE);
    control(f, SR_DBGWVR0_EL1, DATA_AT + 8);
    control(f, SR_DBGWCR0_EL1, E | EL1_ONLY | STORE | BAS8);
    f->cpu->x[0] = DATA_AT + 0x30;
    execute(f, 1);
    ck_taken(f, 0xd6000062, CODE_AT);
    ck_assert_uint_eq(f->cpu->sr[SR_FAR_EL1], DATA_AT + 8);
    exec_fixture_free(f);
}
END_TEST

/* DebugExceptionReturnSS. */
START_TEST(ss_comes_back_only_from_where_debug_is_off_to_where_it_is_on)
{
    static const struct {
        uint64_t mdscr, spsr;
        uint8_t daif;
        bool ss;
    } rows[] = {
        {MDSCR_SS, 0x600000, 0, true},
        {MDSCR_SS, 0x000000, 0, false},
        {0, 0x600000, 0, false},
        {MDSCR_SS | MDSCR_KDE, 0x600000, DAIF_D, true},
        {MDSCR_SS | MDSCR_KDE, 0x600000, 0, false},      /* EL1 is stepped itself */
        {MDSCR_SS | MDSCR_KDE, 0x600005, DAIF_D, true},  /* to EL1 */
        {MDSCR_SS | MDSCR_KDE, 0x200205, DAIF_D, false}, /* to EL1 with D set */
        {MDSCR_SS, 0x600005, DAIF_D, false},             /* to EL1 without KDE */
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        Fixture *f = PROGRAM("cortex-a57", 1, NOP);

        control(f, SR_MDSCR_EL1, rows[i].mdscr);
        f->cpu->sr[SR_SPSR_EL1] = rows[i].spsr;
        f->cpu->pstate.daif = rows[i].daif;
        exception_return(f->cpu, exception_return_address(f->cpu));
        ck_assert_msg(f->cpu->pstate.ss == rows[i].ss, "row %zu", i);
        exec_fixture_free(f);
    }
}
END_TEST

TEST_MAIN("debug", os_lock_is_closed_at_reset, a_step_ends_before_the_next_instruction,
          ex_tells_of_load_exclusives_only, spsr_ss_says_whether_the_step_is_still_to_be_made,
          an_interrupt_comes_before_a_step_that_is_pending, debug_off_asks_for_no_attention,
          breakpoints_ask_for_attention_only_at_their_level, fetch_faults_before_its_breakpoint,
          tde_is_named_as_the_trap, state_matches_as_the_table_of_hmc_ssc_pmc_says,
          only_the_last_two_breakpoints_know_contexts,
          vmid_is_compared_in_8_or_16_bits_and_never_at_el2, a_host_has_a_context_of_its_own,
          an_address_matches_whatever_its_tag, bas_and_mask_select_bytes,
          any_watched_byte_of_an_access_matches, a_watched_store_changes_nothing,
          a_watchpoint_is_met_on_a_page_in_use, atomics_match_either_kind,
          load_watchpoints_let_stores_through, unprivileged_accesses_match_as_el0,
          dc_zva_is_a_write_of_its_block,
          ss_comes_back_only_from_where_debug_is_off_to_where_it_is_on)
