/* SPDX-License-Identifier: MIT
 *
 * elf_image.c - reads an AArch64 ELF executable.    Tests: tests/unit/sim/loader_test.c
 */
#include "sim/elf_image.h"

#include <gelf.h>
#include <libelf.h>

#define SYMBOL_MAX 4000000u

static bool check_ident(const uint8_t *bytes, size_t size, const char *file, Err *err)
{
    if (size < sizeof(Elf64_Ehdr))
        return err_usage(err, "%s: byte %zu: truncated inside the ELF header. Make it again", file,
                         size);
    if (bytes[EI_CLASS] != ELFCLASS64)
        return err_usage(err, "%s: byte 4: a 32-bit ELF file; only AArch64 runs here", file);
    if (bytes[EI_DATA] != ELFDATA2LSB)
        return err_usage(err, "%s: byte 5: a big-endian ELF file; only little-endian is supported",
                         file);
    return true;
}

static bool check_header(const GElf_Ehdr *header, const char *file, Err *err)
{
    if (header->e_machine != EM_AARCH64)
        return err_usage(err,
                         "%s: byte 18: an ELF file for machine %u, not AArch64 (%u). Was it built "
                         "with aarch64-linux-gnu-gcc?",
                         file, header->e_machine, EM_AARCH64);
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN)
        return err_usage(err, "%s: byte 16: an ELF object file, not an executable: link it first",
                         file);
    return true;
}

static bool add_segment(ElfImage *image, const GElf_Phdr *ph, size_t size, const char *file,
                        Err *err)
{
    ElfSegment *segment = &image->segment[image->segment_count];

    if (ph->p_offset > size || ph->p_filesz > size - ph->p_offset)
        return err_usage(err,
                         "%s: byte %zu: truncated: a segment wants %llu bytes from byte %llu. Make "
                         "or copy it again",
                         file, size, (unsigned long long)ph->p_filesz,
                         (unsigned long long)ph->p_offset);
    if (ph->p_memsz < ph->p_filesz || ph->p_paddr + ph->p_memsz < ph->p_paddr)
        return err_usage(err,
                         "%s: the segment at 0x%llx is malformed: %llu bytes in memory, %llu in "
                         "the file. Link it again",
                         file, (unsigned long long)ph->p_paddr, (unsigned long long)ph->p_memsz,
                         (unsigned long long)ph->p_filesz);
    if (image->segment_count == ELF_SEGMENT_MAX - 1)
        return err_usage(err, "%s: more than %d segments to load", file, ELF_SEGMENT_MAX - 1);
    *segment = (ElfSegment){.pa = ph->p_paddr,
                            .file_offset = ph->p_offset,
                            .file_bytes = ph->p_filesz,
                            .memory_bytes = ph->p_memsz};
    if (image->segment_count++ == 0)
        image->low = segment->pa;
    image->low = min_u64(image->low, segment->pa);
    image->high = max_u64(image->high, segment->pa + segment->memory_bytes);
    return true;
}

/* A kernel linked at virtual addresses is entered where its entry lies physically. */
static void place_entry(ElfImage *image, const GElf_Phdr *ph, uint64_t entry)
{
    if ((ph->p_flags & PF_X) && entry - ph->p_vaddr < ph->p_memsz)
        image->entry = entry - ph->p_vaddr + ph->p_paddr;
}

static bool read_segments(Elf *elf, const GElf_Ehdr *header, size_t size, const char *file,
                          ElfImage *image, Err *err)
{
    size_t count;

    if (elf_getphdrnum(elf, &count) != 0)
        return err_usage(err, "%s: no program headers (%s)", file, elf_errmsg(-1));
    image->entry = header->e_entry;
    for (size_t i = 0; i < count && i <= INT32_MAX; i++) {
        GElf_Phdr ph;

        if (!gelf_getphdr(elf, (int)i, &ph))
            return err_usage(err, "%s: byte %llu: program header %zu cannot be read (%s)", file,
                             (unsigned long long)header->e_phoff, i, elf_errmsg(-1));
        if (ph.p_type != PT_LOAD || ph.p_memsz == 0)
            continue;
        if (!add_segment(image, &ph, size, file, err))
            return false;
        place_entry(image, &ph, header->e_entry);
    }
    if (image->segment_count == 0)
        return err_usage(err, "%s: nothing to load: the ELF file has no PT_LOAD segment", file);
    return true;
}

/* Mapping symbols ($x, $d) mark kinds of content, not places. */
static bool is_place(const GElf_Sym *sym, const char *name)
{
    unsigned type = GELF_ST_TYPE(sym->st_info);

    return name && name[0] && name[0] != '$' && sym->st_shndx != SHN_UNDEF &&
           (type == STT_FUNC || type == STT_NOTYPE || type == STT_OBJECT);
}

static void read_symbol_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *sh, Symbols *symbols)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = data ? data->d_size / sizeof(Elf64_Sym) : 0;

    for (size_t i = 0; i < count && i < SYMBOL_MAX; i++) {
        GElf_Sym sym;
        const char *name;

        if (!gelf_getsym(data, (int)i, &sym))
            return;
        name = elf_strptr(elf, sh->sh_link, sym.st_name);
        if (is_place(&sym, name) && !symbols_add(symbols, sym.st_value, sym.st_size, name))
            return;
    }
}

/* A file without symbols, or with damaged ones, still runs: reports then have addresses only. */
static void read_symbols(Elf *elf, Symbols *symbols)
{
    Elf_Scn *section = NULL;

    while ((section = elf_nextscn(elf, section)) != NULL) {
        GElf_Shdr sh;

        if (gelf_getshdr(section, &sh) && sh.sh_type == SHT_SYMTAB)
            read_symbol_table(elf, section, &sh, symbols);
        if (symbols->count >= SYMBOL_MAX)
            break;
    }
    symbols_sort(symbols);
}

bool elf_image_read(uint8_t *bytes, size_t size, const char *file, ElfImage *image, Err *err)
{
    GElf_Ehdr header;
    bool ok = false;
    Elf *elf;

    *image = (ElfImage){0};
    if (!check_ident(bytes, size, file, err))
        return false;
    if (elf_version(EV_CURRENT) == EV_NONE)
        return err_set(err, "%s: libelf is too old", file);
    elf = elf_memory((char *)bytes, size);
    if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
        err_usage(err, "%s: not a readable ELF file (%s)", file, elf_errmsg(-1));
    else
        ok =
            check_header(&header, file, err) && read_segments(elf, &header, size, file, image, err);
    if (ok)
        read_symbols(elf, &image->symbols);
    elf_end(elf);
    return ok;
}

void elf_image_free(ElfImage *image)
{
    symbols_free(&image->symbols);
    *image = (ElfImage){0};
}
