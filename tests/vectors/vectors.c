/* SPDX-License-Identifier: MIT
 *
 * vectors.c - replays vector files on the simulated CPU and prints what differs.
 *
 *   vectors [--engine reference|fast] [--class NAME] [--show N] [--by-class] [--rows FILE]
 *           FILE.a64v[.xz] ...
 *
 * The last line is `N passed, N failed, N skipped`; skips are listed by missing feature before it.
 * --rows writes a line `a64 NAME` for each row of a64.def that was executed (tools/rows).
 * Exit status: 0 nothing failed, 1 something did, 2 usage or a damaged file.
 *
 * Spec: tests/vectors/FORMAT.md    Journey: the end of tests/vectors
 */
#include <stdlib.h>
#include <string.h>

#include "cpu/absent.h"
#include "cpu/decode.h"
#include "tests/vectors/compare.h"
#include "tests/vectors/skips.h"

typedef struct ClassTally {
    char name[256];
    unsigned passed, failed;
} ClassTally;

typedef struct Options {
    const char *class_prefix; /* only classes that begin so; NULL for all */
    unsigned show;            /* mismatches printed in full */
    bool by_class, fast;
    const char *rows; /* file; NULL for none */
} Options;

typedef struct Run {
    Options options;
    FeatureSet features;
    Skips skips;
    unsigned passed, failed, skipped;
    ClassTally *tally;
    unsigned tally_count;
    bool executed[A64_OP_COUNT];
} Run;

/* Everything there is except the levels above EL1, which the bench does not need. */
static FeatureSet all_features(void)
{
    FeatureSet set = FEATURES_ALL;

    return feature_without(feature_without(set, FEAT_EL2), FEAT_EL3);
}

static const char *class_name(const VectorFile *file, const Vector *vector)
{
    return vector->class == VECTOR_CLASS_SEQUENCE ? "sequence" : file->classes[vector->class].name;
}

static ClassTally *tally_of(Run *run, const char *name)
{
    for (unsigned i = 0; i < run->tally_count; i++)
        if (strcmp(run->tally[i].name, name) == 0)
            return &run->tally[i];
    run->tally = realloc(run->tally, (run->tally_count + 1) * sizeof *run->tally);
    if (!run->tally)
        abort();
    run->tally[run->tally_count] = (ClassTally){.passed = 0};
    snprintf(run->tally[run->tally_count].name, sizeof run->tally->name, "%s", name);
    return &run->tally[run->tally_count++];
}

static void skip(Run *run, const char *feature)
{
    run->skipped++;
    skips_count(&run->skips, feature);
}

static void run_one(Run *run, Bench *bench, const VectorFile *file, const Vector *vector)
{
    bool sequence = vector->class == VECTOR_CLASS_SEQUENCE;
    const char *absent = NULL;
    ClassTally *tally;
    BenchResult result;

    if (!sequence && !skips_has_feature(run->features, file->classes[vector->class].feature)) {
        skip(run, file->classes[vector->class].feature);
        return;
    }
    bench_run(bench, vector, &result);
    if (sequence && result.outcome == OUTCOME_UNDEFINED && vector->outcome == OUTCOME_END)
        absent = absent_feature(result.undefined_word);
    if (absent) {
        skip(run, absent);
        return;
    }
    tally = tally_of(run, class_name(file, vector));
    if (compare_equal(file, vector, &result)) {
        run->passed++;
        tally->passed++;
        return;
    }
    if (run->failed < run->options.show)
        compare_print(stdout, file, vector, &result);
    run->failed++;
    tally->failed++;
}

static bool run_tests(Run *run, VectorFile *file, Bench *bench, Vector *vector, Err *err)
{
    const char *prefix = run->options.class_prefix;
    VectorRead read;

    while ((read = vector_file_next(file, vector, err)) == VECTOR_READ)
        if (!prefix || strncmp(class_name(file, vector), prefix, strlen(prefix)) == 0)
            run_one(run, bench, file, vector);
    return read == VECTOR_END;
}

static void add_executed(Run *run, const Bench *bench)
{
    bool executed[A64_OP_COUNT];

    bench_executed(bench, executed);
    for (unsigned op = 0; op < A64_OP_COUNT; op++)
        run->executed[op] |= executed[op];
}

static bool write_rows(const Run *run)
{
    FILE *out = fopen(run->options.rows, "w");

    if (!out)
        return false;
    for (unsigned op = A64_UNALLOCATED + 1; op < A64_OP_COUNT; op++)
        if (run->executed[op])
            fprintf(out, "a64 %s\n", a64_row((A64Op)op)->name);
    return fclose(out) == 0;
}

static bool run_file(Run *run, const char *path, Err *err)
{
    VectorFile file;
    Bench *bench;
    Vector *vector;
    bool ok;

    if (!vector_file_open(&file, path, err))
        return false;
    vector = malloc(sizeof *vector);
    ok = vector && bench_new(&file, run->features, &bench, err);
    if (ok) {
        bench_choose_engine(bench, run->options.fast);
        ok = run_tests(run, &file, bench, vector, err);
        add_executed(run, bench);
        bench_free(bench);
    }
    free(vector);
    vector_file_close(&file);
    return ok;
}

static void report(const Run *run)
{
    for (unsigned i = 0; i < run->tally_count; i++)
        if (run->options.by_class || run->tally[i].failed)
            printf("%-18s %7u passed %7u failed\n", run->tally[i].name, run->tally[i].passed,
                   run->tally[i].failed);
    for (unsigned i = 0; i < run->skips.row_count; i++)
        printf("skipped %6u for want of %s\n", run->skips.row[i].count, run->skips.row[i].feature);
    printf("%u passed, %u failed, %u skipped\n", run->passed, run->failed, run->skipped);
}

static int usage(const char *why, const char *what)
{
    fprintf(stderr,
            "vectors: %s%s\nusage: vectors [--engine reference|fast] [--class PREFIX] [--show N] "
            "[--by-class] [--rows FILE] FILE.a64v[.xz] ...\n",
            why, what);
    return STATUS_USAGE;
}

/* Options begin with two dashes and come before the files. -1 with a message: usage. */
static int parse_options(Options *options, int argc, char **argv)
{
    int i = 1;

    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--by-class") == 0) {
            options->by_class = true;
            continue;
        }
        if (strcmp(argv[i], "--engine") == 0)
            options->fast = strcmp(value, "fast") == 0;
        if (strcmp(argv[i], "--engine") == 0 && !options->fast && strcmp(value, "reference") != 0)
            return usage("there is no engine ", *value ? value : "without a name"), -1;
        if (strcmp(argv[i], "--class") == 0)
            options->class_prefix = value;
        else if (strcmp(argv[i], "--rows") == 0)
            options->rows = value;
        else if (strcmp(argv[i], "--show") == 0)
            options->show = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i], "--engine") != 0)
            return usage("unknown option ", argv[i]), -1;
        i++;
    }
    if (i >= argc)
        return usage("no files given", ""), -1;
    return i;
}

int main(int argc, char **argv)
{
    Run run = {.options = {.show = 20}, .features = all_features()};
    int first = parse_options(&run.options, argc, argv);
    int status = STATUS_OK;

    if (first < 0)
        return STATUS_USAGE;
    for (int i = first; i < argc && status == STATUS_OK; i++) {
        Err err = {.text = ""};

        if (!run_file(&run, argv[i], &err)) {
            fprintf(stderr, "vectors: %s\n", err.text);
            status = err.status == STATUS_USAGE ? STATUS_USAGE : STATUS_ERROR;
        }
    }
    report(&run);
    if (status == STATUS_OK && run.options.rows && !write_rows(&run)) {
        fprintf(stderr, "vectors: %s cannot be written\n", run.options.rows);
        status = STATUS_ERROR;
    }
    free(run.tally);
    return status != STATUS_OK ? status : run.failed ? STATUS_ERROR : STATUS_OK;
}
