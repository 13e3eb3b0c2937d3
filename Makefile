# Phial: a microkernel in a glass. `make` alone prints what can be done.
#
# Variables choose what is built; every combination lives in a build directory of its own:
#   ARCH=amd64|arm      BOARD=pc|virt       DEBUG=1|0      JDB=1|0      CC=gcc|clang
#   KOPTIONS=5|6        for a newer original boot loader (abi sheet §11.3)
#   SMP=n               CPUs of the emulated machine
#
# This file only knows the front door. How each part of the house is built stands in its rules.mk.

ARCH  ?= amd64
JDB   ?= 1
DEBUG ?= 1
SMP   ?= 1
export SMP
ifeq ($(origin CC),default)
CC    := gcc
endif

FAMILY_amd64  := x86
FAMILY_arm    := arm
PORT_amd64    := amd64
PORT_arm      := v7
BOARD_amd64   := pc
BOARD_arm     := virt
FAMILY        := $(FAMILY_$(ARCH))
PORT          := $(PORT_$(ARCH))
BOARD         ?= $(BOARD_$(ARCH))
ifeq ($(FAMILY),)
$(error ARCH=$(ARCH) is unknown; choose amd64 or arm)
endif

# The name of a build directory says all that distinguishes it.
KIND := $(if $(filter 0,$(DEBUG)),release,$(if $(filter 1,$(DEBUG)),debug,$(DEBUG)))
KIND := $(KIND)$(if $(filter 0,$(JDB)),-nojdb)$(if $(KOPTIONS),-kopt$(KOPTIONS))$(if $(filter 1,$(FAIL_ALLOC)),-failalloc)$(if $(filter 0,$(HELPING)),-nohelping)$(if $(filter 0,$(FAST)),-nofast)$(if $(findstring clang,$(CC)),-clang)
B    := build/$(ARCH)-$(BOARD)-$(KIND)
H    := build/host

Q := $(if $(V),,@)
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help
help: ## this list
	@echo "Phial, a microkernel in a glass.  make TARGET [ARCH=amd64|arm] [DEBUG=1|0] [CC=gcc|clang]"
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sort -u | \
		awk -F ':.*## ' '{ printf "  %-14s %s\n", $$1, $$2 }'

# need-<group>: packages of that group are there, or are installed now. See tests/env/packages.
need-%:
	@tests/env/need $*
.PRECIOUS: $(B)/%.o

# $(call flags_stamp,FILE,VARIABLE): FILE holds VARIABLE's value and is written only when that has
# changed. Objects depend on it, so they are made again when their flags change. A target that adds
# flags of its own does so with `private`, or they would appear in the stamp.
.PHONY: flags
define flags_stamp
$(1): flags
	@mkdir -p $$(@D)
	@printf '%s\n' '$$($(2))' | cmp -s - $$@ || printf '%s\n' '$$($(2))' > $$@
endef

include arch/$(FAMILY)/$(PORT)/rules.mk
include kernel/rules.mk
-include jdb/rules.mk
-include l4re/rules.mk
-include jdb/host/rules.mk
-include visualizer/rules.mk
-include slides/rules.mk
-include tests/rules.mk
-include labs/rules.mk

.PHONY: run debug test lint doctor clean
run: need-$(ARCH) need-viz need-host $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/boot.cpio $(VIZ) $(H)/phial-link ## boot ARCH in QEMU and show the running system
	@visualizer/run $(ARCH) $(B)
debug: need-$(ARCH) need-debug $(B)/kernel.elf $(KERNEL_IMAGE) $(B)/boot.cpio ## the same under GDB, stopped at kernel_main
	@tests/env/debug $(ARCH) $(B)
test: need-amd64 need-arm need-viz need-host need-test need-model need-iso ## everything CI runs; ends with the counts
	@tests/all
lint: need-test ## the rules of the house, checked by script
	@tests/lint/lint
doctor: ## check tools and versions, and say why each matters
	@tests/env/doctor
clean: ## remove everything that was built
	rm -rf build
