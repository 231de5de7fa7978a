// What Calma sends unasked. One line for the whole window: a browser has but six for all its windows.

let line;

/** Listens for `person`: `mine` gets what is for them to see, `others` word of what arrived for the rest. */
export function listen(person, mine, others) {
  line?.close();
  const source = new EventSource(`/playground/events?who=${encodeURIComponent(person)}`);
  line = source;
  source.addEventListener("message", (event) => mine(JSON.parse(event.data)));
  source.addEventListener("elsewhere", (event) => others(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    // It tries again by itself, except after an answer that was no line at all.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => line === source && listen(person, mine, others), 3000);
  });
}
