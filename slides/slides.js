/*
 * A deck in the browser: one slide at a time, scaled to the window. Keys are listed by "?".
 *
 *     deck.html#7        opens slide 7
 *     deck.html?sheet    all slides below each other, unscaled: what `make slides` photographs
 *     deck.html?check    as ?sheet; the title tells which slides are too full, for the test
 */
"use strict";

const slides = [...document.querySelectorAll("section.slide")];
const body = document.body;
let now = 0;
let speaker = null; // the speaker's window
let started = Date.now();

const keys = [
	["→ ↓ space Page Down", "next slide", ["ArrowRight", "ArrowDown", " ", "PageDown", "n"], () => show(now + 1)],
	["← ↑ Page Up", "slide before", ["ArrowLeft", "ArrowUp", "PageUp", "p"], () => show(now - 1)],
	["Home, End", "first, last slide", ["Home"], () => show(0)],
	["", "", ["End"], () => show(slides.length - 1)],
	["s", "speaker's window: notes, next slide, clock", ["s"], open_speaker],
	["o", "overview", ["o"], () => toggle("overview")],
	["b", "black", ["b", "."], () => toggle("black")],
	["f", "full screen", ["f"], full_screen],
	["?", "this list", ["?"], () => toggle("help")],
	["Esc", "back to the slide", ["Escape"], () => body.classList.remove("overview", "black", "help")],
];

function toggle(what) {
	body.classList.toggle(what);
	body.classList.toggle("show", !body.classList.contains("overview"));
	fit();
}

function full_screen() {
	if (document.fullscreenElement)
		document.exitFullscreen();
	else
		document.documentElement.requestFullscreen();
}

function fit() {
	const main = document.querySelector("main");
	const scale = Math.min(innerWidth / 1280, innerHeight / 720);

	if (body.classList.contains("overview") || !body.classList.contains("show"))
		main.style.transform = "";
	else
		main.style.transform = `translate(${(innerWidth - 1280 * scale) / 2}px, ${(innerHeight - 720 * scale) / 2}px) scale(${scale})`;
}

function show(n) {
	now = Math.max(0, Math.min(slides.length - 1, n));
	slides.forEach((s, i) => s.classList.toggle("now", i === now));
	history.replaceState(null, "", "#" + (now + 1));
	tell_speaker();
}

/* ---- The speaker's window ---- */

function open_speaker() {
	speaker = window.open("", "speaker", "width=900,height=700");
	started = Date.now();
	tell_speaker();
	speaker.onkeydown = on_key;
}

function notes_of(slide) {
	const notes = slide && slide.querySelector(".notes");

	return notes ? notes.innerHTML : "<p>No notes.</p>";
}

function heading_of(slide) {
	const heading = slide && slide.querySelector("h1, h2");

	return heading ? heading.textContent : "the end";
}

function tell_speaker() {
	if (!speaker || speaker.closed)
		return;
	speaker.document.body.innerHTML = `<div style="font: 22px/1.5 sans-serif; padding: 20px">
		<p style="color: #666"><span id="clock"></span> · slide ${now + 1} of ${slides.length}</p>
		<h2>${heading_of(slides[now])}</h2>${notes_of(slides[now])}
		<p style="color: #666">Next: ${heading_of(slides[now + 1])}</p></div>`;
	tick();
}

function tick() {
	const clock = speaker && !speaker.closed && speaker.document.getElementById("clock");
	const seconds = Math.floor((Date.now() - started) / 1000);

	if (clock)
		clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* ---- Too full? ---- */

function fits(slide) {
	const room = slide.getBoundingClientRect();
	const parts = [...slide.querySelectorAll("*:not(.notes, .notes *)")];

	return parts.every((part) => {
		const box = part.getBoundingClientRect();
		const inside = box.right <= room.right + 1 && box.bottom <= room.bottom - 20;
		const whole = part instanceof SVGElement || part.scrollWidth <= part.clientWidth + 2 ||
			getComputedStyle(part).display === "inline";

		return part.classList.contains("number") || (inside && whole);
	});
}

function check() {
	const full = slides.map((s, i) => (fits(s) ? 0 : i + 1)).filter((n) => n);

	document.title = `${slides.length} slides, too full: ${full.join(" ") || "none"}`;
}

/* ---- Start ---- */

function on_key(event) {
	const key = keys.find((k) => k[2].includes(event.key));

	if (!key || event.ctrlKey || event.altKey || event.metaKey)
		return;
	event.preventDefault();
	key[3]();
}

slides.forEach((s, i) => {
	s.insertAdjacentHTML("beforeend", `<span class="number">${i + 1}</span>`);
	s.addEventListener("click", () => {
		if (!body.classList.contains("overview"))
			return;
		toggle("overview");
		show(i);
	});
});
body.insertAdjacentHTML("beforeend", `<div id="keys"><table>${keys.filter((k) => k[0])
	.map((k) => `<tr><td>${k[0]}</td><td>${k[1]}</td></tr>`).join("")}</table></div>`);
addEventListener("keydown", on_key);
addEventListener("resize", fit);
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1));
setInterval(tick, 1000);
if (/sheet|check/.test(location.search)) {
	body.classList.add("sheet");
	if (/check/.test(location.search))
		document.fonts.ready.then(check);
} else {
	body.classList.add("show");
	show((Number(location.hash.slice(1)) || 1) - 1);
	fit();
}
