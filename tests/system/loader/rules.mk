# The test loader: 64-bit code in a 32-bit ELF file, because multiboot 1 knows no other.

LOADER_OBJ := $(B)/loader/start.S.o $(B)/loader/loader.c.o

$(B)/loader/%.o: tests/system/loader/%
	@mkdir -p $(@D)
	$(Q)$(KCC) $(KERNEL_CFLAGS) -mcmodel=small -fno-tree-loop-distribute-patterns -MMD -MP -c $< -o $@
$(B)/loader.elf: $(LOADER_OBJ) tests/system/loader/loader.lds
	$(Q)$(CROSS)ld -m elf_x86_64 -nostdlib -z noexecstack -z max-page-size=4096 \
		--no-warn-rwx-segments -T tests/system/loader/loader.lds $(LOADER_OBJ) -o $@.64
	$(Q)$(CROSS)objcopy -O elf32-i386 $@.64 $@

-include $(LOADER_OBJ:.o=.d)
