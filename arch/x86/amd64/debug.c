/*
 * Breakpoint registers, single steps and `int3`.
 *
 * DR0 to DR3 hold addresses, DR7 says what each of them watches for, DR6 tells which was hit. Data
 * breakpoints trap behind the access, breakpoints on instructions before; RFLAGS.RF lets one instruction pass.
 *
 * In the kernel a debug exception needs the kernel's stack. Between `syscall` and the first lines of
 * entry.S, and at its end, there is none: data breakpoints are lost there, others may not be set, and a
 * step out of the kernel is continued in user mode (arch_step()).
 *
 * Source: Intel SDM volume 3, chapter 17 "Debug registers".
 */
#include "arch/x86/amd64/debug.h"
#include "arch/x86/amd64/entry.h"
#include "arch/x86/amd64/paging.h"
#include "arch/x86/amd64/segments.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/vectors.h"
#include "kernel/arch_debug.h"
#include "kernel/hooks.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"

enum {
	REGISTERS = 4,

	DR6_HIT     = 0xf,
	DR6_STEP    = 1 << 14,
	DR6_NOTHING = 0xffff0ff0, /* what the CPU has there when nothing happened */

	DR7_EXACT        = 1 << 9 | 1 << 8, /* old CPUs need it for data breakpoints */
	DR7_ENABLE       = 2,               /* for all tasks; two bits a register */
	DR7_KIND_SHIFT   = 16,              /* four bits a register: kind, length */
	DR7_LENGTH_SHIFT = 18,
	KIND_WRITE       = 1,
	KIND_PORT        = 2,
	KIND_ACCESS      = 3,

	CR4_DE = 1 << 3, /* kind 2 is a port */
};

const struct arch_trap_code arch_trap_code = {1, {0xcc}};

const char *const arch_no_breakpoints[] = {
	"trap_stubs",     "trap_entry",       "user_trap",           "return_by_iret",
	"iret_to_user",   "iret_instruction", "trap_in_kernel",      "bad_iret",
	"debug_entry",    "separate_entry",   "enter_user",          "trap_from_kernel",
	"trap_from_user", "debug_trap",       "trap_separate",       "system_call_entry",
	"debugger_trap",  "kernel_event",     "system_call32_entry", NULL,
};

static void write_dr(unsigned number, word_t value)
{
	switch (number) {
	case 0:
		__asm__ volatile("mov %0, %%dr0" ::"r"(value));
		break;
	case 1:
		__asm__ volatile("mov %0, %%dr1" ::"r"(value));
		break;
	case 2:
		__asm__ volatile("mov %0, %%dr2" ::"r"(value));
		break;
	case 3:
		__asm__ volatile("mov %0, %%dr3" ::"r"(value));
		break;
	case 6:
		__asm__ volatile("mov %0, %%dr6" ::"r"(value));
		break;
	default:
		__asm__ volatile("mov %0, %%dr7" ::"r"(value) : "memory");
	}
}

static word_t read_dr6(void)
{
	word_t value;

	__asm__ volatile("mov %%dr6, %0" : "=r"(value));
	return value;
}

static word_t read_dr(unsigned number)
{
	word_t value = 0;

	if (number == 0)
		__asm__ volatile("mov %%dr0, %0" : "=r"(value));
	else if (number == 1)
		__asm__ volatile("mov %%dr1, %0" : "=r"(value));
	else if (number == 2)
		__asm__ volatile("mov %%dr2, %0" : "=r"(value));
	else
		__asm__ volatile("mov %%dr3, %0" : "=r"(value));
	return value;
}

static word_t read_dr7(void)
{
	word_t value;

	__asm__ volatile("mov %%dr7, %0" : "=r"(value));
	return value;
}

/* ---- Breakpoint registers --------------------------------------------------------------------- */

static bool fits(const struct arch_breakpoint *b)
{
	switch (b->watch) {
	case WATCH_EXECUTE:
		return address_is_canonical(b->address);
	case WATCH_WRITE:
	case WATCH_ACCESS:
		return address_is_canonical(b->address) && b->bytes <= 8 &&
		       b->address % b->bytes == 0;
	case WATCH_PORT:
		return b->bytes <= 4 && b->address + b->bytes <= 1 << 16 &&
		       b->address % b->bytes == 0;
	default:
		return false;
	}
}

bool arch_breakpoints_fit(const struct arch_breakpoint *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (!fits(&list[i]))
			return false;
	return count <= REGISTERS;
}

/* Kind and length as DR7 wants them. */
static word_t control_of(const struct arch_breakpoint *b)
{
	static const uint8_t length[] = {[1] = 0, [2] = 1, [4] = 3, [8] = 2};
	static const uint8_t kind[]   = {[WATCH_EXECUTE] = 0,
					 [WATCH_WRITE]   = KIND_WRITE,
					 [WATCH_ACCESS]  = KIND_ACCESS,
					 [WATCH_PORT]    = KIND_PORT};

	return b->watch == WATCH_EXECUTE ? 0 : (word_t)(kind[b->watch] | length[b->bytes] << 2);
}

void arch_breakpoints_load(const struct arch_breakpoint *list, unsigned count)
{
	word_t control = count ? DR7_EXACT : 0;

	write_dr(7, 0);
	for (unsigned i = 0; i < count; i++) {
		if (list[i].watch == WATCH_NOTHING)
			continue;
		write_dr(i, list[i].address);
		control |= DR7_ENABLE << 2 * i | control_of(&list[i]) << (DR7_KIND_SHIFT + 4 * i);
		if (list[i].watch == WATCH_PORT)
			write_cr4(read_cr4() | CR4_DE);
	}
	if (count)
		write_dr(7, control);
}

/* ---- Debug exceptions ------------------------------------------------------------------------- */

/* DR6 tells of registers that are not enabled, too. */
static struct arch_debug_event event_of(const struct trap_frame *frame)
{
	struct arch_debug_event event = {0};
	word_t status                 = read_dr6();
	word_t control                = read_dr7();

	if (frame->trapno == VECTOR_BREAKPOINT) {
		event.trap    = true;
		event.address = frame->rip - arch_trap_code.bytes;
		return event;
	}
	write_dr(6, DR6_NOTHING);
	event.step = status & DR6_STEP;
	for (unsigned i = 0; i < REGISTERS; i++) {
		if (!(status >> i & 1) || !(control >> 2 * i & 3))
			continue;
		event.hit |= 1U << i;
		if (control >> (DR7_KIND_SHIFT + 4 * i) & 3)
			event.address = read_dr(i);
	}
	return event;
}

bool debug_trap(struct trap_frame *frame)
{
	struct arch_debug_event event;

	if (frame->trapno != VECTOR_DEBUG && frame->trapno != VECTOR_BREAKPOINT)
		return false;
	event = event_of(frame);
	return debugger_trap(frame, &event);
}

/* ---- Frames ----------------------------------------------------------------------------------- */

bool arch_frame_is_user(const struct trap_frame *frame)
{
	return frame->cs & 3;
}

vaddr_t arch_frame_pc(const struct trap_frame *frame)
{
	return frame->rip;
}

vaddr_t arch_frame_sp(const struct trap_frame *frame)
{
	return frame->rsp;
}

/* `sysret` would go on somewhere else, and without the changed flags. */
void arch_frame_changed(struct trap_frame *frame)
{
	struct thread *t = thread_current();

	if (frame == thread_frame(t))
		t->arch.registers_changed = true;
}

void arch_frame_set_pc(struct trap_frame *frame, vaddr_t pc)
{
	frame->rip = pc;
	arch_frame_changed(frame);
}

bool arch_frame_register(const struct trap_frame *frame, const char *name, word_t *value)
{
	static const struct {
		char name[8];
		size_t at;
	} registers[] = {
#define REGISTER(r) {#r, offsetof(struct trap_frame, r)}
		REGISTER(rax),
		REGISTER(rbx),
		REGISTER(rcx),
		REGISTER(rdx),
		REGISTER(rsi),
		REGISTER(rdi),
		REGISTER(rbp),
		REGISTER(rsp),
		REGISTER(r8),
		REGISTER(r9),
		REGISTER(r10),
		REGISTER(r11),
		REGISTER(r12),
		REGISTER(r13),
		REGISTER(r14),
		REGISTER(r15),
		REGISTER(rip),
		REGISTER(cs),
		REGISTER(ss),
		REGISTER(err),
		REGISTER(rflags),
		{"pc", offsetof(struct trap_frame, rip)},
		{"sp", offsetof(struct trap_frame, rsp)},
#undef REGISTER
	};

	for (size_t i = 0; i < array_size(registers); i++)
		if (strcmp(registers[i].name, name) == 0) {
			*value = *(const word_t *)((const char *)frame + registers[i].at);
			return true;
		}
	return false;
}

/* ---- Stepping --------------------------------------------------------------------------------- */

/* Behind the last C function on the way out: entry.S has no stack for an exception soon. */
static bool on_the_way_out(const struct trap_frame *frame)
{
	return !arch_frame_is_user(frame) && frame->rip >= (word_t)system_call_entry &&
	       frame->rip < (word_t)switch_stacks;
}

bool arch_step(struct trap_frame *frame, const uint8_t *code, bool on)
{
	(void)code;
	if (on && on_the_way_out(frame)) {
		frame->rflags &= ~(word_t)RFLAGS_TF;
		frame = thread_frame(thread_current());
	}
	if (on)
		frame->rflags |= RFLAGS_TF;
	else
		frame->rflags &= ~(word_t)RFLAGS_TF;
	arch_frame_changed(frame);
	return true;
}

bool arch_pass(struct trap_frame *frame)
{
	frame->rflags |= RFLAGS_RF;
	arch_frame_changed(frame);
	return true;
}

/* Intel SDM volume 2, appendix A "Opcode map". */
enum arch_flow arch_flow(const struct trap_frame *frame, const uint8_t *code)
{
	unsigned i = 0, op;

	(void)frame;
	while (i < INSTRUCTION_MAX - 2 &&
	       (code[i] == 0x66 || code[i] == 0x67 || code[i] == 0x2e || code[i] == 0x3e ||
		code[i] == 0xf2 || code[i] == 0xf3 || (code[i] & 0xf0) == 0x40))
		i++;
	op = code[i];
	if (op == 0xe8)
		return FLOW_CALL;
	if ((op & 0xfe) == 0xc2 || (op & 0xfe) == 0xca || op == 0xcf)
		return FLOW_RETURN;
	if ((op & 0xf0) == 0x70 || (op & 0xfc) == 0xe0 || op == 0xe9 || op == 0xeb)
		return FLOW_BRANCH;
	if (op == 0x0f)
		return (code[i + 1] & 0xf0) == 0x80 ? FLOW_BRANCH
		       : code[i + 1] == 0x07        ? FLOW_RETURN /* sysret */
						    : FLOW_ON;
	if (op == 0xff && (code[i + 1] >> 3 & 7) >= 2 && (code[i + 1] >> 3 & 7) <= 5)
		return (code[i + 1] >> 3 & 7) <= 3 ? FLOW_CALL : FLOW_BRANCH;
	return FLOW_ON;
}

bool arch_return_address(const struct trap_frame *frame, vaddr_t *to)
{
	*to = frame->rsp;
	return false;
}

/* ---- Patching --------------------------------------------------------------------------------- */

bool arch_kernel_to_phys(vaddr_t va, paddr_t *pa)
{
	uint64_t *table = kernel_root;

	if (va < USER_TOP)
		return false;
	for (unsigned shift = 39;; shift -= 9) {
		uint64_t entry = table[va >> shift & (PAGE_TABLE_ENTRIES - 1)];

		if (!(entry & PTE_PRESENT))
			return false;
		if (shift == 12 || (shift < 39 && entry & PTE_LARGE)) {
			*pa = (entry & PTE_ADDRESS & ~(((uint64_t)1 << shift) - 1)) |
			      (va & (((uint64_t)1 << shift) - 1));
			return true;
		}
		table = phys_to_virt(entry & PTE_ADDRESS);
	}
}

/* The direct map shows code and constants read-only: WP off lets the kernel write all the same. */
bool arch_probe_write_phys(paddr_t to, const void *from, size_t bytes)
{
	word_t cr0 = read_cr0();
	bool ok;

	if (to > DIRECT_END - DIRECT_BASE || bytes > DIRECT_END - DIRECT_BASE - to)
		return false;
	write_cr0(cr0 & ~(word_t)CR0_WP);
	ok = arch_probe_write((vaddr_t)phys_to_virt(to), from, bytes);
	write_cr0(cr0);
	return ok;
}
