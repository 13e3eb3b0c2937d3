/*
 * Message-signalled interrupts: what the rest of the port needs.
 */
#ifndef ARCH_X86_MSI_H
#define ARCH_X86_MSI_H

/** The vector of message-signalled interrupt @p n came. */
void msi_interrupt(unsigned n);

#endif
