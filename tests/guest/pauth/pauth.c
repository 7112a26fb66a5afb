/* SPDX-License-Identifier: MIT
 *
 * pauth.c - bare-metal program: pointer authentication at every level with random keys, modifiers,
 * pointers, translation controls, enables and traps; prints what became of X0 and the exception by
 * which the code came back, and a checksum of it all.
 *
 * A case is a short piece of code: X0 is signed, checked, stripped, branched to, loaded through, or
 * returned to, with X1 (and SP_EL0) as the modifier. It ends in SMC #0; translation is off.
 *
 * A pointer whose bits 63 and 55 differ is only tried where both ranges are alike: DDI 0487 chooses
 * the range of such a one by TBI of either range, QEMU 7.2 by that of the range of bit 55.
 */
#include "../sysregs/guest.h"

#define SMC_0 0xd4000003u
#define MOV_SP_X1 0x9100003fu
#define MOV_X30_X0 0xaa0003feu
#define MOV_X0_X30 0xaa1e03e0u
#define MOV_X17_X0 0xaa0003f1u
#define MOV_X0_X17 0xaa1103e0u
#define EOR_X0_X0_X2 0xca020000u
#define PAC                                                                                        \
    0xdac10000u    /* op << 10 | Rn << 5 | Rd; op 0..7: PACIA PACIB PACDA PACDB AUTIA .. AUTDB */
#define OP_ZERO 8u /* the forms with a zero modifier */
#define OP_XPACI 16u
#define PACGA_X0_X0_X1 0x9ac13000u
#define HINT 0xd503201fu /* number << 5 */
#define LDRAA_X2_X0 0xf8200402u
#define ERETAA 0xd69f0bffu
#define RETAA 0xd65f0bffu
#define KEYS 10

static uint32_t code[40] __attribute__((aligned(64))), target[2] __attribute__((aligned(64)));
static uint64_t data[64], state = SEED, checksum;
static unsigned used;

static uint64_t next(void)
{
    uint64_t high;

    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    high = state >> 32;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return high << 32 | state >> 32;
}

static unsigned below(unsigned count)
{
    return (unsigned)(next() % count);
}

static void emit(uint32_t word)
{
    put_code(&code[used++], word);
}

static void emit_constant(unsigned reg, uint64_t value)
{
    for (unsigned i = 0; i < 4; i++)
        emit((i ? 0xf2800000u : 0xd2800000u) | i << 21 | (uint32_t)(value >> 16 * i & 0xffff) << 5 |
             reg);
}

static uint32_t pac(unsigned op)
{
    return PAC | op << 10 | (op >= OP_ZERO ? 31u : 1u) << 5;
}

static void write_keys(void)
{
    uint64_t key[KEYS];

    for (unsigned i = 0; i < KEYS; i++)
        key[i] = next();
    WRITE(S3_0_C2_C1_0, key[0]);
    WRITE(S3_0_C2_C1_1, key[1]);
    WRITE(S3_0_C2_C1_2, key[2]);
    WRITE(S3_0_C2_C1_3, key[3]);
    WRITE(S3_0_C2_C2_0, key[4]);
    WRITE(S3_0_C2_C2_1, key[5]);
    WRITE(S3_0_C2_C2_2, key[6]);
    WRITE(S3_0_C2_C2_3, key[7]);
    WRITE(S3_0_C2_C3_0, key[8]);
    WRITE(S3_0_C2_C3_1, key[9]);
}

/* EnIA EnIB EnDA EnDB, most often all. At least one: QEMU 7.2 strips nothing where none is set. */
static uint64_t enables(void)
{
    static const uint8_t enable[] = {31, 30, 27, 13};
    uint64_t all = UINT64_C(0xc8002000), one = UINT64_C(1) << enable[below(4)];

    return below(4) ? all : one | (next() & all);
}

static void write_controls(bool alike)
{
    unsigned t0sz = 12 + below(40), t1sz = alike ? t0sz : 12 + below(40);
    uint64_t tbi = alike ? below(2) * 3 : below(4);
    uint64_t tbid = alike ? below(2) * 3 : below(4);

    WRITE(tcr_el1, t0sz | (uint64_t)t1sz << 16 | tbi << 37 | tbid << 51);
    WRITE(tcr_el2, t0sz | (tbi & 1) << 20 | (tbid & 1) << 29);
    WRITE(tcr_el3, t0sz | (tbi & 1) << 20 | (tbid & 1) << 29);
    WRITE(sctlr_el1, UINT64_C(0x30d00800) | enables());
    WRITE(sctlr_el2, UINT64_C(0x30c50830) | enables());
    WRITE(sctlr_el3, UINT64_C(0x30c50830) | enables());
    WRITE(hcr_el2, UINT64_C(1) << 31 | (uint64_t)(below(8) ? 3 : below(4)) << 40);
    WRITE(scr_el3, UINT64_C(0x531) | (uint64_t)(below(8) ? 3 : below(4)) << 16);
    __asm__ volatile("isb");
}

/* With an extension, with one and a tag, or anything. */
static uint64_t some_pointer(void)
{
    uint64_t pointer = next() >> (17 + below(8));

    if (below(2))
        pointer = ~pointer;
    if (below(4) == 0)
        pointer = (pointer & ~(UINT64_C(0xff) << 56)) | next() << 56;
    return below(6) ? pointer : next();
}

static void emit_hints(void)
{
    static const uint8_t sign[] = {8, 10, 24, 25, 26, 27}, check[] = {12, 14, 28, 29, 30, 31};
    unsigned first = below(6), second = below(3) ? first : below(6);
    bool other = first < 2;

    emit(other ? MOV_X17_X0 : MOV_X30_X0);
    emit(0xaa0103f0u); /* mov x16, x1 */
    emit(HINT | (uint32_t)sign[first] << 5);
    if (below(2))
        emit(HINT | (uint32_t)(below(4) ? check[second] : 7u) << 5);
    emit(other ? MOV_X0_X17 : MOV_X0_X30);
}

static void emit_registers(void)
{
    unsigned key = below(4), zero = below(3) ? 0 : OP_ZERO;

    emit(pac(zero | (below(6) ? key : 4 + key)));
    switch (below(5)) {
    case 0:
        break;
    case 1:
        emit(PAC | (OP_XPACI + below(2)) << 10 | 31u << 5);
        break;
    default:
        emit(pac((below(4) ? zero : OP_ZERO) | (4 + (below(4) ? key : below(4)))));
    }
}

/* BRAA, BLRAA, RETAA and their kin to @target, where SMC #0 stands; sometimes by another key. */
static void emit_branch(void)
{
    unsigned key = below(2), other = below(6) ? key : 1 - key;

    switch (below(5)) {
    case 0:
        emit(pac(key));
        emit(0xd71f0801u | other << 10); /* braa x0, x1 */
        break;
    case 1:
        emit(pac(OP_ZERO | key));
        emit(0xd61f081fu | other << 10); /* braaz x0 */
        break;
    case 2:
        emit(pac(key));
        emit(0xd73f0801u | other << 10); /* blraa x0, x1 */
        break;
    case 3:
        emit(pac(OP_ZERO | key));
        emit(0xd63f081fu | other << 10); /* blraaz x0 */
        break;
    default:
        emit(pac(key));
        emit(MOV_X30_X0);
        emit(RETAA | other << 10);
    }
}

static void emit_load(void)
{
    unsigned key = below(2), other = below(6) ? key : 1 - key;

    emit(pac(OP_ZERO | (2 + key)));
    emit(LDRAA_X2_X0 | other << 23 | below(64) << 12 | below(2) << 11);
    emit(EOR_X0_X0_X2);
}

static void emit_return(unsigned el)
{
    unsigned key = below(2), other = below(6) ? key : 1 - key;

    emit_constant(3, UINT64_C(0x3c0) | el << 2);
    emit(pac(key));
    emit((el == 1 ? 0xd5184020u : el == 2 ? 0xd51c4020u : 0xd51e4020u) | 0); /* msr elr_elN, x0 */
    emit((el == 1 ? 0xd5184000u : el == 2 ? 0xd51c4000u : 0xd51e4000u) | 3); /* msr spsr_elN, x3 */
    emit(ERETAA | other << 10);
}

static void put_case(unsigned number, unsigned el, unsigned kind)
{
    static const char *const kinds[] = {"registers", "hints", "generic", "branch", "load", "eret"};

    put_hex(number, 4);
    put_text(" EL");
    put_hex(el, 1);
    put_char(' ');
    put_text(kinds[kind]);
    put_text(": ");
}

static void mix(uint64_t value)
{
    checksum = (checksum ^ value) * UINT64_C(0x100000001b3);
    checksum ^= checksum >> 29;
}

/* Of an abort the class alone: QEMU's `max` has 52-bit addresses, so that other pointers are out of
 * bounds there, and gives ISS.ISV to aborts of EL2 that are not stage 2's. */
static uint64_t comparable(uint64_t esr)
{
    unsigned class = (unsigned)(esr >> 26) & 0x3f;
    bool is_abort = class == 0x20 || class == 0x21 || class == 0x24 || class == 0x25;

    return is_abort ? esr & ~UINT64_C(0x1ffffff) : esr;
}

static void put_outcome(const struct Outcome *outcome)
{
    unsigned number = outcome->esr >> 26 == 0x17 ? (unsigned)outcome->esr & 0xffff : 0;
    uint64_t lower = number >> 8 == 1 ? READ(esr_el1) : number >> 8 == 2 ? READ(esr_el2) : 0;
    uint64_t esr = comparable(lower), esr_el3 = comparable(outcome->esr);

    put_hex(outcome->x0, 16);
    put_char(' ');
    put_hex(esr_el3, 8);
    put_char(' ');
    put_hex(esr, 8);
    put_char('\n');
    mix(outcome->x0);
    mix(esr_el3);
    mix(esr);
}

int main(void)
{
    put_code(&target[0], SMC_0);
    put_code(&target[1], SMC_0);
    for (unsigned i = 0; i < 64; i++)
        data[i] = next();
    for (unsigned number = 0; number < 4000; number++) {
        unsigned el = below(4), kind = below(10);
        uint64_t x0 = some_pointer(), modifier = next() & ~UINT64_C(15);
        struct Outcome outcome;

        kind = kind < 5 ? 0 : kind - 4;
        if (kind == 3 || kind == 5)
            x0 = (uint64_t)target;
        if (kind == 4)
            x0 = (uint64_t)data;
        if (kind == 5 && el == 0)
            el = 1;
        write_keys();
        write_controls((x0 >> 63 & 1) != (x0 >> 55 & 1));
        used = 0;
        emit_constant(1, modifier);
        emit(MOV_SP_X1);
        if (kind == 0)
            emit_registers();
        else if (kind == 1)
            emit_hints();
        else if (kind == 2)
            emit(PACGA_X0_X0_X1);
        else if (kind == 3)
            emit_branch();
        else if (kind == 4)
            emit_load();
        else
            emit_return(el);
        emit(SMC_0);
        run_at(x0, code, UINT64_C(0x3c0) | el << 2, &outcome);
        put_case(number, el, kind);
        put_outcome(&outcome);
    }
    put_text("checksum: ");
    put_hex(checksum, 16);
    put_text("\nend\n");
    return 0;
}
