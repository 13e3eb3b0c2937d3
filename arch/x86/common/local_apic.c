/*
 * The local APIC: the interrupt controller inside each CPU, with that CPU's timer.
 *
 * Its registers are in memory, or in MSRs in x2APIC mode; all CPUs are in the same mode. The timer
 * runs one-shot: by TSC deadline where the CPU can, else counting down at a rate that is measured.
 *
 * Source: Intel SDM volume 3, chapter 11.
 */
#include "arch/x86/common/local_apic.h"
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/clock.h"
#include "arch/x86/common/cpu.h"
#include "arch/x86/common/vectors.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/frame.h"
#include "kernel/sched/cpu.h"

enum apic_register {
	APIC_ID            = 0x20,
	APIC_TASK_PRIORITY = 0x80,
	APIC_END           = 0xb0,
	APIC_SPURIOUS      = 0xf0,
	APIC_COMMAND       = 0x300,
	APIC_TARGET    = 0x310, /* of a command; in x2APIC mode the upper half of APIC_COMMAND */
	APIC_LVT_TIMER = 0x320,
	APIC_LVT_LINT0 = 0x350,
	APIC_LVT_LINT1 = 0x360,
	APIC_LVT_ERROR = 0x370,
	APIC_TIMER_INITIAL = 0x380,
	APIC_TIMER_CURRENT = 0x390,
	APIC_TIMER_DIVIDE  = 0x3e0,
	APIC_BYTES         = 0x400,
};

enum {
	APIC_BASE_ENABLE = 1 << 11,
	APIC_BASE_X2APIC = 1 << 10,
	SOFTWARE_ENABLE  = 1 << 8, /* in APIC_SPURIOUS */

	/* In APIC_COMMAND. */
	COMMAND_NMI     = 4 << 8,
	COMMAND_INIT    = 5 << 8,
	COMMAND_STARTUP = 6 << 8,
	COMMAND_PENDING = 1 << 12, /* it has not left yet */
	COMMAND_ASSERT  = 1 << 14,
	COMMAND_SELF    = 1 << 18, /* to nobody but ourselves */
	COMMAND_TRIES   = 100000,

	LVT_MASKED       = 1 << 16,
	LVT_NMI          = 4 << 8,
	LVT_TSC_DEADLINE = 2 << 17,
	DIVIDE_BY_16     = 3,
	MEASURE_US       = 10000,

	CPUID_APIC         = 1 << 9,  /* leaf 1, edx */
	CPUID_X2APIC       = 1 << 21, /* leaf 1, ecx */
	CPUID_TSC_DEADLINE = 1 << 24, /* leaf 1, ecx */
	XAPIC_ID_MAX       = 254,     /* 255 means all CPUs */
};

#define APIC_BASE_ADDRESS 0x000ffffffffff000ULL

static volatile uint32_t *registers; /* NULL: x2APIC, registers are MSRs */
static bool deadline_mode;
static uint32_t ticks_per_ms;

static uint32_t apic_read(enum apic_register r)
{
	return registers ? registers[r / 4] : (uint32_t)rdmsr(MSR_X2APIC + r / 16);
}

static void apic_write(enum apic_register r, uint32_t value)
{
	if (registers)
		registers[r / 4] = value;
	else
		wrmsr(MSR_X2APIC + r / 16, value);
}

static void timer_measure(void)
{
	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
	apic_write(APIC_LVT_TIMER, LVT_MASKED);
	apic_write(APIC_TIMER_INITIAL, UINT32_MAX);

	usec_t start = arch_clock_us();

	clock_wait(MEASURE_US);

	uint32_t passed = UINT32_MAX - apic_read(APIC_TIMER_CURRENT);
	usec_t took     = arch_clock_us() - start;

	apic_write(APIC_TIMER_INITIAL, 0);
	ticks_per_ms = (uint32_t)((uint64_t)passed * 1000 / took);
	if (!ticks_per_ms)
		panic("the local APIC's timer stands still");
}

static void local_apic_on(void)
{
	uint64_t base = rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE;

	wrmsr(MSR_APIC_BASE, base);
	if (!registers)
		wrmsr(MSR_APIC_BASE, base | APIC_BASE_X2APIC); /* not in one step: SDM 11.12.5 */
	apic_write(APIC_SPURIOUS, SOFTWARE_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_TASK_PRIORITY, 0);
	apic_write(APIC_LVT_LINT0, LVT_MASKED); /* the old controllers' line */
	apic_write(APIC_LVT_LINT1, LVT_NMI);
	apic_write(APIC_LVT_ERROR, LVT_MASKED);
	local_apic_end(); /* one that firmware left in service would block the others */
	cpu_current()->arch.apic_id = local_apic_id();
}

static void timer_on(void)
{
	apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_16);
	apic_write(APIC_LVT_TIMER, VECTOR_TIMER | (deadline_mode ? LVT_TSC_DEADLINE : 0));
	/* The switch to deadline mode must be done before the first deadline (SDM 11.5.4.1). */
	__asm__ volatile("mfence" ::: "memory");
}

/*
 * Where firmware has chosen x2APIC mode, it stays: there is no way back but a reset. It is also the
 * only way to reach a CPU whose ID has more than eight bits.
 */
static bool x2apic_wanted(void)
{
	if (rdmsr(MSR_APIC_BASE) & APIC_BASE_X2APIC)
		return true;
	for (unsigned i = 0; i < acpi.cpu_count; i++)
		if (acpi.cpus[i] > XAPIC_ID_MAX)
			return cpuid(1, 0).ecx & CPUID_X2APIC;
	return false;
}

void local_apic_init(void)
{
	if (!(cpuid(1, 0).edx & CPUID_APIC))
		panic("this CPU has no local APIC");
	if (!x2apic_wanted())
		registers = arch_map_device(rdmsr(MSR_APIC_BASE) & APIC_BASE_ADDRESS, APIC_BYTES);
	local_apic_on();
	deadline_mode = cpuid(1, 0).ecx & CPUID_TSC_DEADLINE;
	if (!deadline_mode)
		timer_measure();
	timer_on();
}

void local_apic_init_cpu(void)
{
	local_apic_on();
	timer_on();
}

uint32_t local_apic_id(void)
{
	uint32_t id = apic_read(APIC_ID);

	return registers ? id >> 24 : id;
}

void local_apic_end(void)
{
	apic_write(APIC_END, 0);
}

void local_apic_interrupt_self(unsigned vector)
{
	apic_write(APIC_COMMAND, COMMAND_SELF | vector);
}

/*
 * Send @p command to the CPU with APIC ID @p target. What we have written to memory before is seen by
 * that CPU when it comes: in x2APIC mode the command could overtake it, so a fence comes first.
 */
static void send(uint32_t target, uint32_t command)
{
	if (!registers) {
		__asm__ volatile("mfence; lfence" ::: "memory");
		wrmsr(MSR_X2APIC + APIC_COMMAND / 16, (uint64_t)target << 32 | command);
		return;
	}
	for (unsigned i = 0; i < COMMAND_TRIES && apic_read(APIC_COMMAND) & COMMAND_PENDING; i++)
		cpu_relax();
	apic_write(APIC_TARGET, target << 24);
	apic_write(APIC_COMMAND, command);
}

void local_apic_send(uint32_t target, unsigned vector)
{
	send(target, COMMAND_ASSERT | vector);
}

void local_apic_send_nmi(uint32_t target)
{
	send(target, COMMAND_ASSERT | COMMAND_NMI);
}

void local_apic_send_init(uint32_t target)
{
	send(target, COMMAND_ASSERT | COMMAND_INIT);
}

void local_apic_send_startup(uint32_t target, paddr_t page)
{
	send(target, COMMAND_ASSERT | COMMAND_STARTUP | (uint32_t)(page >> FRAME_ORDER));
}

void arch_timer_program(usec_t deadline)
{
	usec_t now, left;

	if (deadline_mode) {
		wrmsr(MSR_TSC_DEADLINE, deadline == USEC_NEVER ? 0 : clock_cycles_at(deadline));
		return;
	}
	if (deadline == USEC_NEVER) {
		apic_write(APIC_TIMER_INITIAL, 0);
		return;
	}

	/* Far deadlines fire early, which the timer code expects; zero would mean "never". */
	now  = arch_clock_us();
	left = deadline > now ? min_of(deadline - now, (usec_t)1000000) : 0;
	apic_write(APIC_TIMER_INITIAL, (uint32_t)(left * ticks_per_ms / 1000 + 1));
}
