/* Making elements of a page. Texts go in as text, never as markup. */

"use strict";

/* An element with attributes, listeners (`onclick`) and children; an attribute that is false or null is left out. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/* The name of the page about something, as pages.py names it: letters, digits, dots and dashes. */
function pageName(text) {
  return text.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-+|-+$/g, "");
}

/* The name of the page of a party, as pages.py names it. */
function partyPage(party) {
  return party.replace(/[^A-Za-z0-9.-]/gu, (letter) => `_${letter.codePointAt(0).toString(16)}_`);
}
