/*
 * Setting up a CPU: descriptor tables, exception vectors, control registers.
 *
 * The stacks that the CPU switches to for double fault, NMI and machine check look like thread
 * stacks, each with a struct thread at its end of which only `cpu` is filled in: so cpu_current()
 * works there too, and cpu_current()->current is the thread that was interrupted.
 */
#include "arch/x86/amd64/descriptors.h"
#include "arch/x86/amd64/entry.h"
#include "arch/x86/amd64/paging.h"
#include "arch/x86/common/cpu.h"
#include "kernel/lib/string.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/cpu.h"

enum {
	VECTORS         = 256,
	STUB_BYTES      = 16, /* distance of the stubs in entry.S */
	BREAKPOINT      = 3,
	OVERFLOW        = 4,
	NMI             = 2,
	DOUBLE_FAULT    = 8,
	MACHINE_CHECK   = 18,
	DEBUG_EXCEPTION = 1,
};

/* Segment descriptors: only type, privilege level and L (64-bit) or D (32-bit) matter. */
#define DESC_KERNEL_CODE 0x00af9b000000ffffULL
#define DESC_KERNEL_DATA 0x00cf93000000ffffULL
#define DESC_USER_CODE32 0x00cffb000000ffffULL
#define DESC_USER_DATA   0x00cff3000000ffffULL
#define DESC_USER_CODE   0x00affb000000ffffULL
#define DESC_TSS_TYPE    0x0000890000000000ULL /* present, available 64-bit TSS */

/* Page attributes by index PCD PWT: write-back, write-combining, uncached-, uncached; twice. */
#define PAT_VALUE        0x0007010600070106ULL

/* An interrupt gate (Intel SDM volume 3, 6.14.1). */
struct gate {
	uint16_t offset_low, selector;
	uint8_t ist;
	uint8_t type; /* present, privilege level that may use it by `int`, 14: interrupt gate */
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};

_Static_assert(sizeof(struct gate) == 16, "IDT layout is the CPU's");

struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static struct gate idt[VECTORS] __attribute__((aligned(16)));

static struct guarded_stack boot_separate_stacks[IST_STACKS]
	__attribute__((aligned(2 << KERNEL_STACK_ORDER)));

static void gate_set(unsigned vector)
{
	word_t target = (word_t)trap_stubs + vector * STUB_BYTES;
	/* `int3` and `into` are for everybody; any other `int n` in user mode is a #GP. */
	bool user = vector == BREAKPOINT || vector == OVERFLOW;

	idt[vector] = (struct gate){
		.offset_low    = (uint16_t)target,
		.selector      = SEL_KERNEL_CODE,
		.ist           = vector == DOUBLE_FAULT      ? IST_DOUBLE_FAULT
				 : vector == NMI             ? IST_NMI
				 : vector == MACHINE_CHECK   ? IST_MACHINE_CHECK
				 : vector == DEBUG_EXCEPTION ? IST_DEBUG
							     : 0,
		.type          = user ? 0xee : 0x8e,
		.offset_middle = (uint16_t)(target >> 16),
		.offset_high   = (uint32_t)(target >> 32),
	};
}

static void separate_stack_set(struct cpu *cpu, unsigned i, char *stack)
{
	struct thread *t = (struct thread *)(stack + (1 << KERNEL_STACK_ORDER)) - 1;

	t->cpu               = cpu;
	cpu->arch.tss.ist[i] = (uint64_t)t;
}

bool descriptors_prepare(struct cpu *cpu)
{
	for (unsigned i = 0; i < IST_STACKS; i++) {
		void *frames = frame_alloc(KERNEL_STACK_ORDER, FRAME_KERNEL, NULL);
		void *stack  = frames ? arch_stack_map(frames, KERNEL_STACK_ORDER) : NULL;

		if (!stack)
			return false;
		separate_stack_set(cpu, i, stack);
	}
	return true;
}

void descriptors_prepare_boot(struct cpu *cpu)
{
	for (unsigned i = 0; i < IST_STACKS; i++)
		separate_stack_set(cpu, i, boot_separate_stacks[i].stack);
	for (unsigned v = 0; v < VECTORS; v++)
		gate_set(v);
}

void descriptors_unmap_guards(void)
{
	for (unsigned i = 0; i < IST_STACKS; i++)
		paging_unmap_guard(&boot_separate_stacks[i]);
}

static void tss_init(struct cpu *cpu)
{
	struct arch_cpu *a = &cpu->arch;
	uint64_t base      = (uint64_t)&a->tss;

	a->tss.io_bitmap_at  = IO_BITMAP_ABSENT;
	a->tss.io_bitmap_end = 0xff;

	/* A TSS descriptor spreads the address over both its words. */
	a->gdt[SEL_TSS / 8] = DESC_TSS_TYPE | (sizeof(a->tss) - 1) | (base & 0xffffff) << 16 |
			      (base >> 24 & 0xff) << 56;
	a->gdt[SEL_TSS / 8 + 1] = base >> 32;
}

void descriptors_init(struct cpu *cpu)
{
	struct arch_cpu *a = &cpu->arch;

	a->gdt[SEL_KERNEL_CODE / 8] = DESC_KERNEL_CODE;
	a->gdt[SEL_KERNEL_DATA / 8] = DESC_KERNEL_DATA;
	a->gdt[SEL_USER_CODE32 / 8] = DESC_USER_CODE32;
	a->gdt[SEL_USER_DATA / 8]   = DESC_USER_DATA;
	a->gdt[SEL_USER_CODE / 8]   = DESC_USER_CODE;
	tss_init(cpu);

	struct table_register gdtr = {sizeof(a->gdt) - 1, (uint64_t)a->gdt};
	struct table_register idtr = {sizeof(idt) - 1, (uint64_t)idt};

	/* The far return loads cs from the new table. */
	__asm__ volatile("lgdt %0\n\t"
			 "mov %w2, %%ss\n\t"
			 "push %1\n\t"
			 "lea 1f(%%rip), %%rax\n\t"
			 "push %%rax\n\t"
			 "lretq\n"
			 "1:"
			 :
			 : "m"(gdtr), "r"((word_t)SEL_KERNEL_CODE), "r"(SEL_KERNEL_DATA)
			 : "rax", "memory");
	__asm__ volatile("ltr %w0" ::"r"(SEL_TSS) : "memory");
	__asm__ volatile(
		"lldt %w0" ::"r"(0)); /* no local table: what is left in there is no base */
	__asm__ volatile("lidt %0" ::"m"(idtr));
	wrmsr(MSR_GS_BASE, (word_t)a);
	wrmsr(MSR_KERNEL_GS_BASE, 0);
}

void cpu_features_init(void)
{
	struct cpuid more = cpuid(7, 0);
	word_t cr4        = read_cr4() | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;

	if (cpuid(1, 0).edx & 1 << 7)
		cr4 |= CR4_MCE;
	if (more.ebx & 1 << 7)
		cr4 |= CR4_SMEP;
	if (more.ebx & 1 << 20)
		cr4 |= CR4_SMAP;
	if (more.ecx & 1 << 2)
		cr4 |= CR4_UMIP;
	write_cr4(cr4);

	/* TS: the FPU has no owner yet. No CR0.AM: alignment checks stay off for user mode. Caches are
	   off when a CPU comes out of reset, and firmware need not have turned on all CPUs'. */
	write_cr0((read_cr0() & ~(word_t)(CR0_EM | CR0_AM | CR0_NW | CR0_CD)) | CR0_MP | CR0_NE |
		  CR0_WP | CR0_TS);
	wrmsr(MSR_PAT, PAT_VALUE);

	/* Selectors for `syscall` in bits 47..32, for `sysret` in 63..48 (SDM volume 3, 5.8.8). */
	wrmsr(MSR_STAR, (uint64_t)SEL_KERNEL_CODE << 32 | (uint64_t)SEL_USER_CODE32 << 48);
	wrmsr(MSR_LSTAR, (word_t)system_call_entry);
	wrmsr(MSR_CSTAR, (word_t)system_call32_entry);
	wrmsr(MSR_SFMASK, RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_IOPL | RFLAGS_NT | RFLAGS_AC);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SYSCALL | EFER_NX);
}
