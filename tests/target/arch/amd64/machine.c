/*
 * What the fault tests need of x86-64.
 */
#include "tests/target/machine.h"

void machine_undefined_instruction(void)
{
	__asm__ volatile("ud2");
}

unsigned machine_undefined_bytes(void)
{
	return 2;
}

bool machine_is_undefined(const l4_exc_regs_t *e)
{
	return e->trapno == 6;
}

bool machine_is_triggered(const l4_exc_regs_t *e)
{
	return e->trapno == L4_EXC_TRAP_TRIGGER;
}

bool machine_is_system_call(const l4_exc_regs_t *e)
{
	return e->trapno == L4_EXC_TRAP_ALIEN;
}

bool machine_is_system_call_done(const l4_exc_regs_t *e)
{
	return e->err == 1;
}

unsigned machine_system_call_bytes(void)
{
	return 2;
}

bool machine_is_fpu_trap(const l4_exc_regs_t *e)
{
	return e->trapno == 7;
}

void machine_start_registers(l4_exc_regs_t *e, l4_addr_t ip, l4_addr_t sp)
{
	*e = (l4_exc_regs_t){.ip = ip, .sp = sp, .ss = 0x23};
}

bool machine_reports_presence(l4_umword_t fault_word)
{
	return (fault_word & 1) == 1;
}

l4_umword_t machine_set_privileged_flags(l4_exc_regs_t *e)
{
	e->flags |= 0x3000; /* IOPL 3 */
	return e->flags;
}

bool machine_has_privileged_flags(void)
{
	l4_umword_t flags;

	__asm__ volatile("pushf; pop %0" : "=r"(flags));
	return (flags & 0x3000) != 0;
}

l4_umword_t machine_fpu_get(void)
{
	l4_umword_t value;

	__asm__ volatile("movq %%xmm5, %0" : "=r"(value));
	return value;
}

void machine_fpu_set(l4_umword_t value)
{
	__asm__ volatile("movq %0, %%xmm5" ::"r"(value));
}

void machine_spoil(l4_exc_regs_t *e)
{
	e->ss = 0x14; /* a selector of the local descriptor table, where nothing is */
}

/* 256 bytes: C code that was interrupted may have put data below its stack pointer. */
__asm__(".pushsection .text; .globl machine_vcpu_entry; machine_vcpu_entry:"
	"or %rax, %rdx; or %rbx, %rdx; or %rcx, %rdx; or %rsi, %rdx; or %rbp, %rdx;"
	"or %r8, %rdx; or %r9, %rdx; or %r10, %rdx; or %r11, %rdx; or %r12, %rdx;"
	"or %r13, %rdx; or %r14, %rdx; or %r15, %rdx;"
	"mov %rsp, %rsi; sub $256, %rsp; and $-16, %rsp; call vcpu_event; ud2; .popsection");
