# Every kind of test brings its own rules.
include $(wildcard tests/*/rules.mk)
