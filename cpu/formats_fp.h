/* SPDX-License-Identifier: MIT
 *
 * formats_fp.h - the functions of formats_fp.def's rows.
 */
#ifndef CPU_FORMATS_FP_H
#define CPU_FORMATS_FP_H

#include "cpu/uop.h"

#define FORMAT(name) bool format_##name(uint32_t word, Uop *u);
#include "cpu/formats_fp.def"
#undef FORMAT

#endif
