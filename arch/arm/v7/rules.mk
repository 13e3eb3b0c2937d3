# ARMv7-A with large physical address extension (Cortex-A7, A15 and later).
CROSS         := arm-none-eabi-
CLANG_TARGET  := arm-none-eabi
ARCH_DIRS     := arch/arm/v7 arch/arm/common arch/arm/board
# The kernel does not touch the FPU: clang's soft-float ABI means that already, gcc must be told.
ARCH_CFLAGS   := -march=armv7ve -marm -mfloat-abi=soft
ifeq ($(findstring clang,$(CC)),)
ARCH_CFLAGS   += -mgeneral-regs-only
endif
# libgcc for ARMv7-A comes as Thumb code only; it is called across the two instruction sets. It is
# compiled with enums of another size than some of our objects, and passes none to them.
ARCH_LIBGCC_FLAGS := -march=armv7-a -mthumb -mfloat-abi=soft
# Where an ELF loader puts the image: the start of the board's RAM, where the original kernel has it.
IMAGE_LOAD_virt := 0x40000000
ARCH_LDFLAGS  := -m armelf --no-enum-size-warning --defsym=IMAGE_LOAD=$(IMAGE_LOAD_$(BOARD))
ARCH_LDSCRIPT := arch/arm/v7/kernel.lds
# QEMU and boot loaders take the raw image with its Linux header.
KERNEL_IMAGE  := $(B)/kernel.img
$(B)/kernel.img: $(B)/kernel.elf
	$(Q)$(CROSS)objcopy -O binary $< $@
