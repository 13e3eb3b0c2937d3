/*
 * What the fault tests need of 32-bit ARM.
 */
#include "tests/target/machine.h"

void machine_undefined_instruction(void)
{
	__asm__ volatile(".arm\n\t.word 0xe7f000f0"); /* udf #0 */
}

unsigned machine_undefined_bytes(void)
{
	return 4;
}

bool machine_is_undefined(const l4_exc_regs_t *e)
{
	return e->err >> 26 == 0;
}

bool machine_is_triggered(const l4_exc_regs_t *e)
{
	return e->err >> 26 == L4_EXC_ESR_TRIGGER;
}

bool machine_is_system_call(const l4_exc_regs_t *e)
{
	return e->err >> 26 == L4_EXC_CLASS_SVC;
}

bool machine_is_system_call_done(const l4_exc_regs_t *e)
{
	return e->err & 0x40;
}

unsigned machine_system_call_bytes(void)
{
	return 4;
}

bool machine_is_fpu_trap(const l4_exc_regs_t *e)
{
	return e->err >> 26 == 7;
}

void machine_start_registers(l4_exc_regs_t *e, l4_addr_t ip, l4_addr_t sp)
{
	*e = (l4_exc_regs_t){.pc = ip, .sp = sp};
}

/* On ARM the bit tells a translation fault, not that the page was there. */
bool machine_reports_presence(l4_umword_t fault_word)
{
	return (fault_word & 1) == 0;
}

l4_umword_t machine_set_privileged_flags(l4_exc_regs_t *e)
{
	e->cpsr = (e->cpsr & ~0x1fUL) | 0x13; /* supervisor mode */
	return e->cpsr;
}

bool machine_has_privileged_flags(void)
{
	l4_umword_t cpsr;

	__asm__ volatile("mrs %0, cpsr" : "=r"(cpsr));
	return (cpsr & 0x1f) != 0x10;
}

l4_umword_t machine_fpu_get(void)
{
	l4_umword_t value;

	__asm__ volatile(".fpu vfpv3-d16\n\tvmov %0, s5" : "=r"(value));
	return value;
}

void machine_fpu_set(l4_umword_t value)
{
	__asm__ volatile(".fpu vfpv3-d16\n\tvmov s5, %0" ::"r"(value));
}

void machine_spoil(l4_exc_regs_t *e)
{
	e->cpsr = 0; /* no mode has this number */
}

__asm__(".pushsection .text; .arm; .balign 4; .globl machine_vcpu_entry; machine_vcpu_entry:\n\t"
	"orr r2, r2, r1; orr r2, r2, r3; orr r2, r2, r4; orr r2, r2, r5; orr r2, r2, r6\n\t"
	"orr r2, r2, r7; orr r2, r2, r8; orr r2, r2, r9; orr r2, r2, r10; orr r2, r2, r11\n\t"
	"orr r2, r2, r12; orr r2, r2, lr\n\t"
	"mov r1, sp; sub sp, sp, #64; bic sp, sp, #7; bl vcpu_event; b .\n\t"
	".popsection");
