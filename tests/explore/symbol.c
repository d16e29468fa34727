/*
 * Addresses of the kernel's static variables, from this program's own symbol
 * table: the harness must save them and cannot name them.
 */
#include "symbol.h"

#include "core.h"
#include "host_globals.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char *file;

static const Elf64_Shdr *section(unsigned index)
{
    const Elf64_Ehdr *header = (const void *)file;

    return (const Elf64_Shdr *)(const void *)(file + header->e_shoff) + index;
}

static void open_file(void)
{
    int descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat about;

    if (descriptor < 0 || fstat(descriptor, &about) < 0) {
        perror("/proc/self/exe");
        abort();
    }
    file = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, descriptor,
                0);
    close(descriptor);
}

static const Elf64_Sym *find(const char *name)
{
    const Elf64_Ehdr *header = (const void *)file;

    for (unsigned i = 0; i < header->e_shnum; i++) {
        const Elf64_Shdr *table = section(i);
        const Elf64_Sym *symbol = (const void *)(file + table->sh_offset);
        const char *names;

        if (table->sh_type != SHT_SYMTAB)
            continue;
        names = (const char *)file + section(table->sh_link)->sh_offset;
        for (size_t j = 0; j < table->sh_size / sizeof *symbol; j++)
            if (ELF64_ST_TYPE(symbol[j].st_info) == STT_OBJECT &&
                strcmp(names + symbol[j].st_name, name) == 0)
                return &symbol[j];
    }
    return NULL;
}

unsigned char *symbol_find(const char *name, size_t *bytes)
{
    const Elf64_Sym *known, *symbol;

    if (!file)
        open_file();
    known = find("cores");
    symbol = find(name);
    if (!known || !symbol) {
        fprintf(stderr, "there is no variable `%s` in this program\n", name);
        abort();
    }
    *bytes = symbol->st_size;
    return (unsigned char *)((uintptr_t)cores - known->st_value +
                             symbol->st_value);
}
