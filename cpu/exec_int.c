/* SPDX-License-Identifier: MIT
 *
 * exec_int.c - data processing of general registers whose result is one expression of two operands.
 *
 * Most instructions here differ in nothing but that expression and where the second operand comes
 * from, so they are a table: ALU(name, type of the operands, second operand, result) of a and b.
 *
 * Spec: DDI 0487, "Data processing - immediate", "Data processing - register", AddWithCarry,
 * ExtendReg, ShiftReg.    Tests: tests/vectors/
 * Journey: after cpu/engine.h, before cpu/exec_int_more.c
 */
#include "cpu/engine.h"
#include "cpu/flags.h"
#include "cpu/shift.h"

/* The result of ANDS and BICS, with its flags. */
static inline uint32_t logic_flags32(Cpu *cpu, uint32_t result)
{
    flags_logic32(cpu, result);
    return result;
}

static inline uint64_t logic_flags64(Cpu *cpu, uint64_t result)
{
    flags_logic64(cpu, result);
    return result;
}

static inline unsigned carry(const Cpu *cpu)
{
    return (flags_get(cpu) & FLAG_C) != 0;
}

#define ALU(name, type, operand, result)                                                           \
    EXEC(name)                                                                                     \
    {                                                                                              \
        type a = (type)cpu->x[u->n], b = (type)(operand);                                          \
                                                                                                   \
        cpu->x[u->d] = (result);                                                                   \
        NEXT;                                                                                      \
    }

/* Where b comes from. */
#define IMM u->imm
#define REG cpu->x[u->m]
#define SHIFTED32 shift_reg32((uint32_t)cpu->x[u->m], u->k, (unsigned)u->imm)
#define SHIFTED64 shift_reg64(cpu->x[u->m], u->k, (unsigned)u->imm)
#define EXTENDED extend_reg(cpu->x[u->m], u->k, (unsigned)u->imm)

/* clang-format off */
ALU(ADD_imm_32,    uint32_t, IMM,       a + b)
ALU(ADD_imm_64,    uint64_t, IMM,       a + b)
ALU(ADDS_imm_32,   uint32_t, IMM,       flags_add32(cpu, a, b, 0))
ALU(ADDS_imm_64,   uint64_t, IMM,       flags_add64(cpu, a, b, 0))
ALU(SUB_imm_32,    uint32_t, IMM,       a - b)
ALU(SUB_imm_64,    uint64_t, IMM,       a - b)
ALU(SUBS_imm_32,   uint32_t, IMM,       flags_sub32(cpu, a, b))
ALU(SUBS_imm_64,   uint64_t, IMM,       flags_sub64(cpu, a, b))

ALU(AND_imm_32,    uint32_t, IMM,       a & b)
ALU(AND_imm_64,    uint64_t, IMM,       a & b)
ALU(ORR_imm_32,    uint32_t, IMM,       a | b)
ALU(ORR_imm_64,    uint64_t, IMM,       a | b)
ALU(EOR_imm_32,    uint32_t, IMM,       a ^ b)
ALU(EOR_imm_64,    uint64_t, IMM,       a ^ b)
ALU(ANDS_imm_32,   uint32_t, IMM,       logic_flags32(cpu, a & b))
ALU(ANDS_imm_64,   uint64_t, IMM,       logic_flags64(cpu, a & b))

ALU(AND_shift_32,  uint32_t, SHIFTED32, a & b)
ALU(AND_shift_64,  uint64_t, SHIFTED64, a & b)
ALU(AND_reg_32,    uint32_t, REG,       a & b)
ALU(AND_reg_64,    uint64_t, REG,       a & b)
ALU(BIC_shift_32,  uint32_t, SHIFTED32, a & ~b)
ALU(BIC_shift_64,  uint64_t, SHIFTED64, a & ~b)
ALU(BIC_reg_32,    uint32_t, REG,       a & ~b)
ALU(BIC_reg_64,    uint64_t, REG,       a & ~b)
ALU(ORR_shift_32,  uint32_t, SHIFTED32, a | b)
ALU(ORR_shift_64,  uint64_t, SHIFTED64, a | b)
ALU(ORR_reg_32,    uint32_t, REG,       a | b)
ALU(ORR_reg_64,    uint64_t, REG,       a | b)
ALU(ORN_shift_32,  uint32_t, SHIFTED32, a | ~b)
ALU(ORN_shift_64,  uint64_t, SHIFTED64, a | ~b)
ALU(ORN_reg_32,    uint32_t, REG,       a | ~b)
ALU(ORN_reg_64,    uint64_t, REG,       a | ~b)
ALU(EOR_shift_32,  uint32_t, SHIFTED32, a ^ b)
ALU(EOR_shift_64,  uint64_t, SHIFTED64, a ^ b)
ALU(EOR_reg_32,    uint32_t, REG,       a ^ b)
ALU(EOR_reg_64,    uint64_t, REG,       a ^ b)
ALU(EON_shift_32,  uint32_t, SHIFTED32, a ^ ~b)
ALU(EON_shift_64,  uint64_t, SHIFTED64, a ^ ~b)
ALU(EON_reg_32,    uint32_t, REG,       a ^ ~b)
ALU(EON_reg_64,    uint64_t, REG,       a ^ ~b)
ALU(ANDS_shift_32, uint32_t, SHIFTED32, logic_flags32(cpu, a & b))
ALU(ANDS_shift_64, uint64_t, SHIFTED64, logic_flags64(cpu, a & b))
ALU(ANDS_reg_32,   uint32_t, REG,       logic_flags32(cpu, a & b))
ALU(ANDS_reg_64,   uint64_t, REG,       logic_flags64(cpu, a & b))
ALU(BICS_shift_32, uint32_t, SHIFTED32, logic_flags32(cpu, a & ~b))
ALU(BICS_shift_64, uint64_t, SHIFTED64, logic_flags64(cpu, a & ~b))
ALU(BICS_reg_32,   uint32_t, REG,       logic_flags32(cpu, a & ~b))
ALU(BICS_reg_64,   uint64_t, REG,       logic_flags64(cpu, a & ~b))

ALU(ADD_shift_32,  uint32_t, SHIFTED32, a + b)
ALU(ADD_shift_64,  uint64_t, SHIFTED64, a + b)
ALU(ADD_reg_32,    uint32_t, REG,       a + b)
ALU(ADD_reg_64,    uint64_t, REG,       a + b)
ALU(ADD_ext_32,    uint32_t, EXTENDED,  a + b)
ALU(ADD_ext_64,    uint64_t, EXTENDED,  a + b)
ALU(ADDS_shift_32, uint32_t, SHIFTED32, flags_add32(cpu, a, b, 0))
ALU(ADDS_shift_64, uint64_t, SHIFTED64, flags_add64(cpu, a, b, 0))
ALU(ADDS_reg_32,   uint32_t, REG,       flags_add32(cpu, a, b, 0))
ALU(ADDS_reg_64,   uint64_t, REG,       flags_add64(cpu, a, b, 0))
ALU(ADDS_ext_32,   uint32_t, EXTENDED,  flags_add32(cpu, a, b, 0))
ALU(ADDS_ext_64,   uint64_t, EXTENDED,  flags_add64(cpu, a, b, 0))
ALU(SUB_shift_32,  uint32_t, SHIFTED32, a - b)
ALU(SUB_shift_64,  uint64_t, SHIFTED64, a - b)
ALU(SUB_reg_32,    uint32_t, REG,       a - b)
ALU(SUB_reg_64,    uint64_t, REG,       a - b)
ALU(SUB_ext_32,    uint32_t, EXTENDED,  a - b)
ALU(SUB_ext_64,    uint64_t, EXTENDED,  a - b)
ALU(SUBS_shift_32, uint32_t, SHIFTED32, flags_sub32(cpu, a, b))
ALU(SUBS_shift_64, uint64_t, SHIFTED64, flags_sub64(cpu, a, b))
ALU(SUBS_reg_32,   uint32_t, REG,       flags_sub32(cpu, a, b))
ALU(SUBS_reg_64,   uint64_t, REG,       flags_sub64(cpu, a, b))
ALU(SUBS_ext_32,   uint32_t, EXTENDED,  flags_sub32(cpu, a, b))
ALU(SUBS_ext_64,   uint64_t, EXTENDED,  flags_sub64(cpu, a, b))

ALU(ADC_32,        uint32_t, REG,       a + b + carry(cpu))
ALU(ADC_64,        uint64_t, REG,       a + b + carry(cpu))
ALU(ADCS_32,       uint32_t, REG,       flags_add32(cpu, a, b, carry(cpu)))
ALU(ADCS_64,       uint64_t, REG,       flags_add64(cpu, a, b, carry(cpu)))
ALU(SBC_32,        uint32_t, REG,       a + ~b + carry(cpu))
ALU(SBC_64,        uint64_t, REG,       a + ~b + carry(cpu))
ALU(SBCS_32,       uint32_t, REG,       flags_add32(cpu, a, ~b, carry(cpu)))
ALU(SBCS_64,       uint64_t, REG,       flags_add64(cpu, a, ~b, carry(cpu)))

ALU(CSEL_32,       uint32_t, REG,       flags_hold(cpu, u->k) ? a : b)
ALU(CSEL_64,       uint64_t, REG,       flags_hold(cpu, u->k) ? a : b)
ALU(CSINC_32,      uint32_t, REG,       flags_hold(cpu, u->k) ? a : b + 1)
ALU(CSINC_64,      uint64_t, REG,       flags_hold(cpu, u->k) ? a : b + 1)
ALU(CSINV_32,      uint32_t, REG,       flags_hold(cpu, u->k) ? a : ~b)
ALU(CSINV_64,      uint64_t, REG,       flags_hold(cpu, u->k) ? a : ~b)
ALU(CSNEG_32,      uint32_t, REG,       flags_hold(cpu, u->k) ? a : ~b + 1)
ALU(CSNEG_64,      uint64_t, REG,       flags_hold(cpu, u->k) ? a : ~b + 1)

ALU(LSLV_32,       uint32_t, REG,       a << (b & 31))
ALU(LSLV_64,       uint64_t, REG,       a << (b & 63))
ALU(LSRV_32,       uint32_t, REG,       a >> (b & 31))
ALU(LSRV_64,       uint64_t, REG,       a >> (b & 63))
ALU(ASRV_32,       uint32_t, REG,       (uint32_t)((int32_t)a >> (b & 31)))
ALU(ASRV_64,       uint64_t, REG,       (uint64_t)((int64_t)a >> (b & 63)))
ALU(RORV_32,       uint32_t, REG,       ror32(a, b & 31))
ALU(RORV_64,       uint64_t, REG,       ror64(a, b & 63))
/* clang-format on */

EXEC(MOV_reg_32)
{
    cpu->x[u->d] = (uint32_t)cpu->x[u->m];
    NEXT;
}

EXEC(MOV_reg_64)
{
    cpu->x[u->d] = cpu->x[u->m];
    NEXT;
}
