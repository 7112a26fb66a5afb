/* SPDX-License-Identifier: MIT
 *
 * Addresses expected here were read from `info roms` of QEMU 7.2's monitor with files of the same
 * header and size.
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "sim/loader.h"
#include "tests/unit/harness.h"

#define RAM_BASE 0x40000000u
#define MIB (UINT64_C(1) << 20)

typedef struct Rig {
    Bus bus;
    uint8_t *ram;
    LoadPlan plan;
    Err err;
} Rig;

static void rig_start(Rig *rig, uint64_t ram_bytes)
{
    BusRegion region = {.name = "ram", .base = {RAM_BASE}, .size_bytes = ram_bytes};

    memset(rig, 0, sizeof *rig);
    region.host = rig->ram = calloc(1, ram_bytes);
    ck_assert_ptr_nonnull(rig->ram);
    ck_assert(bus_add(&rig->bus, &region, NULL));
    loader_init(&rig->plan, &rig->bus, RAM_BASE, ram_bytes);
}

static void rig_stop(Rig *rig)
{
    loader_free(&rig->plan);
    free(rig->ram);
}

/* An arm64 Image of @size bytes, its content after the header all 0xc5. */
static void make_image(uint8_t *bytes, size_t size, uint64_t text_offset, uint64_t image_size)
{
    memset(bytes, 0xc5, size);
    memset(bytes, 0, 64);
    memcpy(bytes + 8, &text_offset, 8);
    memcpy(bytes + 16, &image_size, 8);
    memcpy(bytes + 56, "ARM\x64", 4);
}

static void loads(Rig *rig, uint8_t *bytes, size_t size)
{
    ck_assert_msg(loader_kernel_bytes(&rig->plan, "Image", bytes, size, &rig->err), "%s",
                  rig->err.text);
}

static void refuses(uint8_t *bytes, size_t size, const char *reason)
{
    Rig rig;

    rig_start(&rig, 4 * MIB);
    ck_assert(!loader_kernel_bytes(&rig.plan, "kernel.bin", bytes, size, &rig.err));
    ck_assert_ptr_eq(strstr(rig.err.text, "kernel.bin"), rig.err.text);
    ck_assert_msg(strstr(rig.err.text, reason) != NULL, "`%s` lacks `%s`", rig.err.text, reason);
    rig_stop(&rig);
}

static char path[64];

static const char *temporary(const void *bytes, size_t size)
{
    int fd;

    strcpy(path, "/tmp/loader_test.XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
    close(fd);
    return path;
}

START_TEST(an_image_goes_to_its_text_offset_or_two_mib_up_when_that_is_0)
{
    static const struct {
        uint64_t text_offset, image_size, entry;
    } row[] = {{0, 0x200000, 0x40200000},
               {0x80000, 0x200000, 0x40080000},
               {0x234000, 0, 0x40080000}, /* old header: text_offset is not to be trusted */
               {0x800, 0x200000, 0x40200800}};
    uint8_t bytes[256];

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        Rig rig;

        rig_start(&rig, 64 * MIB);
        make_image(bytes, sizeof bytes, row[i].text_offset, row[i].image_size);
        loads(&rig, bytes, sizeof bytes);
        ck_assert_uint_eq(rig.plan.entry, row[i].entry);
        ck_assert(rig.plan.linux_boot);
        ck_assert_uint_eq(rig.ram[row[i].entry - RAM_BASE + 64], 0xc5);
        rig_stop(&rig);
    }
}
END_TEST

START_TEST(a_raw_binary_is_entered_at_its_first_byte_at_0x80000)
{
    uint8_t bytes[] = {0x1f, 0x20, 0x03, 0xd5};
    Rig rig;

    rig_start(&rig, 4 * MIB);
    loads(&rig, bytes, sizeof bytes);
    ck_assert_uint_eq(rig.plan.entry, RAM_BASE + 0x80000);
    ck_assert_int_eq(memcmp(rig.ram + 0x80000, bytes, 4), 0);
    rig_stop(&rig);
}
END_TEST

static size_t gzip(const uint8_t *in, size_t in_size, uint8_t *out, size_t out_size)
{
    z_stream s = {0};

    ck_assert_int_eq(deflateInit2(&s, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    s.next_in = (Bytef *)(uintptr_t)in;
    s.avail_in = (uInt)in_size;
    s.next_out = out;
    s.avail_out = (uInt)out_size;
    ck_assert_int_eq(deflate(&s, Z_FINISH), Z_STREAM_END);
    out_size -= s.avail_out;
    deflateEnd(&s);
    return out_size;
}

START_TEST(a_gzipped_image_is_unpacked)
{
    static uint8_t image[3 << 20], packed[1 << 20];
    size_t size;
    Rig rig;

    make_image(image, sizeof image, 0, 4 << 20);
    size = gzip(image, sizeof image, packed, sizeof packed);
    rig_start(&rig, 16 * MIB);
    loads(&rig, packed, size);
    ck_assert_uint_eq(rig.plan.entry, 0x40200000);
    ck_assert_uint_eq(rig.ram[0x200000 + sizeof image - 1], 0xc5);
    ck_assert_uint_eq(rig.ram[0x200000 + sizeof image], 0);
    rig_stop(&rig);

    refuses(packed, size / 2, "truncated");
    packed[size / 2] ^= 0xff;
    packed[size / 2 + 1] ^= 0xff;
    refuses(packed, size, "gzip");
}
END_TEST

START_TEST(a_gzip_bomb_stops_at_the_size_of_ram)
{
    static uint8_t zeros[8 << 20], packed[1 << 20];
    size_t size = gzip(zeros, sizeof zeros, packed, sizeof packed);

    refuses(packed, size, "larger than the machine's memory");
}
END_TEST

/* A 2-segment executable: code with a symbol, data with a BSS. */
typedef struct Program {
    Elf64_Ehdr header;
    Elf64_Phdr segment[2];
    Elf64_Shdr section[3];
    Elf64_Sym symbol[3];
    char strings[16];
    uint32_t code[4], data[2];
} Program;

static Program program(uint64_t pa, uint64_t va)
{
    Program p = {0};

    memcpy(p.header.e_ident, ELFMAG, 4);
    p.header.e_ident[EI_CLASS] = ELFCLASS64;
    p.header.e_ident[EI_DATA] = ELFDATA2LSB;
    p.header.e_ident[EI_VERSION] = EV_CURRENT;
    p.header.e_type = ET_EXEC;
    p.header.e_machine = EM_AARCH64;
    p.header.e_version = EV_CURRENT;
    p.header.e_entry = va + 4;
    p.header.e_phoff = offsetof(Program, segment);
    p.header.e_shoff = offsetof(Program, section);
    p.header.e_ehsize = sizeof p.header;
    p.header.e_phentsize = sizeof p.segment[0];
    p.header.e_phnum = 2;
    p.header.e_shentsize = sizeof p.section[0];
    p.header.e_shnum = 3;
    p.segment[0] = (Elf64_Phdr){.p_type = PT_LOAD,
                                .p_flags = PF_R | PF_X,
                                .p_offset = offsetof(Program, code),
                                .p_vaddr = va,
                                .p_paddr = pa,
                                .p_filesz = 16,
                                .p_memsz = 16};
    p.segment[1] = (Elf64_Phdr){.p_type = PT_LOAD,
                                .p_flags = PF_R | PF_W,
                                .p_offset = offsetof(Program, data),
                                .p_vaddr = va + 0x1000,
                                .p_paddr = pa + 0x1000,
                                .p_filesz = 8,
                                .p_memsz = 0x100};
    p.section[1] = (Elf64_Shdr){.sh_type = SHT_SYMTAB,
                                .sh_offset = offsetof(Program, symbol),
                                .sh_size = sizeof p.symbol,
                                .sh_link = 2,
                                .sh_entsize = sizeof(Elf64_Sym)};
    p.section[2] =
        (Elf64_Shdr){.sh_type = SHT_STRTAB, .sh_offset = offsetof(Program, strings), .sh_size = 16};
    p.symbol[1] = (Elf64_Sym){.st_name = 1,
                              .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
                              .st_shndx = 1,
                              .st_value = va + 4,
                              .st_size = 8};
    p.symbol[2] = (Elf64_Sym){.st_name = 6, .st_shndx = 1, .st_value = va + 0x1000};
    memcpy(p.strings, "\0main\0$d", 9);
    memset(p.code, 0xaa, sizeof p.code);
    memset(p.data, 0xbb, sizeof p.data);
    return p;
}

START_TEST(an_elf_goes_to_its_physical_addresses_and_keeps_its_symbols)
{
    Program p = program(0x40100000, 0xffff000000080000);
    Rig rig;

    rig_start(&rig, 4 * MIB);
    memset(rig.ram + 0x101000, 0xee, 0x200);
    loads(&rig, (uint8_t *)&p, sizeof p);
    ck_assert(!rig.plan.linux_boot);
    ck_assert_uint_eq(rig.plan.entry, 0x40100004);
    ck_assert_uint_eq(rig.ram[0x100000], 0xaa);
    ck_assert_uint_eq(rig.ram[0x101007], 0xbb);
    ck_assert_uint_eq(rig.ram[0x101008], 0); /* BSS */
    ck_assert_uint_eq(rig.ram[0x101100], 0xee);
    ck_assert_str_eq(symbol_find(&rig.plan.symbols, 0xffff00000008000b)->name, "main");
    ck_assert_ptr_null(symbol_find(&rig.plan.symbols, 0xffff00000008000c));
    ck_assert_ptr_null(symbol_find(&rig.plan.symbols, 0xffff000000081000)); /* $d is no place */
    rig_stop(&rig);
}
END_TEST

START_TEST(an_elf_of_the_wrong_kind_is_refused)
{
    Program p = program(0x40100000, 0x40100000);

    refuses((uint8_t *)&p, 50, "byte 50");
    p.header.e_machine = EM_X86_64;
    refuses((uint8_t *)&p, sizeof p, "byte 18");
    p = program(0x40100000, 0x40100000);
    p.header.e_ident[EI_CLASS] = ELFCLASS32;
    refuses((uint8_t *)&p, sizeof p, "byte 4");
    p = program(0x40100000, 0x40100000);
    p.header.e_type = ET_REL;
    refuses((uint8_t *)&p, sizeof p, "link it");
    p = program(0x40100000, 0x40100000);
    p.segment[1].p_filesz = 0x10000;
    p.segment[1].p_memsz = 0x10000;
    refuses((uint8_t *)&p, sizeof p, "truncated");
    p = program(0x80100000, 0x80100000);
    refuses((uint8_t *)&p, sizeof p, "not in RAM");
    p = program(0x40100000, 0x40100000);
    p.segment[1].p_paddr = 0x40100008;
    refuses((uint8_t *)&p, sizeof p, "overlaps");
    p.header.e_phnum = 0;
    refuses((uint8_t *)&p, sizeof p, "no PT_LOAD");
}
END_TEST

START_TEST(files_that_are_no_aarch64_kernel_are_named)
{
    static const struct {
        size_t offset;
        const char *magic;
        const char *said;
    } row[] = {{0x202, "HdrS", "x86"},       {0x24, "\x18\x28\x6f\x01", "32-bit Arm"},
               {0, "MZ", "EFI application"}, {4, "zimg", "zboot"},
               {0, "070701", "-initrd"},     {0, "\xd0\x0d\xfe\xed", "-dtb"}};

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        uint8_t bytes[1024] = {0};

        memcpy(bytes + row[i].offset, row[i].magic, strlen(row[i].magic));
        refuses(bytes, sizeof bytes, row[i].said);
    }
    refuses((uint8_t *)path, 0, "empty");
}
END_TEST

/* The PE section table of an Image with an EFI stub says how long the file is. */
START_TEST(a_truncated_image_is_noticed_by_its_section_table)
{
    uint8_t bytes[1024];
    uint32_t pe = 64, raw_size = 4096, raw_start = 512;

    make_image(bytes, sizeof bytes, 0, 0x10000);
    memcpy(bytes, "MZ", 2);
    memcpy(bytes + 60, &pe, 4);
    memset(bytes + 64, 0, 64);
    memcpy(bytes + 64, "PE\0", 4);
    bytes[70] = 1;
    memcpy(bytes + 88 + 16, &raw_size, 4);
    memcpy(bytes + 88 + 20, &raw_start, 4);
    refuses(bytes, sizeof bytes, "truncated");
    make_image(bytes, 60, 0, 0x10000);
    refuses(bytes, 60, "64-byte header");
}
END_TEST

START_TEST(a_kernel_larger_than_ram_is_refused)
{
    uint8_t bytes[128];

    make_image(bytes, sizeof bytes, 0, 16 * MIB);
    refuses(bytes, sizeof bytes, "-m");
    make_image(bytes, sizeof bytes, UINT64_MAX - 10, 16 * MIB);
    refuses(bytes, sizeof bytes, "-m");
    make_image(bytes, sizeof bytes, 0x80000, UINT64_MAX);
    refuses(bytes, sizeof bytes, "-m");
}
END_TEST

static uint64_t places_dtb(Rig *rig, size_t size)
{
    FdtBlob blob = {.bytes = calloc(1, size), .size_bytes = size};

    ck_assert_ptr_nonnull(blob.bytes);
    ck_assert_msg(loader_dtb(&rig->plan, &blob, &rig->err), "%s", rig->err.text);
    fdt_blob_free(&blob);
    return rig->plan.dtb;
}

/* -m 1G: initrd 0x48000000, dtb 0x48200000. -m 64M: 0x42000000, 0x42200000. A kernel of
 * 192 MiB moves the initrd to 0x4c200000. */
START_TEST(initrd_and_device_tree_are_where_qemu_puts_them)
{
    static const struct {
        uint64_t ram, image_size, initrd, dtb;
    } row[] = {{1024 * MIB, 0x200000, 0x48000000, 0x48200000},
               {64 * MIB, 0x200000, 0x42000000, 0x42200000},
               {1024 * MIB, 0x0c000000, 0x4c200000, 0x4c400000}};
    static uint8_t rd[100000] = "initrd";
    uint8_t bytes[256];

    for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
        Rig rig;

        rig_start(&rig, row[i].ram);
        make_image(bytes, sizeof bytes, 0, row[i].image_size);
        loads(&rig, bytes, sizeof bytes);
        ck_assert_msg(loader_initrd(&rig.plan, temporary(rd, sizeof rd), &rig.err), "%s",
                      rig.err.text);
        ck_assert_uint_eq(rig.plan.initrd_start, row[i].initrd);
        ck_assert_uint_eq(rig.plan.initrd_end, row[i].initrd + sizeof rd);
        ck_assert_str_eq((char *)rig.ram + (row[i].initrd - RAM_BASE), "initrd");
        ck_assert_uint_eq(places_dtb(&rig, 0x100000), row[i].dtb);
        unlink(path);
        rig_stop(&rig);
    }
}
END_TEST

START_TEST(without_a_linux_kernel_the_device_tree_is_at_the_start_of_ram)
{
    Program p = program(0x41000000, 0x41000000);
    Rig rig;

    rig_start(&rig, 32 * MIB);
    ck_assert_uint_eq(places_dtb(&rig, 0x100000), RAM_BASE); /* firmware */
    rig_stop(&rig);
    rig_start(&rig, 32 * MIB);
    loads(&rig, (uint8_t *)&p, sizeof p);
    ck_assert_uint_eq(places_dtb(&rig, 0x100000), RAM_BASE);
    rig_stop(&rig);
    rig_start(&rig, 32 * MIB);
    p = program(0x40080000, 0x40080000);
    loads(&rig, (uint8_t *)&p, sizeof p);
    ck_assert_uint_eq(places_dtb(&rig, 0x100000), RAM_BASE + 16 * MIB);
    rig_stop(&rig);
}
END_TEST

START_TEST(a_loaded_file_goes_where_it_is_told_and_may_not_overlap)
{
    uint8_t bytes[256];
    const char *file = temporary("payload", 7);
    Rig rig;

    rig_start(&rig, 32 * MIB);
    make_image(bytes, sizeof bytes, 0, 0x200000);
    loads(&rig, bytes, sizeof bytes);
    ck_assert(loader_file(&rig.plan, file, true, 0x41000001, true, &rig.err));
    ck_assert_int_eq(memcmp(rig.ram + 0x1000001, "payload", 7), 0);
    ck_assert(!loader_file(&rig.plan, file, true, 0x40300000, true, &rig.err));
    ck_assert_ptr_nonnull(strstr(rig.err.text, "overlaps Image"));
    ck_assert(!loader_file(&rig.plan, file, true, 0x41fffffa, true, &rig.err));
    ck_assert_ptr_nonnull(strstr(rig.err.text, "not in RAM"));
    ck_assert(!loader_file(&rig.plan, file, false, 0, false, &rig.err));
    ck_assert_ptr_nonnull(strstr(rig.err.text, "addr="));
    unlink(path);
    rig_stop(&rig);
}
END_TEST

START_TEST(firmware_fills_the_bank_with_erased_flash)
{
    uint8_t bank[64];
    Err err;

    ck_assert(loader_firmware(temporary("boot", 4), bank, sizeof bank, &err));
    ck_assert_int_eq(memcmp(bank, "boot\xff\xff", 6), 0);
    ck_assert_uint_eq(bank[63], 0xff);
    ck_assert(!loader_firmware(path, bank, 3, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "4 bytes"));
    unlink(path);
    ck_assert(!loader_firmware(path, bank, sizeof bank, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "No such file"));
    ck_assert(!loader_firmware("/tmp", bank, sizeof bank, &err));
    ck_assert_ptr_nonnull(strstr(err.text, "regular file"));
}
END_TEST

TEST_MAIN("loader", an_image_goes_to_its_text_offset_or_two_mib_up_when_that_is_0,
          a_raw_binary_is_entered_at_its_first_byte_at_0x80000, a_gzipped_image_is_unpacked,
          a_gzip_bomb_stops_at_the_size_of_ram,
          an_elf_goes_to_its_physical_addresses_and_keeps_its_symbols,
          an_elf_of_the_wrong_kind_is_refused, files_that_are_no_aarch64_kernel_are_named,
          a_truncated_image_is_noticed_by_its_section_table, a_kernel_larger_than_ram_is_refused,
          initrd_and_device_tree_are_where_qemu_puts_them,
          without_a_linux_kernel_the_device_tree_is_at_the_start_of_ram,
          a_loaded_file_goes_where_it_is_told_and_may_not_overlap,
          firmware_fills_the_bank_with_erased_flash)
