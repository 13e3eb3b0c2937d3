# User programs on ARMv7-A. Soft float: the same library serves every core.
USER_ARCH_CFLAGS  := -march=armv7-a -marm -mfloat-abi=soft
USER_ARCH_LDFLAGS := -m armelf --no-enum-size-warning
USER_LINK_BASE    := 0x1000000
# An address of the kernel's: a program linked there is refused by the loader (l4re/demos).
USER_EVIL_BASE    := 0xc8000000
