/* SPDX-License-Identifier: MIT
 *
 * config.c - the options of `doubletrap run`.    Tests: tests/unit/sim/config_test.c
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config_parse.h"
#include "sim/qemu_words.h"

#define RTC_DEFAULT UINT32_C(946684800) /* 2000-01-01T00:00:00Z */
#define MIB (UINT64_C(1) << 20)

enum {
    OPT_FIRST = 256,
    OPT_M,
    OPT_CPU,
    OPT_SMP,
    OPT_QUANTUM,
    OPT_MEM,
    OPT_KERNEL,
    OPT_INITRD,
    OPT_APPEND,
    OPT_DTB,
    OPT_BIOS,
    OPT_DEVICE,
    OPT_DRIVE,
    OPT_NOGRAPHIC,
    OPT_NO_REBOOT,
    OPT_SEMIHOSTING,
    OPT_RTC,
    OPT_COST,
    OPT_ASSUMED,
    OPT_SET,
    OPT_RECORD,
    OPT_MAX_INSNS,
    OPT_TIMEOUT,
    OPT_ENGINE,
    OPT_FP,
    OPT_EXIT_ON,
    OPT_EXPECT,
    OPT_QUIET,
    OPT_JSON,
    OPT_TRACE,
    OPT_ROWS,
    OPT_GDB,
    OPT_GDB_1234,
    OPT_GDB_WAIT,
    OPT_HELP,
};

static const struct option options[] = {
    {"M", required_argument, NULL, OPT_M},
    {"machine", required_argument, NULL, OPT_M},
    {"cpu", required_argument, NULL, OPT_CPU},
    {"smp", required_argument, NULL, OPT_SMP},
    {"quantum", required_argument, NULL, OPT_QUANTUM},
    {"m", required_argument, NULL, OPT_MEM},
    {"kernel", required_argument, NULL, OPT_KERNEL},
    {"initrd", required_argument, NULL, OPT_INITRD},
    {"append", required_argument, NULL, OPT_APPEND},
    {"dtb", required_argument, NULL, OPT_DTB},
    {"bios", required_argument, NULL, OPT_BIOS},
    {"device", required_argument, NULL, OPT_DEVICE},
    {"drive", required_argument, NULL, OPT_DRIVE},
    {"nographic", no_argument, NULL, OPT_NOGRAPHIC},
    {"no-reboot", no_argument, NULL, OPT_NO_REBOOT},
    {"semihosting", no_argument, NULL, OPT_SEMIHOSTING},
    {"rtc", required_argument, NULL, OPT_RTC},
    {"cost", required_argument, NULL, OPT_COST},
    {"assumed", required_argument, NULL, OPT_ASSUMED},
    {"set", required_argument, NULL, OPT_SET},
    {"record", required_argument, NULL, OPT_RECORD},
    {"max-insns", required_argument, NULL, OPT_MAX_INSNS},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"engine", required_argument, NULL, OPT_ENGINE},
    {"fp", required_argument, NULL, OPT_FP},
    {"exit-on", required_argument, NULL, OPT_EXIT_ON},
    {"expect", required_argument, NULL, OPT_EXPECT},
    {"quiet", no_argument, NULL, OPT_QUIET},
    {"q", no_argument, NULL, OPT_QUIET},
    {"json", no_argument, NULL, OPT_JSON},
    {"trace-exceptions", required_argument, NULL, OPT_TRACE},
    {"rows", required_argument, NULL, OPT_ROWS},
    {"gdb", required_argument, NULL, OPT_GDB},
    {"s", no_argument, NULL, OPT_GDB_1234},
    {"S", no_argument, NULL, OPT_GDB_WAIT},
    {"help", no_argument, NULL, OPT_HELP},
    {"h", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static const char help_text[] =
    "Usage: doubletrap run [OPTION...]\n"
    "Boots an image on the simulated machine, with its console on this terminal, and prints the\n"
    "table of exits at the end. Options are QEMU's where QEMU has them, with one dash or two.\n"
    "\n"
    "Machine\n"
    "  -M virt[,virtualization=on][,secure=on][,gic-version=2|3|max][,dumpdtb=FILE]\n"
    "                       the board; virtualization=on gives it EL2, secure=on EL3\n"
    "  -cpu MODEL[,+F][,-F] cortex-a57 (default); `doubletrap list cpus`, `... list features`\n"
    "  -smp N               CPUs, 1 to 8, with a GICv3 to 16 (1); also -smp cpus=N\n"
    "  -m SIZE[K|M|G]       RAM (128M)\n"
    "Image\n"
    "  -kernel FILE         arm64 Image, the same gzip'd, ELF, or a raw binary\n"
    "  -initrd FILE         -append TEXT, -dtb FILE: with it\n"
    "  -bios FILE           firmware in flash at address 0\n"
    "  -device loader,file=FILE[,addr=A][,force-raw=on]\n"
    "  -device guest-loader,addr=A,kernel=FILE[,bootargs=TEXT] (or initrd=FILE)\n"
    "                       what a hypervisor finds in /chosen: Xen's dom0; write ,, for a comma\n"
    "  -drive file=FILE[,readonly=on][,snapshot=off]\n"
    "                       a virtio disk of a raw image; what the guest writes goes into FILE "
    "only\n"
    "                       with snapshot=off (QEMU: always), else it is gone when the run ends\n"
    "  -device virtio-rng-device\n"
    "                       an entropy source, the same in each run\n"
    "  -no-reboot           a reset ends the run, with status 0\n"
    "  -semihosting         let the guest print and exit through HLT #0xF000\n"
    "  -rtc base=SECONDS    the date at start, since 1970 (2000-01-01)\n"
    "Time and cost\n"
    "  --cost MODEL         unit (default), xgene, cortex-a57, or a YAML file\n"
    "  --set PRICE=CYCLES   change one price; may be repeated\n"
    "  --assumed half|double\n"
    "                       what the model's assumed prices are worth\n"
    "  --quantum CYCLES     let CPUs run that far apart, instead of 8192 while they leave each\n"
    "                       other alone and little while they do not; 1 is exact and slow\n"
    "  --record FILE        keep every exit in a database for `doubletrap report` and `whatif`\n"
    "Ending\n"
    "  --engine E           fast (default) or reference: equal results, and later;\n"
    "                       lockstep: both, compared after each turn, without typed input\n"
    "  --fp host|soft       soft: floating point by integers only, as the reference engine does "
    "it:\n"
    "                       equal results, and later\n"
    "  --max-insns N        stop after N instructions (status 3)\n"
    "  --timeout SECONDS    stop after that much host time (status 124)\n"
    "  --exit-on REGEX      stop with status 0 when the console shows it\n"
    "  --expect FILE        lines `regex => text`: when the console shows it, type the text\n"
    "  Ctrl-A x             quits; Ctrl-A h lists the keys\n"
    "Other\n"
    "  -s                   listen for gdb on 127.0.0.1:1234; -gdb tcp::PORT on another port\n"
    "  -S                   with it: stand at the first instruction until gdb says continue\n"
    "  --trace-exceptions FILE  one line for each exception and return; - is stderr\n"
    "  --rows FILE          the rows of the tables (a64.def, sysregs.def ...) that were executed\n"
    "  --json               the table of exits as JSON\n"
    "  -q, --quiet          no progress, no table\n"
    "\n"
    "Other words of QEMU's are passed over where they change nothing here; the rest is refused,\n"
    "with what to do instead.\n"
    "\n"
    "Status: 0 the guest powered off (semihosting: its status), 1 error, 2 usage, 3 the guest "
    "died\n"
    "or a limit was reached, 124 time-out, 130 interrupted.\n"
    "\n"
    "Example:\n"
    "  doubletrap run -M virt,virtualization=on -cpu cortex-a57 -m 512M -kernel Image \\\n"
    "      -initrd rd.gz -append 'console=ttyAMA0' --cost xgene --record run.db\n";

const char *config_help(void)
{
    return help_text;
}

static bool parse_size(const char *text, uint64_t *bytes, Err *err)
{
    char *end;
    uint64_t unit = MIB;

    errno = 0;
    *bytes = strtoull(text, &end, 0);
    switch (*end) {
    case 'k':
    case 'K':
        unit = 1024;
        end++;
        break;
    case 'm':
    case 'M':
        end++;
        break;
    case 'g':
    case 'G':
        unit = 1024 * MIB;
        end++;
        break;
    default:
        break;
    }
    if (errno || end == text || *end || *bytes == 0 || *bytes > (UINT64_C(255) << 30) / unit)
        return err_usage(err, "-m: `%s` is not a size; try 512M or 2G (at most 255G)", text);
    *bytes *= unit;
    return true;
}

/* QEMU's values: max is its newest without an extension of the host, host is the host's own with
 * KVM. */
static bool parse_gic_version(Config *config, const char *value, Err *err)
{
    if (!strcmp(value, "2") || !strcmp(value, "3")) {
        config->gic_version = (unsigned)(value[0] - '0');
        return true;
    }
    if (!strcmp(value, "max")) {
        config->gic_version = 3;
        return true;
    }
    if (!strcmp(value, "host"))
        return err_usage(err, "-M: gic-version=host requires KVM; say 2, 3 or max");
    return err_usage(err, "-M: gic-version=%s is not there; say 2, 3 or max", value);
}

static bool machine_property(Config *config, const char *key, const char *value, Err *err)
{
    static const char *const names[] = {"virtualization", "secure", "gic-version", "dumpdtb", NULL};
    const char *near;

    if (!value && (!strcmp(key, "virt") || !strncmp(key, "virt-", 5))) /* virt-7.2 and the like */
        return true;
    if (!strcmp(key, "virtualization"))
        return config_switch("-M", key, value, &config->virtualization, err);
    if (!strcmp(key, "secure"))
        return config_switch("-M", key, value, &config->secure, err);
    if (!strcmp(key, "dumpdtb") && value) {
        config->dumpdtb = value;
        return true;
    }
    if (!strcmp(key, "gic-version") && value)
        return parse_gic_version(config, value, err);
    switch (qemu_property(key, value, err)) {
    case QEMU_HARMLESS:
        return true;
    case QEMU_REFUSED:
        return false;
    default:
        break;
    }
    near = err_nearest(key, names);
    return err_usage(err,
                     "-M: `%s` is not a property of the machine `virt`%s%s%s\n"
                     "  it has virtualization=on|off, secure=on|off, gic-version=2|3|max",
                     key, near ? ". Did you mean `" : "", near ? near : "", near ? "`?" : "");
}

static bool parse_machine(Config *config, char *text, Err *err)
{
    char *value, *key = text;

    if (!strchr(key, '=') && strncmp(key, "virt", 4) != 0 && strcmp(key, "secure") != 0)
        return err_usage(err,
                         "-M %s: there is one machine, `virt`, which is laid out as QEMU's\n"
                         "  -M virt[,virtualization=on][,secure=on][,gic-version=2|3|max]",
                         key);
    while ((key = config_property(&text, &value)))
        if (!machine_property(config, key, value, err))
            return false;
    return true;
}

static bool parse_rtc(Config *config, const char *text, Err *err)
{
    uint64_t seconds;

    if (strncmp(text, "base=", 5) || !config_number("-rtc", text + 5, &seconds, NULL) ||
        seconds > UINT32_MAX)
        return err_usage(err,
                         "-rtc: `%s`: say base=SECONDS since 1970, as in base=946684800; the "
                         "host's date would make every run another one",
                         text);
    config->rtc_start = (uint32_t)seconds;
    return true;
}

#define QUANTUM_MAX_CYCLES 1000000

#define TIMEOUT_MAX_SECONDS 1e9 /* 31 years; in nanoseconds it still fits 64 bits */

static bool parse_timeout(Config *config, const char *text, Err *err)
{
    char *end;

    config->timeout_seconds = strtod(text, &end);
    if (end == text || *end || !(config->timeout_seconds > 0))
        return err_usage(err, "--timeout: `%s` is not a number of seconds", text);
    if (config->timeout_seconds > TIMEOUT_MAX_SECONDS)
        return err_usage(err,
                         "--timeout: `%s` is more than %.0f seconds; leave it out for no limit",
                         text, TIMEOUT_MAX_SECONDS);
    return true;
}

static bool parse_gdb(Config *config, const char *text, Err *err)
{
    static const char *const hosts[] = {"tcp::", "tcp:localhost:", "tcp:127.0.0.1:"};
    const char *number = NULL;
    uint64_t port;

    for (size_t i = 0; i < ARRAY_COUNT(hosts); i++)
        if (!strncmp(text, hosts[i], strlen(hosts[i])))
            number = text + strlen(hosts[i]);
    if (!number || !config_number("-gdb", number, &port, NULL) || port > UINT16_MAX)
        return err_usage(err, "-gdb: `%s`: say tcp::PORT, for instance tcp::1234", text);
    config->gdb = true;
    config->gdb_port = (uint16_t)port;
    return true;
}

/* Their number is looked at when the interrupt controller is known: check_together. */
static bool parse_smp(Config *config, char *text, Err *err)
{
    uint64_t number;
    char *value, *key = config_property(&text, &value);

    if (text && *text)
        return err_usage(err, "-smp: `%s` is too much; say -smp 4, or -smp cpus=4", text);
    if (value && strcmp(key, "cpus") != 0)
        return err_usage(err, "-smp: there is no `%s`; say -smp 4, or -smp cpus=4", key);
    if (!config_number("-smp", value ? value : key, &number, err))
        return false;
    config->cpu_count = (unsigned)min_u64(number, UINT32_MAX);
    return true;
}

static bool parse_quantum(Config *config, const char *text, Err *err)
{
    if (!config_number("--quantum", text, &config->quantum_cycles, err))
        return false;
    return (config->quantum_cycles >= 1 && config->quantum_cycles <= QUANTUM_MAX_CYCLES) ||
           err_usage(err, "--quantum %s: 1 to %d cycles", text, QUANTUM_MAX_CYCLES);
}

static bool apply(Config *config, int option, char *value, Err *err)
{
    switch (option) {
    case OPT_M:
        return parse_machine(config, value, err);
    case OPT_CPU:
        config->cpu = value;
        return true;
    case OPT_SMP:
        return parse_smp(config, value, err);
    case OPT_QUANTUM:
        return parse_quantum(config, value, err);
    case OPT_MEM:
        return parse_size(value, &config->ram_bytes, err);
    case OPT_KERNEL:
        config->kernel = value;
        return true;
    case OPT_INITRD:
        config->initrd = value;
        return true;
    case OPT_APPEND:
        config->append = value;
        return true;
    case OPT_DTB:
        config->dtb = value;
        return true;
    case OPT_BIOS:
        config->bios = value;
        return true;
    case OPT_DEVICE:
        return config_device(config, value, err);
    case OPT_DRIVE:
        return config_drive(config, value, err);
    case OPT_NOGRAPHIC:
        return true;
    case OPT_NO_REBOOT:
        config->no_reboot = true;
        return true;
    case OPT_SEMIHOSTING:
        config->semihosting = true;
        return true;
    case OPT_RTC:
        return parse_rtc(config, value, err);
    case OPT_COST:
        config->cost = value;
        return true;
    case OPT_ASSUMED:
        config->assumed = value;
        return true;
    case OPT_SET:
        if (config->set_count == CONFIG_LIST_MAX)
            return err_usage(err, "--set: at most %d of them", CONFIG_LIST_MAX);
        config->set[config->set_count++] = value;
        return true;
    case OPT_RECORD:
        config->record = value;
        return true;
    case OPT_MAX_INSNS:
        return config_number("--max-insns", value, &config->max_insns, err);
    case OPT_FP:
        config->soft_fp = !strcmp(value, "soft");
        return config->soft_fp || !strcmp(value, "host") ||
               err_usage(err, "--fp: there is no `%s`; host or soft", value);
    case OPT_ENGINE:
        config->fast = !strcmp(value, "fast");
        config->lockstep = config->no_input = !strcmp(value, "lockstep");
        return config->fast || config->lockstep || !strcmp(value, "reference") ||
               err_usage(err, "--engine: there is no `%s`; fast, reference or lockstep", value);
    case OPT_TIMEOUT:
        return parse_timeout(config, value, err);
    case OPT_EXIT_ON:
        config->exit_on = value;
        return true;
    case OPT_EXPECT:
        config->expect = value;
        return true;
    case OPT_QUIET:
        config->quiet = true;
        return true;
    case OPT_JSON:
        config->json = true;
        return true;
    case OPT_ROWS:
        config->rows = value;
        return true;
    case OPT_GDB:
        return parse_gdb(config, value, err);
    case OPT_GDB_1234:
        return parse_gdb(config, "tcp::1234", err);
    case OPT_GDB_WAIT:
        config->gdb_wait = true;
        return true;
    case OPT_TRACE:
        config->trace_exceptions = value;
        return true;
    default:
        return true;
    }
}

/* CPU targets of a GICv2 are a byte, the targets of an SGI of a GICv3 are 16 bits. */
static bool check_cpu_count(const Config *config, Err *err)
{
    unsigned most = config->gic_version == 2 ? 8 : 16;

    if (config->cpu_count >= 1 && config->cpu_count <= most)
        return true;
    return err_usage(err, "-smp %u: a machine with a GICv%u has 1 to %u CPUs%s", config->cpu_count,
                     config->gic_version, most,
                     config->gic_version == 2 ? "; -M virt,gic-version=3 has up to 16" : "");
}

/* Each of two machines would write what the other reads. */
static bool check_lockstep(const Config *config, Err *err)
{
    for (unsigned i = 0; i < config->drive_count; i++)
        if (!config->drive[i].read_only && !config->drive[i].snapshot)
            return err_usage(err,
                             "--engine lockstep: two machines cannot both write %s; "
                             "leave snapshot=off away",
                             config->drive[i].file);
    return true;
}

static bool check_together(const Config *config, Err *err)
{
    if (!check_cpu_count(config, err))
        return false;
    if (config->dumpdtb)
        return true;
    if (!config->kernel && !config->bios && !config->load_count)
        return err_usage(err, "nothing to run: give -kernel IMAGE or -bios FIRMWARE\n"
                              "  `doubletrap run --help` explains the options");
    if (config->initrd && !config->kernel)
        return err_usage(err, "-initrd needs -kernel");
    if (config->lockstep && config->gdb)
        return err_usage(err, "-gdb: --engine lockstep runs two machines; gdb can watch one");
    if (config->gdb_wait && !config->gdb)
        return err_usage(err, "-S needs -s (or -gdb tcp::PORT): nobody could let it go");
    if (config->append && !config->kernel)
        return err_usage(err, "-append needs -kernel");
    return !config->lockstep || check_lockstep(config, err);
}

/* getopt refused argv[@at]: an option of ours that lacks its value, one of QEMU's, or a mistake. */
static bool strange_option(char **argv, int at, Err *err)
{
    const char *names[ARRAY_COUNT(options)];
    const char *text = argv[at], *word = text + strspn(text, "-"), *near;
    bool takes_next = false;

    for (size_t i = 0; i < ARRAY_COUNT(options); i++) {
        names[i] = options[i].name;
        if (names[i] && !strcmp(word, names[i]))
            return err_usage(err,
                             "%s: %s\n"
                             "  `doubletrap run --help` explains the options",
                             text, options[i].has_arg ? "its value is missing" : "it has no value");
    }
    switch (qemu_option(text, argv[at + 1], &takes_next, err)) {
    case QEMU_HARMLESS:
        optind = at + 1 + takes_next;
        return true;
    case QEMU_REFUSED:
        return false;
    default:
        break;
    }
    near = err_nearest(word, names);
    return err_usage(err,
                     "there is no option `%s`%s%s%s\n"
                     "  `doubletrap run --help` explains the options",
                     text, near ? ". Did you mean `-" : "", near ? near : "", near ? "`?" : "");
}

bool config_parse(Config *config, int argc, char **argv, bool *help, Err *err)
{
    int option;

    *config = (Config){.gic_version = 2,
                       .fast = true,
                       .cpu = "cortex-a57",
                       .cpu_count = 1,
                       .ram_bytes = 128 * MIB,
                       .rtc_start = RTC_DEFAULT,
                       .cost = "unit"};
    *help = false;
    optind = 0;
    opterr = 0;
    while ((option = getopt_long_only(argc, argv, "", options, NULL)) != -1) {
        if (option == OPT_HELP) {
            *help = true;
            return true;
        }
        if (option == '?' ? !strange_option(argv, optind - 1, err)
                          : !apply(config, option, optarg, err))
            return false;
    }
    if (optind < argc)
        return err_usage(err, "`%s`: run takes no such argument; an image goes after -kernel",
                         argv[optind]);
    return check_together(config, err);
}

bool config_cost(const Config *config, CostModel *model, Err *err)
{
    if (!cost_model_load(config->cost, model, err) ||
        !cost_model_assume(model, config->assumed, err))
        return false;
    for (unsigned i = 0; i < config->set_count; i++)
        if (!cost_model_set(model, config->set[i], err))
            return false;
    return true;
}

void config_list(const Config *config,
                 void (*each)(void *owner, const char *key, const char *value), void *owner)
{
    char number[32];

    each(owner, "machine", "virt");
    each(owner, "virtualization", config->virtualization ? "on" : "off");
    each(owner, "secure", config->secure ? "on" : "off");
    snprintf(number, sizeof number, "%u", config->gic_version);
    each(owner, "gic-version", number);
    each(owner, "cpu", config->cpu);
    snprintf(number, sizeof number, "%u", config->cpu_count);
    each(owner, "smp", number);
    if (config->quantum_cycles) {
        snprintf(number, sizeof number, "%" PRIu64, config->quantum_cycles);
        each(owner, "quantum", number);
    }
    snprintf(number, sizeof number, "%" PRIu64, config->ram_bytes);
    each(owner, "ram_bytes", number);
    snprintf(number, sizeof number, "%" PRIu32, config->rtc_start);
    each(owner, "rtc_start", number);
    each(owner, "append", config->append ? config->append : "");
    each(owner, "cost", config->cost);
    if (config->assumed)
        each(owner, "assumed", config->assumed);
    for (unsigned i = 0; i < config->set_count; i++)
        each(owner, "set", config->set[i]);
}
