/* SPDX-License-Identifier: MIT
 *
 * reset.S - counts its boots in memory that no image covers; the third one powers off.
 */
#include "guest.h"

#ifdef VIA_SMC
#define CONDUIT smc
#else
#define CONDUIT hvc
#endif

        entry
        ldr     x9, =0x46000000
        ldr     x0, [x9]
        add     x0, x0, #1
        str     x0, [x9]
        cmp     x0, #3
        b.eq    last
        adr     x1, once                /* the image is loaded afresh each time */
        ldr     w2, [x1]
        cbnz    w2, dirty
        str     w0, [x1]
        mov     x2, #0x301              /* the UART's settings do not survive */
        movz    x3, #UART >> 16, lsl #16
        ldr     w4, [x3, #0x38]
        cbnz    w4, dirty
        mov     w4, #0x10
        str     w4, [x3, #0x38]
        ldr     x4, =0x08000000         /* nor do the GIC's */
        ldr     w5, [x4]
        cbnz    w5, dirty
        mov     w5, #1
        str     w5, [x4]
        mrs     x6, vbar_el1
        cbnz    x6, dirty
        msr     vbar_el1, x4
        print   again
#ifdef SLOW
        ldr     x1, =SLOW
1:      subs    x1, x1, #1
        b.ne    1b
#endif
        ldr     x0, =PSCI_SYSTEM_RESET
        CONDUIT #0
        b       .
last:   print   done
        power_off CONDUIT
dirty:  print   stale
        power_off CONDUIT
        .balign 4
once:   .word   0
again:  .asciz  "booting again\n"
done:   .asciz  "third boot\n"
stale:  .asciz  "something survived\n"
