/* SPDX-License-Identifier: MIT
 *
 * sysregs.c - physical or virtual, ICC or ICH: which handler an access is for.
 *
 * Spec: IHI 0069, "Accessing the CPU interface System registers".
 * Tests: tests/unit/gic/v3/icv_test.c
 * Journey: after gic/v3/ich.c, before gic/v3/gicv3.c
 */
#include "gic/v3/sysregs.h"

#include "gic/v3/rows.h"

uint64_t ic_raz(const IcAccess *access)
{
    (void)access;
    return 0;
}

void ic_wi(const IcAccess *access, uint64_t value)
{
    (void)access, (void)value;
}

bool gicv3_is_virtual(IcRegister reg, IcContext context)
{
    unsigned routed = (context.hcr_fmo ? IC_FMO : 0) | (context.hcr_imo ? IC_IMO : 0);

    return context.el == 1 && (icv_rows[reg].when & routed);
}

static const IcRow *row_of(IcRegister reg, IcContext context)
{
    assert(reg < IC_COUNT);
    if (gicv3_is_virtual(reg, context))
        return &icv_rows[reg];
    return icc_rows[reg].read ? &icc_rows[reg] : &ich_rows[reg];
}

uint64_t gicv3_sysreg_read(Gicv3 *gic, unsigned cpu, IcRegister reg, IcContext context)
{
    const IcRow *row = row_of(reg, context);

    return row->read(&(IcAccess){gic, cpu, row->index, context});
}

void gicv3_sysreg_write(Gicv3 *gic, unsigned cpu, IcRegister reg, IcContext context, uint64_t value)
{
    const IcRow *row = row_of(reg, context);

    row->write(&(IcAccess){gic, cpu, row->index, context}, value);
}
