// The chat: sends what is typed or pressed, shows the cards that come back. The server makes the cards;
// nothing here turns text into markup except what it sent.

const words = JSON.parse(document.getElementById("words").textContent);
const [who, language, scroller, log, field, waiting, trouble, spoken] = [
  "who", "language", "scroller", "log", "field", "waiting", "trouble", "spoken",
].map((id) => document.getElementById(id));
const form = field.form;
const [troubleText, retry] = trouble.children;

const typed = []; // what was sent, oldest first, for the arrow keys
let recalled = 0; // where in `typed` the arrow keys are
let busy = false;

class Refused extends Error {} // the server answered, and says in words what is wrong

// --- words ---------------------------------------------------------------------------------------

function say(key) {
  return words[language.value][key];
}

/** Puts the page's words wherever `data-word` names one that there is. */
function label(root) {
  for (const element of root.querySelectorAll("[data-word]")) {
    const word = say(element.dataset.word);
    if (word === undefined) continue;
    element.textContent = word;
    element.lang = language.value; // a card around it may be in another language
  }
  for (const element of root.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", say(element.dataset.wordLabel));
  }
}

function speak() {
  document.documentElement.lang = language.value;
  document.title = say("playground.title");
  quietly(() => label(document));
}

/** Changes the conversation without a screen reader reading the change out. */
function quietly(change) {
  log.ariaLive = "off";
  change();
  setTimeout(() => (log.ariaLive = "polite"), 300);
}

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function worded(tag, key, className = "") {
  const element = made(tag, { className });
  element.dataset.word = key;
  return element;
}

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

/** Asks, and shows the answer: in `turn` where it belongs there. Returns whether it was taken. */
async function ask(what, turn, body = { who: who.value, language: language.value, ask: what }) {
  if (busy) return false;
  wait(true, turn);
  try {
    show(await post(body), turn);
    return true;
  } catch (error) {
    const again = () => ask(what, turn, body);
    const refused = error instanceof Refused;
    fail(refused ? error.message : say("playground.gone"), refused ? null : again);
    return !refused;
  } finally {
    wait(false, turn);
  }
}

function wait(on, turn) {
  busy = on;
  if (on) fail("", null);
  waiting.textContent = on ? say("playground.writing") : "";
  turn?.querySelector("article")?.setAttribute("aria-busy", String(on));
}

function fail(text, again) {
  trouble.hidden = !text;
  troubleText.textContent = text;
  retry.hidden = !again;
  if (text) log.lastElementChild?.scrollIntoView({ block: "nearest" }); // the line takes room below it
  retry.onclick = () => {
    field.focus(); // the button is about to go
    again();
  };
}

/** `/calma gritos` is a command; words alone are a look-up. */
function command(text) {
  const [, name, rest] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [null, "", text];
  return { command: name || "calm", text: rest };
}

async function send(text) {
  if (!text || busy) return;
  const turn = mine(text);
  typed.push(text);
  recalled = typed.length;
  field.value = "";
  const taken = await ask(command(text), null);
  if (taken) return;
  turn.remove(); // it was refused: hand it back to be mended
  field.value ||= text;
}

// --- the conversation ----------------------------------------------------------------------------

function meta(...parts) {
  const time = new Date().toLocaleTimeString(language.value, { hour: "numeric", minute: "2-digit" });
  return made("p", { className: "meta" }, ...parts, made("time", {}, time));
}

function append(turn) {
  label(turn);
  log.append(turn);
  // What was asked goes to the top, as far as there is something below it to show.
  const top = turn.classList.contains("theirs") ? (turn.previousElementSibling ?? turn) : turn;
  const from = top.classList.contains("mine") ? top : turn;
  scroller.scrollTo({ top: from.offsetTop - 16 });
  return turn;
}

function mine(text) {
  const sender = worded("span", `playground.${who.value}`, "name");
  return append(made("div", { className: "turn mine" }, meta(sender), made("p", { className: "said" }, text)));
}

function show(reply, pressed) {
  const parts = [card(reply.html), ...inspect(reply.inspect)];
  if (reply.how === "update" && pressed?.isConnected) {
    replace(pressed, parts);
  } else {
    const head = meta(worded("span", "playground.coach", "name"), worded("span", "playground.private"));
    append(made("div", { className: "turn theirs" }, head, ...parts));
  }
}

function card(html) {
  const holder = made("template", { innerHTML: html });
  return holder.content.firstElementChild;
}

function replace(turn, parts) {
  const held = turn.contains(document.activeElement) || document.activeElement === document.body;
  const put = () => {
    for (const old of turn.querySelectorAll(":scope > article, :scope > details")) old.remove();
    turn.append(...parts);
    label(turn);
  };
  if (held) quietly(put); // focus, below, has it read
  else put();
  const heading = turn.querySelector("article [tabindex]") ?? turn.querySelector("article");
  if (held) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  if (outside(heading)) turn.scrollIntoView({ block: "start" });
}

function outside(element) {
  const [inner, outer] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
  return inner.top < outer.top || inner.bottom > outer.bottom;
}

// --- inspect -------------------------------------------------------------------------------------

/** Returns the card as each platform gets it, folded away; nothing where there is nothing. */
function inspect(platforms) {
  const entries = Object.entries(platforms);
  if (!entries.length) return [];
  const sources = entries.map(([name, value]) => source(name, JSON.stringify(value, null, 2)));
  const details = made("details", { className: "inspect" }, worded("summary", "playground.inspect"), ...sources);
  return [details];
}

function source(name, json) {
  const copyButton = made("button", { type: "button", className: "quiet" });
  copyButton.dataset.copy = "";
  copyButton.ariaLive = "off";
  copyButton.append(worded("span", "playground.copy"), " ", made("span", { className: "unseen" }, name));
  const text = made("pre", { tabIndex: 0, className: "wording" }, json);
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", name);
  return made("section", { className: "line" }, made("h3", {}, name), copyButton, text);
}

async function copy(button) {
  const text = button.parentElement.querySelector(".wording");
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    getSelection().selectAllChildren(text); // not allowed here: ready for Ctrl+C
    return;
  }
  const shown = button.querySelector("[data-word]");
  shown.dataset.word = "playground.copied";
  label(button);
  spoken.textContent = say("playground.copied");
  setTimeout(() => {
    shown.dataset.word = "playground.copy";
    label(button);
    spoken.textContent = "";
  }, 1600);
}

// --- what people do ------------------------------------------------------------------------------

function press(control) {
  const value = control.matches("select") ? control.value : control.dataset.value;
  ask({ action: control.dataset.action, value }, control.closest(".turn"));
}

scroller.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("ask" in button.dataset) send(button.textContent);
  else if ("copy" in button.dataset) copy(button);
  else if ("go" in button.dataset) press(button.parentElement.querySelector("select"));
  else if (button.dataset.action) press(button);
});

// Walking through a closed select with the keyboard changes it at every step; that must not send yet.
// A button to send it appears beside it, and Enter does the same.
let key = "";
scroller.addEventListener("pointerdown", () => (key = ""));
scroller.addEventListener("keydown", (event) => {
  if (!event.target.matches("select")) return;
  key = event.key;
  const go = event.target.closest(".choice").querySelector("[data-go]");
  if (key !== "Enter" || go.hidden) return;
  event.preventDefault();
  press(event.target);
});
scroller.addEventListener("change", (event) => {
  if (!event.target.matches("select")) return;
  const walking = /^(Arrow|Home|End|Page|[^ ]$)/u.test(key);
  if (walking) event.target.closest(".choice").querySelector("[data-go]").hidden = false;
  else press(event.target);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send(field.value.trim());
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowUp") recall(event, -1);
  else if (event.key === "ArrowDown") recall(event, 1);
});

/** Only where nothing of one's own is being typed, so that the arrows still move through a draft. */
function recall(event, step) {
  if (field.value !== (typed[recalled] ?? "")) return;
  const next = recalled + step;
  if (next < 0 || next > typed.length) return;
  event.preventDefault();
  recalled = next;
  field.value = typed[recalled] ?? "";
}

for (const select of [who, language]) {
  select.value = sessionStorage.getItem(select.id) ?? (select === language ? preferred() : "agent");
  select.addEventListener("change", () => {
    sessionStorage.setItem(select.id, select.value);
    speak();
  });
}

function preferred() {
  const code = navigator.language.split("-")[0];
  return code in words ? code : "en";
}

speak();
