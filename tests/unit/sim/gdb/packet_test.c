/* SPDX-License-Identifier: MIT
 *
 * packet_test.c - framing. Expected packets are from "Debugging with GDB", appendix Remote
 * Protocol.
 */
#include <string.h>

#include "sim/gdb/packet.h"
#include "tests/unit/harness.h"

static GdbReader reader;

/* The last input that was something. */
static GdbInput feed(const char *bytes, size_t count)
{
    GdbInput last = GDB_INPUT_NONE;

    for (size_t i = 0; i < count; i++) {
        GdbInput input = gdb_reader_put(&reader, (uint8_t)bytes[i]);

        last = input != GDB_INPUT_NONE ? input : last;
    }
    return last;
}

#define FEED(literal) feed(literal, sizeof(literal) - 1)

START_TEST(a_packet_comes_whole_and_byte_by_byte)
{
    reader = (GdbReader){0};
    ck_assert_int_eq(FEED("+$OK#9"), GDB_INPUT_NONE);
    ck_assert_int_eq(FEED("a"), GDB_INPUT_PACKET);
    ck_assert_str_eq(reader.text, "OK");
    ck_assert_int_eq(FEED("noise$#00"), GDB_INPUT_PACKET);
    ck_assert_uint_eq(reader.length, 0);
}
END_TEST

START_TEST(an_escaped_byte_is_xored)
{
    reader = (GdbReader){0};
    ck_assert_int_eq(FEED("$}\x03#80"), GDB_INPUT_PACKET);
    ck_assert_str_eq(reader.text, "#");
}
END_TEST

START_TEST(a_wrong_sum_and_an_endless_packet_are_damaged)
{
    reader = (GdbReader){0};
    ck_assert_int_eq(FEED("$OK#9b"), GDB_INPUT_DAMAGED);
    ck_assert_int_eq(FEED("$OK#zz"), GDB_INPUT_DAMAGED);
    FEED("$");
    for (unsigned i = 0; i < GDB_TEXT_MAX + 256; i++)
        ck_assert_int_eq(FEED("a"), GDB_INPUT_NONE);
    ck_assert_int_eq(FEED("#00"), GDB_INPUT_DAMAGED);
    ck_assert_int_eq(FEED("$OK#9a"), GDB_INPUT_PACKET);
}
END_TEST

START_TEST(ctrl_c_is_one_only_between_packets)
{
    reader = (GdbReader){0};
    ck_assert_int_eq(FEED("\x03"), GDB_INPUT_BREAK);
    ck_assert_int_eq(FEED("-"), GDB_INPUT_AGAIN);
    ck_assert_int_eq(FEED("$\x03#03"), GDB_INPUT_PACKET);
}
END_TEST

START_TEST(a_reply_is_framed_so_that_it_reads_back)
{
    static const char text[] = "a#b$c}d*e";
    char frame[GDB_FRAME_MAX];
    size_t length = gdb_frame(text, sizeof text - 1, frame);

    reader = (GdbReader){0};
    ck_assert_int_eq(feed(frame, length), GDB_INPUT_PACKET);
    ck_assert_str_eq(reader.text, text);
    length = gdb_frame("OK", 2, frame);
    ck_assert_mem_eq(frame, "$OK#9a", length);
}
END_TEST

START_TEST(text_is_cut_at_its_limit_and_says_so)
{
    static GdbText text;

    gdb_text_set(&text, "");
    while (!text.cut)
        gdb_text_add(&text, "0123456789");
    ck_assert_uint_eq(text.length, GDB_TEXT_MAX);
    ck_assert_uint_eq(strlen(text.text), GDB_TEXT_MAX);
}
END_TEST

START_TEST(hex_numbers_end_where_their_digits_do)
{
    const char *at = "1fF,";
    uint64_t value;
    uint8_t bytes[2];

    ck_assert(gdb_hex_number(&at, &value));
    ck_assert_uint_eq(value, 0x1ff);
    ck_assert_str_eq(at, ",");
    ck_assert(!gdb_hex_number(&at, &value));
    at = "00112233445566778";
    ck_assert(!gdb_hex_number(&at, &value));
    at = "12a";
    ck_assert(!gdb_hex_bytes(&at, bytes, 2));
    at = "12ab";
    ck_assert(gdb_hex_bytes(&at, bytes, 2));
    ck_assert_uint_eq(bytes[1], 0xab);
}
END_TEST

TEST_MAIN("packet", a_packet_comes_whole_and_byte_by_byte, an_escaped_byte_is_xored,
          a_wrong_sum_and_an_endless_packet_are_damaged, ctrl_c_is_one_only_between_packets,
          a_reply_is_framed_so_that_it_reads_back, text_is_cut_at_its_limit_and_says_so,
          hex_numbers_end_where_their_digits_do)
