/* SPDX-License-Identifier: MIT
 *
 * config_device.c - `-device`, `-drive` and the properties that options are made of.
 *
 * Tests: tests/unit/sim/config_test.c
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config_parse.h"

bool config_number(const char *option, const char *text, uint64_t *value, Err *err)
{
    char *end;

    errno = 0;
    *value = strtoull(text, &end, 0);
    if (errno || end == text || *end || *text == '-')
        return err_usage(err, "%s: `%s` is not a number", option, text);
    return true;
}

/* Ends the text at the first lone comma and makes one of each two before it. Returns what comes
 * after, or NULL. */
static char *cut_at_comma(char *text)
{
    char *out = text;

    for (; *text; *out++ = *text++) {
        if (*text != ',')
            continue;
        if (text[1] != ',') {
            *out = '\0';
            return text + 1;
        }
        text++;
    }
    *out = '\0';
    return NULL;
}

char *config_property(char **rest, char **value)
{
    char *key = *rest;

    if (!key)
        return NULL;
    *rest = cut_at_comma(key);
    *value = strchr(key, '=');
    if (*value)
        *(*value)++ = '\0';
    return key;
}

bool config_switch(const char *option, const char *key, const char *value, bool *on, Err *err)
{
    *on = !value || !strcmp(value, "on") || !strcmp(value, "true") || !strcmp(value, "yes");
    if (value && !*on && strcmp(value, "off") && strcmp(value, "false") && strcmp(value, "no"))
        return err_usage(err, "%s: `%s=%s`: say on or off", option, key, value);
    return true;
}

static bool parse_loader(Config *config, char *text, Err *err)
{
    ConfigFile *load = &config->load[config->load_count];
    char *value, *key;

    if (config->load_count == CONFIG_LIST_MAX)
        return err_usage(err, "-device loader: at most %d of them", CONFIG_LIST_MAX);
    while ((key = config_property(&text, &value))) {
        if (!strcmp(key, "file") && value)
            load->file = value;
        else if (!strcmp(key, "addr") && value) {
            load->has_address = true;
            if (!config_number("-device loader,addr", value, &load->address, err))
                return false;
        } else if (!strcmp(key, "force-raw")) {
            if (!config_switch("-device loader", key, value, &load->force_raw, err))
                return false;
        } else {
            return err_usage(err,
                             "-device loader: `%s` is not one of file=, addr=, force-raw=", key);
        }
    }
    if (!load->file)
        return err_usage(err, "-device loader: file= is missing");
    config->load_count++;
    return true;
}

/* The file of a guest-loader: one of kernel= and initrd=. */
static bool guest_file(ConfigGuest *guest, const char *key, const char *value, Err *err)
{
    if (guest->file)
        return err_usage(err, "-device guest-loader: kernel= and initrd= are two files at two "
                              "addresses: say -device guest-loader twice");
    guest->file = value;
    guest->is_initrd = !strcmp(key, "initrd");
    return true;
}

static bool guest_property(ConfigGuest *guest, const char *key, const char *value, Err *err)
{
    if (value && (!strcmp(key, "kernel") || !strcmp(key, "initrd")))
        return guest_file(guest, key, value, err);
    if (value && !strcmp(key, "bootargs")) {
        guest->bootargs = value;
        return true;
    }
    if (value && !strcmp(key, "addr")) {
        guest->has_address = true;
        return config_number("-device guest-loader,addr", value, &guest->address, err);
    }
    return err_usage(
        err, "-device guest-loader: `%s` is not one of addr=, kernel=, initrd=, bootargs=", key);
}

static bool parse_guest(Config *config, char *text, Err *err)
{
    ConfigGuest *guest = &config->guest[config->guest_count];
    char *value, *key;

    if (config->guest_count == CONFIG_LIST_MAX)
        return err_usage(err, "-device guest-loader: at most %d of them", CONFIG_LIST_MAX);
    while ((key = config_property(&text, &value)))
        if (!guest_property(guest, key, value, err))
            return false;
    if (!guest->file || !guest->has_address)
        return err_usage(err, "-device guest-loader: %s is missing",
                         guest->file ? "addr=" : "kernel= or initrd=");
    if (guest->is_initrd && guest->bootargs)
        return err_usage(err, "-device guest-loader: bootargs= belongs to kernel=, not to initrd=");
    config->guest_count++;
    return true;
}

/* Recipes for QEMU ask for PCI where virtio's MMIO transport would do, and for what is not here. */
static bool strange_device(const char *name, Err *err)
{
    static const char *const names[] = {"loader", "guest-loader", "virtio-rng-device",
                                        "virtio-blk-device", NULL};
    const char *near;

    if (!strncmp(name, "virtio-net", 10))
        return err_usage(err,
                         "-device %s: there is no network: bring files in with -initrd, -drive "
                         "or -device loader",
                         name);
    if (!strncmp(name, "virtio-blk-", 11))
        return err_usage(err,
                         "-device %s: there is no PCI; each -drive is a virtio-blk-device "
                         "already: leave it out",
                         name);
    if (!strncmp(name, "virtio-rng-", 11))
        return err_usage(err, "-device %s: there is no PCI; say -device virtio-rng-device", name);
    near = err_nearest(name, names);
    return err_usage(err,
                     "-device %s: there is no such device%s%s%s\n"
                     "  there are loader, guest-loader, virtio-rng-device and "
                     "virtio-blk-device; `doubletrap list devices` prints the board's",
                     name, near ? ". Did you mean `" : "", near ? near : "", near ? "`?" : "");
}

bool config_device(Config *config, char *text, Err *err)
{
    char *name = strsep(&text, ",");

    if (!strcmp(name, "loader"))
        return parse_loader(config, text, err);
    if (!strcmp(name, "guest-loader"))
        return parse_guest(config, text, err);
    if (!strcmp(name, "virtio-rng-device")) {
        config->has_rng = true;
        return true;
    }
    if (!strcmp(name, "virtio-blk-device")) /* every -drive has one already */
        return true;
    return strange_device(name, err);
}

/* How a disk is attached: as virtio, whoever makes the device. */
static bool drive_interface(const char *value, Err *err)
{
    if (!strcmp(value, "virtio") || !strcmp(value, "none"))
        return true;
    if (!strcmp(value, "pflash"))
        return err_usage(err, "-drive: if=pflash: firmware goes to flash with -bios FILE");
    return err_usage(err, "-drive: if=%s: a disk is a virtio device here: if=virtio", value);
}

/* What says how QEMU's host side works with the file, and changes nothing for the guest. */
static bool drive_of_host(const char *key)
{
    static const char *const keys[] = {"id",      "index",  "media",  "cache",        "aio",
                                       "discard", "werror", "rerror", "detect-zeroes"};

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

bool config_drive(Config *config, char *text, Err *err)
{
    ConfigDrive *drive = &config->drive[config->drive_count];
    char *value, *key;

    if (config->drive_count == CONFIG_LIST_MAX)
        return err_usage(err, "-drive: at most %d of them", CONFIG_LIST_MAX);
    drive->snapshot = true;
    while ((key = config_property(&text, &value))) {
        if (!strcmp(key, "file") && value)
            drive->file = value;
        else if (!strcmp(key, "readonly")) {
            if (!config_switch("-drive", key, value, &drive->read_only, err))
                return false;
        } else if (!strcmp(key, "snapshot")) {
            if (!config_switch("-drive", key, value, &drive->snapshot, err))
                return false;
        } else if (!strcmp(key, "if") && value) {
            if (!drive_interface(value, err))
                return false;
        } else if (!strcmp(key, "format") && value) {
            if (strcmp(value, "raw") != 0)
                return err_usage(err,
                                 "-drive: format=%s: only raw images; `qemu-img convert -O raw` "
                                 "makes one",
                                 value);
        } else if (!drive_of_host(key)) {
            return err_usage(err, "-drive: `%s` is not one of file=, readonly=, snapshot=", key);
        }
    }
    if (!drive->file)
        return err_usage(err, "-drive: file= is missing");
    config->drive_count++;
    return true;
}
