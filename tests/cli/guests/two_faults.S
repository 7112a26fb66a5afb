/* SPDX-License-Identifier: MIT
 *
 * two_faults.S - a handler that dies at one address, and a second handler at another, in turn.
 */
#include "guest.h"

        entry
        adr     x0, vectors
        msr     vbar_el1, x0
        mov     x9, #0
        svc     #0
        .balign 2048
vectors:
        .skip   0x200
handler:
        eor     x9, x9, #1
        cbz     x9, other
        udf     #1
other:  mov     x1, #0x3f000000
        ldr     x1, [x1]
