# User programs on x86-64.
USER_ARCH_CFLAGS  := -m64 -fcf-protection=none
USER_ARCH_LDFLAGS := -m elf_x86_64
USER_LINK_BASE    := 0x1000000
# An address of the kernel's: a program linked there is refused by the loader (l4re/demos).
USER_EVIL_BASE    := 0xffffffff80000000
