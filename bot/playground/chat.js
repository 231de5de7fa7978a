// The chat: sends what is typed or pressed, shows what comes back, and switches between conversations.

import { copy, parts, refresh, replace, save, unfold } from "./cards.js";
import { listen } from "./events.js";
import * as form from "./form.js";
import * as start from "./start.js";
import * as talks from "./talks.js";
import { label, language, made, preferred, say } from "./words.js";

const [who, scroller, composer, field, waiting, trouble, places, dialog] = [
  "who", "scroller", "composer", "field", "waiting", "trouble", "places", "dialog",
].map((id) => document.getElementById(id));
const [troubleText, retry] = trouble.children;
const { timeZone: zone = "" } = Intl.DateTimeFormat().resolvedOptions();
let busy = false;
let answered = Promise.resolve(); // when what is under way has its answer

class Refused extends Error {} // the server answered, and says in words what is wrong

// --- asking --------------------------------------------------------------------------------------

async function post(body) {
  const response = await fetch("/playground/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30000),
  });
  const reply = await response.json();
  if (!response.ok) throw new Refused(reply.error);
  return reply;
}

/** Asks, and shows the answer where it belongs: `from` is the conversation, and the turn that was used. */
async function ask(what, from, body = { who: from.talk.person, language: language.value, zone, ask: what }) {
  if (busy) return false;
  from.talk.begun = true;
  start.seen(talks.open());
  let done;
  answered = new Promise((resolve) => (done = resolve));
  wait(true, from.turn);
  try {
    show(await post(body), from, "submit" in what);
    return true;
  } catch (error) {
    const again = () => ask(what, from, body);
    const refused = error instanceof Refused;
    fail(refused ? error.message : say("playground.gone"), refused ? null : again);
    return !refused;
  } finally {
    wait(false, from.turn);
    done();
  }
}

function wait(on, turn) {
  busy = on;
  if (on) fail("", null);
  waiting.textContent = on ? say("playground.writing") : "";
  turn?.querySelector("article")?.setAttribute("aria-busy", String(on));
  form.wait(on);
}

function fail(text, again) {
  if (text && form.isOpen()) {
    form.trouble(made("p", {}, text)); // its own button sends it once more
    return;
  }
  trouble.hidden = !text;
  troubleText.textContent = text;
  retry.hidden = !again;
  if (text) talks.open().log.lastElementChild?.scrollIntoView({ block: "nearest" }); // the line takes room below it
  retry.onclick = () => {
    field.focus(); // the button is about to go
    again();
  };
}

function show(reply, from, submitted) {
  if (reply.how === "form" || reply.how === "dialog") {
    form.show(reply.html, from, ask);
    return;
  }
  if (reply.how === "errors") {
    if (submitted) form.mend(reply);
    else fail(Object.values(reply.fields).join(" "), null); // of a card, which has no fields to show them at
    return;
  }
  form.close();
  if (reply.how === "everyone") return; // the card comes on the line, as to everybody
  // A form that was opened from everybody's card is one's own: what comes of it does not take that card's place.
  const stays = submitted && "shared" in (from.turn?.dataset ?? {});
  if (reply.how === "update" && from.turn?.isConnected && !stays) replace(from.talk, from.turn, parts(reply));
  else talks.theirs(from.talk, parts(reply));
}

/** `/calma gritos` is a command; words alone are a look-up. */
function command(text) {
  const [, name, rest] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [null, "", text];
  return { command: name || "calm", text: rest };
}

async function send(text) {
  if (!text) return;
  const talk = talks.open();
  const turn = talks.mine(talk, text);
  talk.typed.push(text);
  talk.recalled = talk.typed.length;
  field.value = "";
  const where = talk.channel;
  while (busy) await answered; // whoever types fast is answered in turn
  if (await ask({ ...command(text), ...(where && { where }) }, { talk, turn: null })) return;
  turn.remove(); // it was refused: hand it back to be mended
  if (talk === talks.open()) field.value ||= text;
  else talk.draft ||= text;
}

// --- what people do ------------------------------------------------------------------------------

function press(control, from) {
  const value = control.matches("select") ? control.value : control.dataset.value;
  const where = from.talk.channel;
  if (control.matches("select") && !value) return; // nothing is chosen, so nothing changes
  ask({ action: control.dataset.action, value, origin: from.turn?.dataset.origin ?? "", ...(where && { where }) }, from);
}

function place(control) {
  return dialog.contains(control) ? form.opened() : { talk: talks.open(), turn: control.closest(".turn") };
}

function clicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if ("ask" in button.dataset) send(button.textContent);
  else if ("copy" in button.dataset) copy(button);
  else if ("save" in button.dataset) save(button);
  else if ("whole" in button.dataset) unfold(button);
  else if ("go" in button.dataset) press(button.parentElement.querySelector("select"), place(button));
  else if (button.dataset.action) press(button, place(button));
}

// Walking through a closed select with the keyboard changes it at every step; that must not send yet.
// A button to send it appears beside it, and Enter does the same.
let key = "";
function keyed(event) {
  if (!event.target.matches(".choice select")) return;
  key = event.key;
  const go = event.target.closest(".choice").querySelector("[data-go]");
  if (key !== "Enter" || go.hidden) return;
  event.preventDefault();
  press(event.target, place(event.target));
}

function changed(event) {
  if (!event.target.matches(".choice select")) return;
  const walking = /^(Arrow|Home|End|Page|[^ ]$)/u.test(key);
  if (walking) event.target.closest(".choice").querySelector("[data-go]").hidden = false;
  else press(event.target, place(event.target));
}

for (const root of [scroller, dialog]) {
  root.addEventListener("click", clicked);
  root.addEventListener("pointerdown", () => (key = ""));
  root.addEventListener("keydown", keyed);
  root.addEventListener("change", changed);
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send(field.value.trim());
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    composer.requestSubmit();
  } else if (event.key === "ArrowUp") recall(event, -1);
  else if (event.key === "ArrowDown") recall(event, 1);
});

/** Only where nothing of one's own is being typed, so that the arrows still move through a draft. */
function recall(event, step) {
  const talk = talks.open();
  if (field.value !== (talk.typed[talk.recalled] ?? "")) return;
  const next = talk.recalled + step;
  if (next < 0 || next > talk.typed.length) return;
  event.preventDefault();
  talk.recalled = next;
  field.value = talk.typed[next] ?? "";
}

// --- who, where, and in which language -----------------------------------------------------------

function enter(talk) {
  talks.enter(talk);
  start.seen(talk);
}

/** Shows a person the start, in the language that the page is in. */
function greet(person) {
  start.show((what) => post({ who: person, language: language.value, zone, ask: what }));
}

function become(person) {
  enter(talks.talk(person));
  greet(person);
  const mine = (message) => {
    talks.here(message.channel);
    const talk = talks.talk(person, message.channel);
    if (message.gone) return void talks.gone(talk, message.id);
    const turn = message.changed && talk.log.querySelector(`[data-origin="${message.id}"]`);
    if (turn) refresh(talk, turn, parts(message));
    else talks.arrived(talk, message, parts(message));
  };
  listen(person, mine, (message) => {
    if (message.gone) talks.gone(talks.talk(message.who), message.id);
    else talks.arrived(talks.talk(message.who), message, null);
  });
}

places.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) enter(talks.talk(who.value, button.dataset.place));
});

who.addEventListener("change", () => {
  sessionStorage.setItem("who", who.value);
  become(who.value);
});

function speak() {
  document.documentElement.lang = language.value;
  const change = () => label(document);
  if (talks.open()) talks.quietly(talks.open(), change);
  else change();
  talks.mark();
}

language.addEventListener("change", () => {
  sessionStorage.setItem("language", language.value);
  speak();
  greet(who.value);
});

language.value = sessionStorage.getItem("language") ?? preferred();
who.value = sessionStorage.getItem("who") ?? who.value;
if (!who.value) who.selectedIndex = 0;
speak();
become(who.value);
