/* SPDX-License-Identifier: MIT
 *
 * config_parse.h - how the options of `doubletrap run` are taken apart: for sim/config*.c only.
 *
 * Texts are cut in place and must live as long as the Config. Every function that fails does so as
 * a usage error that names the option.
 *
 * Tests: tests/unit/sim/config_test.c
 */
#ifndef SIM_CONFIG_PARSE_H
#define SIM_CONFIG_PARSE_H

#include "sim/config.h"

/* Decimal, 0x... or 0...; @option is named in the error. */
MUST_USE bool config_number(const char *option, const char *text, uint64_t *value, Err *err);

/* Cuts the next `key[=value]` off *@rest at a comma; two commas stand for one in the text, as in
 * QEMU's options. *@value is NULL without a `=`. Returns NULL at the end. */
char *config_property(char **rest, char **value);

/* `key`, `key=on` or `key=off`. */
MUST_USE bool config_switch(const char *option, const char *key, const char *value, bool *on,
                            Err *err);

/* `-device @text` and `-drive @text`. */
MUST_USE bool config_device(Config *config, char *text, Err *err);
MUST_USE bool config_drive(Config *config, char *text, Err *err);

#endif
