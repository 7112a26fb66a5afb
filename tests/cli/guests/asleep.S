/* SPDX-License-Identifier: MIT
 *
 * asleep.S - WFI with interrupts masked and no timer set: nothing will ever wake it.
 */
#include "guest.h"

        entry
        print   text
        msr     daifset, #15
sleep:  wfi
        b       sleep
text:   .asciz  "good night\n"
