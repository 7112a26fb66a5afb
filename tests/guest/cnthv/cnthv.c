/* SPDX-License-Identifier: MIT
 *
 * cnthv.c - bare-metal program at EL3: the virtual timer of EL2 (FEAT_VHE) and its private
 * interrupt, which QEMU 7.2 forgets. One line a state of the timer: whether PPI 27 and PPI 28 are
 * pending. ISPENDR0 is the address of GICD_ISPENDR0, with a GICv3 that of GICR_ISPENDR0.
 */
#include "../sysregs/guest.h"

#define ENABLE 1
#define IMASK 2

/* CNTHV_CTL_EL2 and CNTHV_CVAL_EL2, whose names the assembler has only for Armv8.1. */
static void set_timer(uint64_t cval, uint64_t control)
{
    WRITE(s3_4_c14_c3_2, cval);
    WRITE(s3_4_c14_c3_1, control);
    __asm__ volatile("isb");
}

static void print(const char *state)
{
    uint32_t pending = *(volatile uint32_t *)ISPENDR0;

    put_text(state);
    put_text(": PPI 27 ");
    put_hex(pending >> 27 & 1, 1);
    put_text(", PPI 28 ");
    put_hex(pending >> 28 & 1, 1);
    put_char('\n');
}

int main(void)
{
    print("off");
    set_timer(0, ENABLE);
    print("due");
    set_timer(0, ENABLE | IMASK);
    print("masked");
    set_timer(UINT64_MAX, ENABLE);
    print("not due");
    WRITE(cntvoff_el2, UINT64_C(1)
                           << 63); /* of virtual time, which is not what this timer counts */
    set_timer(0, ENABLE);
    print("due with an offset");
    return 0;
}
