/* SPDX-License-Identifier: MIT
 *
 * word.S - executes the word WORD, with empty vectors.
 */
#include "guest.h"

        entry
        .inst   WORD
        power_off hvc
