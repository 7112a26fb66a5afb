/* SPDX-License-Identifier: MIT
 *
 * model_fuzz.c - any text as a cost model: accepted or refused with a message, never more.
 *
 * A model that is accepted has prices the engine can use, and takes overrides.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/models.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool truth, const char *what)
{
    if (!truth) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

/* A file name in the input would make the outcome depend on this machine. */
static bool names_a_file(const uint8_t *data, size_t size)
{
    return memchr(data, '/', size) || memmem(data, size, "base", 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char with_base[] = "base: unit\n";
    char *text;
    CostModel model;
    Err err = {.text = ""};

    if (size > 65536 || names_a_file(data, size))
        return 0;
    text = malloc(sizeof with_base + size);
    check(text, "out of memory");
    memcpy(text, with_base, sizeof with_base - 1);
    memcpy(text + sizeof with_base - 1, data, size);
    if (cost_model_parse("fuzz", text, sizeof with_base - 1 + size, &model, &err)) {
        for (unsigned i = 0; i < COST_COUNT; i++)
            check(model.prices.price[i] >= 0, "a negative price");
        check(model.core_hz && model.cnt_hz, "no clock");
        check(cost_model_set(&model, "isb=1", &err), "no override");
        cost_model_scale_assumed(&model, 2, 1);
    } else {
        check(err.text[0], "refused without a word");
    }
    free(text);
    return 0;
}
