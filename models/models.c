/* SPDX-License-Identifier: MIT
 *
 * models.c - finds models by name or path, computes their price vectors, applies overrides.
 *
 * Tests: tests/unit/models/models_test.c    Journey: after table.c, before sim/base/cost.h
 */
#include "models/models.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/embedded.h"
#include "models/parse.h"

typedef struct Shipped {
    const char *name, *text, *cpu;
    const unsigned char *yaml; /* NULL: unit */
    const size_t *size;
} Shipped;

static const Shipped shipped[] = {
#define MODEL_UNIT(name, text) {name, text, NULL, NULL, NULL},
#define MODEL_TABLE(symbol, name, cpu, text)                                                       \
    {name, text, cpu, embedded_##symbol, &embedded_##symbol##_size},
#include "models/models.def"
#undef MODEL_UNIT
#undef MODEL_TABLE
};

const char *cost_model_shipped(unsigned index)
{
    return index < ARRAY_COUNT(shipped) ? shipped[index].name : NULL;
}

const char *cost_model_shipped_text(unsigned index)
{
    return index < ARRAY_COUNT(shipped) ? shipped[index].text : NULL;
}

const char *price_mark_name(PriceMark mark)
{
    static const char *const name[MARK_COUNT] = {"assumed", "measured", "defined", "table3"};

    assert(mark < MARK_COUNT);
    return name[mark];
}

const char *price_fact_name(char fact)
{
    switch (fact) {
    case 'P':
        return "P";
    case 'S':
        return "S";
    case 'R':
        return "RC";
    case 'U':
        return "U";
    case 'D':
        return "D";
    default:
        return "";
    }
}

int32_t cost_model_units(int64_t millionths)
{
    assert(millionths >= 0 && millionths <= PRICE_MAX_CYCLES * MILLION);
    return (int32_t)((millionths * 256 + MILLION / 2) / MILLION);
}

static int64_t with_exposed(const ModelPrice *p, int64_t exposed)
{
    int64_t cycles = p->issue + p->latency * exposed / MILLION;

    return cycles > PRICE_MAX_CYCLES * MILLION ? PRICE_MAX_CYCLES * MILLION : cycles;
}

void cost_model_finish(CostModel *model)
{
    for (unsigned i = 0; i < COST_COUNT; i++) {
        ModelPrice *p = &model->price[i];

        assert(p->present);
        if (p->by_latency) {
            p->amount.low = with_exposed(p, model->exposed_latency.low);
            p->amount.value = with_exposed(p, model->exposed_latency.value);
            p->amount.high = with_exposed(p, model->exposed_latency.high);
        }
        model->prices.price[i] = cost_model_units(p->amount.value);
    }
}

/* In `unit` too an interrupt takes time from one CPU to another: it is a distance, not a price, and
 * CPUs may run that far apart while they talk (docs/decisions/0010-several-cpus.md). */
#define UNIT_SGI_DELIVERY_CYCLES 64

/* `unit`: every instruction of any class is one cycle; time is instructions. */
static void load_unit(CostModel *model)
{
    const ModelAmount definition = {
        .mark = MARK_DEFINED, .fact = '-', .source = "by definition of this model"};

    memset(model, 0, sizeof *model);
    snprintf(model->name, sizeof model->name, "unit");
    snprintf(model->text, sizeof model->text, "%s", shipped[0].text);
    model->core_hz = 1000000000;
    model->cnt_hz = 62500000;
    model->core_note = model->cnt_note = model->exposed_latency = definition;
    model->sgi_delivery = definition;
    model->sgi_delivery.value = UNIT_SGI_DELIVERY_CYCLES * MILLION;
    model->sgi_delivery.low = model->sgi_delivery.high = model->sgi_delivery.value;
    for (unsigned i = 0; i < COST_COUNT; i++) {
        int64_t value = i < COST_CLASS_COUNT ? MILLION : 0;

        model->price[i] = (ModelPrice){.present = true, .amount = definition};
        model->price[i].amount.low = model->price[i].amount.value = value;
        model->price[i].amount.high = value;
    }
    cost_model_finish(model);
}

static const Shipped *find_shipped(const char *name)
{
    for (unsigned i = 0; i < ARRAY_COUNT(shipped); i++)
        if (!strcmp(shipped[i].name, name))
            return &shipped[i];
    return NULL;
}

const char *cost_model_shipped_cpu(const char *name)
{
    const Shipped *s = find_shipped(name);

    return s ? s->cpu : NULL;
}

const char *cost_model_shipped_yaml(const char *name, size_t *size)
{
    const Shipped *s = find_shipped(name);

    if (!s || !s->yaml)
        return NULL;
    *size = *s->size;
    return (const char *)s->yaml;
}

static bool load_shipped(const Shipped *s, unsigned depth, CostModel *model, Err *err)
{
    char file[80];

    if (!s->yaml) {
        load_unit(model);
        return true;
    }
    snprintf(file, sizeof file, "models/params/%s.yaml", s->name);
    return table_read(file, (const char *)s->yaml, *s->size, depth, model, err);
}

static bool read_all(FILE *in, const char *path, char *text, size_t *length, Err *err)
{
    *length = fread(text, 1, MODEL_FILE_MAX + 1, in);
    if (ferror(in))
        return err_set(err, "%s: cannot read: %s", path, strerror(errno));
    if (*length > MODEL_FILE_MAX)
        return err_usage(err,
                         "%s: larger than 1 MiB: this is not a cost model.\n"
                         "`doubletrap list costs --yaml` prints one to start from.",
                         path);
    return true;
}

static bool load_file(const char *path, unsigned depth, CostModel *model, Err *err)
{
    FILE *in = fopen(path, "rb");
    char *text;
    size_t length = 0;
    bool ok;

    if (!in)
        return err_usage(err, "%s: cannot open the cost model: %s", path, strerror(errno));
    text = malloc(MODEL_FILE_MAX + 1);
    ok = text ? read_all(in, path, text, &length, err) : err_set(err, "%s: out of memory", path);
    ok = ok && table_read(path, text, length, depth, model, err);
    free(text);
    fclose(in);
    return ok;
}

static bool unknown_model(const char *name, Err *err)
{
    const char *names[ARRAY_COUNT(shipped) + 1] = {NULL};
    char list[256] = "";
    const char *near;

    for (unsigned i = 0; i < ARRAY_COUNT(shipped); i++) {
        names[i] = shipped[i].name;
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "",
                 shipped[i].name);
    }
    near = err_nearest(name, names);
    return err_usage(err,
                     "`%s` is not a cost model%s%s%s\nShipped models: %s. A file of prices is "
                     "given by its path, as in --cost ./my.yaml.",
                     name, near ? ". Did you mean `" : ".", near ? near : "", near ? "`?" : "",
                     list);
}

static bool looks_like_path(const char *name)
{
    return strchr(name, '/') || strchr(name, '.');
}

static bool load(const char *name_or_path, unsigned depth, CostModel *model, Err *err)
{
    const Shipped *s = find_shipped(name_or_path);

    if (s)
        return load_shipped(s, depth, model, err);
    if (!looks_like_path(name_or_path))
        return unknown_model(name_or_path, err);
    return load_file(name_or_path, depth, model, err);
}

bool cost_model_load(const char *name_or_path, CostModel *model, Err *err)
{
    return load(name_or_path, 0, model, err);
}

bool cost_model_load_base(const char *from, const char *base, unsigned depth, CostModel *model,
                          Err *err)
{
    const char *slash = strrchr(from, '/');
    char path[1024];

    if (depth > MODEL_BASE_DEPTH_MAX)
        return err_usage(err, "%s: more than %d models based on one another: is there a circle?",
                         from, MODEL_BASE_DEPTH_MAX);
    if (find_shipped(base) || !looks_like_path(base) || base[0] == '/' || !slash)
        return load(base, depth, model, err);
    if ((size_t)snprintf(path, sizeof path, "%.*s/%s", (int)(slash - from), from, base) >=
        sizeof path)
        return err_usage(err, "%s: the path of its base is too long: %s", from, base);
    return load(path, depth, model, err);
}

bool cost_model_parse(const char *file, const char *text, size_t length, CostModel *model, Err *err)
{
    return table_read(file, text, length, 0, model, err);
}

static void set_amount(ModelAmount *amount, int64_t value)
{
    *amount = (ModelAmount){.low = value,
                            .value = value,
                            .high = value,
                            .mark = MARK_ASSUMED,
                            .fact = '-',
                            .source = "--set"};
}

static bool set_hertz(const char *text, const char *name, uint64_t *hertz, ModelAmount *note,
                      Err *err)
{
    if (!parse_hertz(text, hertz))
        return err_usage(err, "--set %s=%s: expected a whole number of hertz, 1 to 100000000000",
                         name, text);
    set_amount(note, 0);
    return true;
}

static bool unknown_price(const char *name, Err *err)
{
    char room[64];
    const char *near = parse_nearest_event(name, room, sizeof room);

    return err_usage(err,
                     "--set %s: `%s` is not a cost event%s%s%s\n"
                     "`doubletrap list costs` prints them all.",
                     name, name, near ? ". Did you mean `" : ".", near ? near : "",
                     near ? "`?" : "");
}

static bool set_price(CostModel *model, const char *name, const char *text, Err *err)
{
    CostEvent event = parse_event(name);
    int64_t value;

    if (event == COST_COUNT)
        return unknown_price(name, err);
    if (!parse_decimal(text, PRICE_MAX_CYCLES, &value))
        return err_usage(err, "--set %s=%s: expected a number of cycles, 0 to %d, as 12 or 12.5",
                         name, text, PRICE_MAX_CYCLES);
    model->price[event].by_latency = false;
    set_amount(&model->price[event].amount, value);
    return true;
}

static bool set_exposed(CostModel *model, const char *text, Err *err)
{
    int64_t value;

    if (!parse_decimal(text, 1, &value))
        return err_usage(err, "--set exposed_latency=%s: expected a fraction, 0 to 1", text);
    set_amount(&model->exposed_latency, value);
    return true;
}

static bool set_sgi_delivery(CostModel *model, const char *text, Err *err)
{
    int64_t value;

    if (!parse_decimal(text, PRICE_MAX_CYCLES, &value))
        return err_usage(err, "--set sgi_delivery=%s: expected a number of cycles, 0 to %d", text,
                         PRICE_MAX_CYCLES);
    set_amount(&model->sgi_delivery, value);
    return true;
}

bool cost_model_set(CostModel *model, const char *assignment, Err *err)
{
    const char *equals = strchr(assignment, '=');
    char name[64];
    bool ok;

    if (!equals || equals == assignment || (size_t)(equals - assignment) >= sizeof name)
        return err_usage(err, "--set %s: expected NAME=NUMBER, as in --set mmio_read_gich=30",
                         assignment);
    snprintf(name, sizeof name, "%.*s", (int)(equals - assignment), assignment);
    if (!strcmp(name, "core_hz"))
        ok = set_hertz(equals + 1, name, &model->core_hz, &model->core_note, err);
    else if (!strcmp(name, "cnt_hz"))
        ok = set_hertz(equals + 1, name, &model->cnt_hz, &model->cnt_note, err);
    else if (!strcmp(name, "exposed_latency"))
        ok = set_exposed(model, equals + 1, err);
    else if (!strcmp(name, "sgi_delivery"))
        ok = set_sgi_delivery(model, equals + 1, err);
    else
        ok = set_price(model, name, equals + 1, err);
    if (ok)
        cost_model_finish(model);
    return ok;
}

static int64_t scaled(int64_t value, unsigned num, unsigned den, int64_t max)
{
    int64_t s = value * num / den;

    return s > max ? max : s;
}

void cost_model_scale_assumed(CostModel *model, unsigned num, unsigned den)
{
    assert(den > 0 && num <= 1000);
    if (model->exposed_latency.mark == MARK_ASSUMED)
        model->exposed_latency.value = scaled(model->exposed_latency.value, num, den, MILLION);
    for (unsigned i = 0; i < COST_COUNT; i++) {
        ModelPrice *p = &model->price[i];

        if (p->amount.mark == MARK_ASSUMED && !p->by_latency)
            p->amount.value = scaled(p->amount.value, num, den, PRICE_MAX_CYCLES * MILLION);
    }
    cost_model_finish(model);
}

bool cost_model_assume(CostModel *model, const char *word, Err *err)
{
    bool half = word && !strcmp(word, "half");

    if (!word)
        return true;
    if (!half && strcmp(word, "double") != 0)
        return err_usage(err, "--assumed %s: expected `half` or `double`", word);
    cost_model_scale_assumed(model, half ? 1 : 2, half ? 2 : 1);
    return true;
}
