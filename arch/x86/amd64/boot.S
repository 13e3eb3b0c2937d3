/*
 * From the boot loader to C: 32-bit protected mode without paging becomes 64-bit mode.
 *
 * Two loaders (multiboot2: GRUB; PVH: QEMU -kernel, Xen) jump here in the same state: 32-bit, flat
 * segments, paging off, interrupts off, the address of their information structure in ebx. The
 * third, that of the original system, calls the ELF entry point in 64-bit mode on page tables of its
 * own; we bring the CPU back to the state of the others and go on like them. We
 * build page tables that show the first 4 GiB of physical memory twice,
 *
 *      0                  + 4 GiB: where this code runs, and where loaders and firmware left data
 *      ffffffff80000000   + 1 GiB: where the kernel is linked
 *
 * enter long mode and go to boot_start() (start.c), which soon replaces these tables by the final
 * ones. The section .boot is linked at its physical address; everything else at KERNEL_BASE + pa.
 *
 * There is no header for the older multiboot 1: QEMU would prefer it to PVH, and then refuse the
 * image for being 64-bit.
 *
 * The other CPUs come here too, out of 16-bit mode, on the same page tables: see cpu_trampoline.
 */
#include <arch/defs.h>
#include <asm_offsets.h>
#include "arch/x86/common/loader.h"

#define PHYSICAL(symbol) (symbol - KERNEL_BASE)

/* Page-table entry bits: present, writable, large page. */
#define TABLE 0x3
#define LARGE 0x83

#define CR0_PAGING   0x80000000
#define CR0_PROTECT  0x1
#define CR4_PAE      0x20
#define NOT_BY_LOADER 0 /* in the place of a loader's magic number: one of the other CPUs */
#define EFER         0xc0000080
#define EFER_LONG_NX 0x900
#define CPUID_LONG   (1 << 29) /* leaf 0x80000001, edx */
#define CPUID_NX     (1 << 20)

#define BOOT_CODE32 0x08
#define BOOT_CODE64 0x10
#define BOOT_DATA   0x18

/* ---- What loaders look for ------------------------------------------------------------------ */

	.section .boot.header, "a"
	.balign 8
multiboot2_header:
	.long 0xe85250d6                          /* magic */
	.long 0                                   /* architecture: 32-bit protected mode */
	.long multiboot2_end - multiboot2_header
	.long -(0xe85250d6 + 0 + (multiboot2_end - multiboot2_header))
	.short 3, 0                               /* entry address tag … */
	.long 12
	.long boot_entry
	.balign 8
	.short 6, 0                               /* modules are to be page-aligned */
	.long 8
	.short 0, 0                               /* end of tags */
	.long 8
multiboot2_end:

	.section .note.Xen, "a", @note
	.balign 4
	.long 4                                   /* bytes of the name */
	.long 4                                   /* bytes of the descriptor */
	.long 18                                  /* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.long pvh_entry

/* ---- The original system's loader ----------------------------------------------------------- */

	.section .boot.text, "ax"
	.code64
	.globl bootstrap_entry
bootstrap_entry:
	cli
	lgdt boot_gdt_pointer
	mov $BOOT_DATA, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	push $BOOT_CODE32                         # a far return (on the loader's stack) goes there
	push $1f
	lretq
	.code32
1:	mov %cr0, %eax
	and $~CR0_PAGING, %eax                    # paging off: long mode ends
	mov %eax, %cr0
	mov $LOADER_BOOTSTRAP, %eax
	jmp boot_entry

/* ---- 32-bit code ---------------------------------------------------------------------------- */

	.globl boot_entry
pvh_entry:
	mov $LOADER_PVH, %eax                     # PVH has no magic number in a register
boot_entry:
	cli
	cld
	mov %eax, %ebp                            # keep the loader's magic number …
	mov %ebx, %esi                            # … and the address of its information

	/* A reboot may leave RAM as it was: zero the kernel's variables ourselves. */
	mov $PHYSICAL(bss_start), %edi
	mov $PHYSICAL(image_end), %ecx
	sub %edi, %ecx                            # bytes, a multiple of 4 (kernel.lds)
	shr $2, %ecx
	xor %eax, %eax
	rep stosl

	/* A CPU without long mode or without execute protection cannot run this kernel. */
	mov $0x80000000, %eax
	cpuid                                     # eax = last extended leaf
	cmp $0x80000001, %eax
	jb cpu_too_old
	mov $0x80000001, %eax
	cpuid
	and $(CPUID_LONG | CPUID_NX), %edx
	cmp $(CPUID_LONG | CPUID_NX), %edx
	jne cpu_too_old

	/* Level 2: 2048 entries of 2 MiB each in four tables that lie side by side. */
	mov $PHYSICAL(boot_level2), %edi
	mov $LARGE, %eax
	mov $2048, %ecx
1:	mov %eax, (%edi)                          # low half; the high half is zero (.bss)
	add $0x200000, %eax
	add $8, %edi
	loop 1b

	/* Level 1: the low table points to all four, the high one's last but one to the first. */
	mov $PHYSICAL(boot_level2) + TABLE, %eax
	mov %eax, PHYSICAL(boot_level1_high) + 510 * 8
	mov $PHYSICAL(boot_level1_low), %edi
	mov $4, %ecx
1:	mov %eax, (%edi)
	add $0x1000, %eax
	add $8, %edi
	loop 1b

	/* Level 0: identity in the first entry, the kernel in the last. */
	movl $PHYSICAL(boot_level1_low) + TABLE, PHYSICAL(boot_level0)
	movl $PHYSICAL(boot_level1_high) + TABLE, PHYSICAL(boot_level0) + 511 * 8

enter_long_mode:
	/* Long mode: PAE on, root table set, EFER.LME, then paging (Intel SDM volume 3, 10.8.5). */
	mov %cr4, %eax
	or $CR4_PAE, %eax
	mov %eax, %cr4
	mov $PHYSICAL(boot_level0), %eax
	mov %eax, %cr3
	mov $EFER, %ecx
	rdmsr
	or $EFER_LONG_NX, %eax
	wrmsr
	mov %cr0, %eax
	or $(CR0_PAGING | CR0_PROTECT), %eax
	mov %eax, %cr0
	lgdt boot_gdt_pointer
	ljmp $BOOT_CODE64, $boot_long             # a 64-bit code segment ends compatibility mode

/* Say so on the serial line, with the line parameters that firmware left, and stop. */
cpu_too_old:
	mov $too_old_text, %esi
1:	mov $0x3f8 + 5, %dx                       # COM1 line status
2:	in %dx, %al
	test $0x20, %al                           # transmitter empty?
	jz 2b
	lodsb
	test %al, %al
	jz 3f
	mov $0x3f8, %dx
	out %al, %dx
	jmp 1b
3:	hlt
	jmp 3b

too_old_text:
	.asciz "Phial needs an x86-64 CPU with execute protection (NX). This CPU has not.\r\n"

/* The other CPUs, from cpu_trampoline. */
cpu_entry32:
	mov $BOOT_DATA, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	mov $NOT_BY_LOADER, %ebp
	jmp enter_long_mode

/* ---- 64-bit code ---------------------------------------------------------------------------- */

	.code64
boot_long:
	mov $BOOT_DATA, %eax
	mov %eax, %ss                             # a stack segment that is none of the loader's
	xor %eax, %eax
	mov %eax, %ds                             # the others are not used in 64-bit mode
	mov %eax, %es
	mov %eax, %fs
	mov %eax, %gs
	cmp $NOT_BY_LOADER, %ebp
	je 1f

	/* The boot stack is a thread's stack, so that thread_current() works from here on. */
	mov $boot_stack + (2 << KERNEL_STACK_ORDER) - THREAD_SIZE, %rsp
	mov %ebp, %edi                            # first argument: magic number
	mov %esi, %esi                            # second: address, upper half cleared
	xor %ebp, %ebp                            # no frame above: the end of every backtrace
	mov $boot_start, %rax
	call *%rax                                # never returns

1:	mov $cpu_entry64, %rax                    # off the identity map, which ends there
	jmp *%rax

	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00cf9b000000ffff                  # BOOT_CODE32
	.quad 0x00af9b000000ffff                  # BOOT_CODE64
	.quad 0x00cf93000000ffff                  # BOOT_DATA
boot_gdt_pointer:
	.short boot_gdt_pointer - boot_gdt - 1
	.quad boot_gdt                            # of which 32-bit code reads the lower half

/* ---- The other CPUs ------------------------------------------------------------------------- */

/*
 * Where a CPU starts that was sent a start-up interrupt: in 16-bit real mode, at the beginning of a
 * page below 1 MiB, to which cpus.c copies this. Nothing here depends on which page it is.
 */
	.section .rodata
	.code16
	.globl cpu_trampoline, cpu_trampoline_end
cpu_trampoline:
	cli
	cld
	mov %cs, %ax                              # the page, in units of 16 bytes
	mov %ax, %ds
	lgdtl trampoline_gdt - cpu_trampoline
	mov %cr0, %eax
	or $CR0_PROTECT, %eax
	mov %eax, %cr0
	ljmpl $BOOT_CODE32, $cpu_entry32
trampoline_gdt:
	.short boot_gdt_pointer - boot_gdt - 1
	.long boot_gdt
cpu_trampoline_end:

	.text
	.code64
cpu_entry64:
	mov cpu_start_root(%rip), %rax
	mov %rax, %cr3                            # the kernel's final page tables
	mov cpu_start_stack(%rip), %rsp           # the idle thread's: thread_current() works
	xor %ebp, %ebp                            # backtraces end here
	call cpu_boot                             # never returns

/* ---- The tables above ----------------------------------------------------------------------- */

	.section .bss.boot, "aw", @nobits
	.balign 4096
boot_level0:
	.skip 4096
boot_level1_low:
	.skip 4096
boot_level1_high:
	.skip 4096
boot_level2:
	.skip 4 * 4096

	.section .note.GNU-stack, "", @progbits
