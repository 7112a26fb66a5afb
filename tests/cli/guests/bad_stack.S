/* SPDX-License-Identifier: MIT
 *
 * bad_stack.S - a handler that saves registers on a stack where there is no memory.
 */
#include "guest.h"

        entry
        adr     x0, vectors
        msr     vbar_el1, x0
        mov     x0, #0x3f000000
        mov     sp, x0
        svc     #0
        .balign 2048
vectors:
        .skip   0x200
handler:
        nop
        stp     x0, x1, [sp, #-16]!
        b       .
