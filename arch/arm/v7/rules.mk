# ARMv7-A with large physical address extension (Cortex-A7, A15 and later).
CROSS         := arm-none-eabi-
CLANG_TARGET  := arm-none-eabi
ARCH_DIRS     := arch/arm/v7 arch/arm/common arch/arm/board
ARCH_CFLAGS   := -march=armv7-a+mp+virt -marm -mfloat-abi=soft -mgeneral-regs-only
ARCH_LIBGCC_FLAGS := -march=armv7-a -mthumb -mfloat-abi=soft
ARCH_LDFLAGS  := -m armelf
ARCH_LDSCRIPT := arch/arm/v7/kernel.lds
# QEMU and boot loaders take the raw image with its Linux header.
KERNEL_IMAGE  := $(B)/kernel.img
$(B)/kernel.img: $(B)/kernel.elf
	$(Q)$(CROSS)objcopy -O binary $< $@
