/*
 * The contract that a port implements. One page; everything the portable kernel asks of a machine.
 *
 * A port provides <arch/defs.h> (inline functions and types, named below) and the functions
 * declared here. The portable kernel provides the functions of the last section, which the port's
 * entry code calls. Nothing else crosses the line in either direction.
 *
 * Interrupts: the kernel runs with interrupts off from entry to exit, except in the idle loop and
 * at explicit preemption points (preemption_point(), kernel/sched/cpu.h). Every function here is
 * called with interrupts off unless it says otherwise.
 *
 * <arch/defs.h> must define:
 *
 *   KERNEL_STACK_ORDER   log2 of the bytes of a kernel stack; stacks are aligned to their size
 *                        and have an unmapped guard page below
 *   USER_TOP             first address behind the user range (L4_USER_MAX + 1)
 *   struct trap_frame    what entry code saves at the top of the kernel stack when a thread
 *                        enters from user mode; ABI order (abi sheet §4.2)
 *   struct arch_thread   the port's part of a thread: saved kernel sp, FPU state, TLS registers
 *   struct arch_space    the port's part of an address space: root table, I/O bitmap …
 *   struct arch_cpu      the port's part of a CPU
 *   irq_off(), irq_on()            interrupts of this CPU
 *   irq_save() -> word_t, irq_restore(word_t)
 *   cpu_relax()                    pause in a spin loop
 *   stack_pointer() -> vaddr_t     current stack pointer
 *   phys_to_virt(paddr_t) -> void*, virt_to_phys(const void*) -> paddr_t
 *                        for kernel-pool memory, the kernel image and boot modules
 *   clock_cycles() -> uint64_t     raw, cheap, monotonic counter (TSC, CNTVCT) for trace stamps
 */
#ifndef KERNEL_ARCH_H
#define KERNEL_ARCH_H

#include "kernel/lib/types.h"
#include <arch/defs.h>

struct thread;
struct mem_space;
struct cpu;
struct boot_info;
struct page_format;
struct irq_chip;
struct invocation;
struct object;
struct task;
typedef struct l4_exc_regs_t l4_exc_regs_t;
typedef struct l4_kernel_info_t l4_kernel_info_t;

/* ---- Start ---------------------------------------------------------------------------------- */

/**
 * Find out what the boot loader left: RAM, modules, command line, tables. Called once, early, on
 * the boot stack, with the kernel mapped W^X at its final place and printk working.
 */
void arch_boot_info(struct boot_info *info);

/** Second stage, once the kernel pool exists: interrupt controller, clock, serial interrupts. */
void arch_init(void);

/**
 * Start the machine's other CPUs, one after the other, by cpu_add(). Called once, after arch_init(),
 * in the boot CPU's idle thread. Each ends in kernel_cpu_main().
 */
void arch_cpus_start(void);

/**
 * Interrupt the CPU @p c: it calls request_interrupt() soon. What this CPU wrote before is visible to
 * it then.
 */
void arch_cpu_notify(struct cpu *c);

/**
 * Interrupt the CPU @p c: it calls cpu_stand(). With @p force even where it has interrupts off, if the
 * machine can do that (NMI).
 */
void arch_cpu_stop(struct cpu *c, bool force);

/** Fill the architecture's part of the KIP: CPU registers, clock code at 0x900 and 0x980, stubs. */
void arch_kip_init(l4_kernel_info_t *kip);

/**
 * NULL-terminated list of the architecture's feature strings for the KIP ("segments" …), complete
 * when kernel_main() begins.
 */
extern const char *arch_kip_features[];

/* ---- Threads -------------------------------------------------------------------------------- */

/**
 * Prepare a new thread's kernel stack so that the first arch_switch() to it continues in
 * @p entry(@p t), with interrupts off, on its own stack. The user frame is zeroed (abi §11.2).
 */
void arch_thread_init(struct thread *t, void (*entry)(struct thread *t));

/**
 * Switch the CPU from @p from to @p to: callee-saved registers, kernel stack, TLS and UTCB
 * registers, FPU ownership (lazily). Returns when somebody switches back to @p from.
 * Address spaces are switched by the caller (arch_space_activate).
 */
void arch_switch(struct thread *from, struct thread *to);

/**
 * What of arch_switch() is not the kernel stack: registers that only user mode sees, and where the kernel
 * is entered from it. Callee-saved registers and stack are entry.S's business then (kernel/ipc/fast.c).
 */
void arch_switch_user(struct thread *from, struct thread *to);

/** Give up the kernel stack of @p t: the next arch_switch() to it continues in @p entry(@p t). */
void arch_thread_park(struct thread *t, void (*entry)(struct thread *t));

/**
 * Write to the trap frame of @p t what entry code leaves out for ipc_fast(). After this it looks like that of
 * any system call.
 */
void arch_frame_complete(struct thread *t);

/** What ipc_fast() says to entry.S to continue @p t where it has called arch_switch(). */
word_t arch_thread_resume_at(const struct thread *t);

/** Leave the kernel for user mode with the registers in the thread's trap frame. */
_Noreturn void arch_return_to_user(struct thread *self);

/** User instruction pointer, stack pointer and flags in the thread's trap frame. */
word_t arch_user_ip(const struct thread *t);
word_t arch_user_sp(const struct thread *t);
word_t arch_user_flags(const struct thread *t); /* as ex_regs reports them (§8.3, §16) */
void arch_set_user_ip(struct thread *t, word_t ip);
void arch_set_user_sp(struct thread *t, word_t sp);
/** Argument register @p number, 0 (amd64 rdi, arm r0) or 1 (rsi, r1). */
void arch_set_user_argument(struct thread *t, unsigned number, word_t value);

/** A thread was bound to a UTCB at user address @p utcb: set its thread-pointer registers. */
void arch_thread_bound(struct thread *t, vaddr_t utcb);

/**
 * Make the registers of the current thread @p t say that ex_regs triggered an exception (abi §4.2:
 * trap number 0xff, class 0x3e). before_return_to_user() calls it, and user_exception() right after.
 */
void arch_trigger_exception(struct thread *t);

/**
 * Make the registers of the current thread @p t report the system call that it has made (@p done),
 * or wants to make: then it stands at the instruction again (abi §1.6).
 */
void arch_report_system_call(struct thread *t, bool done);

/**
 * Copy the thread's registers into an exception message (MR0..) or back. Returns the number of
 * words. Reading back sanitises flags and selectors as abi §4.3 demands.
 */
unsigned arch_exception_to_words(const struct thread *t, word_t *mr);
void arch_exception_from_words(struct thread *t, const word_t *mr, unsigned words);

/** Thread operations of this architecture (§8.3, codes ≥ 0x10); -L4_ENOSYS when unknown. */
void arch_thread_invoke(struct thread *target, struct invocation *inv);

/**
 * @p t, whose CPU this is, goes to another one, or its FPU state shall be read there: what this CPU still
 * holds of its registers goes to memory. It may be the current thread.
 */
void arch_thread_leave(struct thread *t);

/**
 * Give @p to, whose CPU this is, a copy of @p from's FPU state (message flag TRANSFER_FPU). If @p from is
 * another CPU's, arch_thread_leave() came before.
 */
void arch_fpu_transfer(struct thread *from, struct thread *to);
/** @p t, whose CPU this is, dies: whatever the CPU still holds of its FPU state is forgotten. */
void arch_fpu_release(struct thread *t);

/** THREAD_NO_FPU of the current thread @p t has changed. */
void arch_fpu_update(struct thread *t);

/* ---- Virtual CPUs (abi §13.5) --------------------------------------------------------------- */

/** The current thread @p t goes on at @p ip with first argument @p argument; other registers 0. */
void arch_vcpu_enter(struct thread *t, word_t ip, word_t sp, word_t argument);
/** Fill the host registers in the state of @p t, which has just become a vCPU. */
void arch_vcpu_init(struct thread *t);
/** The current thread @p t leaves user mode: load what its state has as host registers. */
void arch_vcpu_load_host(struct thread *t);
/** … enters user mode: load what of @p regs arch_exception_from_words() leaves alone. */
void arch_vcpu_load_user(struct thread *t, const l4_exc_regs_t *regs);

/* ---- Address spaces ------------------------------------------------------------------------- */

/** How page tables look here; drives the one walker (kernel/space/page_table.h). */
extern const struct page_format arch_user_page_format;

/** Allocate the root table (charged to the space's quota) with the kernel's half in it; or false. */
bool arch_space_init(struct mem_space *space);
/** Free the root table; user entries are gone already. */
void arch_space_destroy(struct mem_space *space);
/** Run on @p space from now on; must be cheap when it is active already. */
void arch_space_activate(struct mem_space *space);
/**
 * The translation of @p va (size 2^order) in @p space changed: no stale TLB entry may survive on this CPU,
 * nor, after the next arch_tlb_wait(), on others. Under the lock of the mappings, or when the task is dead.
 */
void arch_tlb_flush(struct mem_space *space, vaddr_t va, unsigned order);
/**
 * Wait until all flushes are done on all CPUs: before a page table is freed, the lock of the mappings is
 * given back, or a page gets other attributes. No spinlock is held; other CPUs wait with interrupts off
 * only where they may.
 */
void arch_tlb_wait(void);
/** A page-table entry was written: make it visible to the hardware walker. */
void arch_pte_written(const void *entry);
/** A zeroed frame or code is about to be seen by a user mapping: caches coherent for it. */
void arch_cache_sync(void *kernel_va, size_t bytes);
/** Task operations of this architecture (§8.1, codes ≥ 0x10); sets the answer in @p inv. */
void arch_task_invoke(struct object *task, struct invocation *inv);

/**
 * Map kernel-pool frames at a fresh, page-aligned kernel address with a guard page below;
 * used for kernel stacks. @p order is log2 bytes. NULL when page tables cannot be had.
 */
void *arch_stack_map(void *frames, unsigned order);
void arch_stack_unmap(void *stack, unsigned order);
/** The frames behind a stack from arch_stack_map(), as their pool address. */
void *arch_stack_frames(void *stack);

/** Map device registers for the kernel, uncached; panics when the device area is full. */
void *arch_map_device(paddr_t pa, size_t bytes);

/**
 * Read @p bytes of kernel or physical memory for the debugger, without faulting.
 * @return true when all of it could be read.
 */
bool arch_probe_read(void *to, vaddr_t from, size_t bytes);
bool arch_probe_write(vaddr_t to, const void *from, size_t bytes);
bool arch_probe_read_phys(void *to, paddr_t from, size_t bytes);

/*
 * I/O ports. Who has which stands in tables of this format, one page a port, which no hardware reads
 * (kernel/space/io_space.h). The port keeps what the hardware does read: it is told of every leaf by
 * allow(), and by arch_tlb_flush() of every leaf that goes.
 */
struct arch_io_ports {
	const struct page_format *format;
	bool (*init)(struct mem_space *ports); /* root table and more, charged to its quota */
	void (*destroy)(struct mem_space *ports);
	void (*allow)(struct mem_space *ports, vaddr_t at, unsigned order);
};
extern const struct arch_io_ports *const arch_io_ports; /* NULL: the machine has no ports */

/* ---- Time and interrupts -------------------------------------------------------------------- */

/** Kernel clock. Monotonic microseconds since boot; same source as the KIP clock functions. */
usec_t arch_clock_us(void);
/** Frequency of clock_cycles() in kHz. */
uint32_t arch_cycles_khz(void);
/** @p cycles of clock_cycles() in microseconds. */
usec_t arch_cycles_us(uint64_t cycles);
/** Fire the timer interrupt of this CPU at @p deadline (kernel clock) or never (USEC_NEVER). */
void arch_timer_program(usec_t deadline);

/** Number of interrupt pins of the platform and the controller that serves a pin (NULL: none). */
unsigned arch_irq_pins(void);
struct irq_chip *arch_irq_chip(unsigned pin);

/**
 * Message-signalled interrupts. Number n is pin IRQ_PIN_MSI + n for its chip and for irq_dispatch();
 * a device that writes message()'s data to message()'s address raises it.
 */
struct arch_msi {
	unsigned count; /* at most IRQ_MSIS */
	struct irq_chip *chip;
	void (*message)(unsigned n, uint64_t *address, uint32_t *data);
};
extern const struct arch_msi *const arch_msi; /* NULL: the machine has none */

/** Wait for the next interrupt. Entered with interrupts off, takes the interrupt, returns off. */
void arch_idle(void);

/* ---- Serial line ---------------------------------------------------------------------------- */

/** Next received byte, SERIAL_BREAK, or -1. Polling; works with interrupts off and in a panic. */
int arch_serial_get(void);
enum {
	SERIAL_BREAK = 256, /* the line was held low: asks for attention */
};
/** Give one byte to the transmitter; false when its FIFO is full. */
bool arch_serial_put(uint8_t byte);
/** Interrupt when the transmitter has room again (on) or not (off). */
void arch_serial_tx_interrupt(bool on);

/* ---- The end -------------------------------------------------------------------------------- */

_Noreturn void arch_reset(void);     /* reboot the machine */
_Noreturn void arch_power_off(void); /* power off, or stop where that is impossible */
_Noreturn void arch_halt(void);      /* stop this CPU for good */

/**
 * Walk one stack frame for a backtrace. @p fp and @p pc are updated to the caller's; false at the
 * end. Reads only through arch_probe_read(), so that a broken stack is no danger.
 */
bool arch_unwind(vaddr_t *fp, vaddr_t *pc);
/** Frame pointer and program counter to start a backtrace of the calling function. */
void arch_unwind_here(vaddr_t *fp, vaddr_t *pc);
/** The same for a thread that is switched out. */
void arch_unwind_thread(const struct thread *t, vaddr_t *fp, vaddr_t *pc);
/** The same for the code that an exception interrupted; @p frame as in kernel_exception(). */
void arch_unwind_frame(const void *frame, vaddr_t *fp, vaddr_t *pc);

/* What a backtrace of a program reads through. */
struct user_memory {
	const struct task *task;
	bool (*read)(const struct task *task, void *to, vaddr_t from, size_t bytes);
	bool (*is_code)(const struct task *task, vaddr_t address); /* could it be executed? */
};
/** The same for a program: where @p t is in user mode … */
void arch_unwind_user_here(const struct thread *t, vaddr_t *fp, vaddr_t *pc);
/** … and one frame up. @p first: *@p fp and *@p pc are those of arch_unwind_user_here(). */
bool arch_unwind_user(const struct thread *t, const struct user_memory *m, bool first, vaddr_t *fp,
		      vaddr_t *pc);

/* ---- What the port calls -------------------------------------------------------------------- */

/** From the port's first C code on the boot stack; never returns. kernel/boot/main.c */
_Noreturn void kernel_main(void);

/**
 * From arch_cpus_start()'s CPUs, set up like the boot CPU and on their idle thread's kernel stack, right
 * below its struct thread; never returns. kernel/sched/cpu.c
 */
_Noreturn void kernel_cpu_main(void);

/**
 * The system call, after the port moved its registers into @p inv. kernel/ipc/invoke.c
 * May block and switch; results are in @p inv on return.
 */
void invoke(struct invocation *inv);

/**
 * The same for a thread that reports_system_calls() (kernel/object/thread.h): only if its handler
 * allows it, @p execute does what the frame asks for; false: a resume, so the call has no end to
 * report. kernel/ipc/fault.c
 */
void reported_system_call(struct thread *self, bool (*execute)(struct trap_frame *frame));

/**
 * A page fault from user mode. @p address as faulted, @p flags: PAGE_FAULT_* below, @p ip.
 * Returns when the instruction may be restarted; never for a thread that dies. kernel/ipc/fault.c
 */
void user_page_fault(vaddr_t address, unsigned flags, vaddr_t ip);
enum {
	PAGE_FAULT_PRESENT = 1, /* the page was there, the right was not */
	PAGE_FAULT_WRITE   = 2,
	PAGE_FAULT_FETCH   = 4,
};

/**
 * Any other exception from user mode: an exception message goes to the handler with the thread's
 * trap frame. Returns when the thread may go on with its (possibly changed) registers.
 */
void user_exception(void);

/** Interrupt on @p pin (already masked or acknowledged as its chip wants). kernel/object/irq.c */
void irq_dispatch(unsigned pin);
/** The timer programmed by arch_timer_program() fired. kernel/sched/timer.c */
void timer_interrupt(void);
/** The serial line received something, or can send again. The console takes it from here. */
void serial_interrupt(void);
/** Another CPU asks for attention: arch_cpu_notify(). kernel/sched/request.c */
void request_interrupt(void);

/** The debugger on another CPU wants this one to stand still for now. kernel/sched/stop.c */
void cpu_stand(struct trap_frame *frame);

/**
 * Last thing before every return to user mode, interrupts off: runs deferred work (reschedule,
 * deletion, triggered exceptions). kernel/sched/cpu.c
 */
void before_return_to_user(void);

/**
 * An exception inside the kernel itself (after arch_probe_* fixups): enter the debugger or panic.
 * @p what names the exception, @p frame is for the debugger's register dump.
 */
void kernel_exception(const char *what, vaddr_t ip, vaddr_t fault_address, void *frame);

#endif
