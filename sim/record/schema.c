/* SPDX-License-Identifier: MIT
 *
 * schema.c - the SQL of a recording: counts in tables, cycles in views.
 *
 * Tests: tests/unit/sim/record/record_test.c    Words: docs/recording.md
 */
#include "sim/record/schema.h"

#include <stddef.h>

/* clang-format off */
const char *const schema_statements[] = {
    /* What the run was: configuration (in the digest) and host (not in it). */
    "CREATE TABLE run(key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE config(key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE host(key TEXT PRIMARY KEY, value) WITHOUT ROWID",

    /* Dimensions: the rows of the .def files. */
    "CREATE TABLE cost_event(id INTEGER PRIMARY KEY, name TEXT, is_class INTEGER, text TEXT)",
    "CREATE TABLE price(event INTEGER PRIMARY KEY, units INTEGER, low_units INTEGER,"
    " high_units INTEGER, mark TEXT, fact TEXT, source TEXT)",
    "CREATE TABLE exit_reason(id INTEGER PRIMARY KEY, name TEXT, ec INTEGER, text TEXT)",
    "CREATE TABLE world(id INTEGER PRIMARY KEY, name TEXT, text TEXT)",
    "CREATE TABLE crossing(id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE trap(id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE device(id INTEGER PRIMARY KEY, name TEXT)",

    /* Who ran. */
    "CREATE TABLE cpu(id INTEGER PRIMARY KEY, start_units INTEGER, now_units INTEGER)",
    "CREATE TABLE vm(id INTEGER PRIMARY KEY, vttbr_baddr INTEGER, vmid INTEGER,"
    " first_units INTEGER)",
    "CREATE TABLE vcpu(id INTEGER PRIMARY KEY, vm INTEGER, vmpidr INTEGER, first_units INTEGER)",

    /* What exits are made of, each distinct thing once. */
    "CREATE TABLE phase(id INTEGER PRIMARY KEY, world INTEGER, crossing INTEGER, from_el INTEGER,"
    " to_el INTEGER, reason INTEGER)",
    "CREATE TABLE phase_count(phase INTEGER, event INTEGER, n INTEGER,"
    " PRIMARY KEY(phase, event)) WITHOUT ROWID",
    "CREATE TABLE route(id INTEGER PRIMARY KEY, text TEXT)",
    "CREATE TABLE path(id INTEGER PRIMARY KEY, route INTEGER, at_el2 INTEGER, folded INTEGER)",
    "CREATE TABLE path_phase(path INTEGER, seq INTEGER, phase INTEGER,"
    " PRIMARY KEY(path, seq)) WITHOUT ROWID",

    /* One row an exit, at most 60 bytes. */
    "CREATE TABLE exit(id INTEGER PRIMARY KEY, cpu INTEGER, vcpu INTEGER, begin_units INTEGER,"
    " end_units INTEGER, reason INTEGER, trap INTEGER, iss INTEGER, ipa INTEGER, device INTEGER,"
    " pc INTEGER, path INTEGER, next_vcpu INTEGER, guest_before_units INTEGER,"
    " idle_units INTEGER, others_units INTEGER)",

    /* Where each CPU's time went. */
    "CREATE TABLE world_total(cpu INTEGER, world INTEGER, vm INTEGER, event INTEGER, n INTEGER,"
    " PRIMARY KEY(cpu, world, vm, event)) WITHOUT ROWID",
    "CREATE TABLE world_time(cpu INTEGER, world INTEGER, vm INTEGER, idle_units INTEGER,"
    " unexplained_units INTEGER, PRIMARY KEY(cpu, world, vm)) WITHOUT ROWID",

    "CREATE VIEW path_count AS SELECT path, seq, event, n FROM path_phase JOIN phase_count"
    " USING(phase)",
    "CREATE VIEW phase_cost AS SELECT phase, SUM(n * units) AS units,"
    " SUM(n * is_class) AS instructions FROM phase_count JOIN price USING(event)"
    " JOIN cost_event ON cost_event.id = event GROUP BY phase",
    "CREATE VIEW path_cost AS SELECT path, SUM(units) AS units, SUM(instructions) AS instructions"
    " FROM path_phase JOIN phase_cost USING(phase) GROUP BY path",

    /* Cycles are a view: counts x prices, in the price table's units of 1/256 cycle. */
    "CREATE VIEW phase_cycles AS SELECT path_phase.path, path_phase.seq, world.name AS world,"
    " crossing.name AS crossing, phase.from_el, phase.to_el, exit_reason.name AS reason,"
    " IFNULL(instructions, 0) AS instructions, IFNULL(units, 0) AS units,"
    " IFNULL(units, 0) / 256.0 AS cycles FROM path_phase JOIN phase ON phase.id = path_phase.phase"
    " JOIN world ON world.id = phase.world JOIN crossing ON crossing.id = phase.crossing"
    " JOIN exit_reason ON exit_reason.id = phase.reason"
    " LEFT JOIN phase_cost ON phase_cost.phase = path_phase.phase",
    "CREATE VIEW exit_cycles AS SELECT exit.id, exit.cpu, vcpu.vm, exit.vcpu,"
    " exit_reason.name AS reason, trap.name AS trap, exit.iss, exit.ipa, device.name AS device,"
    " exit.pc, route.text AS route, path.at_el2, exit.begin_units, exit.end_units,"
    " IFNULL(instructions, 0) AS instructions, IFNULL(units, 0) AS units,"
    " IFNULL(units, 0) / 256.0 AS cycles, exit.idle_units, exit.others_units,"
    " exit.guest_before_units, exit.next_vcpu FROM exit JOIN vcpu ON vcpu.id = exit.vcpu"
    " JOIN exit_reason ON exit_reason.id = exit.reason JOIN path ON path.id = exit.path"
    " JOIN route ON route.id = path.route LEFT JOIN path_cost ON path_cost.path = exit.path"
    " LEFT JOIN trap ON trap.id = exit.trap LEFT JOIN device ON device.id = exit.device",
    "CREATE VIEW world_cycles AS SELECT cpu, world.name AS world, vm, SUM(n * is_class)"
    " AS instructions, SUM(n * units) AS units, SUM(n * units) / 256.0 AS cycles"
    " FROM world_total JOIN price USING(event) JOIN cost_event ON cost_event.id = event"
    " JOIN world ON world.id = world_total.world GROUP BY cpu, world_total.world, vm",
    NULL};

const char *const schema_pricing[] = {
    "DROP TABLE IF EXISTS temp.phase_price",
    "DROP TABLE IF EXISTS temp.path_price",
    "CREATE TEMP TABLE phase_price AS SELECT phase.id AS phase,"
    " IFNULL(SUM(n * asked_price.units), 0) AS units, IFNULL(SUM(n * is_class), 0) AS instructions"
    " FROM phase LEFT JOIN phase_count ON phase_count.phase = phase.id"
    " LEFT JOIN asked_price USING(event) LEFT JOIN cost_event ON cost_event.id = event"
    " GROUP BY phase.id ORDER BY phase.id",
    "CREATE UNIQUE INDEX temp.phase_price_key ON phase_price(phase)",
    "CREATE TEMP TABLE path_price(path INTEGER PRIMARY KEY, units INTEGER, instructions INTEGER)",
    "INSERT INTO path_price SELECT path.id, IFNULL(SUM(units), 0), IFNULL(SUM(instructions), 0)"
    " FROM path LEFT JOIN path_phase ON path_phase.path = path.id"
    " LEFT JOIN phase_price USING(phase) GROUP BY path.id ORDER BY path.id",
    NULL};
/* clang-format on */
