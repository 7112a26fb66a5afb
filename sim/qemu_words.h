/* SPDX-License-Identifier: MIT
 *
 * qemu_words.h - command lines written for QEMU: what its words mean here, for sim/config*.c only.
 *
 * Recipes carry options that this machine has no use for. One that asks for what is so anyway is
 * passed over; any other is refused by name, with what to do instead.
 *
 * Tests: tests/unit/sim/config_test.c
 */
#ifndef SIM_QEMU_WORDS_H
#define SIM_QEMU_WORDS_H

#include "sim/base/error.h"

typedef enum QemuWord {
    QEMU_STRANGE,  /* no word of QEMU's that is known here */
    QEMU_HARMLESS, /* passed over */
    QEMU_REFUSED   /* the error says what to do instead */
} QemuWord;

/* An option that is not ours: @text is `-name`, `--name` or `--name=value`, @next the word behind
 * it or NULL. *@takes_next when @next is its value. */
QemuWord qemu_option(const char *text, const char *next, bool *takes_next, Err *err);

/* A property of -M that is not ours; @value may be NULL. */
QemuWord qemu_property(const char *name, const char *value, Err *err);

#endif
