/* SPDX-License-Identifier: MIT
 *
 * spin.S - prints a line and loops for ever.
 */
#include "guest.h"

        entry
        print   text
loop:   b       loop
text:   .asciz  "spinning\n"
