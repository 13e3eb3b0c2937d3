# x86-64: PCs.
CROSS         :=
CLANG_TARGET  := x86_64-linux-gnu
ARCH_DIRS     := arch/x86/amd64 arch/x86/common
ARCH_CFLAGS   := -m64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only
ARCH_LDFLAGS  := -m elf_x86_64
ARCH_LDSCRIPT := arch/x86/amd64/kernel.lds
KERNEL_IMAGE  :=
