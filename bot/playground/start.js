// The start: what is at hand for whoever is on the page, above the conversation until they begin it.

import { label, language, made, rendered } from "./words.js";

const place = document.getElementById("start");
let asked = 0;

/** Shows what `ask` brings, once it is there; nothing where it cannot be had: the page works without. */
export async function show(ask) {
  const turn = ++asked;
  try {
    const reply = await ask({ command: "home", text: "" });
    if (turn === asked) put(rendered(reply.html));
  } catch {
    if (turn === asked) place.replaceChildren();
  }
}

/** Shows the start of a conversation, or hides it where that has begun. */
export function seen(talk) {
  place.hidden = Boolean(talk.channel) || talk.begun;
}

// It is no turn of the conversation, so it is no article among those that are.
function put(card) {
  const section = made("section", { className: card.className, lang: card.lang || language.value });
  section.append(...card.childNodes);
  place.replaceChildren(section);
  label(place);
}
