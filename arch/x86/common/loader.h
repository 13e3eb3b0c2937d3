/*
 * What the boot loader left in memory, in its own format, and how to read it.
 *
 * Two loaders jump to 32-bit code with a magic number and the address of an information structure,
 * the third fills in structures in our image. They are read once, before the kernel's final page
 * tables, while boot.S's tables still show the first 4 GiB of physical memory at the same virtual
 * addresses.
 */
#ifndef ARCH_X86_LOADER_H
#define ARCH_X86_LOADER_H

#define LOADER_MULTIBOOT2 0x36d76289 /* in eax, from the loader */
#define LOADER_PVH        0x336ec578 /* put there by our entry; also starts the structure */
#define LOADER_BOOTSTRAP  0x4c344b43 /* put there by our entry; the information is in our image */

#ifndef __ASSEMBLER__

#include "arch/x86/common/serial.h"
#include "kernel/boot/boot_info.h"

/**
 * Fill @p info from the structure at physical address @p at.
 * @return false when @p magic names no loader we know.
 */
bool loader_read(struct boot_info *info, uint32_t magic, paddr_t at);

/** The serial line, where the loader knows it; else COM1. */
struct serial_line loader_serial(uint32_t magic);

/* One each; PVH is what QEMU (and Xen) use for `-kernel`, multiboot2 is GRUB's. */
void pvh_read(struct boot_info *info, paddr_t at);
void multiboot2_read(struct boot_info *info, paddr_t at);

enum {
	LOADER_RAM = 1, /* as in ACPI's E820; all other types are firmware's own */
};

/** Note a range of the firmware's memory map. */
void loader_memory(struct boot_info *info, uint64_t start, uint64_t bytes, uint32_t type);

/** The object at physical address @p at, below 4 GiB; NULL beyond. Only while booting. */
static inline const void *boot_memory_at(paddr_t at)
{
	uintptr_t address = (uintptr_t)at;

	/* The compiler must not see constant addresses: it takes low ones for broken pointers. */
	__asm__("" : "+r"(address));
	return at && at < (1ULL << 32) ? (const void *)address : NULL;
}

#endif
#endif
