/* SPDX-License-Identifier: MIT
 *
 * status.S - ends with STATUS through semihosting.
 */
#include "guest.h"

        entry
        semihosting_exit STATUS
