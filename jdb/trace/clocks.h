/*
 * The clocks of several CPUs, which may have been started at different moments.
 *
 * CPU 0 asks another for its clock, many times, and looks at its own before and after:
 *
 *      CPU 0   t0 ------.            .-----> t2        ahead = t1 - (t0 + t2) / 2
 *      CPU n             '---> t1 --'                  error = (t2 - t0) / 2 at most
 *
 * The quickest exchange is the one to believe. If "ahead" is more than the error, it is taken off every
 * time stamp of that CPU's trace ring; the error is told with the CPU's record.
 */
#ifndef JDB_TRACE_CLOCKS_H
#define JDB_TRACE_CLOCKS_H

/** Compare all clocks with that of CPU 0, on which this runs, interrupts off. */
void clocks_compare(void);

#endif
