/* SPDX-License-Identifier: MIT
 *
 * smp.h - the machine as smp.c uses it: PL011, GICv2 or (GIC=3) GICv3, PSCI by HVC, memory shared
 * between CPUs.
 */
#ifndef TESTS_GUEST_SMP_SMP_H
#define TESTS_GUEST_SMP_SMP_H

#include "tests/guest/sysregs/guest.h"

#define GICD UINT64_C(0x08000000)
#define GICC UINT64_C(0x08010000)
#define GICR UINT64_C(0x080a0000)
#define GICR_STRIDE 0x20000u

void secondary(uint64_t cpu);
void secondary_main(uint64_t cpu);
void take_interrupt(void);
void fail(uint64_t esr, uint64_t elr);

/* In a loop that waits for another CPU. */
static inline void let_others(void)
{
    __asm__ volatile("yield" ::: "memory");
}

static inline uint32_t load(const uint32_t *at)
{
    return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

static inline void store(uint32_t *at, uint32_t value)
{
    __atomic_store_n(at, value, __ATOMIC_RELEASE);
}

/* The new value. */
static inline uint32_t add(uint32_t *at, uint32_t value)
{
    return __atomic_add_fetch(at, value, __ATOMIC_ACQ_REL);
}

static inline void put_decimal(uint64_t value)
{
    char text[21];
    unsigned at = sizeof text;

    text[--at] = 0;
    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    put_text(text + at);
    put_char('\n');
}

static inline uint32_t read32(uint64_t at)
{
    return *(volatile uint32_t *)at;
}

static inline void write32(uint64_t at, uint32_t value)
{
    *(volatile uint32_t *)at = value;
}

#if GIC == 3

static inline void distributor_on(void)
{
    write32(GICD, 1u << 4); /* ARE */
    write32(GICD, 1u << 4 | 1u << 1);
}

/* The CPU's redistributor, its interface, and SGI 3 in group 1. */
static inline void cpu_interface_on(unsigned cpu)
{
    uint64_t frame = GICR + cpu * GICR_STRIDE;

    write32(frame + 0x14, 0); /* GICR_WAKER */
    while (read32(frame + 0x14) & 4)
        ;
    write32(frame + 0x10080, 1u << 3);
    write32(frame + 0x10100, 1u << 3);
    WRITE(icc_sre_el1, 1);
    __asm__ volatile("isb" ::: "memory");
    WRITE(icc_pmr_el1, 0xff);
    WRITE(icc_igrpen1_el1, 1);
    __asm__ volatile("isb\n msr daifclr, #2" ::: "memory");
}

static inline void send_interrupt(unsigned cpu)
{
    __asm__ volatile("dsb ish" ::: "memory");
    WRITE(icc_sgi1r_el1, UINT64_C(3) << 24 | 1u << cpu);
    __asm__ volatile("isb" ::: "memory");
}

static inline uint32_t acknowledge(void)
{
    return (uint32_t)READ(icc_iar1_el1);
}

static inline void end_interrupt(uint32_t iar)
{
    WRITE(icc_eoir1_el1, iar);
    __asm__ volatile("isb" ::: "memory");
}

#else

static inline void distributor_on(void)
{
    write32(GICD, 1);
}

/* This CPU's interface, and SGI 3, which is banked. */
static inline void cpu_interface_on(unsigned cpu)
{
    (void)cpu;
    write32(GICD + 0x100, 1u << 3);
    write32(GICC + 4, 0xff);
    write32(GICC, 1);
    __asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline void send_interrupt(unsigned cpu)
{
    __asm__ volatile("dsb ish" ::: "memory");
    write32(GICD + 0xf00, 1u << (16 + cpu) | 3);
}

static inline uint32_t acknowledge(void)
{
    return read32(GICC + 0xc);
}

static inline void end_interrupt(uint32_t iar)
{
    write32(GICC + 0x10, iar);
}

#endif

/* PSCI CPU_ON, 64-bit. */
static inline uint64_t cpu_on(uint64_t cpu)
{
    register uint64_t x0 __asm__("x0") = 0xc4000003;
    register uint64_t x1 __asm__("x1") = cpu;
    register uint64_t x2 __asm__("x2") = (uint64_t)secondary;
    register uint64_t x3 __asm__("x3") = cpu;

    __asm__ volatile("hvc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}

/* PSCI SYSTEM_OFF. */
static inline void power_off(void)
{
    register uint64_t x0 __asm__("x0") = 0x84000008;

    __asm__ volatile("hvc #0" : "+r"(x0)::"memory");
}

/* 39-bit addresses, 4 KiB granule, write-back memory that all CPUs share. */
static inline void mmu_on(const uint64_t *table)
{
    WRITE(mair_el1, 0x04ff);
    WRITE(tcr_el1, 25u | 1u << 8 | 1u << 10 | 3u << 12 | 1u << 23 | UINT64_C(2) << 32);
    WRITE(ttbr0_el1, (uint64_t)table);
    __asm__ volatile("dsb ish\n tlbi vmalle1\n dsb ish\n isb" ::: "memory");
    WRITE(sctlr_el1, READ(sctlr_el1) | 0x1005);
    __asm__ volatile("isb" ::: "memory");
}

#endif
