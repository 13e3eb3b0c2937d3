/*
 * Code that the kernel lends to user programs: the kernel library at KERNEL_LIB_PAGE, the routines
 * of the system-call page at SYSCALL_PAGE (abi sheet §1.5), and the clock functions that kip.c
 * copies into the kernel info page. Runs in user mode, obeys the procedure call standard.
 */
#include <asm_offsets.h>

	.section .user_pages, "ax"

/* ---- Kernel library ------------------------------------------------------------------------- */

user_pages:
/* long atomic_add(long *at, long increment): the new value */
atomic_add:
1:	ldrex r2, [r0]
	add r2, r2, r1
	strex r3, r2, [r0]              @ r3: 0 when nobody wrote in between
	cmp r3, #0
	bne 1b
	mov r0, r2
	bx lr

/* long atomic_cmpxchg(long *at, long old, long new): 1 when it was old and is new now, else 0 */
	.org user_pages + 0x100
atomic_cmpxchg:
1:	ldrex r3, [r0]
	cmp r3, r1
	movne r0, #0
	bxne lr
	strex r3, r2, [r0]
	cmp r3, #0
	bne 1b
	mov r0, #1
	bx lr

/* long atomic_xchg(long *at, long new): the old value */
	.org user_pages + 0x200
atomic_xchg:
1:	ldrex r2, [r0]
	strex r3, r1, [r0]
	cmp r3, #0
	bne 1b
	mov r0, r2
	bx lr

/* ---- Clock functions ------------------------------------------------------------------------ */

/*
 * uint64_t clock(void): virtual count * multiplier >> shift. Position independent: \data is where
 * the kernel info page has multiplier and shift, relative to the function; see kip.c.
 */
.macro CLOCK name, data
	.globl \name, \name\()_end
\name:
	push {r4-r6}
	isb                             @ do not read the counter ahead of time
	mrrc p15, 1, r0, r1, c14        @ CNTVCT
	add r6, pc, #(\data - (. + 8 - \name))
	ldr r2, [r6]                    @ multiplier
	ldr r3, [r6, #8]                @ shift, 0 to 31
	umull r4, r5, r0, r2            @ low word of the count:  r5:r4
	umull r0, r6, r1, r2            @ high word of the count: r6:r0, one word further up
	adds r5, r5, r0
	adc r6, r6, #0                  @ product: r6:r5:r4
	lsr r0, r4, r3
	rsb r2, r3, #32                 @ (a shift by 32 gives 0, as it should)
	orr r0, r0, r5, lsl r2
	lsr r1, r5, r3
	orr r1, r1, r6, lsl r2
	pop {r4-r6}
	bx lr
\name\()_end:
.endm

	.org user_pages + 0x800
	CLOCK user_clock_us, (KIP_US_DATA - KIP_US_CODE)
	CLOCK user_clock_ns, (KIP_NS_DATA - KIP_NS_CODE)

/* ---- System-call page ----------------------------------------------------------------------- */

	.org user_pages + 0x1000
system_call_page:
	.rept 0xf00 / 4
	bkpt #0                         @ no entries here
	.endr

/* l4_utcb_t *utcb(void) */
	mrc p15, 0, r0, c13, c0, 2      @ TPIDRURW
	bx lr

	.rept (0x40 - 8) / 4
	bkpt #0
	.endr
/* void barrier(void) */
	dmb
	bx lr

	.rept (0x40 - 8) / 4
	bkpt #0
	.endr
/* void set_tls(void *value): a thread operation on oneself that leaves the message as it was */
	push {r4-r7}
	mrc p15, 0, r7, c13, c0, 2      @ TPIDRURW: the UTCB
	ldr r1, [r7]
	ldr r6, [r7, #4]
	mov r4, #OP_SET_TPIDRURO
	str r4, [r7]                    @ MR0: operation
	str r0, [r7, #4]                @ MR1: value
	movw r0, #(SET_TLS_TAG & 0xffff)
	movt r0, #((SET_TLS_TAG >> 16) & 0xffff)
	movw r2, #(SET_TLS_DEST & 0xffff)
	movt r2, #((SET_TLS_DEST >> 16) & 0xffff)
	mov r3, #0                      @ no timeouts
	mov r5, #0                      @ invoke
	svc #0
	str r1, [r7]
	str r6, [r7, #4]
	pop {r4-r7}
	bx lr
set_tls_end:
	.rept (0x80 - (set_tls_end - system_call_page - 0xf80)) / 4
	bkpt #0
	.endr
