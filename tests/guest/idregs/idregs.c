/* SPDX-License-Identifier: MIT
 *
 * idregs.c - bare-metal program for EL2: prints what a kernel chooses its paths by, one register a
 * line. tools/idregs runs it here and under QEMU.
 */
#include "../sysregs/guest.h"

#define SHOW(name) show(#name, READ(name))
#define SHOW_AT(name, encoding) show(#name, READ(encoding))

#define GICD 0x08000000u
#define GICH 0x08030000u

static void show(const char *name, uint64_t value)
{
    put_text(name);
    put_text(": ");
    put_hex(value, 16);
    put_char('\n');
}

static void show_mmio(const char *name, uint64_t address)
{
    show(name, *(volatile uint32_t *)address);
}

static void show_cache(const char *name, uint64_t selector)
{
    WRITE(csselr_el1, selector);
    __asm__ volatile("isb");
    show(name, READ(ccsidr_el1));
}

void program(void)
{
    SHOW(MIDR_EL1);
    SHOW(REVIDR_EL1);
    SHOW(MPIDR_EL1);
    SHOW(AIDR_EL1);
    SHOW(CTR_EL0);
    SHOW(DCZID_EL0);
    SHOW(CLIDR_EL1);
    show_cache("CCSIDR_EL1[L1D]", 0);
    show_cache("CCSIDR_EL1[L1I]", 1);
    show_cache("CCSIDR_EL1[L2]", 2);
    SHOW(ID_AA64PFR0_EL1);
    SHOW(ID_AA64PFR1_EL1);
    SHOW_AT(ID_AA64ZFR0_EL1, S3_0_C0_C4_4);
    SHOW(ID_AA64DFR0_EL1);
    SHOW(ID_AA64DFR1_EL1);
    SHOW(ID_AA64AFR0_EL1);
    SHOW(ID_AA64AFR1_EL1);
    SHOW(ID_AA64ISAR0_EL1);
    SHOW(ID_AA64ISAR1_EL1);
    SHOW_AT(ID_AA64ISAR2_EL1, S3_0_C0_C6_2);
    SHOW(ID_AA64MMFR0_EL1);
    SHOW(ID_AA64MMFR1_EL1);
    SHOW_AT(ID_AA64MMFR2_EL1, S3_0_C0_C7_2);
    SHOW(CNTFRQ_EL0);
    SHOW(PMCR_EL0);
    SHOW(PMCEID0_EL0);
    SHOW(PMCEID1_EL0);
    show_mmio("GICD_TYPER", GICD + 4);
    show_mmio("GICD_IIDR", GICD + 8);
    show_mmio("GICH_VTR", GICH + 4);
    put_text("end\n");
}

__asm__(".text\n"
        ".global _start\n"
        "_start: ldr x1, =stack_top\n"
        "        mov sp, x1\n"
        "        msr cptr_el2, xzr\n"
        "        bl program\n"
        "        mov w0, #0x18\n" /* SYS_EXIT */
        "        ldr x1, =exit_reason\n"
        "        hlt #0xf000\n"
        "1:      wfi\n"
        "        b 1b\n"
        "        .data\n"
        "        .balign 8\n"
        "exit_reason: .quad 0x20026, 0\n" /* ADP_Stopped_ApplicationExit */
        "        .bss\n"
        "        .balign 16\n"
        "        .skip 4096\n"
        "stack_top:\n"
        "        .text\n");
