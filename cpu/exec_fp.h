/* SPDX-License-Identifier: MIT
 *
 * exec_fp.h - how the handlers of floating point are written down: as tables.
 *
 * Private to cpu/exec_fp*.c.
 *
 * Spec: DDI 0487, CheckFPAdvSIMDEnabled64 and the instructions' rounding modes.
 */
#ifndef CPU_EXEC_FP_H
#define CPU_EXEC_FP_H

#include "cpu/engine.h"
#include "cpu/flags.h"
#include "cpu/fp_brain.h"
#include "cpu/fp_lanes.h"

/* A handler that is one statement, allowed where FP and SIMD are enabled. */
#define ONE(name, statement)                                                                       \
    EXEC(name)                                                                                     \
    {                                                                                              \
        FP_ENABLED;                                                                                \
        statement;                                                                                 \
        NEXT;                                                                                      \
    }

/* The same for single and double precision, and for half. */
#define TWINS(name, statement) ONE(name, statement) ONE(name##_h, statement)

/* FRINT*: the rounding mode is the instruction's, FPCR's (X, I), and X tells when it was inexact.
 */
FpUnary frintn, frintp, frintm, frintz, frinta, frintx, frinti;
FpUnary frint32z, frint32x, frint64z, frint64x;

#endif
