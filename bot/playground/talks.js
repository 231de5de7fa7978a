// Conversations. Each person has one with Calma, and sees the channels; what was said in them stays with the
// page. A conversation is a log of turns; only the one that is open is shown.

import { announce, fold, label, language, made, say, worded } from "./words.js";

const [who, places, scroller, logs, field, below, welcome, channelIntro] = [
  "who", "places", "scroller", "logs", "field", "below", "welcome", "channel",
].map((id) => document.getElementById(id));

const talks = new Map();
const channels = ["channel-support", "channel-night-shift"]; // more appear when something is posted there
const SETTLING = 800; // milliseconds in which what was in the mailbox comes in
let current = null;
let entered = 0; // when

export function open() {
  return current;
}

/** Returns the conversation of `person` with Calma, or the one in a channel as `person` sees it. */
export function talk(person, channel = "") {
  const name = `${person}/${channel}`;
  if (!talks.has(name)) {
    const log = made("div", { className: "log", role: "log", ariaLive: "polite", hidden: true });
    log.dataset.wordLabel = "playground.conversation";
    logs.append(log);
    label(logs);
    // `typed` is what was sent, oldest first; `recalled` is where in it the arrow keys are.
    talks.set(name, { name, person, channel, log, met: new Set(), unread: new Set(), typed: [], recalled: 0, draft: "", top: 0, begun: false });
  }
  return talks.get(name);
}

/** Opens a conversation where it was left. */
export function enter(next) {
  if (current) {
    [current.draft, current.top, current.log.hidden] = [field.value, scroller.scrollTop, true];
  }
  [current, entered] = [next, performance.now()];
  quietly(next, () => (next.log.hidden = false));
  fold(next.log);
  [welcome.hidden, channelIntro.hidden] = [Boolean(next.channel), !next.channel];
  channelIntro.firstElementChild.textContent = title(next);
  field.value = next.draft;
  scroller.scrollTo({ top: next.top, behavior: "instant" });
  below.hidden = true;
  next.unread.clear();
  remember(next);
  mark();
}

/** Changes a conversation without a screen reader reading the change out. */
export function quietly(talk, change) {
  talk.log.ariaLive = "off";
  change();
  setTimeout(() => (talk.log.ariaLive = "polite"), 300);
}

export function title(talk) {
  return talk.channel ? talk.channel.replace("channel-", "#") : say("playground.coach");
}

// --- turns ---------------------------------------------------------------------------------------

function meta(at, ...parts) {
  const time = at.toLocaleTimeString(language.value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return made("p", { className: "meta" }, ...parts, made("time", {}, time));
}

function append(talk, turn, follow = true) {
  label(turn);
  talk.log.append(turn);
  fold(turn);
  if (talk !== current || !follow) return turn;
  // What was asked goes to the top, unless what is to be said needs that room.
  const top = turn.classList.contains("theirs") ? (turn.previousElementSibling ?? turn) : turn;
  const from = top.classList.contains("mine") && fits(top, turn) ? top : turn;
  scroller.scrollTo({ top: from.offsetTop - 16 });
  return turn;
}

function fits(top, turn) {
  const last = [...turn.querySelectorAll(".phrase")].at(-1);
  return !last || last.getBoundingClientRect().bottom - top.getBoundingClientRect().top < scroller.clientHeight - 16;
}

export function mine(talk, text) {
  const name = made("span", { className: "name" }, nameOf(talk.person));
  return append(talk, made("div", { className: "turn mine" }, meta(new Date(), name), made("p", { className: "said" }, text)));
}

/** Adds a message of Calma's. `origin` names its card for as long as it is there, whatever the card becomes. */
export function theirs(talk, parts, { origin = crypto.randomUUID(), shared = false, at = new Date(), follow = true } = {}) {
  const seen = worded("span", shared ? "playground.everyone" : "playground.private");
  const turn = made("div", { className: "turn theirs" }, meta(at, worded("span", "playground.coach", "name"), seen), ...parts);
  turn.dataset.origin = origin;
  if (shared) turn.dataset.shared = "";
  return append(talk, turn, follow);
}

// --- what arrives unasked ------------------------------------------------------------------------

/** Takes up a message that was sent to `talk`, once. `parts` is null where it is to be shown later. */
export function arrived(talk, message, parts) {
  if (parts && !talk.log.querySelector(`[data-origin="${message.id}"]`)) {
    const follow = atEnd() || performance.now() - entered < SETTLING;
    theirs(talk, parts, { origin: message.id, shared: Boolean(talk.channel), at: new Date(message.at), follow });
    if (talk === current && !follow) below.hidden = false;
  }
  if (talk.met.has(message.id)) return;
  talk.met.add(message.id);
  if (talk === current) remember(talk);
  else if (isNew(talk, message.id)) {
    talk.unread.add(message.id);
    announce(say("playground.arrived", { where: talk.channel ? title(talk) : nameOf(talk.person) }));
  }
  mark();
}

/** Takes away a message that was taken back, unless somebody is busy in it right now. */
export function gone(talk, id) {
  const turn = talk.log.querySelector(`[data-origin="${id}"]`);
  if (turn && !turn.contains(document.activeElement)) turn.remove();
  talk.unread.delete(id);
  mark();
}

export function here(channel) {
  if (channel && !channels.includes(channel)) channels.push(channel);
}

function atEnd() {
  return scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 80;
}

// What was seen is remembered over a reload, which brings back what is still in the mailbox. Ids are
// `run-number`; numbers count up within one run of the app.
function remember(talk) {
  const last = [...talk.met].pop();
  if (last) sessionStorage.setItem(`seen ${talk.name}`, last);
}

function isNew(talk, id) {
  const [run, number] = id.split("-");
  const [lastRun, lastNumber] = (sessionStorage.getItem(`seen ${talk.name}`) ?? "").split("-");
  return run !== lastRun || Number(number) > Number(lastNumber);
}

// --- marks ---------------------------------------------------------------------------------------

/** Shows where something unread is: at the people, at the places, and in the title of the window. */
export function mark() {
  for (const option of who.options) {
    const count = talk(option.value).unread.size;
    option.dataset.name ??= option.textContent;
    option.textContent = count ? `${option.dataset.name} · ${say("playground.unread", { count })}` : option.dataset.name;
  }
  const others = [...talks.values()].filter((talk) => talk.unread.size && !talk.channel && talk.person !== who.value);
  who.parentElement.classList.toggle("unread", others.length > 0);
  const buttons = ["", ...channels].map((channel) => place(talk(who.value, channel)));
  const held = places.contains(document.activeElement) && document.activeElement.dataset.place;
  places.replaceChildren(...buttons);
  if (held || held === "") buttons.find((button) => button.dataset.place === held)?.focus();
  const count = [...talks.values()].reduce((sum, talk) => sum + talk.unread.size, 0);
  document.title = (count ? `(${count}) ` : "") + say("playground.title");
}

function place(talk) {
  const button = made("button", { type: "button", className: "quiet" }, title(talk));
  button.dataset.place = talk.channel;
  if (talk === current) button.ariaCurrent = "true";
  const count = talk.unread.size;
  if (count) {
    // The number alone is short enough for a tab on a phone; a screen reader gets the words.
    const shown = made("span", { className: "badge", ariaHidden: "true" }, String(count));
    button.append(" ", shown, made("span", { className: "unseen" }, say("playground.unread", { count })));
  }
  return button;
}

export function nameOf(person) {
  const option = [...who.options].find((option) => option.value === person);
  return option.dataset.name ?? option.textContent;
}

below.addEventListener("click", () => {
  below.hidden = true;
  current.log.lastElementChild.scrollIntoView({ block: "end" });
  field.focus();
});
scroller.addEventListener("scroll", () => {
  if (atEnd()) below.hidden = true;
});
