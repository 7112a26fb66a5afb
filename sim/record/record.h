/* SPDX-License-Identifier: MIT
 *
 * record.h - writes a run's exits to a database while it runs.
 *
 * The tracker tells it; a second thread writes and commits at least each second, so that after a
 * SIGKILL the file opens and lacks the last second at most. Without a path the recording is
 * temporary: it serves the report at the end of a run and is gone after.
 *
 * Journey: after sim/exits/tracker.c, before query.h    Words: docs/recording.md
 */
#ifndef SIM_RECORD_RECORD_H
#define SIM_RECORD_RECORD_H

#include "models/models.h"
#include "sim/exits/tracker.h"
#include "sim/record/query.h"

typedef struct RecordPair {
    const char *key, *value;
} RecordPair;

/* What the recording says about the run. All is copied at record_open, but for device_of. */
typedef struct RecordMeta {
    const CostModel *model;
    const RecordPair *config; /* the full configuration, each key once */
    size_t config_count;
    const char *const *trap_name; /* [T_*]; entry 0 is unused */
    size_t trap_count;
    /* The device a guest means by an IPA, or NULL; may be NULL. Names are static. */
    const char *(*device_of)(void *owner, uint64_t ipa);
    void *owner;
} RecordMeta;

typedef struct Record Record;

/* Starts a recording at @path (an older recording there is replaced, anything else is refused),
 * or a temporary one when @path is NULL. False with @err. */
MUST_USE bool record_open(const char *path, const RecordMeta *meta, Record **record, Err *err);

/* What the tracker tells. */
TrackerSink record_sink(Record *record);

/* True while all is well; false with the reason once the disk is full or the like: the run may
 * go on, the recording is partial. Cheap enough for once a progress line. */
bool record_is_well(Record *record, Err *err);

/* Ends the recording: writes what is left, marks it as finished or with @partial_reason (NULL:
 * finished). With @recording, hands over an open Recording for reports. False with @err when
 * something could not be written; the recording is closed in any case. */
MUST_USE bool record_close(Record *record, const char *partial_reason, Recording **recording,
                           Err *err);

#endif
