/*
 * Options that the original boot loader writes into the kernel image, before it starts the kernel.
 *
 * The loader finds the structure by an ELF program header of its own, and refuses a kernel whose
 * magic number or version is not what it was built with: version 5, or 6 with one more field.
 *
 * Source: abi sheet §10.2, §11.3. All fields are packed.
 */
#ifndef L4_ABI_KOPT_H
#define L4_ABI_KOPT_H

#include "kernel/abi/l4_types.h"

#ifndef CONFIG_KOPTIONS
#define CONFIG_KOPTIONS 5
#endif

enum {
	L4_KOPT_MAGIC   = 0x4c344b43,
	L4_KOPT_VERSION = CONFIG_KOPTIONS,

	/* ELF program headers that tell the loader where things are. */
	L4_KOPT_PHDR_KIP     = 0x10,
	L4_KOPT_PHDR_OPTIONS = 0x11,
};

enum l4_kernel_options_flags_t {
	L4_KOPT_WAIT       = 1 << 0, /* enter the debugger before user level starts */
	L4_KOPT_SERIAL_ESC = 1 << 1, /* Esc on the serial line enters the debugger */
	L4_KOPT_NOSERIAL   = 1 << 2,
	L4_KOPT_UART_BAUD  = 1 << 20, /* these three: the field of struct uart is valid */
	L4_KOPT_UART_BASE  = 1 << 21,
	L4_KOPT_UART_IRQ   = 1 << 22,
};

typedef struct l4_kernel_options_uart_t {
	l4_uint32_t base_baud;
	l4_uint32_t baud;
	l4_uint16_t irq;
	l4_uint8_t reg_shift;
	l4_uint8_t access_type;
	l4_uint64_t base; /* address of its registers, or port */
	char compatible[32];
} __attribute__((packed)) l4_kernel_options_uart_t;

typedef struct l4_kernel_options_t {
	l4_uint32_t magic;
	l4_uint32_t version;
	l4_uint32_t flags;
	l4_uint32_t kmemsize; /* KiB */
#if CONFIG_KOPTIONS >= 6
	l4_uint32_t performance_profile;
#endif
	l4_kernel_options_uart_t uart;
	l4_uint64_t spin_address;
	char jdb_cmd[128];
	l4_uint32_t trace_entries;
	l4_uint32_t out_buffer;
	l4_uint32_t node;
} __attribute__((packed)) l4_kernel_options_t;

_Static_assert(sizeof(l4_kernel_options_uart_t) == 52, "kernel options layout");
_Static_assert(sizeof(l4_kernel_options_t) == (CONFIG_KOPTIONS >= 6 ? 220 : 216),
	       "kernel options layout");

#endif
