/* The search of the index: over what stands there, and over the words of paragraphs in words.js (SECG_WORDS). */

"use strict";

/* The text of a paragraph that holds all the words: that of the day before any other. */
function textWith(words, page, day) {
  const texts = SECG_WORDS[page] || [];
  const holding = texts.filter(([, , text]) => words.every((word) => text.toLowerCase().includes(word)));
  return holding.find(([from, until]) => from <= day && (!until || day < until)) || holding.at(-1);
}

/* Some words on either side of the rarest word that was sought, and from when to when they stand where not on the day. */
function excerpt([from, until, text], words, day) {
  const lower = text.toLowerCase();
  const times = (word) => lower.split(word).length;
  const rarest = words.reduce((best, word) => (times(word) < times(best) ? word : best));
  const at = lower.indexOf(rarest);
  const start = at > 60 ? text.lastIndexOf(" ", at - 60) + 1 : 0;
  const end = text.indexOf(" ", at + 90);
  const shown = `${start ? "…" : ""}${text.slice(start, end < 0 ? undefined : end)}${end < 0 ? "" : "…"}`;
  const stands = from <= day && (!until || day < until);
  const span = stands ? "" : ` (from ${dayWords(from)}${until ? ` until ${dayWords(until)}` : ""})`;
  return element("span", { class: "excerpt" }, `${shown}${span}`);
}

/* Hide what does not hold the words; where only the text of a paragraph holds them, show the place. */
function searchIndex(text, day) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const old of document.querySelectorAll(".excerpt")) old.remove();
  for (const item of document.querySelectorAll("[data-find]")) {
    const named = words.every((word) => item.dataset.find.toLowerCase().includes(word));
    const said = named || !item.dataset.words ? undefined : textWith(words, item.dataset.words, day);
    if (said) item.append(excerpt(said, words, day));
    item.hidden = !named && !said;
    if (!item.hidden) shown += 1;
  }
  for (const part of [...document.querySelectorAll("main section")].reverse()) {
    part.hidden = words.length > 0 && !part.querySelector("[data-find]:not([hidden])");
  }
  document.getElementById("hits").textContent = words.length ? `${shown} found` : "";
}
