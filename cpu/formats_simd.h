/* SPDX-License-Identifier: MIT
 *
 * formats_simd.h - the functions of formats_simd.def's rows.
 */
#ifndef CPU_FORMATS_SIMD_H
#define CPU_FORMATS_SIMD_H

#include "cpu/uop.h"

#define FORMAT(name) bool format_##name(uint32_t word, Uop *u);
#include "cpu/formats_simd.def"
#undef FORMAT

#endif
