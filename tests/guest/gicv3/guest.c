/* SPDX-License-Identifier: MIT
 *
 * guest.c - random accesses to a GICv3, in memory and through system registers, from every level
 * and Security state, each printed with what it read, or what exception it took, and with the
 * interrupts that ISR_EL1 shows there afterwards.
 *
 * The same program runs here and on QEMU; compare says whether both saw the same. -DTOP=2: from EL2
 * of a machine with one Security state. Kept away from, as QEMU 7.2 is not as IHI 0069 says, or has
 * what is not here:
 * - GICD_TYPER: ITLinesNumber leaves out 32 interrupts; LPIS, GICR_CTLR.CES and GICR_TYPER.PLPIS
 * are about LPIs;
 * - GICR_WAKER: there a redistributor that sleeps forwards interrupts all the same;
 * - GICR_ISPENDR0 of a level-sensitive input that is high (unit_gic_v3_gicd_test has it);
 * - ICH_HCR_EL2.VGrp0DIE looks at VMCR.VENG1;
 * - a virtual EOIR with EOImode 1 counts an EOI that no list register has: DIR is to do that;
 * - ICC_CTLR_EL3.{CBPR,EOImode}_EL1S read as the Non-secure ones do;
 * - the Non-secure ICC_AP1R0_EL1 ignores writes when there are two Security states, all of them.
 */
#include "tests/guest/gic/episodes.h"

#ifndef TOP
#define TOP 3
#endif
#define EPISODES 300
#define STEPS 250
#define STACK 60

#define GICD 0x08000000u
#define GICR 0x080a0000u
#define SGI_BASE (GICR + 0x10000u)

struct Outcome {
    uint64_t x0, x1, esr, vector;
};

void run_at(uint64_t x0, uint64_t x1, const void *code, uint64_t spsr, struct Outcome *outcome);

/* --- What can be executed ------------------------------------------------------------------ */

/* name, then op1, CRn, CRm, op2 of its encoding; op0 is 3. */
#define REGISTERS(X)                                                                               \
    X(PMR, 0, 4, 6, 0)                                                                             \
    X(IAR0, 0, 12, 8, 0)                                                                           \
    X(EOIR0, 0, 12, 8, 1)                                                                          \
    X(HPPIR0, 0, 12, 8, 2)                                                                         \
    X(BPR0, 0, 12, 8, 3)                                                                           \
    X(AP0R0, 0, 12, 8, 4)                                                                          \
    X(AP0R1, 0, 12, 8, 5)                                                                          \
    X(AP1R0, 0, 12, 9, 0)                                                                          \
    X(DIR, 0, 12, 11, 1)                                                                           \
    X(RPR, 0, 12, 11, 3)                                                                           \
    X(SGI1R, 0, 12, 11, 5)                                                                         \
    X(ASGI1R, 0, 12, 11, 6)                                                                        \
    X(SGI0R, 0, 12, 11, 7)                                                                         \
    X(IAR1, 0, 12, 12, 0)                                                                          \
    X(EOIR1, 0, 12, 12, 1)                                                                         \
    X(HPPIR1, 0, 12, 12, 2)                                                                        \
    X(BPR1, 0, 12, 12, 3)                                                                          \
    X(CTLR, 0, 12, 12, 4)                                                                          \
    X(SRE, 0, 12, 12, 5)                                                                           \
    X(IGRPEN0, 0, 12, 12, 6)                                                                       \
    X(IGRPEN1, 0, 12, 12, 7)                                                                       \
    X(SRE_EL2, 4, 12, 9, 5)                                                                        \
    X(CTLR_EL3, 6, 12, 12, 4)                                                                      \
    X(SRE_EL3, 6, 12, 12, 5)                                                                       \
    X(IGRPEN1_EL3, 6, 12, 12, 7)                                                                   \
    X(ICH_AP0R0, 4, 12, 8, 0)                                                                      \
    X(ICH_AP1R0, 4, 12, 9, 0)                                                                      \
    X(ICH_HCR, 4, 12, 11, 0)                                                                       \
    X(ICH_VTR, 4, 12, 11, 1)                                                                       \
    X(ICH_MISR, 4, 12, 11, 2)                                                                      \
    X(ICH_EISR, 4, 12, 11, 3)                                                                      \
    X(ICH_ELRSR, 4, 12, 11, 5)                                                                     \
    X(ICH_VMCR, 4, 12, 11, 7)                                                                      \
    X(ICH_LR0, 4, 12, 12, 0)                                                                       \
    X(ICH_LR1, 4, 12, 12, 1)                                                                       \
    X(ICH_LR2, 4, 12, 12, 2)                                                                       \
    X(ICH_LR3, 4, 12, 12, 3)                                                                       \
    X(ICH_LR4, 4, 12, 12, 4)

enum Code {
#define CODES(name, ...) READ_##name, WRITE_##name,
    REGISTERS(CODES)
#undef CODES
        LOAD,
    LOAD_BYTE,
    LOAD_64,
    STORE,
    STORE_BYTE,
    STORE_64,
};

/* The instruction with its result in X0, DSB SY, ISB, MRS X1, ISR_EL1, and back to the top. */
#if TOP == 2
#define BACK 0xd4000002u /* HVC #0 */
#else
#define BACK 0xd4000003u /* SMC #0 */
#endif
#define CODE(word)                                                                                 \
    {                                                                                              \
        word, 0xd5033f9f, 0xd5033fdf, 0xd538c101, BACK                                             \
    }
#define MRS_X0(op1, crn, crm, op2)                                                                 \
    (0xd5380000u | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5)

static const uint32_t code[][5] __attribute__((aligned(64))) = {
#define CODES(name, op1, crn, crm, op2)                                                            \
    CODE(MRS_X0(op1, crn, crm, op2)), CODE(MRS_X0(op1, crn, crm, op2) & ~(1u << 21)),
    REGISTERS(CODES)
#undef CODES
        [LOAD] = CODE(0xb9400000), /* LDR W0, [X0] */
    [LOAD_BYTE] = CODE(0x39400000),
    [LOAD_64] = CODE(0xf9400000),
    [STORE] = CODE(0xb9000001), /* STR W1, [X0] */
    [STORE_BYTE] = CODE(0x39000001),
    [STORE_64] = CODE(0xf9000001),
};

static const char *const names[] = {
#define NAMES(name, ...) #name, #name,
    REGISTERS(NAMES)
#undef NAMES
};

/* --- The program's state ------------------------------------------------------------------- */

struct Guest {
    uint64_t hcr, scr; /* of the episode */
    unsigned el;       /* where the next access is made */
    bool nonsecure;
    uint32_t taken[2][STACK]; /* acknowledged, by group */
    unsigned taken_count[2];
};

/* --- One access ---------------------------------------------------------------------------- */

/* The level and state that the next access is made from. */
static void choose_place(Guest *g)
{
    g->el = 1 + next() % TOP;
    g->nonsecure = TOP == 2 || g->el == 2 || next() % 2;
}

static void go(const Guest *g)
{
#if TOP != 2
    uint64_t scr = 0x530 | g->scr | g->nonsecure; /* RW, HCE, RES1 */

    __asm__ volatile("msr scr_el3, %0\n isb" ::"r"(scr));
#endif
    __asm__ volatile("msr hcr_el2, %0\n isb" ::"r"(g->hcr | 1u << 31));
}

static bool went_through(const struct Outcome *o)
{
    return (o->vector & 3) == 0 && o->esr >> 26 == (TOP == 2 ? 0x16 : 0x17) && !(o->esr & 0xffff);
}

static void put_place(Guest *g)
{
    put(' ');
    put((char)('0' + g->el));
    put(g->nonsecure ? 'n' : 's');
}

static void put_isr(uint64_t isr)
{
    put(' ');
    put_hex(isr >> 6 & 3, 1);
}

/* "register w 2n 0000000000000001 1": what was read or written, or the exception it took instead.
 */
static uint64_t execute(Guest *g, const char *name, enum Code what, uint64_t x0, uint64_t x1,
                        uint64_t shown)
{
    bool reads = what >= LOAD ? what <= LOAD_64 : what % 2 == READ_PMR;
    struct Outcome o;

    go(g);
    run_at(x0, x1, code[what], 0x3c0 | g->el << 2 | 1, &o);
    put_text(name);
    put(' ');
    put(reads ? 'r' : 'w');
    put_place(g);
    put(' ');
    if (!went_through(&o)) {
        put_text("exception ");
        put_hex(o.vector, 1);
        put(' ');
        put_hex((o.vector & 3) == 0 ? o.esr : 0, 8);
        put('\n');
        return ~UINT64_C(0);
    }
    put_hex(reads ? o.x0 : shown, 16);
    put_isr(o.x1);
    put('\n');
    return o.x0;
}

static uint64_t get(Guest *g, enum Code read)
{
    return execute(g, names[read], read, 0, 0, 0);
}

static void set(Guest *g, enum Code write, uint64_t value)
{
    execute(g, names[write], write, value, 0, value);
}

/* At the top, and not printed. */
static uint64_t quiet(enum Code what, uint64_t x0, uint64_t x1)
{
    struct Outcome o;

    run_at(x0, x1, code[what], 0x3c0 | TOP << 2 | 1, &o);
    return o.x0;
}

/* --- The registers in memory --------------------------------------------------------------- */

static uint32_t frame_of(uint32_t id)
{
    return id < 32 ? SGI_BASE : GICD;
}

/* Memory is accessed from EL2 or the top: both have their MMU off and a state of their own. */
static void choose_frame_place(Guest *g)
{
    g->el = TOP == 2 || next() % 3 == 0 ? 2 : 3;
    g->nonsecure = true;
}

static void store(Guest *g, const char *name, enum Code how, uint32_t address, uint64_t value)
{
    execute(g, name, how, address, value, value);
}

static void set_bit(Guest *g, const char *name, uint32_t offset)
{
    uint32_t id = interrupt();

    choose_frame_place(g);
    store(g, name, STORE, frame_of(id) + offset + id / 32 * 4, 1u << id % 32);
}

static void flip_bit(Guest *g, const char *name, uint32_t offset)
{
    uint32_t id = interrupt(), address = frame_of(id) + offset + id / 32 * 4;

    choose_frame_place(g);
    store(g, name, STORE, address, (quiet(LOAD, address, 0) & 0xffffffff) ^ 1u << id % 32);
}

static void step_gicd_ctlr(Guest *g)
{
    choose_frame_place(g);
    store(g, "D.CTLR", STORE, GICD, next() % 4 ? 7 : next() & 7);
}

static void step_igroupr(Guest *g)
{
    flip_bit(g, "IGROUPR", 0x80);
}

static void step_igrpmodr(Guest *g)
{
    flip_bit(g, "IGRPMODR", 0xd00);
}

static void step_isenabler(Guest *g)
{
    set_bit(g, "ISENABLER", 0x100);
}

static void step_icenabler(Guest *g)
{
    set_bit(g, "ICENABLER", 0x180);
}

static void step_ispendr(Guest *g)
{
    set_bit(g, "ISPENDR", 0x200);
}

static void step_icpendr(Guest *g)
{
    set_bit(g, "ICPENDR", 0x280);
}

static void step_isactiver(Guest *g)
{
    set_bit(g, "ISACTIVER", 0x300);
}

static void step_icactiver(Guest *g)
{
    set_bit(g, "ICACTIVER", 0x380);
}

static void step_priority(Guest *g)
{
    uint32_t id = interrupt();

    choose_frame_place(g);
    store(g, "IPRIORITYR", STORE_BYTE, frame_of(id) + 0x400 + id, next() & 0xf8);
}

static void step_icfgr(Guest *g)
{
    bool spi = next() % 3;

    choose_frame_place(g);
    store(g, "ICFGR", STORE, spi ? GICD + 0xc08 : SGI_BASE + 0xc04, next() & 0xaaaaaaaa);
}

static void step_nsacr(Guest *g)
{
    uint32_t spi = next() % 2;

    choose_frame_place(g);
    store(g, "NSACR", STORE, spi ? GICD + 0xe08 : SGI_BASE + 0xe00, next());
}

static void step_irouter(Guest *g)
{
    uint32_t id = 40 + next() % 8;

    choose_frame_place(g);
    store(g, "IROUTER", STORE_64, GICD + 0x6000 + 8 * id, next() % 3 ? 0 : next() & 0x0303);
}

static void step_read_frames(Guest *g)
{
    static const uint16_t offsets[] = {0x80, 0x100, 0x180, 0x200, 0x280, 0x300, 0x380, 0xd00};
    uint32_t id = interrupt();

    choose_frame_place(g);
    for (unsigned i = 0; i < sizeof offsets / sizeof offsets[0]; i++)
        execute(g, "words", LOAD, frame_of(id) + offsets[i] + id / 32 * 4, 0, 0);
    execute(g, "IPRIORITYR", LOAD_BYTE, frame_of(id) + 0x400 + id, 0, 0);
    execute(g, "ICFGR", LOAD, frame_of(id) + 0xc00 + id / 16 * 4, 0, 0);
    execute(g, "NSACR", LOAD, id < 32 ? SGI_BASE + 0xe00 : GICD + 0xe08, 0, 0);
    execute(g, "IROUTER", LOAD_64, GICD + 0x6000 + 8 * (40 + id % 8), 0, 0);
    execute(g, "D.CTLR", LOAD, GICD, 0, 0);
}

static void step_identity(Guest *g)
{
    choose_frame_place(g);
    execute(g, "D.IIDR", LOAD, GICD + 8, 0, 0);
    execute(g, "R.IIDR", LOAD, GICR + 4, 0, 0);
    execute(g, "R.TYPER", LOAD, GICR + 12, 0, 0);
    execute(g, "R.WAKER", LOAD, GICR + 0x14, 0, 0);
    for (unsigned offset = 0xffd0; offset < 0x10000; offset += 4) {
        execute(g, "D.PIDR", LOAD, GICD + offset, 0, 0);
        execute(g, "R.PIDR", LOAD, GICR + offset, 0, 0);
    }
    quiet(LOAD, GICD + 4, 0); /* not compared */
    quiet(LOAD, GICR, 0);
    quiet(READ_CTLR_EL3, 0, 0);
    for (unsigned offset = 0; offset < 0x10; offset += 4)
        execute(g, "D.RES0", LOAD, GICD + 0x0c + offset, 0, 0);
}

/* --- System registers ---------------------------------------------------------------------- */

static void step_iar(Guest *g)
{
    unsigned group = next() % 3 != 0;
    uint64_t id;

    choose_place(g);
    id = get(g, group ? READ_IAR1 : READ_IAR0);
    if (id < 1020 && g->taken_count[group] < STACK)
        g->taken[group][g->taken_count[group]++] = (uint32_t)id;
    get(g, READ_RPR);
}

/* A list register has @id active. */
static bool is_listed(uint32_t id)
{
    for (unsigned i = 0; i < 4; i++) {
        uint64_t lr = quiet(READ_ICH_LR0 + 2 * i, 0, 0);

        if (lr >> 63 && (lr & 0xffffffff) == id)
            return true;
    }
    return false;
}

/* A virtual end with EOImode 1 of an interrupt that is in no list register: kept away from. */
static bool counts_eoi(const Guest *g, unsigned group, uint32_t id)
{
    bool is_virtual = g->el == 1 && g->nonsecure && (g->hcr & (group ? 0x10 : 0x08));

    return is_virtual && quiet(READ_ICH_VMCR, 0, 0) & 0x200 && !is_listed(id);
}

static void step_eoir(Guest *g)
{
    unsigned group = next() % 3 != 0;
    uint32_t id;

    if (!g->taken_count[group] && next() % 4)
        return;
    id = g->taken_count[group] ? g->taken[group][--g->taken_count[group]] : interrupt();
    choose_place(g);
    if (!counts_eoi(g, group, id))
        set(g, group ? WRITE_EOIR1 : WRITE_EOIR0, id);
    if (next() % 3)
        choose_place(g);
    if (next() % 3)
        set(g, WRITE_DIR, id);
}

static void step_pmr(Guest *g)
{
    choose_place(g);
    set(g, WRITE_PMR, next() % 4 ? 0xff : next() & 0xff);
    get(g, READ_PMR);
}

static void step_bpr(Guest *g)
{
    bool group1 = next() % 2;

    choose_place(g);
    set(g, group1 ? WRITE_BPR1 : WRITE_BPR0, next() & 7);
    choose_place(g);
    get(g, group1 ? READ_BPR1 : READ_BPR0);
}

static void step_apr(Guest *g)
{
    choose_place(g);
    set(g, next() % 2 ? WRITE_AP1R0 : WRITE_AP0R0, next() % 2 ? 0 : 1u << (next() & 31));
}

static void step_igrpen(Guest *g)
{
    choose_place(g);
    set(g, next() % 2 ? WRITE_IGRPEN1 : WRITE_IGRPEN0, next() % 5 != 0);
    if (TOP == 3 && next() % 3 == 0)
        set(g, WRITE_IGRPEN1_EL3, next() & 3);
}

static void step_ctlr(Guest *g)
{
    choose_place(g);
    set(g, WRITE_CTLR, next() & 3);
    if (TOP == 3 && next() % 2)
        set(g, WRITE_CTLR_EL3, next() & 0x1f);
}

static void step_sgi(Guest *g)
{
    static const uint8_t codes[] = {WRITE_SGI1R, WRITE_SGI1R, WRITE_ASGI1R, WRITE_SGI0R};
    uint64_t value = (uint64_t)(next() & 3) << 24 | (next() % 4 != 0);

    if (next() % 6 == 0)
        value |= UINT64_C(1) << 40; /* all but self */
    if (next() % 6 == 0)
        value |= 1u << 16; /* a cluster that is not there */
    choose_place(g);
    set(g, codes[next() % sizeof codes], value);
}

static void step_read_icc(Guest *g)
{
    static const uint8_t codes[] = {
        READ_HPPIR0,      READ_HPPIR1,  READ_RPR,      READ_PMR,      READ_BPR0,    READ_BPR1,
        READ_AP0R0,       READ_AP1R0,   READ_CTLR,     READ_SRE,      READ_IGRPEN0, READ_IGRPEN1,
        READ_AP0R1,       READ_SRE_EL2, READ_CTLR_EL3, READ_SRE_EL3,  READ_EOIR0,   READ_SGI1R,
        READ_IGRPEN1_EL3, WRITE_RPR,    WRITE_SRE,     WRITE_SRE_EL2, WRITE_SRE_EL3};

    choose_place(g);
    for (unsigned i = 0; i < sizeof codes; i++)
        if (next() % 3 && !(codes[i] == READ_CTLR_EL3 && g->el == 3))
            get(g, codes[i]);
}

/* --- The virtual interface ----------------------------------------------------------------- */

/* EL2, or sometimes another level, to be trapped. */
static void choose_hypervisor(Guest *g)
{
    choose_place(g);
    if (next() % 8) {
        g->el = 2;
        g->nonsecure = true;
    }
}

/* A list register of a state and priority by chance. Its virtual ID is no other's: the same ID
 * twice is UNPREDICTABLE. */
static uint64_t list_register(uint32_t number)
{
    static const uint8_t states[] = {0, 1, 1, 1, 2, 3};
    uint64_t value = (uint64_t)states[next() % 6] << 62 | (uint64_t)(next() % 6) << 51;
    uint64_t physical;

    if (next() % 3)
        value |= UINT64_C(1) << 60;
    if (next() % 2) {
        physical = interrupt();
        value |= UINT64_C(1) << 61 | (physical < 16 ? 40 : physical) << 32;
    } else if (next() % 3 == 0) {
        value |= UINT64_C(1) << 41;
    }
    return value | (40 + number + 4 * (next() % 3));
}

static void step_ich_lr(Guest *g)
{
    unsigned number = next() & 3;

    choose_hypervisor(g);
    set(g, WRITE_ICH_LR0 + 2 * number, list_register(number));
}

static void step_ich_hcr(Guest *g)
{
    uint64_t value = (next() % 6 ? 1 : 0) | (next() & 0xde);

    if (next() % 4 == 0)
        value |= next() & 0x5c00; /* TDIR, TALL1, TALL0, TC */
    if (next() % 4 == 0)
        value |= (uint64_t)(next() & 31) << 27;
    choose_hypervisor(g);
    set(g, WRITE_ICH_HCR, value);
}

static void step_ich_vmcr(Guest *g)
{
    choose_hypervisor(g);
    set(g, WRITE_ICH_VMCR, (next() & 0xf8fc0212) | 3);
}

static void step_ich_apr(Guest *g)
{
    choose_hypervisor(g);
    set(g, next() % 2 ? WRITE_ICH_AP1R0 : WRITE_ICH_AP0R0, next() % 2 ? 0 : 1u << (next() & 31));
}

static void step_read_ich(Guest *g)
{
    static const uint8_t codes[] = {READ_ICH_HCR,  READ_ICH_VTR,   READ_ICH_MISR, READ_ICH_EISR,
                                    READ_ICH_VMCR, READ_ICH_ELRSR, READ_ICH_LR0,  READ_ICH_LR1,
                                    READ_ICH_LR2,  READ_ICH_LR3,   READ_ICH_LR4,  READ_ICH_AP0R0,
                                    READ_ICH_AP1R0};

    choose_hypervisor(g);
    for (unsigned i = 0; i < sizeof codes; i++)
        get(g, codes[i]);
}

/* --- Episodes ------------------------------------------------------------------------------ */

static const Step steps[] = {
    {3, step_gicd_ctlr},
    {4, step_igroupr},
    {TOP == 3 ? 3 : 0, step_igrpmodr},
    {8, step_isenabler},
    {1, step_icenabler},
    {9, step_ispendr},
    {1, step_icpendr},
    {1, step_isactiver},
    {1, step_icactiver},
    {5, step_priority},
    {1, step_icfgr},
    {1, step_nsacr},
    {1, step_irouter},
    {2, step_read_frames},
    {11, step_iar},
    {8, step_eoir},
    {3, step_pmr},
    {2, step_bpr},
    {4, step_igrpen},
    {3, step_ctlr},
    {5, step_sgi},
    {3, step_read_icc},
    {9, step_ich_lr},
    {4, step_ich_hcr},
    {2, step_ich_vmcr},
    {1, step_ich_apr},
    {TOP == 3 ? 0 : 1, step_apr},
    {TOP == 3 ? 4 : 6, step_read_ich},
};

static void step(Guest *g)
{
    act(g, steps);
}

/* Everything as after reset, and on. */
static void clean(Guest *g)
{
    g->hcr = g->scr = 0;
    g->nonsecure = true;
    go(g);
    if (TOP == 3)
        quiet(WRITE_CTLR_EL3, 0, 0);
    while (quiet(READ_RPR, 0, 0) != 0xff) { /* to the last active priority */
        quiet(WRITE_EOIR0, 47, 0);
        quiet(WRITE_EOIR1, 47, 0);
    }
    quiet(STORE, GICD, 0);
    quiet(STORE, GICR + 0x14, 0);
    for (uint32_t word = 0; word < 8; word += 4) {
        uint32_t base = word ? GICD : SGI_BASE;

        quiet(STORE, base + 0x80 + word, 0);
        quiet(STORE, base + 0xd00 + word, 0);
        quiet(STORE, base + 0x180 + word, ~0u);
        quiet(STORE, base + 0x280 + word, ~0u);
        quiet(STORE, base + 0x380 + word, ~0u);
        for (uint32_t i = 0; i < 32; i += 4)
            quiet(STORE, base + 0x400 + 8 * word + i, 0xa0a0a0a0);
    }
    for (uint32_t id = 40; id < 48; id++)
        quiet(STORE_64, GICD + 0x6000 + 8 * id, 0);
    quiet(STORE, GICD + 0xc08, 0);
    quiet(STORE, SGI_BASE + 0xc04, 0);
    quiet(STORE, GICD + 0xe08, 0);
    quiet(STORE, SGI_BASE + 0xe00, 0);
    for (unsigned i = 0; i < 4; i++)
        quiet(WRITE_ICH_LR0 + 2 * i, 0, 0);
    quiet(WRITE_ICH_HCR, 0, 0);
    quiet(WRITE_ICH_AP0R0, 0, 0);
    quiet(WRITE_ICH_AP1R0, 0, 0);
    for (unsigned secure = 0; secure < (TOP == 3 ? 2 : 1); secure++) {
        g->nonsecure = !secure;
        go(g);
        quiet(WRITE_CTLR, 0, 0);
        quiet(WRITE_BPR0, 0, 0);
        quiet(WRITE_BPR1, 0, 0);
    }
    g->taken_count[0] = g->taken_count[1] = 0;
}

/* Of four episodes one has EL1 on the physical interface, one on the virtual one with the physical
 * one off, one on any mixture, and one has any routing to EL3 as well. */
static void begin(Guest *g, uint32_t number)
{
    bool physical = number % 4 != 1;

    clean(g);
    seed(number);
    quiet(STORE, GICD, 7);
    quiet(WRITE_PMR, 0xff, 0);
    for (unsigned secure = 0; secure < (TOP == 3 ? 2 : 1); secure++) {
        g->nonsecure = !secure;
        go(g);
        quiet(WRITE_IGRPEN0, physical, 0);
        quiet(WRITE_IGRPEN1, physical, 0);
    }
    quiet(WRITE_ICH_HCR, 1, 0);
    quiet(WRITE_ICH_VMCR, 0xf84c0003, 0);
    if (number % 4)
        g->hcr = number % 4 == 1 ? 0x18 : next() & 0x18; /* IMO, FMO */
    if (number % 4 == 3)
        g->scr = next() & 6; /* FIQ, IRQ */
    if (number == 0)
        step_identity(g);
}

void guest_main(void);

void guest_main(void)
{
    static Guest guest;

    run_episodes(&guest, EPISODES, STEPS, begin, step);
}
