# The lecture: Markdown to HTML (self-contained) and PDF. See README.md.
#
#   make slides             build/slides/NN-name.html and .pdf
#   make slides DECK=05     those whose name contains the word
#   make test-slides        nothing sticks out of its slide, keys and links work, each demo runs

S      := build/slides
DECKS  := $(sort $(wildcard slides/[0-9][0-9]-*.md))
DECKS  := $(if $(DECK),$(foreach d,$(DECKS),$(if $(findstring $(DECK),$(d)),$(d))),$(DECKS))
HTML   := $(DECKS:slides/%.md=$(S)/%.html)
PDF    := $(HTML:.html=.pdf)
LOOKS  := $(addprefix slides/,slides.lua slides.css slides.js template.html)

# What the pictures of running state are taken from.
$(S)/tour.rec: build/amd64-pc-debug/kernel.elf build/amd64-pc-debug/boot.cpio $(H)/phial-link
	@mkdir -p $(@D)
	$(Q)slides/record $@

$(S)/%.html: slides/%.md $(LOOKS) $(S)/tour.rec $(H)/phial-viz $(H)/phial-link | need-slides
	@echo "  slides   $@"
	@rm -f $(S)/$*.demos $(S)/$*.demos-*.png; touch $(S)/$*.demos
	$(Q)RECORDING=$(S)/tour.rec VIZ=$(H)/phial-viz DEMOS=$(S)/$*.demos pandoc --from markdown --to html5 \
		--section-divs --self-contained --metadata pagetitle="$*" --template slides/template.html \
		--lua-filter slides/slides.lua --output $@ $<

$(S)/%.pdf: $(S)/%.html slides/browser
	$(Q)slides/browser --print-to-pdf=$(abspath $@) --no-pdf-header-footer $<

ifneq ($(ARCH)-$(BOARD)-$(KIND),amd64-pc-debug)
build/amd64-pc-debug/kernel.elf build/amd64-pc-debug/boot.cpio:
	$(Q)$(MAKE) --no-print-directory ARCH=amd64 DEBUG=1 JDB=1 CC=gcc BOARD=pc kernel programs
endif

.PHONY: slides test-slides
slides: need-slides need-amd64 need-viz need-host $(HTML) $(PDF) ## the lecture, HTML and PDF

test-slides: slides ## slides fit, demos run; pictures of all slides in build/slides/png
	@slides/check $(HTML)
