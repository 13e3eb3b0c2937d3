# The labs: what boots (a stage, the student's programs, actors) and the graders. See README.md.
#
#   make grade LAB=01-ipc [TEST=name]     grade what is in this tree
#   make lab-image LAB=01-ipc ARCH=arm    only what boots
#   make handout                          the students' tarball
#   make grade-all LAB=… DIR=folder       grade every submission in a folder
#   make test-labs                        every lab: starter, solution, mutants

LABS         := $(notdir $(patsubst %/manifest,%,$(wildcard labs/[0-9]*/manifest)))
LAB_NUMBER    = $(firstword $(subst -, ,$(1)))
LAB_ROOT_SRC := $(addprefix l4re/root/,program.c loader.c modules.c frames.c keeper.c)
LAB_STAGE    := $(wildcard labs/stage/*.c) $(LAB_ROOT_SRC)

# ---- What boots, for ARCH: $(B)/lab-NAME.cpio ----------------------------------------------------

$(eval $(call user_program,lab-actor,labs/stage/programs/actor.c))

# The student's programs are NUMBER-NAME in the archive, one a file of starter/.
lab_programs = $(foreach p,$(wildcard labs/$(1)/starter/*.c),$(LAB_NUMBER)-$(basename $(notdir $p)))

define lab_image
$(eval $(call user_boot_program,lab-$(1),$(LAB_STAGE) $(wildcard labs/$(1)/stage/*.c labs/$(1)/extra/stage/*.c)))
$(foreach p,$(wildcard labs/$(1)/starter/*.c),$(eval $(call user_program,$(LAB_NUMBER)-$(basename $(notdir $p)),$p)))
$(eval $(call user_archive,$(B)/lab-$(1).cpio,$(U)/packed/sigma0,$(U)/packed/lab-$(1),$(addprefix $(U)/packed/,$(lab_programs) lab-actor)))
endef
$(foreach l,$(LABS),$(eval $(call lab_image,$l)))

.PHONY: lab-image
lab-image: $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/lab-$(LAB).cpio

# ---- The graders: build/host/grade-NAME ----------------------------------------------------------

GRADER_SRC := $(wildcard labs/grader/*.c) tests/system/machine.c
GRADER_OBJ := $(GRADER_SRC:%.c=$(H)/%.o)
LAB_TESTS  := $(foreach l,$(LABS),$(wildcard labs/$l/tests/*.c labs/$l/extra/*.c))
LAB_OBJ    := $(LAB_TESTS:%.c=$(H)/%.o)
GRADERS    := $(addprefix $(H)/grade-,$(LABS))

$(filter-out $(H)/tests/%,$(GRADER_OBJ)) $(LAB_OBJ): $(H)/%.o: %.c $(H)/host.flags | need-host
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -MMD -MP -c $< -o $@

define lab_grader
$(H)/grade-$(1): $(GRADER_OBJ) $(patsubst %.c,$(H)/%.o,$(wildcard labs/$(1)/tests/*.c labs/$(1)/extra/*.c)) $(HOST_LIB)
	$$(Q)$$(HOST_CC) $$^ $$(HOST_LIBS) -o $$@
endef
$(foreach l,$(LABS),$(eval $(call lab_grader,$l)))

.PHONY: graders grade grade-which handout grade-all test-labs
GRADER := $(if $(LAB),$(H)/grade-$(LAB),grade-which)
grade-which:
	@echo "say which lab: LAB=01-ipc. There are: $(LABS)"; exit 2
graders: $(GRADERS)
grade: need-amd64 need-arm need-host $(GRADER) ## grade your solution: LAB=01-ipc [TEST=name] [ARCH=…] [JSON=file]
	@$(H)/grade-$(LAB) $(if $(filter command line environment,$(origin ARCH)),--arch $(ARCH)) \
		$(if $(TEST),--test $(TEST)) $(if $(JSON),--json $(JSON)) $(GRADE)
handout: ## the students' tarball: no solutions, mutants, extra tests
	@labs/handout
grade-all: need-amd64 need-arm need-host $(GRADER) ## grade every submission in a folder: LAB=… DIR=…
	@labs/grade-all $(LAB) $(DIR)
test-labs: need-amd64 need-arm need-host $(GRADERS) ## every lab: the starter, the solution, wrong solutions
	@labs/test-labs $(LAB)

-include $(GRADER_OBJ:.o=.d) $(LAB_OBJ:.o=.d)
