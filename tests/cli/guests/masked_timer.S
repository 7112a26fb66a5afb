/* SPDX-License-Identifier: MIT
 *
 * masked_timer.S - WFI with a timer that runs but has its interrupt masked.
 */
#include "guest.h"

        entry
        mov     x0, #1000
        msr     cntv_tval_el0, x0
        mov     x0, #3                  /* ENABLE, IMASK */
        msr     cntv_ctl_el0, x0
        isb
sleep:  wfi
        b       sleep
