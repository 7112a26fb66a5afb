/* SPDX-License-Identifier: MIT
 *
 * studio.h - records a make-believe machine (scene.h) for tests.
 */
#ifndef TESTS_UNIT_SIM_RECORD_STUDIO_H
#define TESTS_UNIT_SIM_RECORD_STUDIO_H

#include <stdio.h>
#include <stdlib.h>

#include "sim/record/record.h"
#include "tests/unit/harness.h"
#include "tests/unit/sim/exits/scene.h"

#define VM_A 0x41000000u
#define VM_B 0x42000000u
#define VCPU0 0x80000000u

typedef struct Studio {
    char folder[64], path[96];
    CostModel model;
    Record *record;
    Tracker *tracker;
    Scene scene;
} Studio;

static inline const char *studio_device(void *owner UNUSED, uint64_t ipa)
{
    return ipa == 0x8000000 ? "gicd" : NULL;
}

/* The unit model with scene.h's prices, which are all different. */
static inline CostModel studio_model(void)
{
    CostModel model;
    Err err;

    ck_assert(cost_model_load("unit", &model, &err));
    model.prices = scene_prices();
    return model;
}

static inline RecordMeta studio_meta(const CostModel *model)
{
    static const RecordPair config[] = {{"cpu", "cortex-a57"}, {"smp", "2"}};
    static const char *const traps[] = {"", "HCR_EL2.TWI", "HCR_EL2.TVM"};

    return (RecordMeta){.model = model,
                        .config = config,
                        .config_count = 2,
                        .trap_name = traps,
                        .trap_count = 3,
                        .device_of = studio_device};
}

/* @on_disk: in a folder of its own, else temporary. */
static inline Studio *studio_open(bool on_disk)
{
    Studio *s = calloc(1, sizeof *s);
    Err err = {.text = ""};
    RecordMeta meta;

    s->model = studio_model();
    meta = studio_meta(&s->model);
    snprintf(s->folder, sizeof s->folder, "/tmp/doubletrap-record-XXXXXX");
    ck_assert(mkdtemp(s->folder));
    snprintf(s->path, sizeof s->path, "%s/run.db", s->folder);
    ck_assert_msg(record_open(on_disk ? s->path : NULL, &meta, &s->record, &err), "%s", err.text);
    s->tracker = tracker_create(SCENE_CPUS, &s->model.prices, record_sink(s->record));
    s->scene = scene_start(tracker_exit_sink(s->tracker), (WorldInput){.el = 1});
    return s;
}

/* @count exits of each of three kinds under KVM without VHE, some followed by waiting. */
static inline void studio_play(Studio *s, int count)
{
    scene_nvhe_run(&s->scene, 0, VM_A, VCPU0);
    for (int i = 0; i < count; i++) {
        scene_nvhe_exit(&s->scene, 0, 0x16, 0xffff800010000000);
        scene_nvhe_run(&s->scene, 0, VM_A, VCPU0);
        scene_entry(&s->scene, 0, 0x24, 0x2000);
        scene_eret(&s->scene, 0, 1);
        scene_nvhe_exit(&s->scene, 0, -1, 0x3000);
        if (i % 10 == 0)
            scene_wait(&s->scene, 0, 5000);
        scene_nvhe_run(&s->scene, 0, VM_A, VCPU0);
    }
}

static inline Recording *studio_finish(Studio *s)
{
    Recording *r = NULL;
    Err err = {.text = ""};

    tracker_finish(s->tracker);
    ck_assert_msg(record_close(s->record, NULL, &r, &err), "%s", err.text);
    return r;
}

static inline void studio_free(Studio *s)
{
    static const char *const suffix[] = {"", "-wal", "-shm"};

    for (unsigned i = 0; i < ARRAY_COUNT(suffix); i++) {
        char name[128];

        snprintf(name, sizeof name, "%s%s", s->path, suffix[i]);
        remove(name);
    }
    remove(s->folder);
    tracker_free(s->tracker);
    free(s);
}

#endif
