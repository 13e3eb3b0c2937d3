/*
 * From multiboot 1 (QEMU -kernel) to 64-bit C: page tables that show the first 4 GiB where they are,
 * long mode, and loader_main(magic, information).
 */
#define HEADER_MAGIC 0x1badb002
#define HEADER_FLAGS 3 /* page-aligned modules, memory map */

	.section .header, "a"
	.balign 4
	.long HEADER_MAGIC
	.long HEADER_FLAGS
	.long -(HEADER_MAGIC + HEADER_FLAGS)

	.text
	.code32
	.globl start
start:
	cli
	mov %eax, %ebp                            # keep what multiboot passes
	mov %ebx, %esi

	/* 2048 large pages of 2 MiB: present, writable. */
	mov $level2, %edi
	mov $0x83, %eax
	mov $2048, %ecx
1:	mov %eax, (%edi)
	movl $0, 4(%edi)
	add $0x200000, %eax
	add $8, %edi
	loop 1b
	movl $level1 + 3, level0
	mov $level2 + 3, %eax
	mov $level1, %edi
	mov $4, %ecx
1:	mov %eax, (%edi)
	add $0x1000, %eax
	add $8, %edi
	loop 1b

	mov $0x20, %eax                           # CR4.PAE
	mov %eax, %cr4
	mov $level0, %eax
	mov %eax, %cr3
	mov $0xc0000080, %ecx                     # EFER.LME
	rdmsr
	or $0x100, %eax
	wrmsr
	mov %cr0, %eax
	or $0x80000001, %eax
	mov %eax, %cr0
	lgdt gdt_pointer
	ljmp $8, $long_mode

	.code64
long_mode:
	mov $16, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	mov $stack_end, %esp
	mov %ebp, %edi
	mov %esi, %esi                            # second argument: upper half cleared
	call loader_main
1:	hlt
	jmp 1b

	.balign 8
gdt:
	.quad 0
	.quad 0x00af9b000000ffff                  # 64-bit code
	.quad 0x00cf93000000ffff                  # data
gdt_pointer:
	.short gdt_pointer - gdt - 1
	.long gdt

	.bss
	.balign 4096
level0:
	.skip 4096
level1:
	.skip 4096
level2:
	.skip 4 * 4096
	.skip 16384
stack_end:

	.section .note.GNU-stack, "", @progbits
