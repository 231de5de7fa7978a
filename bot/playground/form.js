// The dialog that a form opens in: what is filled in, checked, sent, and what is still to be mended.

import { announce, label, made, rendered, say } from "./words.js";

const dialog = document.getElementById("dialog");
const NUMBER = /^[-+]?\d+([.,]\d+)?$/;
let from = null; // the conversation and turn that it was opened from
let send = () => {};

/** Shows a form; in the dialog that is open, where one is. `sent` gets what was filled in, and from where. */
export function show(html, opened, sent) {
  [from, send] = [opened, sent];
  dialog.replaceChildren(rendered(html));
  label(dialog);
  for (const box of boxes()) count(box);
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector(".lead") ? null : boxes().map(control)[0];
  (first ?? dialog.querySelector("#form-title")).focus();
}

/** Closes the form; focus goes back to what opened it. */
export function close() {
  dialog.close();
}

export function isOpen() {
  return dialog.open;
}

/** Returns the conversation and turn that the form was opened from. */
export function opened() {
  return from;
}

export function wait(on) {
  dialog.querySelector("form")?.setAttribute("aria-busy", String(on));
  if (on && dialog.open) trouble();
}

/** Shows in the form that it could not be taken as a whole: words, or a card, and what to do about it. */
export function trouble(...parts) {
  dialog.querySelector(".trouble")?.replaceChildren(...parts);
}

/** Shows what to mend: at its field, or below where no field has that name. What was typed stays. */
export function mend(reply) {
  if (!dialog.querySelector("form")) return; // what leaves no trace was closed meanwhile
  if (!dialog.open) dialog.showModal();
  const rest = [];
  for (const [name, text] of Object.entries(reply.fields)) {
    const box = boxes().find((box) => box.dataset.name === name);
    if (box) fault(box, text);
    else rest.push(made("p", {}, text));
  }
  if (reply.html) rest.push(rendered(reply.html));
  trouble(...rest);
  dialog.querySelector("[aria-invalid=true]")?.focus();
}

// --- fields --------------------------------------------------------------------------------------

function boxes() {
  return [...dialog.querySelectorAll("[data-name]")];
}

/** What has the focus and the fault: the control itself; of a group, the group, or its first box to tick. */
function control(box) {
  if (box.dataset.kind === "radio") return box.querySelector(":checked") ?? box.querySelector("input");
  return box.querySelector("input, textarea, select");
}

function faulty(box) {
  return box.dataset.kind === "radio" ? box : control(box);
}

function fault(box, text) {
  box.querySelector(".error").textContent = text;
  if (text) faulty(box).ariaInvalid = "true";
  else faulty(box).removeAttribute("aria-invalid");
}

async function read(box) {
  const kind = box.dataset.kind;
  if (kind === "copy") return []; // to take along, not to send
  if (kind === "radio" || kind === "checkbox") return [...box.querySelectorAll(":checked")].map((input) => input.value);
  if (isFile(box)) return Promise.all([...control(box).files].map(packed));
  const value = control(box).value;
  return value.trim() ? [kind === "number" ? value.trim().replace(",", ".") : value] : [];
}

/** Returns the bytes of a file in base64: what letters they are, the server finds out as for every other edge. */
function packed(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

function isFile(box) {
  return box.dataset.kind === "file";
}

function length(text) {
  return [...text].length;
}

/** Returns what is wrong with what stands in a field, or "". */
function problem(box, found) {
  const [value] = found;
  if (!value && isFile(box) && control(box).files.length) return say("playground.empty_file");
  if (!value) return "required" in box.dataset ? say("playground.missing") : "";
  if (box.dataset.kind === "number" && !NUMBER.test(value)) return say("playground.no_number");
  const size = isFile(box) ? control(box).files[0].size : length(value);
  const over = "limit" in box.dataset ? size - Number(box.dataset.limit) : 0;
  return over > 0 ? say("playground.over", { count: over }) : "";
}

// Near the limit the eye sees the number at once; a screen reader hears it when the typing pauses.
let pause = 0;
function count(box, typing = false) {
  const shown = box.querySelector(".count");
  const input = box.querySelector("textarea, input[type=text]");
  if (!shown || !input || !("limit" in box.dataset)) return;
  const limit = Number(box.dataset.limit);
  const left = limit - length(input.value);
  shown.hidden = left > Math.max(limit / 10, Math.min(20, limit / 4));
  shown.classList.toggle("over", left < 0);
  shown.textContent = say(left < 0 ? "playground.over" : "playground.left", { count: Math.abs(left) });
  clearTimeout(pause);
  if (typing && !shown.hidden) pause = setTimeout(() => announce(shown.textContent), 900);
}

async function submit() {
  const form = dialog.querySelector("form");
  if ("card" in form.dataset) return; // a card asks nothing
  if (form.getAttribute("aria-busy") === "true") return;
  const found = await Promise.all(boxes().map(async (box) => [box, await read(box)]));
  for (const [box, values] of found) fault(box, problem(box, values));
  const wrong = dialog.querySelector("[aria-invalid=true]");
  if (wrong) {
    wrong.focus();
    return;
  }
  sendAs(form.dataset.action, found);
}

/** Goes back a step with all that was typed, right or wrong. */
async function back(action) {
  if (dialog.querySelector("form").getAttribute("aria-busy") === "true") return;
  sendAs(action, await Promise.all(boxes().map(async (box) => [box, await read(box)])));
}

function sendAs(action, found) {
  const filled = found.filter(([, values]) => values.some(Boolean));
  const named = (files) =>
    filled.filter(([box]) => isFile(box) === files).map(([box, values]) => [box.dataset.name, files ? values[0] : values]);
  const { value } = dialog.querySelector("form").dataset;
  send({ submit: { action, value, fields: Object.fromEntries(named(false)), files: Object.fromEntries(named(true)) } }, from);
}

dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) dialog.close();
  const step = event.target.closest("[data-back]");
  if (step) back(step.dataset.back);
});
dialog.addEventListener("close", () => {
  if (dialog.querySelector("form[data-traceless]")) dialog.replaceChildren();
});
dialog.addEventListener("input", (event) => {
  const box = event.target.closest("[data-name]");
  if (!box) return;
  fault(box, "");
  count(box, true);
});
