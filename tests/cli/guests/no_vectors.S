/* SPDX-License-Identifier: MIT
 *
 * no_vectors.S - an undefined instruction before VBAR_EL1 is set: the vectors are empty flash.
 */
#include "guest.h"

        entry
        udf     #0
