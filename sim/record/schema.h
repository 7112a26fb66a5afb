/* SPDX-License-Identifier: MIT
 *
 * schema.h - the tables and views of a recording (docs/recording.md).
 */
#ifndef SIM_RECORD_SCHEMA_H
#define SIM_RECORD_SCHEMA_H

/* PRAGMA application_id: "DTAP". */
#define SCHEMA_APPLICATION_ID 0x44544150
/* PRAGMA user_version: another number is another meaning of the columns. */
#define SCHEMA_VERSION 1

/* Statements that create an empty recording, NULL-terminated. */
extern const char *const schema_statements[];

/* Statements that make temporary tables for queries, from the prices in asked_price: what each
 * distinct phase and path costs. NULL-terminated. */
extern const char *const schema_pricing[];

/* SQL: how people name the VCPU of a row of table (or alias) @t. */
#define VCPU_NAME(t)                                                                               \
    "('vm ' || " t ".vm || ' vcpu ' || printf('%llx', " t ".vmpidr & 0xff00ffffff))"

#endif
