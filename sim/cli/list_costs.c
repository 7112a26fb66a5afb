/* SPDX-License-Identifier: MIT
 *
 * list_costs.c - cost events and prices, cost models, exit reasons, worlds.
 *
 * Tests: tests/unit/sim/cli/report_test.c
 */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "models/models.h"
#include "sim/cli/list.h"
#include "sim/exits/reason.h"
#include "sim/exits/world.h"

/* --- costs ------------------------------------------------------------------------------------ */

static void lower_name(CostEvent event, char *room, size_t size)
{
    snprintf(room, size, "%s", cost_name(event));
    for (char *p = room; *p; p++)
        *p = (char)tolower((unsigned char)*p);
}

static double cycles(int64_t millionths)
{
    return (double)millionths / 1e6;
}

static void print_cost(const char *name, CostEvent event, const CostModel *model)
{
    const ModelAmount *a = &model->price[event].amount;

    if (!model->name[0]) {
        printf("%-20s %s\n", name, cost_text(event));
        return;
    }
    printf("%-20s %10.6g %10.6g %10.6g  %-8s %-2s  %s\n", name, cycles(a->low), cycles(a->value),
           cycles(a->high), price_mark_name(a->mark), price_fact_name(a->fact), a->source);
}

static json_t *cost_json(const char *name, CostEvent event, const CostModel *model)
{
    const ModelAmount *a = &model->price[event].amount;
    json_t *row = json_pack("{s:s, s:b, s:s}", "name", name, "is_class",
                            (int)event < COST_CLASS_COUNT, "text", cost_text(event));

    if (model->name[0])
        json_object_update_new(row,
                               json_pack("{s:i, s:f, s:f, s:f, s:s, s:s, s:s}", "units",
                                         (int)model->prices.price[event], "low", cycles(a->low),
                                         "value", cycles(a->value), "high", cycles(a->high), "mark",
                                         price_mark_name(a->mark), "fact", price_fact_name(a->fact),
                                         "source", a->source));
    return row;
}

static bool print_yaml(const char *name, Err *err)
{
    size_t size;
    const char *text = cost_model_shipped_yaml(name ? name : "cortex-a57", &size);

    if (!text)
        return err_usage(err, "--yaml prints the file of a shipped table: --cost xgene or "
                              "--cost cortex-a57");
    return fwrite(text, 1, size, stdout) == size || err_set(err, "cannot write the model");
}

static bool no_cost(const char *name, Err *err)
{
    const char *names[COST_COUNT + 1] = {NULL};

    for (unsigned i = 0; i < COST_COUNT; i++)
        names[i] = cost_name((CostEvent)i);
    return list_nothing_found("cost event", name, names, err);
}

bool list_costs(const ListRequest *request, Err *err)
{
    CostModel model = {.name = ""};
    json_t *rows;
    unsigned count = 0;

    if (request->yaml)
        return print_yaml(request->cost, err);
    if (request->cost && !cost_model_load(request->cost, &model, err))
        return false;
    rows = json_array();
    for (unsigned i = 0; i < COST_COUNT; i++) {
        char name[32];

        lower_name((CostEvent)i, name, sizeof name);
        if (!list_matches(name, request->name))
            continue;
        if (request->json)
            json_array_append_new(rows, cost_json(name, (CostEvent)i, &model));
        else if (!count && model.name[0])
            printf("%-20s %10s %10s %10s  %-8s %-2s  %s\n\n", "cycles under:", "low", model.name,
                   "high", "mark", "", "source");
        if (!request->json)
            print_cost(name, (CostEvent)i, &model);
        count++;
    }
    if (request->json && count)
        return list_json(rows, err);
    json_decref(rows);
    return count || no_cost(request->name, err);
}

/* --- models ----------------------------------------------------------------------------------- */

bool list_models(const ListRequest *request, Err *err)
{
    json_t *rows = json_array();
    const char *name;

    for (unsigned i = 0; (name = cost_model_shipped(i)); i++) {
        if (!list_matches(name, request->name))
            continue;
        if (request->json)
            json_array_append_new(
                rows, json_pack("{s:s, s:s}", "name", name, "text", cost_model_shipped_text(i)));
        else
            printf("%-16s %s\n", name, cost_model_shipped_text(i));
    }
    if (request->json)
        return list_json(rows, err);
    json_decref(rows);
    return true;
}

/* --- exits and worlds ------------------------------------------------------------------------- */

static void print_reason(ExitReason reason, json_t *rows, bool json)
{
    int ec = reason_ec(reason);
    char class[16] = "-";

    if (ec >= 0)
        snprintf(class, sizeof class, "0x%02x", (unsigned)ec);
    if (json)
        json_array_append_new(rows, json_pack("{s:s, s:i, s:s}", "name", reason_name(reason), "ec",
                                              ec, "text", reason_text(reason)));
    else
        printf("%-12s %-5s %s\n", reason_name(reason), class, reason_text(reason));
}

bool list_exits(const ListRequest *request, Err *err)
{
    const char *names[EXIT_COUNT + 1] = {NULL};
    json_t *rows = json_array();
    unsigned count = 0;

    for (unsigned i = 0; i < EXIT_COUNT; i++) {
        names[i] = reason_name((ExitReason)i);
        if (!list_matches(names[i], request->name))
            continue;
        print_reason((ExitReason)i, rows, request->json);
        count++;
    }
    if (request->json && count)
        return list_json(rows, err);
    json_decref(rows);
    return count || list_nothing_found("exit reason", request->name, names, err);
}

bool list_worlds(const ListRequest *request, Err *err)
{
    json_t *rows = json_array();

    for (unsigned i = 0; i < WORLD_COUNT; i++) {
        WorldKind world = (WorldKind)i;

        if (!list_matches(world_name(world), request->name))
            continue;
        if (request->json)
            json_array_append_new(rows, json_pack("{s:s, s:s}", "name", world_name(world), "text",
                                                  world_text(world)));
        else
            printf("%-10s %s\n", world_name(world), world_text(world));
    }
    if (request->json)
        return list_json(rows, err);
    json_decref(rows);
    return true;
}
