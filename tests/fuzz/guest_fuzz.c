/* SPDX-License-Identifier: MIT
 *
 * guest_fuzz.c - any words as a guest on one, two or four CPUs of the whole board, with a GICv2 or
 * a GICv3, entered at any exception level: no guest may reach an assertion, a crash or a hang, and
 * the two engines, in lock-step, never part.
 *
 * Input: two bytes of settings, 32 bytes that become register values, then instruction words, of
 * which each CPU has a share. A prologue (boot) turns the interrupt controller on and starts the
 * other CPUs; handlers at the vectors skip what faulted and end what interrupted, so that a program
 * runs on to its end. The reference engine computes floating point with integers, the other as the
 * host does where that is equal.
 */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/board/map.h"
#include "sim/lockstep.h"

#define RAM_BYTES UINT64_C(0x400000)
#define IMAGE_BASE UINT64_C(0x40100000)
#define BOOT_BYTES 0x800u /* a CPU's */
#define CODE_OFFSET 0x2000u
#define VECTOR_OFFSET 0x4000u
#define VECTOR_BYTES 0x800u /* a level's */
#define IMAGE_BYTES 0x5800u
#define WORDS_MAX 1024u
#define SETTING_BYTES 2u
#define SEED_BYTES 32u
#define HEAD_BYTES (SETTING_BYTES + SEED_BYTES)
#define INSNS_MAX 3000u
#define TURNS_MAX 3000u
#define IDLE_TURNS_MAX 4u /* in a row: it faults in its vectors */
#define CPU_ON 0xc4000003u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct File {
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    uint32_t word[IMAGE_BYTES / 4];
} File;

typedef struct Writer {
    File *file;
    unsigned at; /* word */
} Writer;

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "guest_fuzz: %s\n", what);
        abort();
    }
}

/* --- The settings ----------------------------------------------------------------------------- */

/* Of the first byte the level, the CPUs, the interrupt controller and the core; of the second what
 * goes on around them. */
static Config config_of(const uint8_t *settings)
{
    static const char *const cores[] = {"cortex-a57", "neoverse-n1", "max", "cortex-a57,+lse"};
    static const uint8_t cpus[] = {1, 2, 4, 1};
    static const uint8_t quanta[] = {0, 64, 7, 1};
    unsigned level = settings[0] & 3;

    return (Config){.virtualization = level > 0,
                    .secure = level > 1,
                    .cpu_count = cpus[settings[0] >> 2 & 3],
                    .gic_version = 2 + (settings[0] >> 4 & 1),
                    .cpu = cores[settings[0] >> 5 & 3],
                    .ram_bytes = RAM_BYTES,
                    .cost = settings[1] & 1 ? "xgene" : "unit",
                    .quantum_cycles = quanta[settings[1] >> 1 & 3],
                    .no_reboot = settings[1] & 8,
                    .semihosting = settings[1] & 16,
                    .append = "a b",
                    .kernel = "words",
                    .fast = true,
                    .max_insns = INSNS_MAX,
                    .quiet = true,
                    .no_input = true,
                    .mute = true};
}

/* The level that the guest is entered at. */
static unsigned entry_el(const Config *config)
{
    return config->secure ? 3 : config->virtualization ? 2 : 1;
}

/* --- The guest -------------------------------------------------------------------------------- */

static void emit(Writer *w, uint32_t word)
{
    must(w->at < IMAGE_BYTES / 4, "the image is too small");
    w->file->word[w->at++] = word;
}

/* MOVZ and three MOVKs. */
static void emit_move(Writer *w, unsigned reg, uint64_t value)
{
    for (unsigned i = 0; i < 4; i++)
        emit(w, (i ? 0xf2800000u : 0xd2800000u) | i << 21 |
                    (uint32_t)(value >> 16 * i & 0xffff) << 5 | reg);
}

static void emit_store(Writer *w, uint64_t address, uint32_t value)
{
    emit_move(w, 0, address);
    emit_move(w, 1, value);
    emit(w, 0xb9000001); /* STR W1, [X0] */
}

/* MSR or MRS @word with X0, which is @value before. */
static void emit_sysreg(Writer *w, uint32_t word, uint64_t value)
{
    emit_move(w, 0, value);
    emit(w, word);
}

static void emit_gicv2(Writer *w)
{
    uint64_t gicc = virt_map(MAP_GICC)->base.v, gicd = virt_map(MAP_GICD)->base.v;

    emit_store(w, gicd + 0x000, 3);   /* GICD_CTLR */
    emit_store(w, gicd + 0x100, ~0u); /* GICD_ISENABLER0 */
    emit_store(w, gicc + 0x004, 0xff);
    emit_store(w, gicc + 0x000, 7); /* GICC_CTLR */
}

static void emit_gicv3(Writer *w, unsigned cpu, unsigned el)
{
    uint64_t gicr = virt_map(MAP_GICR)->base.v + UINT64_C(0x20000) * cpu;

    emit_store(w, virt_map(MAP_GICD)->base.v, 7);
    emit_store(w, gicr + 0x14, 0);      /* GICR_WAKER */
    emit_store(w, gicr + 0x10080, ~0u); /* GICR_IGROUPR0 */
    emit_store(w, gicr + 0x10100, ~0u); /* GICR_ISENABLER0 */
    emit_sysreg(w, 0xd5184600, 0xff);   /* ICC_PMR_EL1 */
    emit_sysreg(w, 0xd518cce0, 1);      /* ICC_IGRPEN1_EL1 */
    if (el > 1)
        emit_sysreg(w, 0xd51ccb00, 1); /* ICH_HCR_EL2.En */
}

/* CPU_ON of the others, by what the board listens to. */
static void emit_cpu_on(Writer *w, const Config *config, const uint64_t *entry)
{
    for (unsigned cpu = 1; cpu < config->cpu_count; cpu++) {
        emit_move(w, 0, CPU_ON);
        emit_move(w, 1, virt_mpidr_affinity(cpu, config->gic_version));
        emit_move(w, 2, entry[cpu]);
        emit_move(w, 3, cpu);
        emit(w, config->virtualization ? 0xd4000003 : 0xd4000002); /* SMC, HVC */
    }
}

/* Registers hold what programs hold: places in memory and in devices, and small numbers. */
static void emit_registers(Writer *w, const Config *config, unsigned cpu, const uint8_t *seed)
{
    const uint64_t ram = virt_map(MAP_RAM)->base.v, gicd = virt_map(MAP_GICD)->base.v;
    const uint64_t v3 = config->gic_version == 3;
    const uint64_t gicr = virt_map(MAP_GICR)->base.v;
    const uint64_t bases[] = {0,
                              IMAGE_BASE + CODE_OFFSET,
                              ram + RAM_BYTES - 64,
                              gicd,
                              v3 ? gicr : virt_map(MAP_GICC)->base.v,
                              v3 ? gicr + 0x10000 : virt_map(MAP_GICH)->base.v,
                              v3 ? virt_map(MAP_UART0)->base.v : virt_map(MAP_GICV)->base.v,
                              ~UINT64_C(0)};

    emit_move(w, 0, ram + RAM_BYTES / 2 + 0x10000u * cpu);
    emit(w, 0x9100001f); /* MOV SP, X0 */
    for (unsigned i = 0; i < 31; i++) {
        uint8_t byte = seed[(i + cpu) % 31];

        emit_move(w, i, bases[byte >> 5] + ((uint64_t)(byte & 31) << (seed[31] & 15)));
    }
    for (unsigned i = 0; i < 32; i++)
        emit(w, 0x4e080c00 | i % 31 << 5 | i); /* DUP Vi.2D, Xi */
}

static void emit_vbar(Writer *w, unsigned el)
{
    static const uint32_t msr[] = {0, 0xd518c000, 0xd51cc000, 0xd51ec000};

    for (unsigned i = 1; i <= el; i++)
        emit_sysreg(w, msr[i], IMAGE_BASE + VECTOR_OFFSET + (i - 1) * VECTOR_BYTES);
}

/* Where @cpu begins: its interrupts, its registers, and on to its share of the code. */
static void emit_boot(Writer *w, const Config *config, unsigned cpu, const uint64_t *entry,
                      unsigned code_at, const uint8_t *seed)
{
    unsigned el = entry_el(config);

    emit_vbar(w, el);
    emit_sysreg(w, 0xd5181040, UINT64_C(3) << 20); /* CPACR_EL1.FPEN */
    if (config->gic_version == 3)
        emit_gicv3(w, cpu, el);
    else
        emit_gicv2(w);
    if (cpu == 0)
        emit_cpu_on(w, config, entry);
    emit_registers(w, config, cpu, seed);
    emit(w, 0x14000000 | ((code_at - w->at) & 0x3ffffff)); /* B */
}

/* At each vector: ELR_ELx += 4, ERET; at IRQ the interrupt is acknowledged and ended. */
static void emit_vectors(Writer *w, const Config *config, unsigned el)
{
    static const uint32_t op1[] = {0, 0, 4, 6};
    const uint32_t skip[] = {0xd5384020 | op1[el] << 16 | 29, 0x910013bd,
                             0xd5184020 | op1[el] << 16 | 29, 0xd69f03e0};
    const uint32_t end_v3[] = {0xd538cc1d, 0xd518cc3d, 0xd503201f, 0xd69f03e0};
    const uint32_t end_v2[] = {0xd2a1003d, 0xb9400fbc, 0xb90013bc, 0xd69f03e0};

    for (unsigned i = 0; i < 16; i++) {
        const uint32_t *code = i % 4 != 1 ? skip : config->gic_version == 3 ? end_v3 : end_v2;

        w->at = (VECTOR_OFFSET + (el - 1) * VECTOR_BYTES + i * 0x80) / 4;
        for (unsigned n = 0; n < 4; n++)
            emit(w, code[n]);
    }
}

/* The words, shared out; behind each share WFI, for ever. */
static void emit_words(Writer *w, const Config *config, const uint8_t *words, unsigned count,
                       unsigned code_at[])
{
    unsigned share = count / config->cpu_count;

    w->at = CODE_OFFSET / 4;
    for (unsigned cpu = 0; cpu < config->cpu_count; cpu++) {
        code_at[cpu] = w->at;
        memcpy(&w->file->word[w->at], words + (size_t)4 * share * cpu, (size_t)4 * share);
        w->at += share;
        emit(w, 0xd503207f); /* WFI */
        emit(w, 0x17ffffff); /* B to it */
    }
}

static void write_elf(File *file)
{
    file->header = (Elf64_Ehdr){
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_AARCH64,
        .e_version = EV_CURRENT,
        .e_entry = IMAGE_BASE,
        .e_phoff = offsetof(File, segment),
        .e_ehsize = sizeof(Elf64_Ehdr),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = 1};
    file->segment = (Elf64_Phdr){.p_type = PT_LOAD,
                                 .p_flags = PF_R | PF_W | PF_X,
                                 .p_offset = offsetof(File, word),
                                 .p_vaddr = IMAGE_BASE,
                                 .p_paddr = IMAGE_BASE,
                                 .p_filesz = IMAGE_BYTES,
                                 .p_memsz = IMAGE_BYTES};
}

static void write_guest(File *file, const Config *config, const uint8_t *data, size_t size)
{
    Writer w = {file, 0};
    unsigned count = (unsigned)min_u64((size - HEAD_BYTES) / 4, WORDS_MAX);
    unsigned code_at[MACHINE_CPU_MAX];
    uint64_t entry[MACHINE_CPU_MAX];

    write_elf(file);
    for (unsigned el = 1; el < 4; el++)
        emit_vectors(&w, config, el);
    emit_words(&w, config, data + HEAD_BYTES, count, code_at);
    w.at = 0;
    for (unsigned cpu = config->cpu_count; cpu-- > 0;) { /* the first CPU's names the others' */
        w.at = cpu * BOOT_BYTES / 4;
        entry[cpu] = IMAGE_BASE + (uint64_t)4 * w.at;
        emit_boot(&w, config, cpu, entry, code_at[cpu], data + SETTING_BYTES);
    }
}

/* --- The run ---------------------------------------------------------------------------------- */

static void explain(Lockstep *lockstep)
{
    static const char *const names[2] = {"reference", "fast"};
    Err err;

    if (!lockstep_explain(lockstep, names, stderr, &err))
        fprintf(stderr, "%s\n", err.text);
    abort();
}

static void run(Machine *machine, Lockstep *lockstep)
{
    unsigned idle = 0;

    for (unsigned turn = 0; turn < TURNS_MAX && idle < IDLE_TURNS_MAX; turn++) {
        uint64_t before = machine->insns;

        turns_next(machine, engine_run, ENGINE_SLICE_INSNS);
        if (!lockstep_follow(lockstep))
            explain(lockstep);
        if (machine->end != MACHINE_RUNNING)
            break;
        idle = machine->insns == before ? idle + 1 : 0;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const EngineRun engines[2] = {engine_run, engine_run_fast};
    static File file;
    Config config;
    Machine *machine;
    Lockstep *lockstep;
    Err err;

    if (size < HEAD_BYTES + 4)
        return 0;
    config = config_of(data);
    memset(&file, 0, sizeof file);
    write_guest(&file, &config, data, size);
    config.kernel_bytes = (const uint8_t *)&file;
    config.kernel_size = sizeof file;
    machine = machine_new(&config, (TrackerSink){0}, &err);
    must(machine, err.text);
    for (unsigned i = 0; i < config.cpu_count; i++)
        machine->cpu[i]->host_fp = false;
    turns_begin(machine);
    lockstep = lockstep_new(machine, engines, &err);
    must(lockstep, err.text);
    run(machine, lockstep);
    turns_end(machine);
    lockstep_free(lockstep);
    machine_free(machine);
    return 0;
}
