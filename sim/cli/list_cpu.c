/* SPDX-License-Identifier: MIT
 *
 * list_cpu.c - CPU models, features, system registers and traps.
 *
 * Tests: tests/unit/sim/cli/list_cpu_test.c
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cpu/models.h"
#include "cpu/sysop.h"
#include "cpu/sysreg_rows.h"
#include "sim/cli/list.h"

#define TRAPS_ALL (SYSREG_TRAPS_MAX + 2)

/* One line of a table: printed as text or added to the JSON. */
typedef struct Listing {
    const ListRequest *request;
    json_t *rows;
    unsigned count;
} Listing;

static Listing listing_of(const ListRequest *request)
{
    return (Listing){.request = request, .rows = json_array()};
}

static bool finish(Listing *listing, const char *what, Err *err)
{
    bool ok = listing->count != 0;

    if (ok && listing->request->json)
        ok = !json_dumpf(listing->rows, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER) &&
             puts("") != EOF;
    json_decref(listing->rows);
    if (!listing->count)
        return err_usage(err, "there is no %s `%s`; without a name the whole table is printed",
                         what, listing->request->name);
    return ok || err_set(err, "cannot write the table");
}

/* --- models and features ---------------------------------------------------------------------- */

/* In lines of 100 columns, 13 to the right. */
static void print_features(FeatureSet set)
{
    int column = printf("%12s", "");

    for (unsigned i = 0; i < FEAT_COUNT; i++) {
        const char *option = feature_option((Feature)i);

        if (!feature_has(set, (Feature)i) || !option[0])
            continue;
        if (column + 1 + (int)strlen(option) > 100)
            column = printf("\n%12s", "") - 1;
        column += printf(" %s", option);
    }
    puts("");
}

static json_t *features_json(FeatureSet set)
{
    json_t *array = json_array();

    for (unsigned i = 0; i < FEAT_COUNT; i++)
        if (feature_has(set, (Feature)i) && feature_option((Feature)i)[0])
            json_array_append_new(array, json_string(feature_option((Feature)i)));
    return array;
}

bool list_cpus(const ListRequest *request, Err *err)
{
    Listing listing = listing_of(request);
    const CpuModel *model;

    for (unsigned i = 0; (model = cpu_model_at(i)); i++) {
        FeatureSet set = cpu_model_features(model);

        if (!list_matches(model->name, request->name))
            continue;
        listing.count++;
        if (request->json) {
            json_array_append_new(listing.rows,
                                  json_pack("{s:s, s:I, s:s, s:o}", "name", model->name, "midr",
                                            (json_int_t)model->midr, "text", model->text,
                                            "features", features_json(set)));
            continue;
        }
        printf("%-12s %s; MIDR_EL1 0x%08llx, %u-bit addresses\n", model->name, model->text,
               (unsigned long long)model->midr, cpu_model_pa_bits(model));
        print_features(set);
    }
    return finish(&listing, "CPU model", err);
}

bool list_features(const ListRequest *request, Err *err)
{
    Listing listing = listing_of(request);

    for (unsigned i = FEAT_BASE + 1; i < FEAT_COUNT; i++) {
        Feature feature = (Feature)i;
        const char *option = feature_option(feature), *name = feature_arm_name(feature);

        if (!option[0] ||
            (!list_matches(option, request->name) && !list_matches(name, request->name)))
            continue;
        listing.count++;
        if (request->json)
            json_array_append_new(listing.rows,
                                  json_pack("{s:s, s:s, s:s}", "option", option, "name", name,
                                            "text", feature_text(feature)));
        else
            printf("%-9s %-14s %s\n", option, name, feature_text(feature));
    }
    return finish(&listing, "feature", err);
}

/* --- registers -------------------------------------------------------------------------------- */

/* The field is what follows the first _ of the row's name. */
void list_trap_title(Trap trap, char *room, size_t size)
{
    const TrapRow *row = trap_row(trap);
    const char *field = strchr(row->name, '_') + 1;
    size_t length = strlen(field);

    if (length > 2 && !strcmp(field + length - 2, "_R"))
        length -= 2;
    snprintf(room, size, "%s.%.*s", sysreg_name((Sysreg)row->control), (int)length, field);
}

static void encoding(unsigned key, char *room, size_t size)
{
    snprintf(room, size, "S%u_%u_C%u_C%u_%u", key >> 14, (key >> 11) & 7, (key >> 7) & 15,
             (key >> 3) & 15, key & 7);
}

static void level_text(unsigned el, char room[4])
{
    if (el == EL_NEVER)
        snprintf(room, 4, "-");
    else
        snprintf(room, 4, "EL%u", el & 3);
}

/* The traps of a row: those of .traps, then the fine-grained ones. */
static unsigned all_traps(const uint16_t *traps, const uint16_t *fgt, Trap list[TRAPS_ALL])
{
    unsigned count = 0;

    for (unsigned t = 0; t < SYSREG_TRAPS_MAX && traps[t]; t++)
        list[count++] = (Trap)traps[t];
    for (unsigned t = 0; t < 2; t++)
        if (fgt[t])
            list[count++] = (Trap)fgt[t];
    return count;
}

static json_t *traps_json(const SysregRow *row)
{
    json_t *array = json_array();
    Trap list[TRAPS_ALL];
    unsigned count = all_traps(row->traps, row->fgt, list);

    for (unsigned t = 0; t < count; t++) {
        char title[48];

        list_trap_title(list[t], title, sizeof title);
        json_array_append_new(array, json_string(title));
    }
    return array;
}

static void print_traps(const SysregRow *row)
{
    Trap list[TRAPS_ALL];
    unsigned count = all_traps(row->traps, row->fgt, list);

    for (unsigned t = 0; t < count; t++) {
        char title[48];

        list_trap_title(list[t], title, sizeof title);
        printf(" %s", title);
    }
    puts("");
}

bool list_registers(const ListRequest *request, Err *err)
{
    Listing listing = listing_of(request);

    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);
        char code[24], read[4], write[4];

        encoding(row->key, code, sizeof code);
        if (!list_matches(row->name, request->name) && !list_matches(code, request->name))
            continue;
        level_text(row->read_el, read);
        level_text(row->write_el, write);
        if (request->json) {
            json_array_append_new(listing.rows,
                                  json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:o}", "name",
                                            row->name, "encoding", code, "read", read, "write",
                                            write, "reset", (json_int_t)row->reset, "feature",
                                            feature_arm_name((Feature)row->feature), "traps",
                                            traps_json(row)));
        } else {
            if (!listing.count)
                printf("%-18s %-15s %-5s %-5s traps\n", "register", "encoding", "read", "write");
            printf("%-18s %-15s %-5s %-5s", row->name, code, read, write);
            print_traps(row);
        }
        listing.count++;
    }
    return finish(&listing, "system register", err);
}

/* --- traps ------------------------------------------------------------------------------------ */

static bool guards(const uint16_t *traps, const uint16_t *fgt, Trap trap)
{
    Trap list[TRAPS_ALL];
    unsigned count = all_traps(traps, fgt, list);

    for (unsigned t = 0; t < count; t++)
        if (list[t] == trap)
            return true;
    return false;
}

/* What a trap guards: names, and the lowest level from which they can be reached. */
typedef struct Guarded {
    json_t *names;
    unsigned lowest_el;
    bool instructions; /* nothing but instructions */
} Guarded;

/* "DC ZVA" of DC_ZVA. */
static json_t *instruction_name(const char *name)
{
    char text[32];

    snprintf(text, sizeof text, "%s", name);
    *strchr(text, '_') = ' ';
    return json_string(text);
}

static Guarded guarded_by(Trap trap)
{
    bool wants_write = trap_row(trap)->direction == TRAP_ON_WRITE;
    Guarded g = {.names = json_array(), .lowest_el = EL_NEVER, .instructions = true};

    for (unsigned i = 0; i < SR_COUNT; i++) {
        const SysregRow *row = sysreg_row((Sysreg)i);
        unsigned el = wants_write ? row->write_el : row->read_el;

        if (!guards(row->traps, row->fgt, trap) || (wants_write && el == EL_NEVER))
            continue;
        json_array_append_new(g.names, json_string(row->name));
        g.lowest_el = el < g.lowest_el ? el : g.lowest_el;
        g.instructions = false;
    }
    for (unsigned i = 0; i < OP_COUNT; i++) {
        const SysopRow *row = sysop_row((Sysop)i);

        if (!guards(row->traps, row->fgt, trap))
            continue;
        json_array_append_new(g.names, instruction_name(row->name));
        g.lowest_el = row->el < g.lowest_el ? row->el : g.lowest_el;
    }
    return g;
}

/* From which levels: below the control's own, as far as the registers can be reached there. */
static const char *levels_text(const TrapRow *row, unsigned lowest)
{
    static const char *const text[4][3] = {{"", "", ""},
                                           {"EL0", "EL0", "EL0"},
                                           {"EL1 and EL0", "EL1", "EL1"},
                                           {"EL2, EL1 and EL0", "EL2 and EL1", "EL2"}};

    return text[row->level][lowest > 2 ? 2 : lowest];
}

static const char *direction_text(const TrapRow *row, const Guarded *g)
{
    return g->instructions                   ? "execution"
           : row->direction == TRAP_ON_READ  ? "reads"
           : row->direction == TRAP_ON_WRITE ? "writes"
                                             : "reads and writes";
}

/* Names separated by blanks, broken at column 100 and indented to @indent. */
static void print_wrapped(const json_t *names, size_t column, size_t indent)
{
    size_t i;
    json_t *name;

    json_array_foreach(names, i, name)
    {
        const char *text = json_string_value(name);

        if (column + 1 + strlen(text) > 100) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else {
            column += (size_t)printf(" ");
        }
        column += (size_t)printf("%s", text);
    }
}

static void print_register_trap(const char *title, const TrapRow *row, const Guarded *g)
{
    unsigned level = row->level;
    char head[160];
    int length = snprintf(head, sizeof head, "%s (bit %u%s): traps %s %s of", title, row->bit,
                          row->when ? "" : " when 0", levels_text(row, g->lowest_el),
                          direction_text(row, g));

    printf("%s", head);
    print_wrapped(g->names, (size_t)length, strcspn(head, ":") + 2);
    if (row == trap_row(T_HCR_TIDCP))
        printf(" and all other IMPLEMENTATION DEFINED encodings");
    printf(" to EL%u, class SYS64", level);
    if (row->direction != (TRAP_ON_READ | TRAP_ON_WRITE))
        printf(", ISS direction %u", row->direction == TRAP_ON_READ);
    printf(".\n");
}

static json_t *trap_json(const char *title, const TrapRow *row, const Guarded *g)
{
    static const char *const direction[] = {"X", "R", "W", "RW"};

    return json_pack("{s:s, s:s, s:i, s:i, s:s, s:i, s:s, s:O}", "trap", row->name, "field", title,
                     "bit", (int)row->bit, "traps_when", (int)row->when, "direction",
                     direction[row->direction], "target_el", (int)row->level, "text", row->text,
                     "guards", g->names);
}

bool list_traps(const ListRequest *request, Err *err)
{
    Listing listing = listing_of(request);

    for (unsigned i = T_NONE + 1; i < T_COUNT; i++) {
        const TrapRow *row = trap_row((Trap)i);
        Guarded g;
        char title[48];

        list_trap_title((Trap)i, title, sizeof title);
        if (!list_matches(title, request->name) && !list_matches(row->name, request->name))
            continue;
        g = guarded_by((Trap)i);
        if (request->json)
            json_array_append_new(listing.rows, trap_json(title, row, &g));
        else if (row->direction)
            print_register_trap(title, row, &g);
        else
            printf("%s (bit %u%s): traps %s to EL%u.\n", title, row->bit,
                   row->when ? "" : " when 0", row->text, row->level);
        json_decref(g.names);
        listing.count++;
    }
    return finish(&listing, "trap", err);
}
