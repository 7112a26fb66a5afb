/* SPDX-License-Identifier: MIT
 *
 * sysregs.h - one case of the system-register program: the guest (sysregs.c) executes what the
 * generator (sysregs_cases.c, on the host) made of the rows.
 */
#ifndef TESTS_GUEST_SYSREGS_H
#define TESTS_GUEST_SYSREGS_H

#include <stdint.h>

/* The control registers that cases change, in the order of struct Case.control: name, what lets
 * everything through, and the same under HCR_EL2.E2H. */
#define CONTROLS(X)                                                                                \
    X(SCTLR_EL1, 0x34c5ce00,                                                                       \
      0x34c5ce00) /* UCI nTWE nTWI UCT DZE EnRCTX UMA, TSCXT clear: EL0 may */                     \
    X(CPACR_EL1, 0x00300000, 0x00300000)                                                           \
    X(CNTKCTL_EL1, 0x303, 0x303)                                                                   \
    X(MDSCR_EL1, 0, 0)                                                                             \
    X(PMUSERENR_EL0, 0xf, 0xf)                                                                     \
    X(SCTLR_EL2, 0x30c50830, 0x34c5de00)                                                           \
    X(HCR_EL2, 0x20030080000000, 0x20030480000000) /* RW APK API EnSCXT, E2H */                    \
    X(CPTR_EL2, 0x33ff, 0x00300000)                                                                \
    X(MDCR_EL2, 6, 6)                                                                              \
    X(CNTHCTL_EL2, 3, 0xf03)                                                                       \
    X(CPTR_EL3, 0, 0)                                                                              \
    X(MDCR_EL3, 0, 0)                                                                              \
    X(SCR_EL3, 0x401a030d31, 0x401a030d31) /* NS HCE RW ST APK API EnSCXT FGTEn ECVEn HXEn */

/* Those that QEMU 7.2 does not have. */
#define NEW_CONTROLS(X)                                                                            \
    X(HFGRTR_EL2, 0, 0)                                                                            \
    X(HFGWTR_EL2, 0, 0)                                                                            \
    X(HFGITR_EL2, 0, 0)                                                                            \
    X(HDFGRTR_EL2, 0, 0)                                                                           \
    X(HDFGWTR_EL2, 0, 0)

/* Those that are there with a GICv3. */
#define GIC3_CONTROLS(X) X(ICH_HCR_EL2, 0, 0)

enum {
#define CONTROL_INDEX(name, base, base_e2h) CONTROL_##name,
    CONTROLS(CONTROL_INDEX) NEW_CONTROLS(CONTROL_INDEX) GIC3_CONTROLS(CONTROL_INDEX)
#undef CONTROL_INDEX
        CONTROL_COUNT
};

enum {
    CASE_SECURE = 1,    /* SCR_EL3.NS is 0 */
    CASE_TGE = 2,       /* HCR_EL2.TGE is 1 */
    CASE_VOLATILE = 4,  /* a value that time decides: not printed */
    CASE_READ_BACK = 8, /* a write of what a read of the same register gives at EL3 */
    CASE_UNMASKED = 32, /* PSTATE.DAIF is 0 */
    CASE_IRQ = 64,      /* a physical IRQ is pending */
    CASE_FIQ = 128,
    CASE_ADDRESS = 16,   /* Rt is the address of scratch memory */
    CASE_NO_FGTEN = 256, /* SCR_EL3.FGTEn is 0 */
};

struct Case {
    const char *text;
    uint32_t word; /* with Rt = X0 */
    uint8_t el;
    uint16_t flags;
    uint8_t control; /* CONTROL_COUNT: none */
    uint64_t value;  /* of the control */
};

#endif
