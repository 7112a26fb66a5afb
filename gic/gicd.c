/* SPDX-License-Identifier: MIT
 *
 * gicd.c - the Distributor's registers.
 *
 * Most registers have a field for each of 32, 16 or 4 interrupts. What an access may see of
 * them is a mask over 32 interrupts (visible_irqs): everything, or for a Non-secure access the
 * interrupts of group 1 and those that GICD_NSACR opens to it.
 *
 * Spec: IHI 0048B, "Distributor register descriptions".    Tests: tests/unit/gic/gicd_test.c
 * Journey: after gic/frame.c, before gic/gicc.c
 */
#include "gic/fields.h"
#include "gic/state.h"

#define GICD_CTLR_GRP0 UINT32_C(1)
#define GICD_CTLR_GRP1 UINT32_C(2)

/* The interrupts of @word that @access reaches: a mask of 32. None beyond GICD_TYPER's. */
static uint32_t visible_irqs(Gicv2 *gic, GicAccess access, unsigned word, NsacrLevel level)
{
    const IrqBank *bank;

    if (word * 32 >= gic->config.irq_count)
        return 0;
    bank = irqstate_bank(&gic->irq, access.cpu, word);
    return access.nonsecure ? bank->group1 | irqstate_opened(bank, level) : UINT32_MAX;
}

/* The bank of @word; of a word that is not there, some bank: its mask is 0. */
static IrqBank *bank_of(Gicv2 *gic, GicAccess access, unsigned word)
{
    return irqstate_bank(&gic->irq, access.cpu, word < IRQ_WORDS ? word : 0);
}

/* --- The Distributor itself ----------------------------------------------------------------- */

static uint32_t read_ctlr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)index;
    return access.nonsecure ? (gic->gicd_ctlr & GICD_CTLR_GRP1) >> 1 : gic->gicd_ctlr;
}

static void write_ctlr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    (void)index, (void)mask;
    if (access.nonsecure)
        gic->gicd_ctlr = (gic->gicd_ctlr & GICD_CTLR_GRP0) | (value & 1) << 1;
    else
        gic->gicd_ctlr = value & (GICD_CTLR_GRP0 | GICD_CTLR_GRP1);
    for (unsigned cpu = 0; cpu < gic->config.cpu_count; cpu++)
        gicv2_update_physical(gic, cpu);
}

static uint32_t read_typer(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)access, (void)index;
    return (gic->config.irq_count / 32 - 1) | (gic->config.cpu_count - 1) << 5 |
           (uint32_t)gic->config.has_security << 10;
}

static uint32_t read_iidr(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)gic, (void)access, (void)index;
    return GICD_IIDR_VALUE;
}

/* The identification of a GIC-400, which is also what QEMU's virt board shows. */
static uint32_t read_pidr4(Gicv2 *gic, GicAccess access, unsigned index)
{
    (void)gic, (void)access;
    return index == 0 ? 0x04 : 0;
}

static uint32_t read_pidr0(Gicv2 *gic, GicAccess access, unsigned index)
{
    static const uint8_t id[4] = {0x90, 0xb4, 0x2b, 0x00};

    (void)gic, (void)access;
    return id[index & 3];
}

static uint32_t read_cidr0(Gicv2 *gic, GicAccess access, unsigned index)
{
    static const uint8_t id[4] = {0x0d, 0xf0, 0x05, 0xb1};

    (void)gic, (void)access;
    return id[index & 3];
}

/* --- A bit per interrupt -------------------------------------------------------------------- */

static uint32_t read_group(Gicv2 *gic, GicAccess access, unsigned word)
{
    return bank_of(gic, access, word)->group1 & visible_irqs(gic, access, word, NSACR_NONE);
}

static void write_group(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value, uint32_t mask)
{
    uint32_t visible = visible_irqs(gic, access, word, NSACR_NONE);

    (void)mask;
    if (!visible)
        return;
    bank_of(gic, access, word)->group1 = value;
    gicv2_irq_changed(gic, access.cpu, word);
}

static uint32_t read_enable(Gicv2 *gic, GicAccess access, unsigned word)
{
    return bank_of(gic, access, word)->enabled & visible_irqs(gic, access, word, NSACR_NONE);
}

static void write_set_enable(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value,
                             uint32_t mask)
{
    value &= visible_irqs(gic, access, word, NSACR_NONE) & mask;
    if (!value)
        return;
    bank_of(gic, access, word)->enabled |= value;
    gicv2_irq_changed(gic, access.cpu, word);
}

/* CHOICE: SGIs cannot be disabled. */
static void write_clear_enable(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value,
                               uint32_t mask)
{
    value &= visible_irqs(gic, access, word, NSACR_NONE) & mask;
    if (word == 0)
        value &= ~SGI_MASK;
    if (!value)
        return;
    bank_of(gic, access, word)->enabled &= ~value;
    gicv2_irq_changed(gic, access.cpu, word);
}

static uint32_t read_set_pend(Gicv2 *gic, GicAccess access, unsigned word)
{
    return irqstate_pending(bank_of(gic, access, word)) &
           visible_irqs(gic, access, word, NSACR_SET_PENDING);
}

static uint32_t read_clear_pend(Gicv2 *gic, GicAccess access, unsigned word)
{
    return irqstate_pending(bank_of(gic, access, word)) &
           visible_irqs(gic, access, word, NSACR_CLEAR_PENDING);
}

/* SGIs have GICD_SPENDSGIR and GICD_CPENDSGIR instead: here they are read-only. */
static uint32_t pend_writable(Gicv2 *gic, GicAccess access, unsigned word, NsacrLevel level)
{
    return visible_irqs(gic, access, word, level) & (word ? UINT32_MAX : ~SGI_MASK);
}

static void write_set_pend(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value,
                           uint32_t mask)
{
    value &= pend_writable(gic, access, word, NSACR_SET_PENDING) & mask;
    if (!value)
        return;
    bank_of(gic, access, word)->latched |= value;
    gicv2_irq_changed(gic, access.cpu, word);
}

static void write_clear_pend(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value,
                             uint32_t mask)
{
    value &= pend_writable(gic, access, word, NSACR_CLEAR_PENDING) & mask;
    if (!value)
        return;
    bank_of(gic, access, word)->latched &= ~value;
    gicv2_irq_changed(gic, access.cpu, word);
}

static uint32_t read_active(Gicv2 *gic, GicAccess access, unsigned word)
{
    return bank_of(gic, access, word)->active &
           visible_irqs(gic, access, word, NSACR_CLEAR_PENDING);
}

static void write_set_active(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value,
                             uint32_t mask)
{
    value &= visible_irqs(gic, access, word, NSACR_NONE) & mask;
    if (!value)
        return;
    bank_of(gic, access, word)->active |= value;
    gicv2_irq_changed(gic, access.cpu, word);
}

static void write_clear_active(Gicv2 *gic, GicAccess access, unsigned word, uint32_t value,
                               uint32_t mask)
{
    value &= visible_irqs(gic, access, word, NSACR_NONE) & mask;
    if (!value)
        return;
    bank_of(gic, access, word)->active &= ~value;
    gicv2_irq_changed(gic, access.cpu, word);
}

/* --- Two bits per interrupt: register @index has those of half a bank ------------------------ */

/* <2n+1> edge-triggered, <2n> RES0. SGIs are always edge-triggered. */
static uint32_t read_config(Gicv2 *gic, GicAccess access, unsigned index)
{
    unsigned word = index / 2, shift = index % 2 * 16;
    uint32_t edge = bank_of(gic, access, word)->edge & visible_irqs(gic, access, word, NSACR_NONE);

    return fields_spread(edge >> shift) << 1;
}

/* CHOICE: PPIs can be configured, as on QEMU's virt board; the architecture leaves it open. */
static void write_config(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value,
                         uint32_t mask)
{
    unsigned word = index / 2, shift = index % 2 * 16;
    uint32_t visible = visible_irqs(gic, access, word, NSACR_NONE) & UINT32_C(0xffff) << shift;
    IrqBank *bank = bank_of(gic, access, word);

    (void)mask;
    if (word == 0)
        visible &= ~SGI_MASK;
    if (!visible)
        return;
    bank->edge = (bank->edge & ~visible) | (fields_gather(value >> 1) << shift & visible);
    gicv2_irq_changed(gic, access.cpu, word);
}

/* GICD_NSACR of an SGI or PPI is banked like its other fields. */
static uint32_t read_nsacr(Gicv2 *gic, GicAccess access, unsigned index)
{
    unsigned word = index / 2, shift = index % 2 * 16;
    const IrqBank *bank = bank_of(gic, access, word);

    if (!gic->config.has_security || !visible_irqs(gic, access, word, NSACR_NONE))
        return 0;
    return fields_spread(bank->nsacr_low >> shift) | fields_spread(bank->nsacr_high >> shift) << 1;
}

static void write_nsacr(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    unsigned word = index / 2, shift = index % 2 * 16;
    uint32_t half = UINT32_C(0xffff) << shift;
    IrqBank *bank = bank_of(gic, access, word);

    (void)mask;
    if (!gic->config.has_security || !visible_irqs(gic, access, word, NSACR_NONE))
        return;
    bank->nsacr_low = (bank->nsacr_low & ~half) | fields_gather(value) << shift;
    bank->nsacr_high = (bank->nsacr_high & ~half) | fields_gather(value >> 1) << shift;
}

/* --- A byte per interrupt ------------------------------------------------------------------- */

/* Non-secure accesses see and set the lower half of the priorities as if it were all. */
static uint32_t read_priority(Gicv2 *gic, GicAccess access, unsigned index)
{
    unsigned word = index / 8;
    uint32_t visible = visible_irqs(gic, access, word, NSACR_NONE), value = 0;

    for (unsigned i = 0; i < 4; i++) {
        unsigned intid = index * 4 + i;
        uint8_t priority;

        if (!bit(visible, intid % 32))
            continue;
        priority = *irqstate_priority(&gic->irq, access.cpu, intid);
        value |= (uint32_t)(access.nonsecure ? cpuif_ns_view(priority) : priority) << (8 * i);
    }
    return value;
}

static void write_priority(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value,
                           uint32_t mask)
{
    unsigned word = index / 8, bytes = fields_bytes(mask);
    uint32_t visible = visible_irqs(gic, access, word, NSACR_NONE);

    if (!visible)
        return;
    for (unsigned i = 0; i < 4; i++) {
        unsigned intid = index * 4 + i;
        uint8_t priority = (uint8_t)(value >> (8 * i));

        if (bit(bytes, i) && bit(visible, intid % 32))
            *irqstate_priority(&gic->irq, access.cpu, intid) =
                access.nonsecure ? cpuif_from_ns_view(priority) : priority;
    }
    gicv2_irq_changed(gic, access.cpu, word);
}

/* Of SGIs and PPIs the targets are the reader: how a CPU learns its number. With a single CPU
 * the registers are RAZ/WI. */
static uint32_t read_targets(Gicv2 *gic, GicAccess access, unsigned index)
{
    unsigned word = index / 8;
    uint32_t visible = visible_irqs(gic, access, word, NSACR_TARGETS), value = 0;

    if (gic->config.cpu_count == 1)
        return 0;
    for (unsigned i = 0; i < 4; i++) {
        unsigned intid = index * 4 + i;

        if (bit(visible, intid % 32))
            value |= (word ? gic->irq.targets[intid] : 1u << access.cpu) << (8 * i);
    }
    return value;
}

static void write_targets(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value,
                          uint32_t mask)
{
    unsigned word = index / 8, bytes = fields_bytes(mask);
    uint32_t visible = visible_irqs(gic, access, word, NSACR_TARGETS);

    if (word == 0 || !visible || gic->config.cpu_count == 1)
        return;
    for (unsigned i = 0; i < 4; i++) {
        unsigned intid = index * 4 + i;

        if (bit(bytes, i) && bit(visible, intid % 32))
            gic->irq.targets[intid] = (uint8_t)(value >> (8 * i) & ones(gic->config.cpu_count));
    }
    gicv2_irq_changed(gic, access.cpu, word);
}

/* --- SGIs ----------------------------------------------------------------------------------- */

/* Whether an SGI reaches @target. With the Security Extensions a Secure write says in NSATT which
 * group it means; a Non-secure write reaches group 1, and group 0 where the target's GICD_NSACR
 * permits it (CHOICE: the target's, not the sender's, as GICv3 has it). */
static bool sgi_permitted(Gicv2 *gic, GicAccess access, unsigned target, unsigned sgi, bool nsatt)
{
    const IrqBank *bank = &gic->irq.banked[target];
    bool group1 = bit(bank->group1, sgi);

    if (!gic->config.has_security)
        return true;
    if (!access.nonsecure)
        return group1 == nsatt;
    return group1 || bit(irqstate_opened(bank, NSACR_SET_PENDING), sgi);
}

/* <25:24> TargetListFilter, <23:16> CPUTargetList, <15> NSATT, <3:0> SGIINTID. */
static void write_sgi(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value, uint32_t mask)
{
    const uint32_t everyone = (uint32_t)ones(gic->config.cpu_count), self = 1u << access.cpu;
    const uint32_t filter[4] = {(uint32_t)bits(value, 23, 16), everyone & ~self, self, 0};
    uint32_t targets = filter[bits(value, 25, 24)] & everyone;
    unsigned sgi = value & 15;

    (void)index, (void)mask;
    for (; targets; targets &= targets - 1) {
        unsigned target = (unsigned)__builtin_ctz(targets);

        if (!sgi_permitted(gic, access, target, sgi, bit(value, 15)))
            continue;
        irqstate_sgi_set(&gic->irq, target, sgi, (uint8_t)self);
        gicv2_update_physical(gic, target);
    }
}

/* The pending sources of SGIs 4n to 4n+3, a byte each. */
static uint32_t read_sgi_sources(Gicv2 *gic, GicAccess access, unsigned index, NsacrLevel level)
{
    uint32_t visible = visible_irqs(gic, access, 0, level), value = 0;

    for (unsigned i = 0; i < 4; i++)
        if (bit(visible, index * 4 + i))
            value |= (uint32_t)gic->irq.sgi_sources[access.cpu][index * 4 + i] << (8 * i);
    return value;
}

static uint32_t read_set_sgi(Gicv2 *gic, GicAccess access, unsigned index)
{
    return read_sgi_sources(gic, access, index, NSACR_SET_PENDING);
}

static uint32_t read_clear_sgi(Gicv2 *gic, GicAccess access, unsigned index)
{
    return read_sgi_sources(gic, access, index, NSACR_CLEAR_PENDING);
}

static void write_sgi_sources(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value,
                              bool set)
{
    uint32_t visible = visible_irqs(gic, access, 0, set ? NSACR_SET_PENDING : NSACR_CLEAR_PENDING);

    for (unsigned i = 0; i < 4; i++) {
        unsigned sgi = index * 4 + i;
        uint8_t sources = (uint8_t)(value >> (8 * i) & ones(gic->config.cpu_count));

        if (!bit(visible, sgi))
            continue;
        if (set)
            irqstate_sgi_set(&gic->irq, access.cpu, sgi, sources);
        else
            irqstate_sgi_clear(&gic->irq, access.cpu, sgi, sources);
    }
    gicv2_update_physical(gic, access.cpu);
}

static void write_set_sgi(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value,
                          uint32_t mask)
{
    write_sgi_sources(gic, access, index, value & mask, true);
}

static void write_clear_sgi(Gicv2 *gic, GicAccess access, unsigned index, uint32_t value,
                            uint32_t mask)
{
    write_sgi_sources(gic, access, index, value & mask, false);
}

/* --- The rows ------------------------------------------------------------------------------- */

const FrameRow gicd_rows[] = {
#define GICD(...) FRAME_ROW("GICD", __VA_ARGS__)
#include "gic/gicd.def"
#undef GICD
};

const unsigned gicd_row_count = ARRAY_COUNT(gicd_rows);
