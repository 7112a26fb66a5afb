/* SPDX-License-Identifier: MIT
 *
 * gic_fixture.h - the CPU of sysreg_fixture.h behind a GICv3.
 */
#ifndef TESTS_UNIT_CPU_GIC_FIXTURE_H
#define TESTS_UNIT_CPU_GIC_FIXTURE_H

#include "gic/v3/gicv3.h"
#include "tests/unit/cpu/sysreg_fixture.h"

/* At EL3 of a CPU behind a GICv3. */
static inline Fixture *gic_fixture(const char *options)
{
    Fixture *f = fixture_new(options);
    const Gicv3Config config = {
        .cpu_count = 1, .irq_count = 64, .has_security = cpu_has(f->cpu, FEAT_EL3)};
    const CpuLine lines[] = {CPU_LINE_IRQ, CPU_LINE_FIQ, CPU_LINE_VIRQ, CPU_LINE_VFIQ};

    f->cpu->features = feature_with(f->cpu->features, FEAT_GIC3);
    f->cpu->config.gic = gicv3_new(&config);
    ck_assert(f->cpu->config.gic != NULL);
    for (unsigned i = 0; i < ARRAY_COUNT(lines); i++)
        gicv3_connect(f->cpu->config.gic, 0, (GicOutput)i, cpu_line(f->cpu, lines[i]));
    regime_changed(f->cpu);
    return f;
}

static inline void gic_fixture_free(Fixture *f)
{
    gicv3_free(f->cpu->config.gic);
    fixture_free(f);
}

#endif
