/*
 * Instructions that C has no words for: ports, model-specific registers, control registers, CPUID.
 */
#ifndef ARCH_X86_CPU_H
#define ARCH_X86_CPU_H

#include "kernel/lib/types.h"

/* Model-specific registers (Intel SDM volume 4). */
enum msr {
	MSR_APIC_BASE      = 0x1b,
	MSR_PAT            = 0x277,
	MSR_TSC_DEADLINE   = 0x6e0,
	MSR_X2APIC         = 0x800, /* register r of the local APIC is MSR 0x800 + r / 16 */
	MSR_EFER           = 0xc0000080,
	MSR_STAR           = 0xc0000081,
	MSR_LSTAR          = 0xc0000082,
	MSR_CSTAR          = 0xc0000083,
	MSR_SFMASK         = 0xc0000084,
	MSR_FS_BASE        = 0xc0000100,
	MSR_GS_BASE        = 0xc0000101,
	MSR_KERNEL_GS_BASE = 0xc0000102,
};

enum {
	EFER_SYSCALL = 1 << 0,
	EFER_LONG    = 1 << 8,
	EFER_NX      = 1 << 11,
};

/* Bits of control registers (Intel SDM volume 3, 2.5). */
enum {
	CR0_MP = 1 << 1,  /* `wait` obeys TS too */
	CR0_EM = 1 << 2,  /* no FPU */
	CR0_TS = 1 << 3,  /* next FPU instruction raises #NM */
	CR0_NE = 1 << 5,  /* FPU errors are exceptions, not interrupts */
	CR0_WP = 1 << 16, /* the kernel obeys read-only pages */
	CR0_AM = 1 << 18,
	CR0_NW = 1 << 29, /* with CD: caches are off */
	CR0_CD = 1 << 30,

	CR4_PAE        = 1 << 5,
	CR4_MCE        = 1 << 6, /* a machine check is an exception, not a reset */
	CR4_PGE        = 1 << 7,
	CR4_OSFXSR     = 1 << 9,
	CR4_OSXMMEXCPT = 1 << 10,
	CR4_UMIP       = 1 << 11, /* user mode may not read descriptor-table registers */
	CR4_SMEP       = 1 << 20, /* the kernel may not execute user pages */
	CR4_SMAP       = 1 << 21, /* nor read or write them */
};

enum {
	RFLAGS_ONE  = 1 << 1, /* always set */
	RFLAGS_TF   = 1 << 8,
	RFLAGS_IF   = 1 << 9,
	RFLAGS_DF   = 1 << 10,
	RFLAGS_IOPL = 3 << 12,
	RFLAGS_NT   = 1 << 14,
	RFLAGS_RF   = 1 << 16,
	RFLAGS_VM   = 1 << 17,
	RFLAGS_AC   = 1 << 18,
};

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/** CPUID leaf @p leaf, sub-leaf @p sub; zeroes when the CPU does not have that leaf. */
static inline struct cpuid cpuid(uint32_t leaf, uint32_t sub)
{
	struct cpuid r;
	uint32_t range = leaf & 0x80000000, last;

	__asm__("cpuid" : "=a"(last), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(range), "c"(0));
	if (last < leaf || (last & 0x80000000) != range)
		return (struct cpuid){0};
	__asm__("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx) : "a"(leaf), "c"(sub));
	return r;
}

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
			 : "memory");
}

#define CONTROL_REGISTER(name)                                                   \
	static inline word_t read_##name(void)                                   \
	{                                                                        \
		word_t value;                                                    \
		__asm__ volatile("mov %%" #name ", %0" : "=r"(value)::"memory"); \
		return value;                                                    \
	}                                                                        \
	static inline void write_##name(word_t value)                            \
	{                                                                        \
		__asm__ volatile("mov %0, %%" #name ::"r"(value) : "memory");    \
	}

CONTROL_REGISTER(cr0)
CONTROL_REGISTER(cr2)
CONTROL_REGISTER(cr3)
CONTROL_REGISTER(cr4)

static inline uint8_t inb(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint16_t inw(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint32_t inl(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void outb(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline void outw(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port));
}

static inline void outl(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port));
}

#endif
