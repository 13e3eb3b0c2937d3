# Unit tests of user-mode code that needs no kernel: Criterion, on the build machine (x86-64), under
# the address and undefined-behaviour sanitizers. Part of `make test-unit`.

UNIT_USER      := $(H)/unit/user-tests
UNIT_USER_SRC  := $(wildcard tests/user/*.c) tests/user/fake/notes.c l4re/sigma0/region.c l4re/lib/c/format.c l4re/root/loader.c
UNIT_USER_OBJ  := $(addprefix $(UNIT_USER).d/,$(addsuffix .o,$(UNIT_USER_SRC)))
UNIT_USER_CFLAGS := -std=gnu11 -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
                    -fno-sanitize-recover=all -Wall -Wextra -Werror -Wshadow -Wno-format-truncation \
                    -I. -Iarch/x86/amd64/abi -Il4re/arch/amd64/include -Il4re/include

# Our printf family gets names of its own beside the C library's.
$(UNIT_USER).d/l4re/lib/c/format.c.o: private UNIT_USER_CFLAGS += -Dvsnprintf=user_vsnprintf -Dsnprintf=user_snprintf
# The loader's complaints about thousands of damaged files are not for the terminal.
$(UNIT_USER).d/l4re/root/loader.c.o: private UNIT_USER_CFLAGS += -Dprintf=quiet_printf

# The bindings call a system call that takes notes.
$(addprefix $(UNIT_USER).d/tests/user/,fake/notes.c.o test_bindings.c.o test_debugger_bindings.c.o): \
	private UNIT_USER_CFLAGS := -Itests/user/fake/include $(UNIT_USER_CFLAGS)

$(eval $(call flags_stamp,$(UNIT_USER).d/user.flags,UNIT_USER_CFLAGS))

$(UNIT_USER).d/%.c.o: %.c $(UNIT_USER).d/user.flags
	@mkdir -p $(@D)
	$(Q)gcc $(UNIT_USER_CFLAGS) -MMD -MP -c $< -o $@
$(UNIT_USER): $(UNIT_USER_OBJ)
	$(Q)gcc -fsanitize=address,undefined $^ -lcriterion -o $@

.PHONY: test-unit-user
test-unit: test-unit-user
test-unit-user: need-build need-test $(UNIT_USER) ## unit tests of user-mode code, on this machine
	@echo "  unit     user-tests"
	@timeout 600 $(UNIT_USER) --timeout 300 $(UNIT_ARGS)

.PHONY: test-bindings
test-bindings: need-amd64 need-arm need-test ## programs written for L4Re compile: each header, function, constant
	@tests/user/bindings/run

-include $(UNIT_USER_OBJ:.o=.d)
