/*
 * The root task of the benchmark: measures every figure, prints one line for each, powers off.
 */
#include "tests/bench/bench.h"
#include <l4/sys/kip.h>
#include <l4/sys/platform_control.h>
#include <stdio.h>

static void power_off(void)
{
	l4_utcb_mr()->mr[0] = L4_PLATFORM_CTL_SYS_SHUTDOWN_OP;
	l4_utcb_mr()->mr[1] = 0;
	l4_ipc_call(L4_BASE_ICU_CAP, l4_utcb(), l4_msgtag(L4_PROTO_PLATFORM_CTL, 2, 0, 0),
		    L4_IPC_NEVER);
}

/* With the debugger in the kernel, only the price of its trace points is measured. */
static void everything_else(void)
{
	figures_of_invocation();
	figures_of_calls();
	figures_of_memory();
	figures_of_signals();
	figures_of_objects();
}

int main(void)
{
	if (!l4_kip_kernel_has_feature(l4_kip(), COUNTER_FEATURE))
		bench_fail("the kernel does not let programs read the counter", 0);
	measure_init();
	partners_init();
	if (trace_is_there())
		figures_of_trace();
	else
		everything_else();
	printf("end of figures\n");
	power_off();
	return 0;
}
