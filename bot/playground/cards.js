// Cards on the page: shown, replaced in place, inspected, copied from. The server makes them.

import { quietly } from "./talks.js";
import { announce, fold, label, made, rendered, say, worded } from "./words.js";

const scroller = document.getElementById("scroller");

/** Returns a card and how other platforms get it. */
export function parts(reply) {
  return [rendered(reply.html), ...inspect(reply.inspect)];
}

/** Puts `parts` in place of the card in `turn`. */
export function replace(talk, turn, parts) {
  const held = turn.contains(document.activeElement) || document.activeElement === document.body;
  const [top, height, said, known] = [scroller.scrollTop, turn.offsetHeight, saying(turn), notes(turn)];
  const used = document.activeElement.dataset?.action;
  if (held) quietly(talk, () => put(turn, parts)); // focus, below, has it read
  else put(turn, parts);
  const heading = turn.querySelector("article [tabindex]") ?? turn.querySelector("article");
  if (held) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  // What says the same stays where it was, and so does whoever reads it; what is new is seen from its top.
  const same = said && said === saying(turn);
  turn.style.minHeight = same ? `${height}px` : ""; // with less below it, the page could not stay where it is
  if (same) {
    scroller.scrollTo({ top, behavior: "instant" });
    if (held && used) turn.querySelector(`[data-action="${used}"]`)?.focus({ preventScroll: true });
    announce(notes(turn).filter((note) => !known.includes(note)).join(" "));
  } else if (outside(heading)) turn.scrollIntoView({ block: "start" });
}

/** Returns how the phrases of a card are to be said: the same whatever stands in their gaps. */
function saying(turn) {
  return texts(turn, ".phrase > .cue").join("\n");
}

function notes(turn) {
  return texts(turn, ".note");
}

function texts(turn, selector) {
  return [...turn.querySelectorAll(`article ${selector}`)].map((element) => element.textContent);
}

/** The same for a change that came by itself: whoever is busy elsewhere on the page stays there. */
export function refresh(talk, turn, parts) {
  if (turn.contains(document.activeElement)) replace(talk, turn, parts);
  else put(turn, parts);
}

function put(turn, parts) {
  for (const old of turn.querySelectorAll(":scope > article, :scope > details")) old.remove();
  turn.append(...parts);
  label(turn);
  fold(turn);
}

function outside(element) {
  const [inner, outer] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
  return inner.top < outer.top || inner.bottom > outer.bottom;
}

/** Returns the card as each platform gets it, folded away; nothing where there is nothing. */
function inspect(platforms) {
  const entries = Object.entries(platforms);
  if (!entries.length) return [];
  const sources = entries.map(([name, value]) => source(name, JSON.stringify(value, null, 2)));
  return [made("details", { className: "inspect" }, worded("summary", "playground.inspect"), ...sources)];
}

function source(name, json) {
  const button = made("button", { type: "button", className: "quiet", ariaLive: "off" });
  button.dataset.copy = "";
  button.append(worded("span", "playground.copy"), " ", made("span", { className: "unseen" }, name));
  const text = made("pre", { tabIndex: 0, className: "wording", role: "region", ariaLabel: name }, json);
  return made("section", { className: "line" }, made("h3", {}, name), button, text);
}

/** Hands a text over as a file; nothing of it stays on the page. */
export function save(button) {
  const text = button.closest("[data-name]").querySelector(".wording").textContent;
  const table = button.dataset.save.endsWith(".csv");
  // Excel takes a file for Unicode by its mark alone.
  const blob = new Blob([table ? `\ufeff${text}` : text], { type: table ? "text/csv" : "application/json" });
  const href = URL.createObjectURL(blob);
  made("a", { href, download: button.dataset.save }).click();
  URL.revokeObjectURL(href);
}

/** Shows the whole of a wording that is longer than its place. */
export function unfold(button) {
  const line = button.closest(".line");
  line.classList.add("whole");
  line.querySelector("[data-copy]").focus({ preventScroll: true });
}

/** Copies what is to be said. Words with an open gap are filled in first; where the card cannot, it says so. */
export async function copy(button) {
  const text = button.closest("[data-name], .line").querySelector(".wording");
  const gap = text.querySelector(".gap");
  const fills = gap && button.closest("article").querySelector("[data-fills]");
  if (fills) {
    announce(say("playground.open", { gap: gap.textContent }));
    fills.click();
    return;
  }
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    getSelection().selectAllChildren(text); // not allowed here: ready for Ctrl+C
    return;
  }
  const shown = button.querySelector("[data-word]");
  shown.dataset.word = gap ? "playground.copied_open" : "playground.copied";
  label(button);
  announce(say(shown.dataset.word));
  setTimeout(() => {
    shown.dataset.word = "playground.copy";
    label(button);
  }, gap ? 5000 : 1600);
}
