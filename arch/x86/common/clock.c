/*
 * The clock: the CPU's time-stamp counter (TSC).
 *
 * Nothing is cheaper to read, for kernel and user mode alike; but its frequency is the CPU's own
 * business. If CPUID does not tell it, it is measured against a timer of known frequency: the ACPI
 * power-management timer or, where there is none, the PIT of the first PCs.
 *
 * Both timers are read together with the TSC, twice, some 20 ms apart. If the read was slow (an
 * SMI, or a hypervisor that ran something else), the pair is worthless, so it is read again.
 */
#include "arch/x86/common/clock.h"
#include "arch/x86/common/acpi.h"
#include "arch/x86/common/cpu.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"

enum {
	PM_TIMER_HZ = 3579545,
	PIT_HZ      = 1193182,
	MEASURE_MS  = 20,
	PAIR_TRIES  = 10,
	PATIENCE    = 1000000000, /* cycles; more than 20 ms of any CPU */

	/* Intel 8254 data sheet; channel 2 is not used by firmware, its gate is in port 0x61. */
	PIT_CHANNEL2 = 0x42,
	PIT_COMMAND  = 0x43,
	PIT_ONE_SHOT = 0xb0, /* channel 2, both bytes, mode 0: count down once */
	PIT_LATCH    = 0x80,
	SPEAKER      = 0x61,
};

/* A timer of known frequency that counts upwards. */
struct reference {
	const char *name;
	uint32_t hz, mask;
	uint32_t (*read)(void);
};

uint64_t clock_scale_us, clock_scale_ns;
static uint64_t scale_cycles; /* the reverse: microseconds * scale_cycles >> 32 */
static uint32_t khz;

static uint32_t pm_timer_read(void)
{
	return inl(acpi.timer_port);
}

static uint32_t pit_read(void)
{
	outb(PIT_COMMAND, PIT_LATCH);

	uint32_t low  = inb(PIT_CHANNEL2);
	uint32_t high = inb(PIT_CHANNEL2);

	return ~(high << 8 | low); /* it counts down */
}

/* Start the PIT's count; 16 bits are some 55 ms. */
static void pit_start(void)
{
	outb(SPEAKER, (inb(SPEAKER) & 0xfc) | 1); /* gate on, speaker off */
	outb(PIT_COMMAND, PIT_ONE_SHOT);
	outb(PIT_CHANNEL2, 0xff);
	outb(PIT_CHANNEL2, 0xff);
}

struct pair {
	uint64_t cycles;
	uint32_t ticks;
};

/* Read both clocks as simultaneously as can be had. */
static struct pair read_pair(const struct reference *r)
{
	struct pair best  = {0};
	uint64_t shortest = UINT64_MAX;

	for (unsigned i = 0; i < PAIR_TRIES; i++) {
		uint64_t before = clock_cycles();
		uint32_t ticks  = r->read();
		uint64_t took   = clock_cycles() - before;

		if (took < shortest) {
			shortest = took;
			best     = (struct pair){before + took / 2, ticks};
		}
	}
	return best;
}

/* Cycles per millisecond by @p r, or 0 when it stands still. */
static uint32_t measure(const struct reference *r)
{
	uint32_t wanted   = r->hz / 1000 * MEASURE_MS, passed;
	struct pair first = read_pair(r), last;

	do {
		passed = (r->read() - first.ticks) & r->mask;
		if (clock_cycles() - first.cycles > PATIENCE)
			return 0;
	} while (passed < wanted);
	last   = read_pair(r);
	passed = (last.ticks - first.ticks) & r->mask;
	return (uint32_t)((last.cycles - first.cycles) * r->hz / passed / 1000);
}

/* CPUID leaf 0x15: TSC and crystal frequency. Some CPUs give only a part: no use then. */
static uint32_t khz_from_cpuid(void)
{
	struct cpuid c = cpuid(0x15, 0);

	if (!c.eax || !c.ebx || !c.ecx)
		return 0;
	return (uint32_t)((uint64_t)c.ecx * c.ebx / c.eax / 1000);
}

void clock_init(void)
{
	struct reference pm  = {"ACPI timer", PM_TIMER_HZ, acpi.timer_32bit ? 0xffffffff : 0xffffff,
				pm_timer_read};
	struct reference pit = {"PIT", PIT_HZ, 0xffff, pit_read};
	const char *source   = "CPUID";

	khz = khz_from_cpuid();
	if (!khz && acpi.timer_port) {
		source = pm.name;
		khz    = measure(&pm);
	}
	if (!khz) {
		source = pit.name;
		pit_start();
		khz = measure(&pit);
	}
	if (!khz) {
		source = "nothing to measure it with, guessed";
		khz    = 1000000;
	}
	clock_scale_us = (1000ULL << 32) / khz;
	clock_scale_ns = (1000000ULL << 27) / khz;
	scale_cycles   = ((uint64_t)khz << 32) / 1000;
	printk("Clock: TSC, %u.%03u MHz (%s)\n", khz / 1000, khz % 1000, source);
}

usec_t arch_cycles_us(uint64_t cycles)
{
	return (usec_t)((unsigned __int128)cycles * clock_scale_us >> 32);
}

usec_t arch_clock_us(void)
{
	return arch_cycles_us(clock_cycles());
}

uint32_t arch_cycles_khz(void)
{
	return khz;
}

uint64_t clock_cycles_at(usec_t at)
{
	/* Rounded up by one microsecond: who waits for `at` must not wake before it. */
	return (uint64_t)((unsigned __int128)(at + 1) * scale_cycles >> 32);
}

void clock_wait(usec_t us)
{
	usec_t end = arch_clock_us() + us;

	while (arch_clock_us() < end)
		cpu_relax();
}
