/* SPDX-License-Identifier: MIT
 *
 * off.S - prints a line and powers off.
 */
#include "guest.h"

        entry
        print   text
        power_off hvc
text:   .asciz  "hello from the guest\n"
