/* SPDX-License-Identifier: MIT
 *
 * timer.h - the generic timers of one CPU: CNTP (Non-secure), CNTPS, CNTHP, CNTV, CNTHV.
 *
 * Values in and out are counts of the system counter (counter.h turns time into counts); outputs
 * are IrqLines; expiries are Events. Access control is cpu/'s. The caller passes now_units, the
 * simulated time of the access.
 *
 * Spec: DDI 0487, "The Generic Timer in AArch64 state", TimerConditionMet.
 * Tests: tests/unit/timer/timer_test.c
 */
#ifndef TIMER_TIMER_H
#define TIMER_TIMER_H

#include "sim/base/bits.h"
#include "sim/base/clock.h"
#include "sim/base/event.h"
#include "sim/base/irqline.h"

typedef enum TimerId {
    TIMER_PHYS,     /* CNTP_*_EL0, Non-secure instance, sees CNTPOFF_EL2; PPI 30 */
    TIMER_VIRT,     /* CNTV_*_EL0, sees CNTVOFF_EL2; PPI 27 */
    TIMER_HYP,      /* CNTHP_*_EL2; PPI 26 */
    TIMER_SEC,      /* CNTPS_*_EL1; PPI 29 */
    TIMER_HYP_VIRT, /* CNTHV_*_EL2 (VHE); PPI 28 */
    TIMER_COUNT
} TimerId;

#define CNT_CTL_ENABLE UINT64_C(1)
#define CNT_CTL_IMASK UINT64_C(2)
#define CNT_CTL_ISTATUS UINT64_C(4)

typedef struct Timers Timers;

/* @queue and @clock must outlive the result. NULL when memory is exhausted. */
Timers *timers_new(Clock clock, EventQueue *queue);
void timers_free(Timers *timers);

/* Connects the output of @id. */
void timers_connect(Timers *timers, TimerId id, IrqLine line);

/* Back to the state after timers_new: disabled, CVAL and the offsets 0, outputs low. */
void timers_reset(Timers *timers, uint64_t now_units);

/* PhysicalCountInt at @now_units: CNTPCT_EL0 is that less timers_poff below EL2, CNTVCT_EL0 less
 * timers_voff. */
uint64_t timers_physical_count(const Timers *timers, uint64_t now_units);

/* CNTVOFF_EL2. Writing moves the virtual timer's deadline. */
uint64_t timers_voff(const Timers *timers);
void timers_set_voff(Timers *timers, uint64_t voff, uint64_t now_units);

/* The offset that the EL1 physical timer sees, and EL1 and EL0 in CNTPCT_EL0: CNTPOFF_EL2 while
 * FEAT_ECV is enabled, else 0. Writing moves the timer's deadline. */
uint64_t timers_poff(const Timers *timers);
void timers_set_poff(Timers *timers, uint64_t poff, uint64_t now_units);

/* CNTx_CTL (ISTATUS is computed), CNTx_CVAL, CNTx_TVAL (32 bits: sign-extended when
 * written, zero-extended when read). */
uint64_t timers_ctl(const Timers *timers, TimerId id, uint64_t now_units);
uint64_t timers_cval(const Timers *timers, TimerId id);
uint64_t timers_tval(const Timers *timers, TimerId id, uint64_t now_units);
void timers_set_ctl(Timers *timers, TimerId id, uint64_t value, uint64_t now_units);
void timers_set_cval(Timers *timers, TimerId id, uint64_t value, uint64_t now_units);
void timers_set_tval(Timers *timers, TimerId id, uint64_t value, uint64_t now_units);

/* The level of the output line at @now_units. */
bool timers_level(const Timers *timers, TimerId id, uint64_t now_units);

/* The event stream that wakes WFE (CNTKCTL_EL1, CNTHCTL_EL2 EVNTEN/EVNTDIR/EVNTI/EVNTIS): given the
 * control fields and which counter, the next moment after @now_units at which an event fires;
 * TIME_NEVER when it is off. @bit_index, of the counter, 0..23. */
uint64_t timers_next_event_stream(const Timers *timers, bool virtual_count, bool enabled,
                                  bool falling, unsigned bit_index, uint64_t now_units);

#endif
