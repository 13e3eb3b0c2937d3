/*
 * Cache maintenance and device accesses on behalf of user programs (abi sheet §1.3).
 *
 * ARMv7 lets only the kernel maintain caches. It does so at the user's addresses, page by page,
 * after asking the MMU whether the user may read there: what he cannot read, he cannot have put
 * into a cache, and is skipped.
 *
 * "Invalidate" cleans too. Throwing cache lines away would bring back what was in memory before
 * them: the frame's former owner's data, which the kernel zeroed in the cache.
 */
#include "arch/arm/v7/mem_op.h"
#include "arch/arm/v7/probe.h"
#include "arch/arm/v7/syndrome.h"
#include "arch/arm/v7/trap.h"
#include "kernel/sched/cpu.h"
#include <arch/sysreg.h>

enum mem_op_code {
	MEM_OP_CLEAN_DATA      = 0x00,
	MEM_OP_FLUSH_DATA      = 0x01,
	MEM_OP_INVALIDATE_DATA = 0x02,
	MEM_OP_COHERENT        = 0x03,
	MEM_OP_DMA_COHERENT    = 0x04,
	MEM_OP_DMA_FULL        = 0x05,
	MEM_OP_DEVICE_READ     = 0x10,
	MEM_OP_DEVICE_WRITE    = 0x11,
};

enum {
	PAGE_BYTES = 1 << 12,
};

static bool user_can_read(vaddr_t va)
{
	ATS1CUR_write(va);
	return par_ok();
}

/* Apply @p op (a maintenance register) to every line of [@p start, @p end) that is readable. */
static void each_line(vaddr_t start, vaddr_t end, void (*op)(word_t line))
{
	word_t line = cache_line_bytes();

	if (end > USER_TOP)
		end = USER_TOP;
	while (start < end) {
		vaddr_t page_end = (start | (PAGE_BYTES - 1)) + 1;
		vaddr_t stop     = min_of(end, page_end);

		if (user_can_read(start))
			for (vaddr_t at = start & ~(line - 1); at < stop; at += line)
				op(at);
		start = page_end;
		preemption_point();
	}
	dsb_system();
}

void mem_op_coherent(vaddr_t start, vaddr_t end)
{
	each_line(start, end, DCCMVAU_write);
	ICIALLUIS_write(0);
	BPIALLIS_write(0);
	dsb();
	isb();
}

/* A device access failed. When the page is missing, get it and repeat the call. */
static void device_fault(struct trap_frame *frame, vaddr_t address, bool write)
{
	word_t fsr     = DFSR_read();
	word_t kind    = fsr & FSR_KIND;
	unsigned flags = write ? PAGE_FAULT_WRITE : 0;

	if (kind == FSR_PERMISSION)
		flags |= PAGE_FAULT_PRESENT;
	frame_back_to_svc(frame);
	frame->pfa = address;
	frame->err =
		syndrome(SYNDROME_DATA_ABORT, (fsr & FSR_STATUS) | (write ? SYNDROME_WRITE : 0));
	if (address < USER_TOP && (kind == FSR_TRANSLATION || kind == FSR_PERMISSION))
		user_page_fault(address, flags, frame->pc);
	else
		user_exception(); /* the kernel's address, or nobody answered at the bus */
}

static void device_access(struct trap_frame *frame, bool write)
{
	unsigned order = (unsigned)min_of(frame->r[2], 2UL);
	vaddr_t at     = align_down(frame->r[1], order);
	word_t value   = frame->r[3];

	if (!(write ? probe_store(at, value, order, true) : probe_load(&value, at, order, true)))
		device_fault(frame, at, write);
	else if (!write)
		frame->r[0] = value;
}

void mem_op(struct trap_frame *frame)
{
	vaddr_t start = frame->r[1], end = frame->r[2];

	switch (frame->r[0]) {
	case MEM_OP_CLEAN_DATA:
		each_line(start, end, DCCMVAC_write);
		break;
	case MEM_OP_FLUSH_DATA:
	case MEM_OP_INVALIDATE_DATA:
	case MEM_OP_DMA_COHERENT:
		each_line(start, end, DCCIMVAC_write);
		break;
	case MEM_OP_COHERENT:
		mem_op_coherent(start, end);
		break;
	case MEM_OP_DEVICE_READ:
		device_access(frame, false);
		break;
	case MEM_OP_DEVICE_WRITE:
		device_access(frame, true);
		break;
	case MEM_OP_DMA_FULL: /* the whole user range, since set and way do not work on many CPUs */
		each_line(0, USER_TOP, DCCIMVAC_write);
		break;
	default:
		break; /* unknown operations do nothing */
	}
}
