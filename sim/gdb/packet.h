/* SPDX-License-Identifier: MIT
 *
 * packet.h - the framing of gdb's remote protocol: bytes to packets and back, nothing else.
 *
 * A packet is $text#cc; in text, } announces a byte XORed with 0x20; cc is the sum of the bytes as
 * sent. Any byte sequence may come in; what is no packet is dropped.
 *
 * Source: "Debugging with GDB", appendix "GDB Remote Serial Protocol", Overview.
 * Tests: tests/unit/sim/gdb/packet_test.c, tests/fuzz/gdb_fuzz.c      Journey: sim/gdb/'s first
 */
#ifndef SIM_GDB_PACKET_H
#define SIM_GDB_PACKET_H

#include "sim/base/bits.h"

#define GDB_TEXT_MAX 0x4000u /* of a packet, both ways; told to gdb as PacketSize */

typedef enum GdbInput {
    GDB_INPUT_NONE,    /* more bytes are needed */
    GDB_INPUT_PACKET,  /* reader->text has one */
    GDB_INPUT_DAMAGED, /* wrong checksum or too long: ask for it again */
    GDB_INPUT_BREAK,   /* Ctrl-C, outside a packet */
    GDB_INPUT_AGAIN,   /* gdb did not understand our last packet */
} GdbInput;

/* Zero-initialised is ready. */
typedef struct GdbReader {
    enum { GDB_OUTSIDE, GDB_TEXT, GDB_ESCAPED, GDB_SUM_HIGH, GDB_SUM_LOW } state;
    uint8_t sum, said;
    bool too_long;
    size_t length;               /* of text */
    char text[GDB_TEXT_MAX + 1]; /* ends in NUL; may have others in it */
} GdbReader;

GdbInput gdb_reader_put(GdbReader *reader, uint8_t byte);

#define GDB_FRAME_MAX (2 * GDB_TEXT_MAX + 4)

/* Frames @length <= GDB_TEXT_MAX bytes of @text in @frame. Returns the frame's length. */
size_t gdb_frame(const char *text, size_t length, char frame[GDB_FRAME_MAX]);

/* What a packet says in reply: text that grows up to GDB_TEXT_MAX, and is cut there. */
typedef struct GdbText {
    size_t length;
    bool cut; /* something did not fit */
    char text[GDB_TEXT_MAX + 1];
} GdbText;

void gdb_text_set(GdbText *to, const char *from);
__attribute__((format(printf, 2, 3))) void gdb_text_add(GdbText *to, const char *format, ...);
/* @count bytes as pairs of hex digits. */
void gdb_text_hex(GdbText *to, const void *bytes, size_t count);

/* The value of a hex digit; 16 for any other byte. */
unsigned gdb_hex_digit(char c);

/* Reads hex digits at **@at, which moves behind them. False when there is none, or too many. */
bool gdb_hex_number(const char **at, uint64_t *value);

/* Reads @count bytes, two digits each. False when there are fewer. */
bool gdb_hex_bytes(const char **at, void *bytes, size_t count);

#endif
