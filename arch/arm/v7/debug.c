/*
 * Breakpoint registers and `bkpt`.
 *
 * A breakpoint on an instruction comes as prefetch abort, one on data as data abort, both with the fault
 * status "debug event", and both before the instruction has done anything. There is no single step: the
 * address that comes next is computed (instruction.c), and the last breakpoint register stops there. Nor can
 * an instruction pass its breakpoint: the debugger takes that away for one step.
 *
 * Source: ARM ARM chapters C3 "Debug events", C11 "The Debug registers".
 */
#include "arch/arm/v7/debug.h"
#include "arch/arm/v7/memory.h"
#include "arch/arm/v7/syndrome.h"
#include "kernel/hooks.h"
#include "kernel/lib/string.h"
#include "kernel/sched/cpu.h"
#include <arch/lpae.h>
#include <arch/sysreg.h>

enum {
	REGISTERS_MAX = 16,

	DBGDIDR_WATCH_SHIFT = 28, /* number of registers, minus one */
	DBGDIDR_BREAK_SHIFT = 24,

	DBGDSCR_MONITOR = 1 << 15, /* MDBGen: debug events are aborts */

	CONTROL_ENABLE     = 1 << 0,
	CONTROL_ANY_MODE   = 3 << 1,
	CONTROL_WORD       = 0xf << 5, /* breakpoint: all bytes of the instruction */
	CONTROL_WRITE      = 2 << 3,   /* watchpoint */
	CONTROL_ACCESS     = 3 << 3,
	CONTROL_BYTE_SHIFT = 5,
};

const struct arch_trap_code arch_trap_code = {4, {0x70, 0x00, 0x20, 0xe1}}; /* bkpt #0 */

const char *const arch_no_breakpoints[] = {
	"exception_vectors",
	"vector_svc",
	"vector_irq",
	"vector_undefined",
	"vector_prefetch_abort",
	"vector_data_abort",
	"fault_in_kernel_0",
	"fault_in_kernel_1",
	"fault_in_kernel_2",
	"fault_in_kernel",
	"resume_kernel",
	"kernel_fault",
	"kernel_fault_report",
	"user_prefetch_abort",
	"user_data_abort",
	"debug_trap",
	"debugger_trap",
	"kernel_event",
	NULL,
};

/* What is loaded on each CPU. */
static struct loaded {
	struct arch_breakpoint list[ARCH_BREAKPOINTS_MAX];
	unsigned count;
	bool stepping;
	vaddr_t step_at;
} loaded[CPU_MAX];

/* ---- The registers: their number is part of the instruction ------------------------------------ */

#define DEBUG_WRITE(n, op)                                                          \
	case n:                                                                     \
		__asm__ volatile("mcr p14, 0, %0, c0, c" #n ", " #op ::"r"(value)); \
		break;

#define DEBUG_REGISTERS(name, op)                               \
	static void write_##name(unsigned number, word_t value) \
	{                                                       \
		switch (number) {                               \
			DEBUG_WRITE(0, op)                      \
			DEBUG_WRITE(1, op)                      \
			DEBUG_WRITE(2, op)                      \
			DEBUG_WRITE(3, op)                      \
			DEBUG_WRITE(4, op)                      \
			DEBUG_WRITE(5, op)                      \
			DEBUG_WRITE(6, op)                      \
			DEBUG_WRITE(7, op)                      \
		default:                                        \
			break; /* the debugger uses no more */  \
		}                                               \
	}

DEBUG_REGISTERS(break_address, 4)
DEBUG_REGISTERS(break_control, 5)
DEBUG_REGISTERS(watch_address, 6)
DEBUG_REGISTERS(watch_control, 7)

static word_t read_id(void)
{
	word_t value;

	__asm__ volatile("mrc p14, 0, %0, c0, c0, 0" : "=r"(value));
	return value;
}

static unsigned breaks_available(void)
{
	return min_of((read_id() >> DBGDIDR_BREAK_SHIFT & 0xf) + 1, (word_t)8) -
	       1; /* one to step */
}

static unsigned watches_available(void)
{
	return min_of((read_id() >> DBGDIDR_WATCH_SHIFT & 0xf) + 1, (word_t)8);
}

static unsigned step_register(void)
{
	return breaks_available();
}

static void monitor(bool on)
{
	word_t value;

	__asm__ volatile("mrc p14, 0, %0, c0, c2, 2" : "=r"(value));
	value = on ? value | DBGDSCR_MONITOR : value & ~(word_t)DBGDSCR_MONITOR;
	__asm__ volatile("mcr p14, 0, %0, c0, c2, 2; isb" ::"r"(value) : "memory");
}

void debug_init_cpu(void)
{
	__asm__ volatile("mcr p14, 0, %0, c1, c0, 4; isb" ::"r"(0)); /* DBGOSLAR: not locked */
	for (unsigned i = 0; i <= step_register(); i++)
		write_break_control(i, 0);
	for (unsigned i = 0; i < watches_available(); i++)
		write_watch_control(i, 0);
}

/* ---- Breakpoint registers --------------------------------------------------------------------- */

static bool is_data(const struct arch_breakpoint *b)
{
	return b->watch == WATCH_WRITE || b->watch == WATCH_ACCESS;
}

bool arch_breakpoints_fit(const struct arch_breakpoint *list, unsigned count)
{
	unsigned breaks = 0, watches = 0;

	for (unsigned i = 0; i < count; i++) {
		if (list[i].watch == WATCH_EXECUTE && list[i].address % 4 == 0)
			breaks++;
		else if (is_data(&list[i]) && list[i].bytes <= 8 &&
			 list[i].address % list[i].bytes == 0)
			watches++;
		else if (list[i].watch != WATCH_NOTHING)
			return false;
	}
	return breaks <= breaks_available() && watches <= watches_available();
}

static void load_watch(unsigned i, const struct arch_breakpoint *b)
{
	vaddr_t base = align_down(b->address, b->bytes == 8 ? 3 : 2);
	word_t bytes = ((1UL << b->bytes) - 1) << (b->address - base);

	write_watch_address(i, base);
	write_watch_control(i, CONTROL_ENABLE | CONTROL_ANY_MODE | bytes << CONTROL_BYTE_SHIFT |
				       (b->watch == WATCH_WRITE ? CONTROL_WRITE : CONTROL_ACCESS));
}

static void load_break(unsigned i, vaddr_t address)
{
	write_break_address(i, address);
	write_break_control(i, CONTROL_ENABLE | CONTROL_ANY_MODE | CONTROL_WORD);
}

static struct loaded *here(void)
{
	return &loaded[cpu_current()->number];
}

static bool in_use(const struct loaded *l)
{
	return l->count > 0 || l->stepping;
}

void arch_breakpoints_load(const struct arch_breakpoint *list, unsigned count)
{
	struct loaded *l = here();
	unsigned breaks = 0, watches = 0;

	monitor(false);
	for (unsigned i = 0; i < count; i++) {
		l->list[i] = list[i];
		if (list[i].watch == WATCH_EXECUTE)
			load_break(breaks++, list[i].address);
		else if (is_data(&list[i]))
			load_watch(watches++, &list[i]);
	}
	l->count = count;
	while (breaks < breaks_available())
		write_break_control(breaks++, 0);
	while (watches < watches_available())
		write_watch_control(watches++, 0);
	monitor(in_use(l));
}

/* ---- Debug events ----------------------------------------------------------------------------- */

/* Which of them is it? The CPU tells the address only. */
static bool hit(const struct arch_breakpoint *b, bool data, vaddr_t pc, vaddr_t address)
{
	if (data)
		return is_data(b) && address - b->address + 7 < b->bytes + 7;
	return b->watch == WATCH_EXECUTE && b->address == pc;
}

static struct arch_debug_event event_of(const struct trap_frame *frame, bool data, vaddr_t address)
{
	const struct loaded *l        = here();
	struct arch_debug_event event = {0};

	for (unsigned i = 0; i < l->count; i++)
		if (hit(&l->list[i], data, frame->pc, address))
			event.hit |= 1U << i;
	if (data) {
		event.address = address;
		event.again   = true;
		return event;
	}
	event.step = l->stepping && l->step_at == frame->pc;
	if (!event.hit && !event.step) {
		event.trap    = true;
		event.address = frame->pc;
	}
	return event;
}

bool debug_trap(struct trap_frame *frame)
{
	bool data = frame->err >> SYNDROME_CLASS_SHIFT == SYNDROME_DATA_ABORT;
	struct arch_debug_event event;

	if ((frame->err & SYNDROME_STATUS) != FSR_DEBUG)
		return false;
	event = event_of(frame, data, DFAR_read());
	return debugger_trap(frame, &event);
}

/* ---- Frames ----------------------------------------------------------------------------------- */

bool arch_frame_is_user(const struct trap_frame *frame)
{
	return (frame->cpsr & PSR_MODE_MASK) == PSR_MODE_USER;
}

vaddr_t arch_frame_pc(const struct trap_frame *frame)
{
	return frame->pc;
}

vaddr_t arch_frame_sp(const struct trap_frame *frame)
{
	return frame->sp;
}

void arch_frame_set_pc(struct trap_frame *frame, vaddr_t pc)
{
	frame->pc = pc;
}

void arch_frame_changed(struct trap_frame *frame)
{
	(void)frame; /* all of it is loaded on the way back */
}

bool arch_frame_register(const struct trap_frame *frame, const char *name, word_t *value)
{
	static const struct {
		char name[6];
		size_t at;
	} registers[] = {
		{"sp", offsetof(struct trap_frame, sp)},
		{"lr", offsetof(struct trap_frame, ulr)},
		{"pc", offsetof(struct trap_frame, pc)},
		{"cpsr", offsetof(struct trap_frame, cpsr)},
		{"fp", offsetof(struct trap_frame, r[11])},
	};
	word_t number = name[0] == 'r' ? (word_t)name[1] - '0' : 99;

	if (number == 1 && name[2] >= '0' && name[2] <= '2' && !name[3]) {
		*value = frame->r[10 + name[2] - '0'];
		return true;
	}
	if (number <= 9 && !name[2]) {
		*value = frame->r[number];
		return true;
	}
	for (size_t i = 0; i < array_size(registers); i++)
		if (strcmp(registers[i].name, name) == 0) {
			*value = *(const word_t *)((const char *)frame + registers[i].at);
			return true;
		}
	return false;
}

/* ---- Stepping --------------------------------------------------------------------------------- */

static uint32_t word_of(const uint8_t *code)
{
	uint32_t word;

	memcpy(&word, code, sizeof(word));
	return word;
}

/* Into Thumb code no step leads: instruction.c does not know it. */
bool arch_step(struct trap_frame *frame, const uint8_t *code, bool on)
{
	struct loaded *l = here();
	enum arch_flow flow;
	vaddr_t next;

	monitor(false);
	l->stepping = false;
	write_break_control(step_register(), 0);
	if (on) {
		next = instruction_next(frame, word_of(code), &flow);
		if (frame->cpsr & PSR_THUMB || next & 3)
			return false;
		load_break(step_register(), next);
		l->step_at  = next;
		l->stepping = true;
	}
	monitor(in_use(l));
	return true;
}

bool arch_pass(struct trap_frame *frame)
{
	(void)frame;
	return false;
}

enum arch_flow arch_flow(const struct trap_frame *frame, const uint8_t *code)
{
	enum arch_flow flow;

	instruction_next(frame, word_of(code), &flow);
	return flow;
}

bool arch_return_address(const struct trap_frame *frame, vaddr_t *to)
{
	*to = frame->ulr;
	return true;
}

/* ---- Patching --------------------------------------------------------------------------------- */

bool arch_kernel_to_phys(vaddr_t va, paddr_t *pa)
{
	if (va < USER_TOP)
		return false;
	ATS1CPR_write(va);
	if (!par_ok())
		return false;
	*pa = (PAR_read() & LPAE_ADDRESS_MASK) | (va & ((1UL << LPAE_PAGE_ORDER) - 1));
	return true;
}

/*
 * Through the window that is for physical memory, which is writable. It goes past the caches: what they
 * have of these bytes is written back before and forgotten after.
 */
bool arch_probe_write_phys(paddr_t to, const void *from, size_t bytes)
{
	vaddr_t at  = PROBE_WINDOW + (vaddr_t)(to & ((1 << LPAE_PAGE_ORDER) - 1));
	bool direct = memory_is_direct(to, bytes);
	bool ok;

	if (at + bytes > PROBE_WINDOW + (1 << LPAE_PAGE_ORDER) ||
	    align_down(to, LPAE_PAGE_ORDER) & ~LPAE_ADDRESS_MASK)
		return false;
	memory_probe_window(to);
	if (direct)
		DCCIMVAC_write((vaddr_t)phys_to_virt(to));
	dsb_system();
	ok = arch_probe_write(at, from, bytes);
	dsb_system();
	if (direct)
		DCCIMVAC_write((vaddr_t)phys_to_virt(to));
	dsb_system();
	ICIALLUIS_write(0);
	BPIALLIS_write(0);
	dsb();
	isb();
	return ok;
}
