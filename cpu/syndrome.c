/* SPDX-License-Identifier: MIT
 *
 * syndrome.c - the instruction syndrome of a data abort, from the instruction word.
 *
 * Spec: DDI 0487, ESR_ELx, ISS encoding for an exception from a Data Abort: ISV is 1 for loads and
 * stores of a single general register without writeback, including LDTR and STTR and the
 * register-offset forms, and for load-acquire and store-release; not for pairs, exclusives,
 * atomics, SIMD&FP.
 */
#include "cpu/syndrome.h"

static uint32_t pack(unsigned sas, bool sse, unsigned srt, bool sf, bool ar)
{
    return 1u << 24 | (uint32_t)sas << 22 | (uint32_t)sse << 21 | (uint32_t)srt << 16 |
           (uint32_t)sf << 15 | (uint32_t)ar << 14;
}

/* size and opc as in "Load/store register" encodings, V = 0. */
static uint32_t of_register_form(uint32_t word)
{
    unsigned size = word >> 30, opc = (word >> 22) & 3, rt = word & 31;

    if (size == 3 && opc >= 2) /* PRFM */
        return 0;
    if (opc >= 2) /* sign-extending loads: opc<0> == 0 means to 64 bits */
        return pack(size, true, rt, opc == 2, false);
    return pack(size, false, rt, size == 3, false);
}

/* LDAR, STLR, LDLAR, STLLR: o2 = 1 in the exclusive space. */
static uint32_t of_ordered(uint32_t word)
{
    unsigned size = word >> 30;

    return pack(size, false, word & 31, size == 3, true);
}

uint32_t syndrome_of_access(uint32_t word)
{
    if ((word & 0x3f000000) == 0x39000000) /* unsigned immediate */
        return of_register_form(word);
    if ((word & 0x3f200c00) == 0x38200000 && ((word >> 12) & 15) == 12) /* LDAPR */
        return of_ordered(word);
    if ((word & 0x3f000000) == 0x38000000) {
        unsigned form = (word >> 10) & 3;

        if (word & (1u << 21)) /* register offset is 10; atomics are 00 */
            return form == 2 ? of_register_form(word) : 0;
        return form == 0 || form == 2 ? of_register_form(word) : 0; /* unscaled, unprivileged */
    }
    if ((word & 0x3fa00000) == 0x08800000) /* o2 = 1, o1 = 0 */
        return of_ordered(word);
    return 0;
}
