/*
 * Where an ARM instruction leads to: for single steps. Thumb is not known.
 *
 * Source: ARM ARM A5 "ARM instruction set encoding", A8.3 "Conditional execution".
 */
#include "arch/arm/v7/debug.h"

enum {
	SP = 13,
	LR = 14,
	PC = 15,
};

static word_t reg(const struct trap_frame *f, unsigned n)
{
	return n < SP ? f->r[n] : n == SP ? f->sp : n == LR ? f->ulr : f->pc + 8;
}

static unsigned field(uint32_t code, unsigned shift)
{
	return code >> shift & 0xf;
}

static bool bit(uint32_t code, unsigned n)
{
	return code >> n & 1;
}

static bool condition_holds(unsigned condition, word_t cpsr)
{
	bool n = bit(cpsr, 31), z = bit(cpsr, 30), c = bit(cpsr, 29), v = bit(cpsr, 28);
	const bool holds[8] = {z, c, n, v, c && !z, n == v, !z && n == v, true};

	/* The lowest bit turns the meaning round, but for "always". */
	return holds[condition >> 1] != ((condition & 1) && condition < 14);
}

/* The second operand of data processing, and the offset of loads: a shifted register. */
static word_t shifted(const struct trap_frame *f, uint32_t code)
{
	word_t value    = reg(f, field(code, 0));
	unsigned amount = bit(code, 4) ? reg(f, field(code, 8)) & 0xff : code >> 7 & 0x1f;
	bool carry      = bit(f->cpsr, 29);

	switch (code >> 5 & 3) {
	case 0:
		return amount < 32 ? value << amount : 0;
	case 1:
		return amount && amount < 32     ? value >> amount
		       : amount || !bit(code, 4) ? 0
						 : value;
	case 2:
		if (amount == 0 && bit(code, 4))
			return value;
		amount = amount == 0 || amount > 31 ? 31 : amount;
		return (word_t)((int32_t)value >> amount);
	default:
		if (amount == 0 && !bit(code, 4)) /* RRX */
			return value >> 1 | (word_t)carry << 31;
		amount &= 31;
		return amount ? value >> amount | value << (32 - amount) : value;
	}
}

static word_t operand(const struct trap_frame *f, uint32_t code)
{
	word_t value   = code & 0xff;
	unsigned right = 2 * field(code, 8);

	if (!bit(code, 25))
		return shifted(f, code);
	return right ? value >> right | value << (32 - right) : value;
}

/* Result of a data-processing instruction. */
static word_t computed(const struct trap_frame *f, uint32_t code)
{
	word_t a = reg(f, field(code, 16)), b = operand(f, code), c = bit(f->cpsr, 29);

	switch (field(code, 21)) {
	case 0:
		return a & b;
	case 1:
		return a ^ b;
	case 2:
		return a - b;
	case 3:
		return b - a;
	case 4:
		return a + b;
	case 5:
		return a + b + c;
	case 6:
		return a - b - 1 + c;
	case 7:
		return b - a - 1 + c;
	case 12:
		return a | b;
	case 14:
		return a & ~b;
	case 15:
		return ~b;
	default:
		return b; /* mov */
	}
}

static word_t load(vaddr_t at, word_t otherwise)
{
	word_t value;

	return arch_probe_read(&value, at, sizeof(value)) ? value : otherwise;
}

/* ldr pc, […]: the address; indexing behind the access does not count. */
static vaddr_t single_address(const struct trap_frame *f, uint32_t code)
{
	word_t offset = bit(code, 25) ? shifted(f, code & ~0x10u) : code & 0xfff;
	word_t base   = reg(f, field(code, 16));

	if (!bit(code, 24))
		return base;
	return bit(code, 23) ? base + offset : base - offset;
}

/* ldm …{…, pc}: pc is the highest register, and lies highest. */
static vaddr_t multiple_address(const struct trap_frame *f, uint32_t code)
{
	word_t bytes = 4 * (word_t)__builtin_popcount(code & 0xffff);
	word_t base  = reg(f, field(code, 16));

	if (bit(code, 23))
		return base + bytes - (bit(code, 24) ? 0 : 4);
	return base - (bit(code, 24) ? 4 : 0);
}

/* rfe: pc and status. */
static vaddr_t return_address(const struct trap_frame *f, uint32_t code)
{
	word_t base = reg(f, field(code, 16));

	if (bit(code, 23))
		return base + (bit(code, 24) ? 4 : 0);
	return base - (bit(code, 24) ? 8 : 4);
}

static vaddr_t branch_target(const struct trap_frame *f, uint32_t code)
{
	return f->pc + 8 + (word_t)((int32_t)(code << 8) >> 6);
}

static vaddr_t unconditional(const struct trap_frame *f, uint32_t code, enum arch_flow *flow)
{
	if ((code & 0xfe500000) == 0xf8100000) {
		*flow = FLOW_RETURN;
		return load(return_address(f, code), f->pc + 4);
	}
	if ((code & 0xfe000000) == 0xfa000000) { /* blx: to Thumb code */
		*flow = FLOW_CALL;
		return branch_target(f, code) | 1;
	}
	return f->pc + 4;
}

/* Data processing, but for comparisons, multiplications and others that share its encoding. */
static bool computes_pc(uint32_t code)
{
	if ((code >> 26 & 3) != 0 || field(code, 12) != PC)
		return false;
	if (!bit(code, 25) && bit(code, 4) && bit(code, 7))
		return false;
	return field(code, 21) < 8 || field(code, 21) > 11;
}

vaddr_t instruction_next(const struct trap_frame *f, uint32_t code, enum arch_flow *flow)
{
	*flow = FLOW_ON;
	if (field(code, 28) == 0xf)
		return unconditional(f, code, flow);
	if (!condition_holds(field(code, 28), f->cpsr))
		return f->pc + 4;
	if ((code & 0x0e000000) == 0x0a000000) {
		*flow = bit(code, 24) ? FLOW_CALL : FLOW_BRANCH;
		return branch_target(f, code);
	}
	if ((code & 0x0fffffd0) == 0x012fff10) { /* bx, blx */
		*flow = bit(code, 5) ? FLOW_CALL : field(code, 0) == LR ? FLOW_RETURN : FLOW_BRANCH;
		return reg(f, field(code, 0));
	}
	if ((code & 0x0e108000) == 0x08108000) {
		*flow = field(code, 16) == SP || bit(code, 13) ? FLOW_RETURN : FLOW_BRANCH;
		return load(multiple_address(f, code), f->pc + 4);
	}
	if ((code & 0x0c10f000) == 0x0410f000 && !(bit(code, 25) && bit(code, 4))) {
		*flow = field(code, 16) == SP ? FLOW_RETURN : FLOW_BRANCH;
		return load(single_address(f, code), f->pc + 4);
	}
	if (computes_pc(code)) {
		*flow = (code & 0x0fef0fff) == 0x01a0000e ? FLOW_RETURN : FLOW_BRANCH;
		return computed(f, code);
	}
	return f->pc + 4;
}
