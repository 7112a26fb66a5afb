/* SPDX-License-Identifier: MIT
 *
 * returns.c - bare-metal program: exception returns from EL1, EL2 and EL3 with every mode in SPSR,
 * legal or not, and random other bits; prints where execution went on and with what PSTATE.
 *
 * At the target stands SMC #0. A line is "step: level, vector, ESR, SPSR" of the exception that the
 * target's first instruction took (at EL0 it is UNDEFINED; after an illegal return the illegal
 * state is). AArch32 User mode is left out: QEMU's cores have AArch32 at EL0.
 */
#include "../sysregs/guest.h"

#define ERET 0xd69f03e0u
#define SMC_0 0xd4000003u
#define HCR_RW (UINT64_C(1) << 31)
#define HCR_TGE (UINT64_C(1) << 27)
#define SCR_RW_HCE 0x530u
#define M_AARCH32_USER 0x10

/* N Z C V, SS, IL, D A I F; with the features of later architectures left alone. */
#define SPSR_RANDOM UINT64_C(0xf03003c0)

static uint32_t code[2] __attribute__((aligned(64))), target[2] __attribute__((aligned(64)));
static uint64_t state = SEED;

static uint64_t next(void)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return state >> 20;
}

static void put_case(unsigned number, unsigned from, unsigned mode, bool secure, bool tge)
{
    put_hex(number, 4);
    put_text(" from EL");
    put_hex(from, 1);
    put_text(" to mode ");
    put_hex(mode, 2);
    put_text(secure ? " secure" : "");
    put_text(tge ? " TGE" : "");
    put_text(": ");
}

static void put_exception(const char *level, unsigned vector, uint64_t esr, uint64_t spsr)
{
    put_text(level);
    put_hex(vector, 1);
    put_char(' ');
    put_hex(esr, 8);
    put_char(' ');
    put_hex(spsr, 8);
    put_char('\n');
}

static void put_outcome(const struct Outcome *outcome)
{
    unsigned number = outcome->esr >> 26 == 0x17 ? (unsigned)outcome->esr & 0xffff : 0;

    if (number >> 8 == 1)
        put_exception("EL1 v", number & 15, READ(esr_el1), READ(spsr_el1));
    else if (number >> 8 == 2)
        put_exception("EL2 v", number & 15, READ(esr_el2), READ(spsr_el2));
    else
        put_exception("EL3 v", (unsigned)outcome->vector, outcome->esr, outcome->spsr);
}

/* From EL1 and EL2 by an ERET there; from EL3 run_at's own ERET is the one. */
static void try_return(unsigned from, uint64_t spsr, struct Outcome *outcome)
{
    if (from == 3) {
        run_at(0, target, spsr, outcome);
        return;
    }
    if (from == 2) {
        WRITE(elr_el2, target);
        WRITE(spsr_el2, spsr);
    } else {
        WRITE(elr_el1, target);
        WRITE(spsr_el1, spsr);
    }
    run_at(0, code, 0x3c0 | from << 2 | 1, outcome);
}

int main(void)
{
    put_code(&code[0], ERET);
    put_code(&code[1], SMC_0);
    put_code(&target[0], SMC_0);
    put_code(&target[1], SMC_0);
    for (unsigned number = 0; number < 4000; number++) {
        unsigned from = 1 + (unsigned)(next() % 3), mode = (unsigned)(next() % 32);
        bool secure = from != 2 && next() % 4 == 0, tge = from != 1 && next() % 3 == 0;
        uint64_t spsr = (next() & SPSR_RANDOM & (next() | ~(UINT64_C(1) << 20))) | mode;
        struct Outcome outcome;

        if (mode == M_AARCH32_USER)
            continue;
        WRITE(scr_el3, SCR_RW_HCE | !secure);
        WRITE(hcr_el2, HCR_RW | (tge ? HCR_TGE : 0));
        __asm__ volatile("isb");
        try_return(from, spsr, &outcome);
        put_case(number, from, mode, secure, tge);
        put_outcome(&outcome);
    }
    put_text("end\n");
    return 0;
}
