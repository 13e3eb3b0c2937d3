/*
 * Where functions keep what a backtrace needs; for unwind.c and for entry code.
 *
 * Each function that calls another pushes the caller's r11 and the return address side by side, and
 * points r11 there. The compilers disagree to which of the two:
 *
 *      gcc     r11 -> | return address |      clang          | return address |
 *                     | caller's r11   |              r11 -> | caller's r11   |
 */
#ifndef ARCH_UNWIND_H
#define ARCH_UNWIND_H

enum {
#ifdef __clang__
	FP_ABOVE_PAIR = 0, /* bytes from the pair to where r11 points */
#else
	FP_ABOVE_PAIR = 4,
#endif
};

#endif
