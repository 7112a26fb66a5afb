/* SPDX-License-Identifier: MIT
 *
 * config.h - what the user asked for: the options of `doubletrap run` as plain values.
 *
 * QEMU's names where QEMU has one, with one dash or two. Strings are the command line's own.
 * Spec: docs/cli.md.    Tests: tests/unit/sim/config_test.c
 */
#ifndef SIM_CONFIG_H
#define SIM_CONFIG_H

#include "models/models.h"

#define CONFIG_LIST_MAX 32

typedef struct ConfigFile {
    const char *file;
    bool has_address, force_raw;
    uint64_t address;
} ConfigFile;

/* -device guest-loader: a kernel or an initrd that a hypervisor is to find through /chosen. */
typedef struct ConfigGuest {
    const char *file;
    const char *bootargs; /* of a kernel; or NULL */
    bool is_initrd, has_address;
    uint64_t address;
} ConfigGuest;

typedef struct ConfigDrive {
    const char *file;
    bool read_only;
    bool snapshot; /* writes stay in memory */
} ConfigDrive;

typedef struct Config {
    /* -M */
    bool virtualization, secure;
    unsigned gic_version; /* 2 or 3 */
    const char *dumpdtb;
    const char *cpu; /* "cortex-a57,+lse" */
    unsigned cpu_count;
    uint64_t ram_bytes;
    const char *kernel, *initrd, *append, *dtb, *bios;
    ConfigFile load[CONFIG_LIST_MAX];
    unsigned load_count;
    ConfigGuest guest[CONFIG_LIST_MAX];
    unsigned guest_count;
    ConfigDrive drive[CONFIG_LIST_MAX];
    unsigned drive_count;
    bool has_rng;
    bool semihosting;
    bool gdb, gdb_wait; /* -s or -gdb; -S */
    uint16_t gdb_port;  /* 0: any that is free */
    bool no_reboot;     /* a reset ends the run */
    uint32_t rtc_start;

    const char *cost;
    const char *assumed;     /* half, double, or NULL: what the model's assumed prices are worth */
    bool fast;               /* --engine fast */
    bool soft_fp;            /* --fp soft */
    uint64_t quantum_cycles; /* how far CPUs may run apart; 0: by the rule of sim/crosstalk.h */
    bool lockstep;           /* --engine lockstep */
    const char *set[CONFIG_LIST_MAX];
    unsigned set_count;
    const char *record;

    uint64_t max_insns;     /* 0: no limit */
    double timeout_seconds; /* host time; 0: no limit */
    const char *exit_on;    /* POSIX extended expression on the console */
    const char *expect;     /* script file */
    bool quiet, json;
    const char *rows;             /* file for the rows of the tables that the run executed */
    const char *trace_exceptions; /* file for one line per exception; "-" is stderr */

    /* Not options: for a guest that the program brings itself. */
    const uint8_t *kernel_bytes; /* the image, instead of what the file @kernel holds */
    size_t kernel_size;
    bool no_input; /* stdin is not the guest's */
    bool mute;     /* what the guest prints is not shown */
} Config;

/* Reads the options of `doubletrap run`: argv[0] is "run". False with @err (usage), or when help
 * was asked for (*@help is then true). */
MUST_USE bool config_parse(Config *config, int argc, char **argv, bool *help, Err *err);

/* The text of `doubletrap run --help`. */
const char *config_help(void);

/* The cost model with all that was asked to be changed in it. False with @err. */
MUST_USE bool config_cost(const Config *config, CostModel *model, Err *err);

/* Calls @each with every setting as text: for the recording. */
void config_list(const Config *config,
                 void (*each)(void *owner, const char *key, const char *value), void *owner);

#endif
