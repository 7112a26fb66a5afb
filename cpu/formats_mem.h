/* SPDX-License-Identifier: MIT
 *
 * formats_mem.h - the functions of formats_mem.def's rows.
 */
#ifndef CPU_FORMATS_MEM_H
#define CPU_FORMATS_MEM_H

#include "cpu/uop.h"

#define FORMAT(name) bool format_##name(uint32_t word, Uop *u);
#include "cpu/formats_mem.def"
#undef FORMAT

#endif
