/* SPDX-License-Identifier: MIT
 *
 * registers.c - registers for gdb.    Tests: tests/cli/gdb_test.sh
 */
#include "sim/gdb/registers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cpu/access.h"
#include "cpu/regime.h"
#include "cpu/sysreg_rows.h"

/* Reading these does something. */
static bool reading_acts(Sysreg sr)
{
    static const char *const names[] = {"ICC_IAR0_EL1", "ICC_IAR1_EL1", "RNDR", "RNDRRS"};

    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (!strcmp(sysreg_name(sr), names[i]))
            return true;
    return false;
}

static bool is_there(const Cpu *cpu, Sysreg sr)
{
    const SysregRow *row = sysreg_row(sr);

    return cpu_has(cpu, (Feature)row->feature) && sr != SR_ID_RESERVED;
}

static bool is_readable(const Cpu *cpu, Sysreg sr)
{
    return is_there(cpu, sr) && sysreg_row(sr)->read_el != EL_NEVER && !reading_acts(sr);
}

static void unavailable(GdbText *to, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        gdb_text_add(to, "xx");
}

/* A counter that is read keeps other CPUs' from reading less (cpu->config.count_read_max); but
 * nobody may notice a debugger. */
static uint64_t peek(Cpu *cpu, Sysreg sr)
{
    uint64_t *greatest = cpu->config.count_read_max, before = greatest ? *greatest : 0;
    uint64_t value = sysreg_row(sr)->read(cpu, sr);

    if (greatest)
        *greatest = before;
    return value;
}

static uint64_t system_value(Cpu *cpu, Sysreg sr)
{
    return sysreg_row(sr)->read ? peek(cpu, sr) : cpu->sr[sr];
}

static bool system_read(Cpu *cpu, Sysreg sr, GdbText *to)
{
    uint64_t value;

    if (!is_there(cpu, sr))
        return false;
    if (!is_readable(cpu, sr)) {
        unavailable(to, sizeof value);
        return true;
    }
    value = system_value(cpu, sr);
    gdb_text_hex(to, &value, sizeof value);
    return true;
}

static bool general_value(const Cpu *cpu, const char *name, uint64_t *value)
{
    char *end;
    unsigned long n = strtoul(name + 1, &end, 10);

    if (!strcmp(name, "pc"))
        *value = cpu->pc;
    else if (!strcmp(name, "sp"))
        *value = cpu->x[REG_SP];
    else if (!strcmp(name, "lr"))
        *value = cpu->x[30];
    else if (name[0] == 'x' && name[1] >= '0' && name[1] <= '9' && !*end && n < GDB_SP)
        *value = cpu->x[n];
    else
        return false;
    return true;
}

bool gdb_register_value(Cpu *cpu, const char *name, uint64_t *value)
{
    if (general_value(cpu, name, value))
        return true;
    for (unsigned i = 0; i < SR_COUNT; i++) {
        Sysreg sr = (Sysreg)i;

        if (strcasecmp(sysreg_name(sr), name) != 0 || !is_readable(cpu, sr))
            continue;
        *value = system_value(cpu, sr);
        return true;
    }
    return false;
}

bool gdb_register_read(Cpu *cpu, unsigned number, GdbText *to)
{
    uint32_t cpsr = (uint32_t)cpu_pstate_to_spsr(cpu);

    if (number <= GDB_SP)
        gdb_text_hex(to, &cpu->x[number < GDB_SP ? number : REG_SP], 8);
    else if (number == GDB_PC)
        gdb_text_hex(to, &cpu->pc, 8);
    else if (number == GDB_CPSR)
        gdb_text_hex(to, &cpsr, 4);
    else if (number < GDB_FPSR)
        gdb_text_hex(to, &cpu->v[number - GDB_V0], 16);
    else if (number < GDB_SYSTEM_FIRST)
        gdb_text_hex(to, number == GDB_FPSR ? &cpu->fpsr : &cpu->fpcr, 4);
    else
        return number < GDB_REGISTER_COUNT &&
               system_read(cpu, (Sysreg)(number - GDB_SYSTEM_FIRST), to);
    return true;
}

static bool system_write(Cpu *cpu, Sysreg sr, const char *from)
{
    uint64_t value;

    if (!is_there(cpu, sr) || sysreg_row(sr)->write_el == EL_NEVER ||
        !gdb_hex_bytes(&from, &value, 8))
        return false;
    sysreg_set(cpu, sr, value);
    return true;
}

/* The level and SP selection stay: a debugger moves a program, not between worlds. */
static bool cpsr_write(Cpu *cpu, const char *from)
{
    const uint64_t mode = 0x1f;
    uint32_t cpsr;

    if (!gdb_hex_bytes(&from, &cpsr, 4))
        return false;
    if ((cpsr ^ cpu_pstate_to_spsr(cpu)) & mode)
        return false;
    cpu_pstate_from_spsr(cpu, cpsr);
    cpu->attention |= ATTENTION_INTERRUPT;
    regime_changed(cpu);
    return true;
}

bool gdb_register_write(Cpu *cpu, unsigned number, const char *from)
{
    if (number <= GDB_SP)
        return gdb_hex_bytes(&from, &cpu->x[number < GDB_SP ? number : REG_SP], 8);
    if (number == GDB_PC)
        return gdb_hex_bytes(&from, &cpu->pc, 8);
    if (number == GDB_CPSR)
        return cpsr_write(cpu, from);
    if (number < GDB_FPSR)
        return gdb_hex_bytes(&from, &cpu->v[number - GDB_V0], 16);
    if (number < GDB_SYSTEM_FIRST)
        return gdb_hex_bytes(&from, number == GDB_FPSR ? &cpu->fpsr : &cpu->fpcr, 4);
    return number < GDB_REGISTER_COUNT &&
           system_write(cpu, (Sysreg)(number - GDB_SYSTEM_FIRST), from);
}

static void core_xml(FILE *out)
{
    fputs("<feature name=\"org.gnu.gdb.aarch64.core\">\n", out);
    for (unsigned i = 0; i < GDB_SP; i++)
        fprintf(out, "<reg name=\"x%u\" bitsize=\"64\" regnum=\"%u\"/>\n", i, i);
    fputs(
        "<reg name=\"sp\" bitsize=\"64\" type=\"data_ptr\"/>\n"
        "<reg name=\"pc\" bitsize=\"64\" type=\"code_ptr\"/>\n"
        "<flags id=\"cpsr_flags\" size=\"4\">\n"
        "<field name=\"SP\" start=\"0\" end=\"0\"/><field name=\"EL\" start=\"2\" end=\"3\"/>"
        "<field name=\"F\" start=\"6\" end=\"6\"/><field name=\"I\" start=\"7\" end=\"7\"/>"
        "<field name=\"A\" start=\"8\" end=\"8\"/><field name=\"D\" start=\"9\" end=\"9\"/>"
        "<field name=\"IL\" start=\"20\" end=\"20\"/><field name=\"SS\" start=\"21\" end=\"21\"/>"
        "<field name=\"PAN\" start=\"22\" end=\"22\"/><field name=\"UAO\" start=\"23\" end=\"23\"/>"
        "<field name=\"DIT\" start=\"24\" end=\"24\"/><field name=\"V\" start=\"28\" end=\"28\"/>"
        "<field name=\"C\" start=\"29\" end=\"29\"/><field name=\"Z\" start=\"30\" end=\"30\"/>"
        "<field name=\"N\" start=\"31\" end=\"31\"/></flags>\n"
        "<reg name=\"cpsr\" bitsize=\"32\" type=\"cpsr_flags\"/>\n"
        "</feature>\n",
        out);
}

static void fpu_xml(FILE *out)
{
    fputs("<feature name=\"org.gnu.gdb.aarch64.fpu\">\n"
          "<vector id=\"v2d\" type=\"ieee_double\" count=\"2\"/>\n"
          "<vector id=\"v2u\" type=\"uint64\" count=\"2\"/>\n"
          "<vector id=\"v4f\" type=\"ieee_single\" count=\"4\"/>\n"
          "<vector id=\"v4u\" type=\"uint32\" count=\"4\"/>\n"
          "<vector id=\"v8u\" type=\"uint16\" count=\"8\"/>\n"
          "<vector id=\"v16u\" type=\"uint8\" count=\"16\"/>\n"
          "<union id=\"vn\"><field name=\"d\" type=\"v2d\"/><field name=\"du\" type=\"v2u\"/>"
          "<field name=\"s\" type=\"v4f\"/><field name=\"su\" type=\"v4u\"/>"
          "<field name=\"hu\" type=\"v8u\"/><field name=\"bu\" type=\"v16u\"/>"
          "<field name=\"q\" type=\"uint128\"/></union>\n",
          out);
    for (unsigned i = 0; i < 32; i++)
        fprintf(out, "<reg name=\"v%u\" bitsize=\"128\" type=\"vn\" regnum=\"%u\"/>\n", i,
                GDB_V0 + i);
    fputs("<reg name=\"fpsr\" bitsize=\"32\"/>\n<reg name=\"fpcr\" bitsize=\"32\"/>\n</feature>\n",
          out);
}

/* FPSR and FPCR are among gdb's own; two of a name would confuse it. */
static bool is_gdbs_own(Sysreg sr)
{
    return sr == SR_FPSR || sr == SR_FPCR;
}

static void system_xml(const Cpu *cpu, FILE *out)
{
    fputs("<feature name=\"org.doubletrap.system\">\n", out);
    for (unsigned sr = 0; sr < SR_COUNT; sr++)
        if (is_readable(cpu, (Sysreg)sr) && !is_gdbs_own((Sysreg)sr))
            fprintf(out,
                    "<reg name=\"%s\" bitsize=\"64\" regnum=\"%u\" group=\"system\" "
                    "save-restore=\"no\"/>\n",
                    sysreg_name((Sysreg)sr), GDB_SYSTEM_FIRST + sr);
    fputs("</feature>\n", out);
}

char *gdb_target_xml(const Cpu *cpu)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fputs("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n"
          "<target version=\"1.0\">\n<architecture>aarch64</architecture>\n",
          out);
    core_xml(out);
    fpu_xml(out);
    system_xml(cpu, out);
    fputs("</target>\n", out);
    return fclose(out) == 0 ? text : NULL;
}
