/* SPDX-License-Identifier: MIT
 *
 * list.h - what `doubletrap list TOPIC` can print: one row a topic.
 */
#ifndef SIM_CLI_LIST_H
#define SIM_CLI_LIST_H

#include <jansson.h>

#include "cpu/sysreg.h"
#include "sim/base/error.h"

/* What was asked for besides the topic. */
typedef struct ListRequest {
    const char *name; /* show only this, or what contains it; NULL: all */
    const char *cost; /* --cost, for prices */
    bool json, yaml;
} ListRequest;

typedef struct ListTopic {
    const char *name, *text;
    bool (*print)(const ListRequest *request, Err *err);
} ListTopic;

bool list_costs(const ListRequest *request, Err *err);
bool list_cpus(const ListRequest *request, Err *err);
bool list_devices(const ListRequest *request, Err *err);
bool list_exits(const ListRequest *request, Err *err);
bool list_features(const ListRequest *request, Err *err);
bool list_models(const ListRequest *request, Err *err);
bool list_registers(const ListRequest *request, Err *err);
bool list_traps(const ListRequest *request, Err *err);
bool list_worlds(const ListRequest *request, Err *err);

/* Prints @rows as JSON and frees them. */
bool list_json(json_t *rows, Err *err);

/* An error of use: there is no @what called @name; @names (NULL-terminated) are there. */
bool list_nothing_found(const char *what, const char *name, const char *const *names, Err *err);

/* True when @text holds @part in either case, '.' and '-' standing for '_'; NULL is in all. */
bool list_matches(const char *text, const char *part);

/* "HCR_EL2.TVM": what tables and recordings call a trap; not of T_NONE. */
void list_trap_title(Trap trap, char *room, size_t size);

#endif
