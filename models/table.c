/* SPDX-License-Identifier: MIT
 *
 * table.c - reads a table of prices from YAML.
 *
 * libyaml composes the document; every node keeps its line and column, so that every complaint
 * has its position. Nothing here trusts the text: it may be a user's or a fuzzer's.
 *
 * Tests: tests/unit/models/table_test.c, tests/fuzz/model_fuzz.c    Journey: before models.c
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "models/parse.h"

typedef struct Reader {
    const char *file;
    yaml_document_t *document;
    CostModel *model;
    unsigned depth;
    bool own[COST_COUNT]; /* priced by this very file */
    Err *err;
} Reader;

typedef struct Field Field;

/* A key of a mapping and the function that reads its value. */
struct Field {
    const char *key;
    bool (*read)(Reader *r, const yaml_node_t *value, void *into);
};

/* Err with "file:line:column: ", then the text. */
PRINTF_LIKE(3, 4)
static bool wrong(const Reader *r, const yaml_node_t *node, const char *format, ...)
{
    char text[800];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_usage(r->err, "%s:%zu:%zu: %s", r->file, node->start_mark.line + 1,
                     node->start_mark.column + 1, text);
}

static yaml_node_t *node_at(const Reader *r, int index)
{
    yaml_node_t *node = yaml_document_get_node(r->document, index);

    assert(node);
    return node;
}

/* The text of a scalar, or NULL with an error: not a scalar, empty, or holding a NUL. */
static const char *scalar(const Reader *r, const yaml_node_t *node, const char *what)
{
    const char *text;

    if (node->type != YAML_SCALAR_NODE) {
        wrong(r, node, "expected %s here, not a list or a mapping", what);
        return NULL;
    }
    text = (const char *)node->data.scalar.value;
    if (strlen(text) != node->data.scalar.length || !*text) {
        wrong(r, node, "expected %s here", what);
        return NULL;
    }
    return text;
}

static bool read_text(Reader *r, const yaml_node_t *node, char *into, size_t size)
{
    const char *text = scalar(r, node, "text");

    if (!text)
        return false;
    if (strlen(text) >= size)
        return wrong(r, node, "longer than %zu characters", size - 1);
    snprintf(into, size, "%s", text);
    return true;
}

/* Two equal keys in one mapping are a slip that YAML itself lets pass. */
static bool no_duplicate(const Reader *r, const yaml_node_t *map, const yaml_node_pair_t *pair)
{
    const char *key = (const char *)node_at(r, pair->key)->data.scalar.value;

    for (const yaml_node_pair_t *p = map->data.mapping.pairs.start; p < pair; p++)
        if (!strcasecmp((const char *)node_at(r, p->key)->data.scalar.value, key))
            return wrong(r, node_at(r, pair->key), "`%.60s` is there twice; first at line %zu", key,
                         node_at(r, p->key)->start_mark.line + 1);
    return true;
}

static const Field *find_field(const Field *fields, const char *key)
{
    for (; fields->key; fields++)
        if (!strcmp(fields->key, key))
            return fields;
    return NULL;
}

static bool unknown_key(const Reader *r, const yaml_node_t *node, const Field *fields,
                        const char *what)
{
    const char *key = (const char *)node->data.scalar.value;
    const char *names[24] = {NULL};
    char list[300] = "";
    const char *near;

    for (unsigned i = 0; fields[i].key && i + 1 < ARRAY_COUNT(names); i++) {
        names[i] = fields[i].key;
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "",
                 fields[i].key);
    }
    near = err_nearest(key, names);
    return wrong(r, node, "`%.60s` is not a key of %s%s%s%s\nKeys: %s.", key, what,
                 near ? ". Did you mean `" : ".", near ? near : "", near ? "`?" : "", list);
}

/* Reads each pair of @map by @fields. */
static bool read_fields(Reader *r, const yaml_node_t *map, const Field *fields, const char *what,
                        void *into)
{
    if (map->type != YAML_MAPPING_NODE)
        return wrong(r, map, "expected %s: a mapping of `key: value`", what);
    for (const yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top;
         p++) {
        const yaml_node_t *key = node_at(r, p->key);
        const Field *field;

        if (!scalar(r, key, "a name") || !no_duplicate(r, map, p))
            return false;
        field = find_field(fields, (const char *)key->data.scalar.value);
        if (!field)
            return unknown_key(r, key, fields, what);
        if (!field->read(r, node_at(r, p->value), into))
            return false;
    }
    return true;
}

/* A price, a fraction or a frequency as it stands in the file. */
typedef struct Amount {
    ModelAmount amount;
    int64_t issue, latency;
    uint64_t hertz;
    int64_t max; /* of the numbers, in ones */
    bool hz;     /* value is a frequency */
    bool has_low, has_value, has_high, has_issue, has_latency, has_mark, has_source;
} Amount;

static bool number(const Reader *r, const yaml_node_t *node, int64_t max, int64_t *into)
{
    const char *text = scalar(r, node, "a number");

    if (!text)
        return false;
    if (!parse_decimal(text, max, into))
        return wrong(r, node,
                     "`%.40s` is not a number from 0 to %lld with at most six decimals, as 12 or "
                     "12.5",
                     text, (long long)max);
    return true;
}

static bool read_low(Reader *r, const yaml_node_t *node, void *into)
{
    Amount *a = into;

    a->has_low = true;
    return number(r, node, a->max, &a->amount.low);
}

static bool read_high(Reader *r, const yaml_node_t *node, void *into)
{
    Amount *a = into;

    a->has_high = true;
    return number(r, node, a->max, &a->amount.high);
}

static bool read_hertz(const Reader *r, const yaml_node_t *node, uint64_t *hertz)
{
    const char *text = scalar(r, node, "a frequency in hertz");

    if (!text)
        return false;
    if (!parse_hertz(text, hertz))
        return wrong(r, node,
                     "`%.40s` is not a frequency: a whole number of hertz from 1 to "
                     "100_000_000_000, as 2_400_000_000",
                     text);
    return true;
}

static bool read_value(Reader *r, const yaml_node_t *node, void *into)
{
    Amount *a = into;

    a->has_value = true;
    return a->hz ? read_hertz(r, node, &a->hertz) : number(r, node, a->max, &a->amount.value);
}

static bool read_issue(Reader *r, const yaml_node_t *node, void *into)
{
    Amount *a = into;

    a->has_issue = true;
    return number(r, node, a->max, &a->issue);
}

static bool read_latency(Reader *r, const yaml_node_t *node, void *into)
{
    Amount *a = into;

    a->has_latency = true;
    return number(r, node, a->max, &a->latency);
}

static bool read_mark(Reader *r, const yaml_node_t *node, void *into)
{
    static const PriceMark allowed[] = {MARK_ASSUMED, MARK_MEASURED, MARK_TABLE3};
    Amount *a = into;
    const char *text = scalar(r, node, "assumed, measured or table3");

    if (!text)
        return false;
    for (unsigned i = 0; i < ARRAY_COUNT(allowed); i++) {
        if (!strcmp(text, price_mark_name(allowed[i]))) {
            a->amount.mark = allowed[i];
            a->has_mark = true;
            return true;
        }
    }
    return wrong(r, node,
                 "`%.40s` is not a mark. A number is `assumed`, `measured` (elsewhere) or "
                 "`table3` (from Table III of the ISCA 2016 paper)",
                 text);
}

static bool read_fact(Reader *r, const yaml_node_t *node, void *into)
{
    static const char facts[] = {'P', 'S', 'R', 'U', 'D'};
    Amount *a = into;
    const char *text = scalar(r, node, "P, S, RC, U or D");

    if (!text)
        return false;
    for (unsigned i = 0; i < ARRAY_COUNT(facts); i++) {
        if (!strcmp(text, price_fact_name(facts[i]))) {
            a->amount.fact = facts[i];
            return true;
        }
    }
    return wrong(r, node,
                 "`%.40s` does not say how a number is verified: P (read in the authors' text), S "
                 "(quoted by a third party), RC (remembered, in a raw log), U (unchecked), D "
                 "(derived)",
                 text);
}

static bool read_source(Reader *r, const yaml_node_t *node, void *into)
{
    Amount *a = into;

    a->has_source = true;
    return read_text(r, node, a->amount.source, sizeof a->amount.source);
}

static const Field amount_fields[] = {
    {"low", read_low},         {"value", read_value},   {"high", read_high},
    {"mark", read_mark},       {"fact", read_fact},     {"issue", read_issue},
    {"latency", read_latency}, {"source", read_source}, {NULL, NULL}};

/* What a user's `name: 12` says, without a word on where it comes from. */
static bool read_bare(Reader *r, const yaml_node_t *node, Amount *a)
{
    if (!read_value(r, node, a))
        return false;
    a->amount.low = a->amount.high = a->amount.value;
    a->amount.mark = MARK_ASSUMED;
    snprintf(a->amount.source, sizeof a->amount.source, "%.200s", r->file);
    return true;
}

static bool check_range(const Reader *r, const yaml_node_t *node, Amount *a)
{
    if (!a->has_value)
        return wrong(r, node, "`value` is missing (or `issue` and `latency`)");
    if (a->hz)
        return true;
    if (!a->has_low)
        a->amount.low = a->amount.value;
    if (!a->has_high)
        a->amount.high = a->amount.value;
    if (a->amount.low > a->amount.value || a->amount.value > a->amount.high)
        return wrong(r, node, "low <= value <= high does not hold");
    return true;
}

static bool read_amount(Reader *r, const yaml_node_t *node, Amount *a)
{
    a->amount.fact = '-';
    if (node->type == YAML_SCALAR_NODE)
        return read_bare(r, node, a);
    if (!read_fields(r, node, amount_fields, "a number with its range and source", a))
        return false;
    if (!a->has_mark || !a->has_source)
        return wrong(r, node, "`%s` is missing: every number says where it comes from",
                     a->has_mark ? "source" : "mark");
    if (!a->has_issue && !a->has_latency)
        return check_range(r, node, a);
    if (a->has_value || a->has_low || a->has_high || !a->has_issue || !a->has_latency)
        return wrong(r, node,
                     "`issue` and `latency` go together, without low, value and high: the price "
                     "is issue + exposed_latency x latency");
    return true;
}

static bool read_price(Reader *r, const yaml_node_t *key, const yaml_node_t *value)
{
    Amount a = {.max = PRICE_MAX_CYCLES};
    const char *name = scalar(r, key, "the name of a cost event");
    CostEvent event;
    char room[64];
    const char *near;

    if (!name)
        return false;
    event = parse_event(name);
    if (event == COST_COUNT) {
        near = parse_nearest_event(name, room, sizeof room);
        return wrong(r, key,
                     "price `%.60s` is not a cost event%s%s%s\n"
                     "`doubletrap list costs` prints them all.",
                     name, near ? ". Did you mean `" : ".", near ? near : "", near ? "`?" : "");
    }
    if (r->own[event])
        return wrong(r, key, "price `%.60s` is there twice", name);
    if (!read_amount(r, value, &a))
        return false;
    r->own[event] = true;
    r->model->price[event] = (ModelPrice){.present = true,
                                          .by_latency = a.has_issue,
                                          .issue = a.issue,
                                          .latency = a.latency,
                                          .amount = a.amount};
    return true;
}

static bool read_prices(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    if (node->type != YAML_MAPPING_NODE)
        return wrong(r, node, "expected prices: a mapping of `cost event: price`");
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
         p < node->data.mapping.pairs.top; p++)
        if (!read_price(r, node_at(r, p->key), node_at(r, p->value)))
            return false;
    return true;
}

static bool read_name(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    return read_text(r, node, r->model->name, sizeof r->model->name);
}

static bool read_about(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    return read_text(r, node, r->model->text, sizeof r->model->text);
}

static bool read_core_hz(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    Amount a = {.hz = true, .max = PRICE_MAX_CYCLES};

    if (!read_amount(r, node, &a))
        return false;
    if (!a.has_value)
        return wrong(r, node, "`value` is missing: a frequency in hertz");
    if (a.hertz < 1000000)
        return wrong(r, node, "a core clock below 1 MHz: is the unit hertz?");
    r->model->core_hz = a.hertz;
    r->model->core_note = a.amount;
    return true;
}

static bool read_cnt_hz(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    Amount a = {.hz = true, .max = PRICE_MAX_CYCLES};

    if (!read_amount(r, node, &a))
        return false;
    if (!a.has_value || a.hertz > 1000000000)
        return wrong(r, node, "the system counter runs at 1 Hz to 1 GHz");
    r->model->cnt_hz = a.hertz;
    r->model->cnt_note = a.amount;
    return true;
}

static bool read_exposed(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    Amount a = {.max = 1};

    if (!read_amount(r, node, &a))
        return false;
    if (!a.has_value)
        return wrong(r, node, "`value` is missing: a fraction of latency, 0 to 1");
    r->model->exposed_latency = a.amount;
    return true;
}

static bool read_sgi_delivery(Reader *r, const yaml_node_t *node, void *into UNUSED)
{
    Amount a = {.max = PRICE_MAX_CYCLES};

    if (!read_amount(r, node, &a))
        return false;
    if (!a.has_value)
        return wrong(r, node, "`value` is missing: a number of cycles");
    r->model->sgi_delivery = a.amount;
    return true;
}

static bool skip_base(Reader *r UNUSED, const yaml_node_t *node UNUSED, void *into UNUSED)
{
    return true; /* read first, by read_base */
}

static const Field model_fields[] = {{"model", read_name},
                                     {"text", read_about},
                                     {"base", skip_base},
                                     {"core_hz", read_core_hz},
                                     {"cnt_hz", read_cnt_hz},
                                     {"exposed_latency", read_exposed},
                                     {"sgi_delivery", read_sgi_delivery},
                                     {"prices", read_prices},
                                     {NULL, NULL}};

/* The base is filled in before this file's own keys, wherever `base:` stands. */
static bool read_base(Reader *r, const yaml_node_t *map)
{
    for (const yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top;
         p++) {
        const yaml_node_t *key = node_at(r, p->key);
        const char *name;
        Err inner;

        if (key->type != YAML_SCALAR_NODE ||
            strcmp((const char *)key->data.scalar.value, "base") != 0)
            continue;
        name = scalar(r, node_at(r, p->value), "the name or path of a model");
        if (!name)
            return false;
        if (!cost_model_load_base(r->file, name, r->depth + 1, r->model, &inner))
            return wrong(r, node_at(r, p->value), "in its base: %.700s", inner.text);
        return true;
    }
    return true;
}

static bool check_complete(const Reader *r, const yaml_node_t *root)
{
    unsigned missing = 0;
    char first[64] = "";

    for (unsigned i = 0; i < COST_COUNT; i++) {
        if (r->model->price[i].present)
            continue;
        if (!missing++)
            snprintf(first, sizeof first, "%s", cost_name((CostEvent)i));
    }
    for (char *p = first; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    if (missing)
        return wrong(r, root,
                     "%u of %d prices are missing, the first is `%s`. Add them, or name a model "
                     "to take them from, as in `base: cortex-a57`.",
                     missing, COST_COUNT, first);
    if (!r->model->core_hz || !r->model->cnt_hz || !r->model->name[0])
        return wrong(r, root, "`%s` is missing",
                     !r->model->name[0]   ? "model"
                     : !r->model->core_hz ? "core_hz"
                                          : "cnt_hz");
    if (!r->model->exposed_latency.source[0])
        return wrong(r, root, "`exposed_latency` is missing: a fraction of latency, 0 to 1");
    if (!r->model->sgi_delivery.source[0])
        return wrong(r, root,
                     "`sgi_delivery` is missing: cycles from one CPU's interrupt to another CPU");
    return true;
}

static bool read_root(Reader *r)
{
    const yaml_node_t *root = yaml_document_get_root_node(r->document);

    if (!root)
        return err_usage(r->err,
                         "%s: the file is empty: a cost model has keys `model`, `prices` "
                         "... (`doubletrap list costs --yaml` prints one)",
                         r->file);
    if (root->type != YAML_MAPPING_NODE)
        return wrong(r, root, "this is not a cost model: expected keys `model`, `prices` ...");
    memset(r->model, 0, sizeof *r->model);
    if (!read_base(r, root) || !read_fields(r, root, model_fields, "a cost model", NULL) ||
        !check_complete(r, root))
        return false;
    cost_model_finish(r->model);
    return true;
}

bool table_read(const char *file, const char *text, size_t length, unsigned depth, CostModel *model,
                Err *err)
{
    yaml_parser_t parser;
    yaml_document_t document;
    Reader r = {.file = file, .document = &document, .model = model, .depth = depth, .err = err};
    bool ok;

    if (!yaml_parser_initialize(&parser))
        return err_set(err, "%s: out of memory", file);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    if (!yaml_parser_load(&parser, &document)) {
        ok = err_usage(err, "%s:%zu:%zu: not YAML: %s%s%s", file, parser.problem_mark.line + 1,
                       parser.problem_mark.column + 1, parser.problem ? parser.problem : "error",
                       parser.context ? ", " : "", parser.context ? parser.context : "");
    } else {
        ok = read_root(&r);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return ok;
}
