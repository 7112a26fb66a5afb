/* SPDX-License-Identifier: MIT
 *
 * formats.h - the operand formats as an enum, from formats.def.
 */
#ifndef CPU_FORMATS_H
#define CPU_FORMATS_H

typedef enum Format {
#define FORMAT(name) FORMAT_##name,
#include "cpu/formats.def"
#undef FORMAT
    FORMAT_COUNT
} Format;

#endif
