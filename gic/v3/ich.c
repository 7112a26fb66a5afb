/* SPDX-License-Identifier: MIT
 *
 * ich.c - control of the virtual CPU interface: ICH_*, and what follows from the list registers.
 *
 * Spec: IHI 0069, "Virtual CPU interface control System registers".
 * Tests: tests/unit/gic/v3/icv_test.c
 * Journey: after gic/v3/icv.c, before gic/v3/sysregs.c
 */
#include "gic/v3/lr.h"
#include "gic/v3/rows.h"

/* --- List registers ------------------------------------------------------------------------------
 */

uint32_t ich_lr_empty(const Ich *ich)
{
    uint32_t status = 0;

    for (unsigned i = 0; i < GICV3_LR_COUNT; i++) {
        uint64_t lr = ich->lr[i];
        bool asks_eoi = !(lr & ICH_LR_HW) && (lr & ICH_LR_EOI);

        if (!(lr & ICH_LR_STATE) && !asks_eoi)
            status |= UINT32_C(1) << i;
    }
    return status;
}

uint32_t ich_lr_eoi(const Ich *ich)
{
    uint32_t status = 0;

    for (unsigned i = 0; i < GICV3_LR_COUNT; i++)
        if (!(ich->lr[i] & (ICH_LR_STATE | ICH_LR_HW)) && (ich->lr[i] & ICH_LR_EOI))
            status |= UINT32_C(1) << i;
    return status;
}

static bool is_enabled(const Ich *ich, uint64_t lr)
{
    return ich->vmcr & (lr & ICH_LR_GROUP1 ? CPUIF_ENABLE_GRP1 : CPUIF_ENABLE_GRP0);
}

GicPick ich_lr_pick(const Ich *ich)
{
    GicPick best = pick_none();

    for (unsigned i = 0; i < GICV3_LR_COUNT; i++) {
        uint64_t lr = ich->lr[i];

        if ((lr & ICH_LR_STATE) == ICH_LR_PENDING && is_enabled(ich, lr) &&
            ich_lr_priority(lr) < best.priority)
            best = (GicPick){ich_lr_vintid(lr), ich_lr_priority(lr), (lr & ICH_LR_GROUP1) != 0, i};
    }
    return best;
}

uint32_t ich_maintenance(const Ich *ich)
{
    LrCount count = {.eoi = ich_lr_eoi(ich) != 0};

    for (unsigned i = 0; i < GICV3_LR_COUNT; i++) {
        count.valid += (ich->lr[i] & ICH_LR_STATE) != 0;
        count.pending += (ich->lr[i] & ICH_LR_STATE) == ICH_LR_PENDING;
    }
    return lr_maintenance(ich->hcr, ich->vmcr, count);
}

/* --- Registers
 * ------------------------------------------------------------------------------------ */

/* There is no AckCtl, and Group 0 is always an FIQ (VFIQEn is RAO/WI). */
static uint32_t vmcr_legal(uint64_t value)
{
    return (lr_vmcr_legal((uint32_t)value) & ~CPUIF_ACKCTL) | CPUIF_FIQEN;
}

void ich_reset(Ich *ich)
{
    *ich = (Ich){.vmcr = vmcr_legal(0)};
}

static uint64_t read_hcr(const IcAccess *a)
{
    return ic_cpu(a)->ich.hcr;
}

static void write_hcr(const IcAccess *a, uint64_t value)
{
    ic_cpu(a)->ich.hcr = (uint32_t)value & ICH_HCR_WRITABLE;
    gicv3_update_virtual(a->gic, a->cpu);
}

/* PRIbits 4, PREbits 4 (5 bits of each), IDbits 1 (24 bits), A3V, nV4 (no direct injection), TDS
 * (ICH_HCR_EL2.TDIR is there), ListRegs. */
static uint64_t read_vtr(const IcAccess *a)
{
    (void)a;
    return UINT32_C(4) << 29 | UINT32_C(4) << 26 | UINT32_C(1) << 23 | UINT32_C(1) << 21 |
           UINT32_C(1) << 20 | UINT32_C(1) << 19 | (GICV3_LR_COUNT - 1);
}

static uint64_t read_vmcr(const IcAccess *a)
{
    return ic_cpu(a)->ich.vmcr;
}

static void write_vmcr(const IcAccess *a, uint64_t value)
{
    ic_cpu(a)->ich.vmcr = vmcr_legal(value);
    gicv3_update_virtual(a->gic, a->cpu);
}

static uint64_t read_misr(const IcAccess *a)
{
    return ich_maintenance(&ic_cpu(a)->ich);
}

static uint64_t read_eisr(const IcAccess *a)
{
    return ich_lr_eoi(&ic_cpu(a)->ich);
}

static uint64_t read_elrsr(const IcAccess *a)
{
    return ich_lr_empty(&ic_cpu(a)->ich);
}

static uint64_t read_apr(const IcAccess *a)
{
    return ic_cpu(a)->ich.apr[a->index];
}

static void write_apr(const IcAccess *a, uint64_t value)
{
    ic_cpu(a)->ich.apr[a->index] = (uint32_t)value;
    gicv3_update_virtual(a->gic, a->cpu);
}

static uint64_t read_lr(const IcAccess *a)
{
    return ic_cpu(a)->ich.lr[a->index];
}

static void write_lr(const IcAccess *a, uint64_t value)
{
    ic_cpu(a)->ich.lr[a->index] = value & ICH_LR_WRITABLE;
    gicv3_update_virtual(a->gic, a->cpu);
}

const IcRow ich_rows[IC_COUNT] = {
#define ICH(name, index, read, write) [IC_##name] = {read, write, index, 0},
#include "gic/v3/ich.def"
#undef ICH
};
