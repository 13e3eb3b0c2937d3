/*
 * A thread's segment registers.
 *
 * What is left of segments in 64-bit mode: FS and GS add a base address. FS serves thread-local
 * storage, GS finds the UTCB (abi sheet §1.4). Their bases are set by the kernel on request, since
 * CR4.FSGSBASE stays off. A program may also load selectors (the four GDT entries that are its own,
 * or null); then the base came from a descriptor and is reloaded with the selector.
 *
 * While the kernel runs, GS_BASE is the kernel's and the user's is in KERNEL_GS_BASE (entry.S).
 */
#include "arch/x86/amd64/segments.h"
#include "arch/x86/common/cpu.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"

enum {
	/* In a descriptor: S (no system segment) and privilege level 3. */
	DESC_USER_MASK = 0x7000,
	DESC_USER_BITS = 0x7000,
	DESC_HIGH      = 32,
	LAR_PRESENT    = 1 << 15,

	SEGMENT_FS = 0,
	SEGMENT_GS = 1,
};

#define SELECTOR(name)                                                         \
	static uint16_t read_##name(void)                                      \
	{                                                                      \
		uint16_t value;                                                \
		__asm__ volatile("mov %%" #name ", %w0" : "=r"(value));        \
		return value;                                                  \
	}                                                                      \
	static void write_##name(uint16_t value)                               \
	{                                                                      \
		__asm__ volatile("mov %w0, %%" #name ::"r"(value) : "memory"); \
	}

SELECTOR(ds)
SELECTOR(es)
SELECTOR(fs)

static uint16_t read_gs(void)
{
	uint16_t value;

	__asm__ volatile("mov %%gs, %w0" : "=r"(value));
	return value;
}

/* Loading the selector also loads GS_BASE, which must be the user's at that moment. */
static void write_gs(uint16_t value)
{
	__asm__ volatile("swapgs; mov %w0, %%gs; swapgs" ::"r"(value) : "memory");
}

/* @p selector if loading it as data segment at privilege level 3 cannot fault, else null. */
static uint16_t safe_selector(uint16_t selector)
{
	bool readable, visible;
	uint32_t access;

	selector |= 3;
	__asm__ volatile("verr %w1" : "=@ccz"(readable) : "r"(selector));
	/* A segment that is not present may pass that. */
	__asm__ volatile("lar %w2, %1" : "=@ccz"(visible), "=r"(access) : "r"((uint32_t)selector));
	return readable && visible && access & LAR_PRESENT ? selector : 0;
}

bool address_is_canonical(word_t address)
{
	return (word_t)((long)(address << 16) >> 16) == address;
}

void segments_init(struct thread *t)
{
	t->arch.ds = t->arch.es = SEL_USER_DATA;
}

void segments_changed(struct thread *t)
{
	const struct arch_thread *a = &t->arch;

	t->arch.own_segments = a->ds != SEL_USER_DATA || a->es != SEL_USER_DATA || a->fs || a->gs ||
			       a->gdt[0] | a->gdt[1] | a->gdt[2] | a->gdt[3];
}

void segments_save(struct thread *t)
{
	struct arch_thread *a = &t->arch;

	a->ds = read_ds();
	a->es = read_es();
	a->fs = read_fs();
	a->gs = read_gs();
	if (a->fs)
		a->fs_base = rdmsr(MSR_FS_BASE);
	if (a->gs)
		a->gs_base = rdmsr(MSR_KERNEL_GS_BASE);
	segments_changed(t);
}

static void load_gdt(struct arch_thread *a)
{
	memcpy(&cpu_current()->arch.gdt[GDT_USER_FIRST], a->gdt, sizeof(a->gdt));
}

void segments_load(struct thread *t)
{
	struct arch_thread *a = &t->arch;

	load_gdt(a);
	write_ds(safe_selector(a->ds));
	write_es(safe_selector(a->es));
	write_fs(safe_selector(a->fs));
	write_gs(safe_selector(a->gs));
	if (!read_fs())
		wrmsr(MSR_FS_BASE, a->fs_base);
	if (!read_gs())
		wrmsr(MSR_KERNEL_GS_BASE, a->gs_base);
}

/* The usual case: default selectors on both sides, which no memory is needed for. */
static bool selectors_are_default(void)
{
	return !((read_ds() ^ SEL_USER_DATA) | (read_es() ^ SEL_USER_DATA) | read_fs() | read_gs());
}

static __attribute__((noinline)) void switch_unusual(struct thread *from, struct thread *to)
{
	segments_save(from);
	segments_load(to);
}

void segments_switch(struct thread *from, struct thread *to)
{
	if (unlikely(!selectors_are_default() || from->arch.own_segments ||
		     to->arch.own_segments)) {
		switch_unusual(from, to);
		return;
	}
	if (from->arch.fs_base != to->arch.fs_base)
		wrmsr(MSR_FS_BASE, to->arch.fs_base);
	wrmsr(MSR_KERNEL_GS_BASE, to->arch.gs_base); /* each thread has a UTCB of its own */
}

/* Thread operation 0x12: MR0 bits 31..16 choose the segment, MR1 is the base. */
void segments_set_base(struct thread *t, struct invocation *inv)
{
	const word_t *mr = inv->caller->utcb->mr;
	unsigned segment = (unsigned)(mr[0] >> 16) & 0xffff;

	if (l4_msgtag_words(inv->tag) < 2) {
		answer(inv, -L4_EMSGTOOSHORT, 0);
		return;
	}
	if (segment > SEGMENT_GS || !address_is_canonical(mr[1])) {
		answer(inv, -L4_EINVAL, 0);
		return;
	}
	if (t == thread_current())
		segments_save(t);
	if (segment == SEGMENT_FS) {
		t->arch.fs      = 0;
		t->arch.fs_base = mr[1];
	} else {
		t->arch.gs      = 0;
		t->arch.gs_base = mr[1];
	}
	segments_changed(t);
	if (t == thread_current())
		segments_load(t);
	answer(inv, 0, 0);
}

static bool descriptor_ok(uint64_t d)
{
	return d == 0 || (d >> DESC_HIGH & DESC_USER_MASK) == DESC_USER_BITS;
}

/*
 * Thread operation 0x10: one word asks for the index of the first entry; else MR1 is the number of
 * the first entry to set and MR2.. are descriptors. Entries beyond the four are ignored (§16).
 */
void segments_set_gdt(struct thread *t, struct invocation *inv)
{
	const word_t *mr = inv->caller->utcb->mr;
	unsigned words   = l4_msgtag_words(inv->tag);
	word_t entry     = mr[1];

	if (words <= 1) {
		answer_word(inv, 0, GDT_USER_FIRST);
		answer(inv, 0, 1);
		return;
	}
	for (unsigned i = 2; i < words; i++) {
		if (!descriptor_ok(mr[i])) {
			answer(inv, -L4_EINVAL, 0);
			return;
		}
	}
	for (unsigned i = 2; i < words; i++)
		if (entry + i - 2 < GDT_USER_ENTRIES)
			t->arch.gdt[entry + i - 2] = mr[i];
	segments_changed(t);
	if (t == thread_current())
		load_gdt(&t->arch);
	answer(inv, (long)((SEL_USER_FIRST | 3) + 8 * entry), 0);
}

/* Thread operation 0x13: the selectors that every program may use. */
void segments_info(struct invocation *inv)
{
	answer_word(inv, 0, SEL_USER_DATA);
	answer_word(inv, 1, SEL_USER_CODE);
	answer_word(inv, 2, SEL_USER_CODE32);
	answer(inv, 0, 3);
}
