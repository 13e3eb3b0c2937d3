/*
 * The generic timer: kernel clock and timer interrupt (ARM ARM B8).
 *
 * The virtual counter (CNTVCT) is the clock: user programs may read it too, and the functions in
 * the kernel info page compute the same time from it. The virtual timer fires when the counter
 * reaches a value; it is programmed for one deadline at a time.
 */
#include "arch/arm/common/clock.h"
#include "kernel/arch.h"
#include "kernel/lib/panic.h"
#include <arch/sysreg.h>

enum {
	SHIFT_MAX       = 31,
	CNTV_CTL_ENABLE = 1 << 0,
	CNTKCTL_USER    = 1 << 1, /* PL0VCTEN: user mode may read the virtual counter */
	HZ_MIN          = 1000000,
	WAIT_MIN_US     = 10,
	WAIT_MAX_US     = 60000000, /* an interrupt without need now and then is harmless */
};

static uint32_t frequency; /* Hz */
static struct clock_scale us, ns;

/* The most exact scale from counts to units of 1 / @p per_second. */
static struct clock_scale scale_for(uint64_t per_second)
{
	struct clock_scale s = {0, SHIFT_MAX};

	while ((per_second << s.shift) / frequency > UINT32_MAX)
		s.shift--;
	s.multiplier = (uint32_t)((per_second << s.shift) / frequency);
	return s;
}

static uint64_t scaled(uint64_t count, struct clock_scale s)
{
	uint64_t low  = (count & UINT32_MAX) * s.multiplier;
	uint64_t high = (count >> 32) * s.multiplier + (low >> 32);

	return high << (32 - s.shift) | (uint32_t)low >> s.shift;
}

void clock_init(uint32_t hz)
{
	frequency = hz ? hz : CNTFRQ_read();
	if (frequency < HZ_MIN)
		panic("generic timer: a frequency of %u Hz makes no clock", (unsigned)frequency);
	us = scale_for(1000000);
	ns = scale_for(1000000000);
}

void clock_init_cpu(void)
{
	CNTV_CTL_write(0);
	CNTKCTL_write(CNTKCTL_USER);
	isb();
}

struct clock_scale clock_scale_us(void)
{
	return us;
}

struct clock_scale clock_scale_ns(void)
{
	return ns;
}

usec_t arch_cycles_us(uint64_t cycles)
{
	return scaled(cycles, us);
}

usec_t arch_clock_us(void)
{
	return arch_cycles_us(clock_cycles());
}

uint32_t arch_cycles_khz(void)
{
	return frequency / 1000;
}

/*
 * Works on the time from now on: the two scales need not agree to the last bit over days.
 *
 * A deadline in the past fires a little later, not at once: where the kernel lets interrupts in for
 * an instruction, a timer that is due again whenever it has been handled would let nothing else run.
 */
void arch_timer_program(usec_t deadline)
{
	uint64_t count = clock_cycles();
	usec_t now     = scaled(count, us);
	usec_t wait    = deadline > now ? min_of(deadline - now, (usec_t)WAIT_MAX_US) : 0;

	if (deadline == USEC_NEVER) {
		CNTV_CTL_write(0);
	} else {
		wait = max_of(wait, (usec_t)WAIT_MIN_US);
		CNTV_CVAL_write(count + wait * frequency / 1000000 + 1);
		CNTV_CTL_write(CNTV_CTL_ENABLE);
	}
	isb();
}

void clock_interrupt(void)
{
	CNTV_CTL_write(0); /* its line stays up until the timer is off or reprogrammed */
	isb();
	timer_interrupt();
}
