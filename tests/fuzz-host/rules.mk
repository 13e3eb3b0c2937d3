# Fuzzing of all that reads from the wire or from a file: libFuzzer under the sanitizers. See README.md.
#
#   make test-fuzz-host                     ten seconds each; part of `make test`
#   make test-fuzz-host FUZZ_SECONDS=600    longer
#   make test-fuzz-host FUZZER=recording    one of them: frame, record, recording, filter

FH            := $(H)/fuzz
FUZZERS       := frame record recording filter
FUZZER        ?= $(FUZZERS)
FUZZ_SECONDS  ?= 10
FUZZ_SRC      := $(wildcard jdb/host/*.c jdb/link/*.c)
FUZZ_OBJ      := $(FUZZ_SRC:%.c=$(FH)/%.o)
FUZZ_MAIN     := $(FUZZERS:%=$(FH)/tests/fuzz-host/fuzz_%.o)
FUZZ_DATA     := $(wildcard tests/data/recordings/*.rec)
FUZZ_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_CFLAGS   := -std=gnu11 -D_GNU_SOURCE -g -O1 -fno-omit-frame-pointer -fno-strict-aliasing \
                 -Wall -Wextra -Werror -I. -fsanitize=fuzzer-no-link $(FUZZ_SANITIZE)

$(eval $(call flags_stamp,$(FH)/fuzz.flags,FUZZ_CFLAGS))

$(FUZZ_OBJ) $(FUZZ_MAIN): $(FH)/%.o: %.c $(FH)/fuzz.flags | need-host need-test
	@mkdir -p $(@D)
	$(Q)clang $(FUZZ_CFLAGS) -MMD -MP -c $< -o $@
$(FUZZERS:%=$(FH)/fuzz-%): $(FH)/fuzz-%: $(FH)/tests/fuzz-host/fuzz_%.o $(FUZZ_OBJ)
	$(Q)clang -fsanitize=fuzzer $(FUZZ_SANITIZE) $^ $(HOST_LIBS) -o $@

$(FH)/seeds: $(H)/tests/fuzz-host/seeds.o $(HOST_LIB)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) -o $@
$(H)/tests/fuzz-host/seeds.o: $(H)/%.o: %.c $(H)/host.flags | need-host
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -MMD -MP -c $< -o $@

.PHONY: test-fuzz-host
test-fuzz-host: $(FUZZER:%=$(FH)/fuzz-%) $(FH)/seeds ## any bytes for every decoder on the host, under sanitizers
	@tests/fuzz-host/run $(FH) $(FUZZ_SECONDS) "$(FUZZER)" $(FUZZ_DATA)

-include $(FUZZ_OBJ:.o=.d) $(FUZZ_MAIN:.o=.d)
