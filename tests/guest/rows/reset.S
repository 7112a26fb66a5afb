/* SPDX-License-Identifier: MIT
 *
 * reset.S - on machines without EL3: prints RVBAR_ELx, which only the highest level has, and
 * ID_AA64PFR0_EL1, whose FP and AdvSIMD fields say what -cpu took away.
 */
#include "tests/cli/guests/guest.h"

        entry
        mrs     x20, id_aa64pfr0_el1
        ubfx    x20, x20, #16, #8       /* AdvSIMD, FP */
        mrs     x0, currentel
        cmp     x0, #8
        b.eq    1f
        mrs     x19, rvbar_el1
        adr     x0, at_el1
        b       2f
1:      mrs     x19, rvbar_el2
        adr     x0, at_el2
2:      bl      put_text
        mov     x0, x19
        bl      put_hex
        adr     x0, fields
        bl      put_text
        mov     x0, x20
        bl      put_hex
        adr     x0, newline
        bl      put_text
        semihosting_exit 0

put_text:
        mov     x1, #UART
3:      ldrb    w2, [x0], #1
        cbz     w2, 4f
        str     w2, [x1]
        b       3b
4:      ret

put_hex:
        mov     x1, #UART
        adr     x3, digits
        mov     x4, #60
5:      lsr     x2, x0, x4
        and     x2, x2, #15
        ldrb    w2, [x3, x2]
        str     w2, [x1]
        subs    x4, x4, #4
        b.pl    5b
        ret

digits: .ascii  "0123456789abcdef"
at_el1: .asciz  "RVBAR_EL1: "
at_el2: .asciz  "RVBAR_EL2: "
fields: .asciz  " with FP and AdvSIMD "
newline:
        .asciz  "\n"
