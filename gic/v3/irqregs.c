/* SPDX-License-Identifier: MIT
 *
 * irqregs.c - the registers with a field for each interrupt: a redistributor has those of its SGIs
 * and PPIs, the Distributor those of the SPIs.
 *
 * What an access may see of 32 interrupts is a mask (visible): everything, or for a Non-secure
 * access the interrupts of Non-secure Group 1 and those that NSACR opens to it.
 *
 * Spec: IHI 0069, GICD_* and GICR_* register descriptions.    Tests: tests/unit/gic/v3/gicd_test.c
 * Journey: after gic/v3/frame.c, before gic/v3/gicd.c
 */
#include "gic/fields.h"
#include "gic/v3/state.h"

/* The interrupts of @word that @access reaches: a mask of 32. None of the other kind, and none
 * beyond GICD_TYPER's. GICR_NSACR is about sending SGIs and opens no register. */
static uint32_t visible(Gicv3 *gic, Gicv3Access access, unsigned word, NsacrLevel level)
{
    const IrqBank *bank;

    if ((word == 0) != access.redistributor || word * 32 >= gic->config.irq_count)
        return 0;
    bank = &gicv3_block(gic, access.cpu, word)->bank;
    if (!access.nonsecure)
        return UINT32_MAX;
    return word ? bank->group1 | irqstate_opened(bank, level) : bank->group1;
}

/* The block of @word; of a word that is not there, some block: its mask is 0. */
static IrqBlock *block_of(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return gicv3_block(gic, access.cpu, word < IRQ_WORDS ? word : 0);
}

/* Sets the bits of @mask in one of a block's bitmaps to those of @value. */
static void replace(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t *bitmap, uint32_t value,
                    uint32_t mask)
{
    if (!mask)
        return;
    *bitmap = (*bitmap & ~mask) | (value & mask);
    gicv3_irq_changed(gic, access.cpu, word);
}

/* Sets those bits of a block's bitmap that @ones names and @level opens to @access. */
static void set_bits(Gicv3 *gic, Gicv3Access access, unsigned word, NsacrLevel level,
                     uint32_t *bitmap, uint32_t ones)
{
    replace(gic, access, word, bitmap, UINT32_MAX, ones & visible(gic, access, word, level));
}

static void clear_bits(Gicv3 *gic, Gicv3Access access, unsigned word, NsacrLevel level,
                       uint32_t *bitmap, uint32_t ones)
{
    replace(gic, access, word, bitmap, 0, ones & visible(gic, access, word, level));
}

/* --- A bit per interrupt -------------------------------------------------------------------- */

uint32_t irq_read_group(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return block_of(gic, access, word)->bank.group1 & visible(gic, access, word, NSACR_NONE);
}

void irq_write_group(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value, uint32_t mask)
{
    uint32_t *group1 = &block_of(gic, access, word)->bank.group1;

    replace(gic, access, word, group1, value, mask & visible(gic, access, word, NSACR_NONE));
}

/* With one Security state there is no modifier. */
static uint32_t grpmod_visible(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return gic->config.has_security ? visible(gic, access, word, NSACR_NONE) : 0;
}

uint32_t irq_read_grpmod(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return block_of(gic, access, word)->grpmod & grpmod_visible(gic, access, word);
}

void irq_write_grpmod(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value, uint32_t mask)
{
    uint32_t *grpmod = &block_of(gic, access, word)->grpmod;

    replace(gic, access, word, grpmod, value, mask & grpmod_visible(gic, access, word));
}

uint32_t irq_read_enable(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return block_of(gic, access, word)->bank.enabled & visible(gic, access, word, NSACR_NONE);
}

void irq_write_set_enable(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value,
                          uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, word)->bank;

    set_bits(gic, access, word, NSACR_NONE, &bank->enabled, value & mask);
}

void irq_write_clear_enable(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value,
                            uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, word)->bank;

    clear_bits(gic, access, word, NSACR_NONE, &bank->enabled, value & mask);
}

uint32_t irq_read_set_pend(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return irqstate_pending(&block_of(gic, access, word)->bank) &
           visible(gic, access, word, NSACR_SET_PENDING);
}

uint32_t irq_read_clear_pend(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return irqstate_pending(&block_of(gic, access, word)->bank) &
           visible(gic, access, word, NSACR_CLEAR_PENDING);
}

void irq_write_set_pend(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value,
                        uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, word)->bank;

    set_bits(gic, access, word, NSACR_SET_PENDING, &bank->latched, value & mask);
}

void irq_write_clear_pend(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value,
                          uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, word)->bank;

    clear_bits(gic, access, word, NSACR_CLEAR_PENDING, &bank->latched, value & mask);
}

uint32_t irq_read_active(Gicv3 *gic, Gicv3Access access, unsigned word)
{
    return block_of(gic, access, word)->bank.active &
           visible(gic, access, word, NSACR_CLEAR_PENDING);
}

void irq_write_set_active(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value,
                          uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, word)->bank;

    set_bits(gic, access, word, NSACR_NONE, &bank->active, value & mask);
}

void irq_write_clear_active(Gicv3 *gic, Gicv3Access access, unsigned word, uint32_t value,
                            uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, word)->bank;

    clear_bits(gic, access, word, NSACR_NONE, &bank->active, value & mask);
}

/* --- Two bits per interrupt: register @index has those of half a block ----------------------- */

/* <2n+1> edge-triggered, <2n> RES0. SGIs are always edge-triggered. */
uint32_t irq_read_config(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    unsigned word = index / 2, shift = index % 2 * 16;
    uint32_t edge = block_of(gic, access, word)->bank.edge;

    return fields_spread((edge & visible(gic, access, word, NSACR_NONE)) >> shift) << 1;
}

/* CHOICE: PPIs can be configured, as on QEMU's virt board; the architecture leaves it open. */
void irq_write_config(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value, uint32_t mask)
{
    unsigned word = index / 2, shift = index % 2 * 16;
    uint32_t writable = visible(gic, access, word, NSACR_NONE) & UINT32_C(0xffff) << shift;

    (void)mask;
    if (word == 0)
        writable &= ~SGI_MASK;
    replace(gic, access, word, &block_of(gic, access, word)->bank.edge,
            fields_gather(value >> 1) << shift, writable);
}

/* Only Secure accesses come here, and a redistributor has GICR_NSACR for its SGIs only. */
static uint32_t nsacr_half(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    uint32_t half = UINT32_C(0xffff) << (index % 2 * 16);

    return gic->config.has_security ? visible(gic, access, index / 2, NSACR_NONE) & half : 0;
}

uint32_t irq_read_nsacr(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    const IrqBank *bank = &block_of(gic, access, index / 2)->bank;
    uint32_t half = nsacr_half(gic, access, index);
    unsigned shift = index % 2 * 16;

    return fields_spread((bank->nsacr_low & half) >> shift) |
           fields_spread((bank->nsacr_high & half) >> shift) << 1;
}

void irq_write_nsacr(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value, uint32_t mask)
{
    IrqBank *bank = &block_of(gic, access, index / 2)->bank;
    uint32_t half = nsacr_half(gic, access, index);
    unsigned shift = index % 2 * 16;

    (void)mask;
    bank->nsacr_low = (bank->nsacr_low & ~half) | (fields_gather(value) << shift & half);
    bank->nsacr_high = (bank->nsacr_high & ~half) | (fields_gather(value >> 1) << shift & half);
}

/* --- A byte per interrupt ------------------------------------------------------------------- */

/* Non-secure accesses see and set the lower half of the priorities as if it were all. */
uint32_t irq_read_priority(Gicv3 *gic, Gicv3Access access, unsigned index)
{
    unsigned word = index / 8;
    uint32_t seen = visible(gic, access, word, NSACR_NONE), value = 0;
    const uint8_t *priority = block_of(gic, access, word)->priority;

    for (unsigned i = 0; i < 4; i++) {
        unsigned n = index % 8 * 4 + i;

        if (bit(seen, n))
            value |= (uint32_t)(access.nonsecure ? cpuif_ns_view(priority[n]) : priority[n])
                     << (8 * i);
    }
    return value;
}

void irq_write_priority(Gicv3 *gic, Gicv3Access access, unsigned index, uint32_t value,
                        uint32_t mask)
{
    unsigned word = index / 8, bytes = fields_bytes(mask);
    uint32_t seen = visible(gic, access, word, NSACR_NONE);
    uint8_t *priority = block_of(gic, access, word)->priority;

    if (!seen)
        return;
    for (unsigned i = 0; i < 4; i++) {
        unsigned n = index % 8 * 4 + i;
        uint8_t byte = (uint8_t)(value >> (8 * i));

        if (bit(bytes, i) && bit(seen, n))
            priority[n] = access.nonsecure ? cpuif_from_ns_view(byte) : byte;
    }
    gicv3_irq_changed(gic, access.cpu, word);
}

bool irq_may_route(Gicv3 *gic, Gicv3Access access, unsigned intid)
{
    return bit(visible(gic, access, intid / 32, NSACR_TARGETS), intid % 32);
}
