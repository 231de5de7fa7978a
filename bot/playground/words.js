// The page's words, and small helpers to put things on the page with them.

const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.getElementById("language");
const spoken = document.getElementById("spoken");

/** Returns a word of the page, its {placeholders} filled in; undefined where the page has none such. */
export function say(key, values = {}) {
  return words[language.value][key]?.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Puts the page's words wherever `data-word` names one that there is. */
export function label(root) {
  for (const element of root.querySelectorAll("[data-word]")) {
    const word = say(element.dataset.word) ?? ("go" in element.dataset ? say("button.go") : undefined);
    if (word === undefined) continue;
    element.textContent = word;
    element.lang = language.value; // a card around it may be in another language
  }
  for (const element of root.querySelectorAll("[data-word-label]")) {
    const word = say(element.dataset.wordLabel);
    if (element.matches("optgroup")) element.label = word;
    else element.setAttribute("aria-label", word);
  }
}

/** Shows no more of long wordings than leaves room for all phrases of their card, and offers the rest. */
export function fold(root) {
  const room = document.getElementById("scroller").clientHeight - 64; // for what stands above the card
  for (const card of root.querySelectorAll("article")) {
    const last = [...card.querySelectorAll(".phrase")].at(-1);
    const height = last ? last.getBoundingClientRect().bottom - card.getBoundingClientRect().top : 0;
    card.classList.toggle("tight", height > room);
  }
  for (const wording of root.querySelectorAll(".phrase .wording")) {
    const whole = wording.parentElement.querySelector("[data-whole]");
    if (whole) whole.hidden = wording.scrollHeight <= wording.clientHeight + 2;
  }
}

let silence = 0;
/** Has a screen reader read `text` out; from inside the dialog while one is open, as all else is silent then. */
export function announce(text) {
  const status = document.querySelector("dialog[open] [role=status]") ?? spoken;
  status.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => (status.textContent = ""), 4000);
}

export function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function worded(tag, key, className = "") {
  const element = made(tag, { className });
  element.dataset.word = key;
  return element;
}

/** Returns what the server rendered, the only markup that is ever taken as such. */
export function rendered(html) {
  return made("template", { innerHTML: html }).content.firstElementChild;
}

/** The language that the browser prefers, of those that there are. */
export function preferred() {
  const code = navigator.language.split("-")[0];
  return code in words ? code : "en";
}
