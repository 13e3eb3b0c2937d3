/*
 * A made-up recording as large as one likes: 48 CPUs on which 1,000 threads call their servers.
 *
 * The events come in the proportions of a busy system (a sixth of them messages' flows, a third
 * context switches), interleaved over the CPUs as their rings deliver them: frame by frame, so that
 * a host must put them in order.
 */
#ifndef TESTS_BENCH_VIZ_CROWD_H
#define TESTS_BENCH_VIZ_CROWD_H

#include <stdint.h>

enum {
	CROWD_CPUS    = 48,
	CROWD_THREADS = 1000,
};

/** Write @p events events, or a few more, to the recording @p path. @return how many; 0: failed */
uint64_t crowd_write(const char *path, uint64_t events);

#endif
