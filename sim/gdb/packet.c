/* SPDX-License-Identifier: MIT
 *
 * packet.c - the framing of gdb's remote protocol.    Tests: tests/unit/sim/gdb/packet_test.c
 */
#include "sim/gdb/packet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ESCAPE '}'
#define ESCAPE_XOR 0x20
#define CTRL_C 3

static void keep(GdbReader *reader, uint8_t byte)
{
    if (reader->length == GDB_TEXT_MAX) {
        reader->too_long = true;
        return;
    }
    reader->text[reader->length++] = (char)byte;
}

static GdbInput outside(GdbReader *reader, uint8_t byte)
{
    switch (byte) {
    case '$':
        reader->state = GDB_TEXT;
        reader->length = 0;
        reader->sum = 0;
        reader->too_long = false;
        return GDB_INPUT_NONE;
    case CTRL_C:
        return GDB_INPUT_BREAK;
    case '-':
        return GDB_INPUT_AGAIN;
    default:
        return GDB_INPUT_NONE;
    }
}

static GdbInput inside(GdbReader *reader, uint8_t byte)
{
    if (byte == '#') {
        reader->state = GDB_SUM_HIGH;
        return GDB_INPUT_NONE;
    }
    reader->sum = (uint8_t)(reader->sum + byte);
    if (reader->state == GDB_ESCAPED)
        keep(reader, byte ^ ESCAPE_XOR);
    else if (byte != ESCAPE)
        keep(reader, byte);
    reader->state = reader->state == GDB_TEXT && byte == ESCAPE ? GDB_ESCAPED : GDB_TEXT;
    return GDB_INPUT_NONE;
}

static GdbInput end(GdbReader *reader, uint8_t byte)
{
    unsigned low = gdb_hex_digit((char)byte);

    reader->state = GDB_OUTSIDE;
    reader->text[reader->length] = '\0';
    if (low > 15 || reader->said > 15 || ((unsigned)reader->said << 4 | low) != reader->sum ||
        reader->too_long)
        return GDB_INPUT_DAMAGED;
    return GDB_INPUT_PACKET;
}

GdbInput gdb_reader_put(GdbReader *reader, uint8_t byte)
{
    switch (reader->state) {
    case GDB_OUTSIDE:
        return outside(reader, byte);
    case GDB_SUM_HIGH:
        reader->said = (uint8_t)gdb_hex_digit((char)byte);
        reader->state = GDB_SUM_LOW;
        return GDB_INPUT_NONE;
    case GDB_SUM_LOW:
        return end(reader, byte);
    default:
        return inside(reader, byte);
    }
}

size_t gdb_frame(const char *text, size_t length, char frame[GDB_FRAME_MAX])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum = 0;
    char *out = frame;

    assert(length <= GDB_TEXT_MAX);
    *out++ = '$';
    for (size_t i = 0; i < length; i++) {
        if (text[i] && strchr("$#}*", text[i])) {
            *out++ = ESCAPE;
            *out++ = (char)(text[i] ^ ESCAPE_XOR);
        } else {
            *out++ = text[i];
        }
    }
    for (const char *p = frame + 1; p < out; p++)
        sum = (uint8_t)(sum + (uint8_t)*p);
    *out++ = '#';
    *out++ = digits[sum >> 4];
    *out++ = digits[sum & 15];
    return (size_t)(out - frame);
}

void gdb_text_set(GdbText *to, const char *from)
{
    to->length = 0;
    to->cut = false;
    gdb_text_add(to, "%s", from);
}

void gdb_text_add(GdbText *to, const char *format, ...)
{
    size_t room = GDB_TEXT_MAX - to->length;
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(to->text + to->length, room + 1, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    to->cut |= (size_t)length > room;
    to->length += min_u64((uint64_t)length, room);
}

void gdb_text_hex(GdbText *to, const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;

    for (size_t i = 0; i < count; i++)
        gdb_text_add(to, "%02x", byte[i]);
}

unsigned gdb_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 16;
}

bool gdb_hex_number(const char **at, uint64_t *value)
{
    unsigned count = 0;

    *value = 0;
    for (; gdb_hex_digit(**at) < 16; (*at)++, count++)
        *value = *value << 4 | gdb_hex_digit(**at);
    return count > 0 && count <= 16;
}

bool gdb_hex_bytes(const char **at, void *bytes, size_t count)
{
    uint8_t *byte = bytes;

    for (size_t i = 0; i < count; i++) {
        unsigned high = gdb_hex_digit(**at), low = high < 16 ? gdb_hex_digit((*at)[1]) : 16;

        if (low > 15)
            return false;
        byte[i] = (uint8_t)(high << 4 | low);
        *at += 2;
    }
    return true;
}
