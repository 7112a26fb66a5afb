/* SPDX-License-Identifier: MIT
 *
 * echo.S - a prompt; prints what is typed in capitals;  powers off.
 */
#include "guest.h"

        entry
        print   prompt
        mov     x11, #UART
read:   ldr     w0, [x11, #0x18]
        tbnz    w0, #4, read
        ldr     w0, [x11]
        cmp     w0, #'q'
        b.eq    off
        bic     w0, w0, #0x20
        strb    w0, [x11]
        b       read
off:    print   bye
        power_off hvc
prompt: .asciz  "ready> "
bye:    .asciz  "\nbye\n"
