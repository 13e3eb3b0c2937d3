/*
 * The two themes.
 */
#include "visualizer/draw/theme.h"

const struct theme theme_dark = {
	.name      = "dark",
	.back      = 0xff12151a,
	.panel     = 0xff1b1f26,
	.raised    = 0xff282e38,
	.border    = 0xff3b4350,
	.text      = 0xffe9ebee,
	.dim       = 0xffa9b2bf,
	.hover     = 0xff2a313c,
	.selected  = 0xff3d3524,
	.accent    = 0xff56b4e9,
	.pick      = 0xffe69f00,
	.mark      = 0xffcc79a7,
	.warn      = 0xffff8a4c,
	.edge      = 0xff8792a2,
	.running   = 0xff009e73,
	.ready     = 0xfff0e442,
	.sending   = 0xff2f8fd0,
	.receiving = 0xff56b4e9,
	.faulting  = 0xffd55e00,
	.sleeping  = 0xff737d8c,
};

const struct theme theme_light = {
	.name      = "light",
	.back      = 0xffe9ebef,
	.panel     = 0xffffffff,
	.raised    = 0xfff1f3f6,
	.border    = 0xffc3c9d2,
	.text      = 0xff15191e,
	.dim       = 0xff525b67,
	.hover     = 0xffeef2f7,
	.selected  = 0xfffdefcf,
	.accent    = 0xff0067a5,
	.pick      = 0xffc67f00,
	.mark      = 0xffa8487c,
	.warn      = 0xffb34700,
	.edge      = 0xff6b7584,
	.running   = 0xff009e73,
	.ready     = 0xffe3d20a,
	.sending   = 0xff0072b2,
	.receiving = 0xff56b4e9,
	.faulting  = 0xffd55e00,
	.sleeping  = 0xffa3abb6,
};
