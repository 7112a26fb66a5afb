/* SPDX-License-Identifier: MIT
 *
 * probes.S - what runs below EL3: loads, stores, and every form of TLBI, each ending in SMC #0 (at
 * EL0: in SVC).
 */
        .global probe_load, probe_load_el0, probe_store
        .text
probe_load:
        ldr     x0, [x0]
        smc     #0
probe_load_el0:
        ldr     x0, [x0]
        svc     #0
probe_store:
        mrs     x1, tpidr_el0
        str     x1, [x0]
        ldr     x0, [x0]
        smc     #0

#define FORM(name)                                                                                 \
        .global at_lower_##name;                                                                   \
at_lower_##name:                                                                                   \
        dsb ishst;                                                                                 \
        tlbi name, x0;                                                                             \
        dsb sy;                                                                                    \
        isb;                                                                                       \
        smc #0;
#define FORM_ALL(name)                                                                             \
        .global at_lower_##name;                                                                   \
at_lower_##name:                                                                                   \
        dsb ishst;                                                                                 \
        tlbi name;                                                                                 \
        dsb sy;                                                                                    \
        isb;                                                                                       \
        smc #0;
#include "forms.h"
