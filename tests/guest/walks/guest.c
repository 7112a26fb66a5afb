/* SPDX-License-Identifier: MIT
 *
 * guest.c - at EL3: tries each case's addresses with every AT of its regime, and prints PAR_EL1.
 *
 * With HOST the cases are as_host's, with LATER as_later's.
 *
 * One line of 16 hexadecimal digits a result, on the semihosting console. SEED is given to the
 * compiler. run.sh builds it and says who compares.
 */
#include "../semihost.h"
#include "cases.h"

#define LOG ((char *)0x51000000)
#define SCR_NS_RW 0x531 /* NS, RES1, HCE, RW: the EL1&0 and EL2 regimes are Non-secure AArch64 */
#define WRITE_SYSREG(name, value) __asm__ volatile("msr " #name ", %0" ::"r"((uint64_t)(value)))

uint64_t at_s1e1r(uint64_t va), at_s1e1w(uint64_t va), at_s1e0r(uint64_t va), at_s1e0w(uint64_t va);
uint64_t at_s12e1r(uint64_t va), at_s12e1w(uint64_t va), at_s12e0r(uint64_t va);
uint64_t at_s12e0w(uint64_t va), at_s1e2r(uint64_t va), at_s1e2w(uint64_t va);
void guest_main(void);

static uint64_t (*const at_el10[8])(uint64_t) = {at_s1e1r,  at_s1e1w,  at_s1e0r,  at_s1e0w,
                                                 at_s12e1r, at_s12e1w, at_s12e0r, at_s12e0w};
static uint64_t (*const at_el2[2])(uint64_t) = {at_s1e2r, at_s1e2w};

static char *print(char *to, uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> shift & 15];
    *to++ = '\n';
    return to;
}

static void set_controls(const Case *c)
{
    WRITE_SYSREG(hcr_el2, c->hcr);
    WRITE_SYSREG(vtcr_el2, c->vtcr);
    WRITE_SYSREG(vttbr_el2, c->vttbr);
    if (c->kind == CASE_EL10) {
        WRITE_SYSREG(sctlr_el1, c->sctlr);
        WRITE_SYSREG(tcr_el1, c->tcr);
        WRITE_SYSREG(mair_el1, c->mair);
        WRITE_SYSREG(ttbr0_el1, c->ttbr[0]);
        WRITE_SYSREG(ttbr1_el1, c->ttbr[1]);
    } else {
        WRITE_SYSREG(sctlr_el2, c->sctlr);
        WRITE_SYSREG(tcr_el2, c->tcr);
        WRITE_SYSREG(mair_el2, c->mair);
        WRITE_SYSREG(ttbr0_el2, c->ttbr[0]);
        if (c->kind == CASE_EL20)
            WRITE_SYSREG(s3_4_c2_c0_1, c->ttbr[1]); /* TTBR1_EL2 */
    }
    __asm__ volatile("isb\n tlbi alle1\n tlbi alle2\n dsb sy\n isb" ::: "memory");
}

static char *run_case(const Case *c, char *to)
{
    set_controls(c);
    for (unsigned i = 0; i < ADDRESSES; i++)
        for (unsigned op = 0; op < operations(c); op++)
            to = print(to, c->kind == CASE_EL2 ? at_el2[op](c->va[i]) : at_el10[op](c->va[i]));
    return to;
}

void guest_main(void)
{
    volatile uint64_t *pool = (volatile uint64_t *)POOL_BASE;
    uint64_t state = SEED;
    char *to = LOG;

    WRITE_SYSREG(scr_el3, SCR_NS_RW);
    __asm__ volatile("isb");
    for (unsigned epoch = 0; epoch < EPOCHS; epoch++) {
        for (unsigned i = 0; i < POOL_WORDS; i++)
            pool[i] =
                LATER ? later_descriptor(random_descriptor(&state)) : random_descriptor(&state);
        for (unsigned i = 0; i < CASES_PER_EPOCH; i++) {
            Case c;

            random_case(&state, &c);
            if (HOST)
                as_host(&c);
            if (LATER)
                as_later(&state, &c);
            to = run_case(&c, to);
        }
    }
    semihost_write(LOG, (uint64_t)(to - LOG));
    semihost_exit();
}
