/* SPDX-License-Identifier: MIT
 *
 * file.c - reading .a64v files: every length is checked before it is believed.
 *
 * Spec: tests/vectors/FORMAT.md    Journey: before tests/vectors/bench.c
 */
#include "tests/vectors/file.h"

#include <errno.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 48
#define CLASSES_MAX 4096
#define MEMORY_LIMIT (UINT64_C(256) << 20) /* of the xz decoder */
#define FILE_LIMIT ((size_t)1 << 31)

/* Little-endian hosts only, as all of this simulator. False at the end of the bytes. */
static bool take(VectorFile *file, void *to, size_t size)
{
    if (file->size - file->at < size)
        return false;
    memcpy(to, file->bytes + file->at, size);
    file->at += size;
    return true;
}

static bool grow(VectorFile *file, size_t *capacity)
{
    uint8_t *bytes;

    if (*capacity >= FILE_LIMIT)
        return false;
    *capacity = *capacity ? *capacity * 2 : (size_t)1 << 20;
    bytes = realloc(file->bytes, *capacity);
    if (!bytes)
        return false;
    file->bytes = bytes;
    return true;
}

static bool read_all(VectorFile *file, FILE *stream, Err *err)
{
    size_t capacity = 0, got;

    do {
        if (file->size == capacity && !grow(file, &capacity))
            return err_usage(err, "%s: too big to read", file->path);
        got = fread(file->bytes + file->size, 1, capacity - file->size, stream);
        file->size += got;
    } while (got);
    if (ferror(stream))
        return err_usage(err, "%s: %s", file->path, strerror(errno));
    return true;
}

/* Replaces the bytes by what xz made them from. */
static bool decompress(VectorFile *file, Err *err)
{
    VectorFile packed = *file;
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_ret status = lzma_stream_decoder(&stream, MEMORY_LIMIT, 0);
    size_t capacity = 0;

    file->bytes = NULL;
    file->size = 0;
    stream.next_in = packed.bytes;
    stream.avail_in = packed.size;
    while (status == LZMA_OK) {
        if (file->size == capacity && !grow(file, &capacity))
            break;
        stream.next_out = file->bytes + file->size;
        stream.avail_out = capacity - file->size;
        status = lzma_code(&stream, LZMA_FINISH);
        file->size = capacity - stream.avail_out;
    }
    lzma_end(&stream);
    free(packed.bytes);
    if (status != LZMA_STREAM_END)
        return err_usage(err, "%s: damaged xz data", file->path);
    return true;
}

static bool take_name(VectorFile *file, char name[256])
{
    uint8_t length;

    if (!take(file, &length, 1) || !take(file, name, length))
        return false;
    name[length] = 0;
    return true;
}

static bool read_classes(VectorFile *file)
{
    file->classes = calloc(file->class_count + 1, sizeof *file->classes);
    if (!file->classes)
        return false;
    for (unsigned i = 0; i < file->class_count; i++)
        if (!take_name(file, file->classes[i].name) || !take_name(file, file->classes[i].feature))
            return false;
    return true;
}

static bool read_header(VectorFile *file, Err *err)
{
    char magic[8];
    uint32_t version, blocks, zero;

    if (!take(file, magic, sizeof magic) || memcmp(magic, "A64VEC1", 8) != 0)
        return err_usage(err, "%s: not a vector file (no A64VEC1 at its start)", file->path);
    if (!take(file, &version, 4) || version != 1)
        return err_usage(err, "%s: not version 1", file->path);
    if (!take(file, &file->class_count, 4) || !take(file, &file->code_base, 8) ||
        !take(file, &file->data_base, 8) || !take(file, &file->window_bytes, 4) ||
        !take(file, &blocks, 4) || !take(file, &file->test_count, 4) || !take(file, &zero, 4))
        return err_usage(err, "%s: shorter than its header of %d bytes", file->path, HEADER_BYTES);
    if (file->class_count > CLASSES_MAX || file->window_bytes > VECTOR_WINDOW_MAX)
        return err_usage(err, "%s: impossible numbers in its header", file->path);
    if (!read_classes(file))
        return err_usage(err, "%s: ends within its class table", file->path);
    return true;
}

bool vector_file_open(VectorFile *file, const char *path, Err *err)
{
    static const uint8_t xz_magic[] = {0xfd, '7', 'z', 'X', 'Z'};
    FILE *stream = fopen(path, "rb");
    bool ok;

    *file = (VectorFile){.path = path};
    if (!stream)
        return err_usage(err, "%s: %s", path, strerror(errno));
    ok = read_all(file, stream, err);
    fclose(stream);
    if (ok && file->size >= sizeof xz_magic && memcmp(file->bytes, xz_magic, sizeof xz_magic) == 0)
        ok = decompress(file, err);
    if (ok && read_header(file, err))
        return true;
    vector_file_close(file);
    return false;
}

void vector_file_close(VectorFile *file)
{
    free(file->bytes);
    free(file->classes);
    file->bytes = NULL;
    file->classes = NULL;
}

static bool read_block(VectorFile *file)
{
    char tag[4];

    file->base = (VectorState){0};
    if (!take(file, tag, 4) || memcmp(tag, "BLK0", 4) != 0 || !take(file, &file->left, 4) ||
        !take(file, file->base.x, sizeof file->base.x) ||
        !take(file, file->base.v, sizeof file->base.v))
        return false;
    file->base_window = file->bytes + file->at;
    if (file->size - file->at < file->window_bytes)
        return false;
    file->at += file->window_bytes;
    return true;
}

/* A list of registers that differ. */
static bool read_registers(VectorFile *file, unsigned count, VectorState *state)
{
    uint64_t *const special[] = {&state->nzcv, &state->fpcr, &state->fpsr};

    while (count--) {
        uint8_t id;
        bool ok = take(file, &id, 1);

        if (ok && id < 32)
            ok = take(file, &state->x[id], 8);
        else if (ok && id < 64)
            ok = take(file, &state->v[id - 32], 16);
        else
            ok = ok && id >= 65 && id <= 67 && take(file, special[id - 65], 8);
        if (!ok)
            return false;
    }
    return true;
}

static bool read_memory(VectorFile *file, unsigned count, uint8_t *window)
{
    while (count--) {
        uint16_t offset;
        uint8_t length;

        if (!take(file, &offset, 2) || !take(file, &length, 1) ||
            (unsigned)offset + length > file->window_bytes || !take(file, window + offset, length))
            return false;
    }
    return true;
}

static bool read_test(VectorFile *file, Vector *vector)
{
    uint8_t words, pre, post, outcome;
    uint16_t memory;
    uint32_t offset;
    int32_t delta;

    if (!take(file, &vector->class, 2) || !take(file, &words, 1) || !take(file, &pre, 1) ||
        !take(file, &post, 1) || !take(file, &outcome, 1) || !take(file, &memory, 2) ||
        !take(file, &offset, 4) || !take(file, &delta, 4) ||
        !take(file, &vector->fault_address, 8) || !take(file, vector->words, 4u * words))
        return false;
    if (outcome >= OUTCOME_OTHER ||
        (vector->class >= file->class_count && vector->class != VECTOR_CLASS_SEQUENCE))
        return false;
    vector->word_count = words;
    vector->outcome = (VectorOutcome)outcome;
    vector->pc_offset = offset;
    vector->pc_delta = delta;
    vector->before = file->base;
    if (!read_registers(file, pre, &vector->before))
        return false;
    vector->after = vector->before;
    vector->window_before = file->base_window;
    memcpy(vector->window_after, file->base_window, file->window_bytes);
    return read_registers(file, post, &vector->after) &&
           read_memory(file, memory, vector->window_after);
}

VectorRead vector_file_next(VectorFile *file, Vector *vector, Err *err)
{
    while (file->left == 0) {
        if (file->at == file->size)
            return VECTOR_END;
        if (!read_block(file)) {
            err_usage(err, "%s: damaged at byte %zu (a block)", file->path, file->at);
            return VECTOR_DAMAGED;
        }
    }
    file->left--;
    vector->number = file->next_number++;
    if (read_test(file, vector))
        return VECTOR_READ;
    err_usage(err, "%s: damaged at byte %zu (test %u)", file->path, file->at, vector->number);
    return VECTOR_DAMAGED;
}
