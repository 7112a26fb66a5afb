/* SPDX-License-Identifier: MIT
 *
 * guest.c - random register accesses to all four frames of a GICv2, each printed with what it
 * read and with the interrupts that ISR_EL1 shows afterwards.
 *
 * The same program runs here and on QEMU; compare says whether both saw the same. It keeps away
 * from what IHI 0048B leaves UNPREDICTABLE, and from what gic.differences lists.
 */
#include "tests/guest/gic/episodes.h"

#define EPISODES 400
#define STEPS 250
#define STACK 60

enum Frame {
    GICD,
    GICC,
    GICH,
    GICV,
};

static const uintptr_t base[] = {0x08000000, 0x08010000, 0x08030000, 0x08040000};

#ifdef SECURE
#define HAS_SECURE true
#else
#define HAS_SECURE false
#endif
#if defined(VIEW_EL1) || defined(SECURE)
#define PHYSICAL 0u /* the CPU interface stays off: ISR_EL1 would not show it */
#else
#define PHYSICAL 1u
#endif

struct Guest {
    bool secure;   /* the view of the next accesses */
    uint32_t vbpr; /* GICH_VMCR's binary points */
    uint32_t taken[STACK], vtaken[STACK];
    unsigned taken_count, vtaken_count;
};

static uint32_t secure_access(uintptr_t address, uint32_t value, unsigned operation)
{
    register uint64_t x0 __asm__("x0") = address;
    register uint64_t x1 __asm__("x1") = value;
    register uint64_t x2 __asm__("x2") = operation;

    __asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2)::"memory");
    return (uint32_t)x0;
}

static bool by_smc(const Guest *g, enum Frame frame)
{
    return HAS_SECURE && g->secure && (frame == GICD || frame == GICC);
}

static uint32_t load(const Guest *g, enum Frame frame, uint32_t offset)
{
    if (by_smc(g, frame))
        return secure_access(base[frame] + offset, 0, 0);
    return *(volatile uint32_t *)(base[frame] + offset);
}

static void store(const Guest *g, enum Frame frame, uint32_t offset, uint32_t value)
{
    if (by_smc(g, frame))
        secure_access(base[frame] + offset, value, 1);
    else
        *(volatile uint32_t *)(base[frame] + offset) = value;
}

static void store_byte(const Guest *g, enum Frame frame, uint32_t offset, uint32_t value)
{
    if (by_smc(g, frame))
        secure_access(base[frame] + offset, value, 3);
    else
        *(volatile uint8_t *)(base[frame] + offset) = (uint8_t)value;
}

/* ISR_EL1.{I,F}. */
static uint32_t pending(void)
{
    uint64_t isr;

    __asm__ volatile("dsb sy\n isb\n mrs %0, isr_el1" : "=r"(isr)::"memory");
    return (uint32_t)(isr >> 6) & 3;
}

static void observe(const char *name, uint32_t offset, uint32_t value)
{
    put_text(name);
    put(' ');
    put_hex(offset, 4);
    put(' ');
    put_hex(value, 8);
    put(' ');
    put_hex(pending(), 1);
    put('\n');
}

static void write(Guest *g, const char *name, enum Frame frame, uint32_t offset, uint32_t value)
{
    store(g, frame, offset, value);
    observe(name, offset, value);
}

static void write_byte(Guest *g, const char *name, uint32_t offset, uint32_t value)
{
    store_byte(g, GICD, offset, value);
    observe(name, offset, value);
}

static uint32_t read(Guest *g, const char *name, enum Frame frame, uint32_t offset)
{
    uint32_t value = load(g, frame, offset);

    observe(name, offset, value);
    return value;
}

static void clean(Guest *g)
{
    g->secure = true;
    store(g, GICD, 0, 0);
    store(g, GICC, 0, 0);
    store(g, GICC, 4, 0);
    store(g, GICC, 8, 0);
    store(g, GICC, 0x1c, 1);
    for (uint32_t i = 0; i < 16; i += 4) {
        store(g, GICC, 0xd0 + i, 0);
        store(g, GICC, 0xe0 + i, 0);
        store(g, GICD, 0xf10 + i, ~0u);
        store(g, GICH, 0x100 + i, 0);
    }
    for (uint32_t word = 0; word < 8; word += 4) {
        store(g, GICD, 0x80 + word, 0);
        store(g, GICD, 0x180 + word, ~0u);
        store(g, GICD, 0x280 + word, ~0u);
        store(g, GICD, 0x380 + word, ~0u);
    }
    for (uint32_t i = 0; i < 64; i += 4)
        store(g, GICD, 0x400 + i, 0xa0a0a0a0);
    store(g, GICD, 0xc04, 0);
    store(g, GICD, 0xc08, 0);
    store(g, GICH, 0, 0);
    store(g, GICH, 0xf0, 0);
    store(g, GICH, 8, 0x004c0000);
    g->taken_count = g->vtaken_count = 0;
}

/* A list register of a state and priority by chance. Its virtual ID is no other's: the same ID
 * twice is UNPREDICTABLE. */
static uint32_t list_register(uint32_t number)
{
    static const uint8_t states[] = {0, 1, 1, 1, 2, 3};
    uint32_t value = (uint32_t)states[next() % 6] << 28 | (next() % 6) << 23;
    uint32_t physical;

    if (next() % 3 == 0)
        value |= 1u << 30;
    if (next() % 2) {
        physical = interrupt();
        value |= 1u << 31 | (physical < 16 ? 40 : physical) << 10;
    } else if (next() % 3 == 0) {
        value |= 1u << 19;
    }
    return value | (40 + number + 4 * (next() % 3));
}

static bool both_groups_on(Guest *g)
{
    bool was = g->secure, both;

    g->secure = true;
    both = (load(g, GICC, 0) & 3) == 3 && load(g, GICD, 0) == 3;
    g->secure = was;
    return both;
}

static uint32_t control(void)
{
    static const uint8_t values[] = {1, 1, 3, 3, 7, 7, 7, 9, 0xb, 0xf, 0x17, 2, 0, 5};
    uint32_t value = values[next() % sizeof values];

    return value | (next() % 3 == 0 ? 0x200 : 0);
}

static void step_gicd_ctlr(Guest *g)
{
    bool was = g->secure;
    uint32_t now;

    if (!g->secure) {
        g->secure = true;
        now = load(g, GICD, 0);
        g->secure = was;
        if (now != 3)
            return;
    }
    write(g, "D.CTLR", GICD, 0, g->secure ? (next() % 5 ? 3 : 0) : 1);
}

static void step_igroupr(Guest *g)
{
    uint32_t id = interrupt(), offset = 0x80 + id / 32 * 4;

    write(g, "D.IGROUPR", GICD, offset, load(g, GICD, offset) ^ 1u << id % 32);
}

static void set_bit(Guest *g, const char *name, uint32_t offset)
{
    uint32_t id = interrupt();

    write(g, name, GICD, offset + id / 32 * 4, 1u << id % 32);
}

static void step_isenabler(Guest *g)
{
    set_bit(g, "D.ISENABLER", 0x100);
}

static void step_icenabler(Guest *g)
{
    set_bit(g, "D.ICENABLER", 0x180);
}

static void step_ispendr(Guest *g)
{
    set_bit(g, "D.ISPENDR", 0x200);
}

static void step_icpendr(Guest *g)
{
    set_bit(g, "D.ICPENDR", 0x280);
}

static void step_isactiver(Guest *g)
{
    uint32_t id = interrupt();

    if (id < 32)
        write(g, "D.ISACTIVER", GICD, 0x300, 1u << id);
}

static void step_icactiver(Guest *g)
{
    set_bit(g, "D.ICACTIVER", 0x380);
}

static void step_priority(Guest *g)
{
    write_byte(g, "D.IPRIORITYR", 0x400 + interrupt(), next() & 0xff);
}

static void step_icfgr(Guest *g)
{
    write(g, "D.ICFGR", GICD, 0xc08, next());
}

static void step_sgir(Guest *g)
{
    uint32_t filter = next() & 3, nsatt = next() & 1, id = next() & 3;
    bool was = g->secure;

    if (HAS_SECURE) { /* NSATT as the interrupt's group is */
        g->secure = true;
        nsatt = load(g, GICD, 0x80) >> id & 1;
        g->secure = was;
        if (!g->secure && !nsatt)
            return;
    }
    write(g, "D.SGIR", GICD, 0xf00, (filter == 3 ? 0 : filter) << 24 | 1 << 16 | nsatt << 15 | id);
}

static void step_spendsgir(Guest *g)
{
    write_byte(g, "D.SPENDSGIR", 0xf20 + (interrupt() & 3), 1);
}

static void step_cpendsgir(Guest *g)
{
    write_byte(g, "D.CPENDSGIR", 0xf10 + (interrupt() & 3), 1);
}

static void step_read_gicd(Guest *g)
{
    uint32_t word = interrupt() / 32 * 4;

    read(g, "D.ISPENDR", GICD, 0x200 + word);
    read(g, "D.ISACTIVER", GICD, 0x300 + word);
    read(g, "D.ISENABLER", GICD, 0x100 + word);
    read(g, "D.SPENDSGIR", GICD, 0xf20);
    read(g, "D.IGROUPR", GICD, 0x80);
}

static void step_gicc_ctlr(Guest *g)
{
    write(g, "C.CTLR", GICC, 0, PHYSICAL * control());
}

static void step_gicc_pmr(Guest *g)
{
    write(g, "C.PMR", GICC, 4, next() % 4 ? 0xff : next() & 0xff);
}

static void step_gicc_iar(Guest *g)
{
    uint32_t id;

    if (!PHYSICAL || !both_groups_on(g))
        return;
    id = read(g, "C.IAR", GICC, 0xc);
    if ((id & 0x3ff) < 1020 && g->taken_count < STACK)
        g->taken[g->taken_count++] = id;
    read(g, "C.RPR", GICC, 0x14);
}

static void step_gicc_eoir(Guest *g)
{
    uint32_t id;

    if (!g->taken_count)
        return;
    id = g->taken[--g->taken_count];
    write(g, "C.EOIR", GICC, 0x10, id);
    if (next() % 4)
        write(g, "C.DIR", GICC, 0x1000, id);
}

static void step_read_gicc(Guest *g)
{
    read(g, "C.RPR", GICC, 0x14);
    read(g, "C.BPR", GICC, 8);
    read(g, "C.ABPR", GICC, 0x1c);
    read(g, "C.PMR", GICC, 4);
    read(g, "C.CTLR", GICC, 0);
    for (uint32_t i = 0; i < 16; i += 4) {
        read(g, "C.APR", GICC, 0xd0 + i);
        read(g, "C.NSAPR", GICC, 0xe0 + i);
    }
}

static void step_gich_hcr(Guest *g)
{
    write(g, "H.HCR", GICH, 0, (next() % 6 ? 1 : 0) | (next() & 0xfe));
}

static void step_gich_vmcr(Guest *g)
{
    write(g, "H.VMCR", GICH, 8, (next() & 0xf800021f) | g->vbpr);
}

static void step_gich_lr(Guest *g)
{
    uint32_t number = next() & 3;

    write(g, "H.LR", GICH, 0x100 + 4 * number, list_register(number));
}

static void step_read_gich(Guest *g)
{
    read(g, "H.MISR", GICH, 0x10);
    read(g, "H.EISR", GICH, 0x20);
    read(g, "H.ELRSR", GICH, 0x30);
    read(g, "H.APR", GICH, 0xf0);
    read(g, "H.HCR", GICH, 0);
    read(g, "H.VMCR", GICH, 8);
    for (uint32_t i = 0; i < 16; i += 4)
        read(g, "H.LR", GICH, 0x100 + i);
}

static void step_gicv_ctlr(Guest *g)
{
    write(g, "V.CTLR", GICV, 0, control());
}

static void step_gicv_pmr(Guest *g)
{
    write(g, "V.PMR", GICV, 4, next() % 4 ? 0xff : next() & 0xff);
}

static void step_gicv_iar(Guest *g)
{
    uint32_t id;

    if ((load(g, GICV, 0) & 3) != 3)
        return;
    id = read(g, "V.IAR", GICV, 0xc);
    if ((id & 0x3ff) < 1020 && g->vtaken_count < STACK)
        g->vtaken[g->vtaken_count++] = id;
    read(g, "V.RPR", GICV, 0x14);
}

static void step_gicv_eoir(Guest *g)
{
    uint32_t id;

    if (!g->vtaken_count) {
        if (next() % 4 == 0)
            write(g, "V.EOIR", GICV, 0x10, 99); /* in no list register: EOICount */
        return;
    }
    id = g->vtaken[--g->vtaken_count];
    write(g, "V.EOIR", GICV, 0x10, id);
    if (next() % 3)
        write(g, "V.DIR", GICV, 0x1000, id);
}

static const Step steps[] = {
    {4, step_gicd_ctlr}, {4, step_igroupr},   {7, step_isenabler}, {2, step_icenabler},
    {8, step_ispendr},   {2, step_icpendr},   {1, step_isactiver}, {1, step_icactiver},
    {5, step_priority},  {1, step_icfgr},     {4, step_sgir},      {1, step_spendsgir},
    {1, step_cpendsgir}, {1, step_read_gicd}, {4, step_gicc_ctlr}, {3, step_gicc_pmr},
    {11, step_gicc_iar}, {6, step_gicc_eoir}, {1, step_read_gicc}, {4, step_gich_hcr},
    {1, step_gich_vmcr}, {7, step_gich_lr},   {3, step_read_gich}, {4, step_gicv_ctlr},
    {2, step_gicv_pmr},  {7, step_gicv_iar},  {5, step_gicv_eoir},
};

static void step(Guest *g)
{
    if (HAS_SECURE) {
        g->secure = next() & 1;
        observe("view", g->secure, 0);
    }
    act(g, steps);
}

static void begin(Guest *g, uint32_t number)
{
    uint32_t bpr, vbpr;

    clean(g);
    seed(number);
    store(g, GICD, 0, 3);
    store(g, GICC, 0, PHYSICAL * 7);
    store(g, GICC, 4, 0xff);
    store(g, GICH, 0, 1);
    bpr = next() % 7;
    vbpr = 2 + next() % 5;
    store(g, GICC, 8, bpr);
    store(g, GICC, 0x1c, bpr + 1);
    g->vbpr = vbpr << 21 | (vbpr + 1) << 18;
    store(g, GICH, 8, 0xf8000007 | g->vbpr);
}

void guest_main(void);

void guest_main(void)
{
    static Guest guest;

    run_episodes(&guest, EPISODES, STEPS, begin, step);
}
