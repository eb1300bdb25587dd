// What makes the portal quicker and safer; every page works without it. Nothing is kept in the browser: no storage, no cache.

const root = document.documentElement;
const body = document.body;
const inRoom = "room" in body.dataset;
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
const STEADY = { "X-Tirek-Steady": "1" };

for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
document.querySelector("[data-focus]")?.focus();

// ---- quick exit: the screen is empty at once, then the page is somebody else's, and the server ends the room ----
let gone = false;
let again = false; // the room has closed itself and waits for its number
const exit = document.querySelector("form[data-exit]");
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("start") : null; // the other tabs of this browser leave with this one
tabs?.addEventListener("message", () => leave({ told: true }));
function leave({ told = false } = {}) {
  if (gone) return;
  gone = true;
  if (!told) tabs?.postMessage("");
  root.classList.add("covered");
  for (const field of document.querySelectorAll("textarea, input[type=text]")) field.value = "";
  for (const main of document.querySelectorAll("main, dialog")) main.remove();
  news?.close();
  const sent = told || navigator.sendBeacon?.(exit.action);
  if (!sent) fetch(exit.action, { method: "POST", keepalive: true }).catch(() => {});
  location.replace(exit.dataset.exit);
}
exit?.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-leave]")) leave();
});
let lastEscape = -Infinity;
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - lastEscape < 1000) leave();
    lastEscape = event.timeStamp;
  },
  true,
);

// ---- Back and Forward: a page that the browser kept whole shows nothing before the server has been asked again ----
const tells = inRoom || document.getElementById("digits");
addEventListener("pagehide", () => {
  if (tells) root.classList.add("covered");
});
addEventListener("pageshow", (event) => {
  if (gone || again) return;
  if (event.persisted && tells) location.replace(inRoom ? body.dataset.here : document.getElementById("keeping").dataset.open);
  else root.classList.remove("covered");
});

// ---- looks: colours change at once; where words are typed, the form itself carries the other choices ----
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("button[name=theme]");
    if (!button) return;
    event.preventDefault();
    root.dataset.theme = button.value;
    const form = document.querySelector("[data-theme-form]");
    fetch(form.action, { method: "POST", body: new URLSearchParams({ theme: button.value }), redirect: "manual", headers: STEADY }).catch(() => {});
  },
  true,
);
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.pick[open]")) if (!open.contains(event.target)) open.open = false;
});

// ---- one click sends once ----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented || event.submitter?.formNoValidate) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});

// ---- the number: copy, print; four digits apart while it is typed ----
document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    const digits = [...document.getElementById(copy.dataset.copy).children].map((one) => one.textContent).join(" ");
    try {
      await navigator.clipboard.writeText(digits);
      document.getElementById("copied").textContent = copy.dataset.done;
    } catch {
      getSelection().selectAllChildren(document.getElementById(copy.dataset.copy));
    }
  }
  if (event.target.closest?.("[data-print]")) print();
});
if (!navigator.clipboard) for (const copy of document.querySelectorAll("[data-copy]")) copy.hidden = true;

// ---- read aloud: only with a voice that lives on this device, so that no word goes to anybody's server ----
function voice() {
  const mine = speechSynthesis.getVoices().filter((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === root.lang);
  const plain = [root.lang, `${root.lang}-${root.lang}`]; // "ru" and "ru-RU" before "ru-LV"
  return mine.find((one) => plain.includes(one.lang.toLowerCase().replace("_", "-"))) ?? mine[0];
}
function offerReading() {
  const there = Boolean(voice());
  for (const button of document.querySelectorAll("[data-aloud]")) button.hidden = !there;
}
if ("speechSynthesis" in window) {
  offerReading();
  speechSynthesis.addEventListener?.("voiceschanged", offerReading);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-aloud]");
    if (!button) return;
    const label = button.querySelector("span");
    const usual = (label.dataset.usual ??= label.textContent);
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(document.getElementById(button.dataset.aloud).innerText);
    words.voice = voice();
    words.lang = root.lang;
    words.onend = words.onerror = () => (label.textContent = usual);
    label.textContent = button.dataset.stop;
    speechSynthesis.speak(words);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

// ---- the room, live ----
let news = null;
let waits = false;
let keptWords = "";
let keptNote = "";
let lastTouch = performance.now();
let lastAsked = lastTouch;
const PARTS = ["who", "chat", "understanding", "today", "next", "opened"];
const MINUTE = 60_000;
const IDLE = 15 * MINUTE;

// Only what differs is exchanged, so that neither focus nor what a screen reader has read is disturbed.
function exchange(fresh) {
  const atEnd = innerHeight + scrollY > root.scrollHeight - 200;
  for (const id of PARTS) {
    const old = document.getElementById(id);
    const now = fresh.getElementById(id);
    if (!old || !now || (id === "chat" && !("live" in old.dataset))) continue;
    if (id === "chat") lines(old, now);
    else if (plain(old) !== plain(now) && !old.contains(document.activeElement)) old.replaceWith(now);
  }
  if (atEnd && document.activeElement?.id !== "words") document.getElementById("chat")?.lastElementChild?.scrollIntoView({ block: "nearest" });
}
const plain = (node) => node.outerHTML.replaceAll(/name="once" value="[^"]*"/g, "");
function lines(old, now) {
  for (const line of [...old.children]) if (!now.querySelector(`#${CSS.escape(line.id)}`)) line.remove();
  let place = null;
  for (const line of [...now.children]) {
    const known = document.getElementById(line.id);
    if (!known) old.insertBefore(line, place ? place.nextSibling : old.firstChild);
    else if (plain(known) !== plain(line)) known.replaceWith(line);
    place = document.getElementById(line.id);
  }
}
async function refresh({ steady = true } = {}) {
  if (again || gone) return;
  if (document.hidden) return void (waits = true);
  waits = false;
  lastAsked = performance.now();
  try {
    const answer = await fetch(body.dataset.lines, { headers: steady ? STEADY : {}, cache: "no-store" });
    if (answer.status === 401 || answer.redirected) return ended();
    if (answer.ok) exchange(parsed(await answer.text()));
  } catch {
    // no connection: what stands here stays, the stream asks again
  }
}
function listen() {
  news?.close();
  news = new EventSource(body.dataset.events);
  news.addEventListener("news", () => refresh());
  news.addEventListener("ended", ended);
  news.addEventListener("open", () => refresh());
  news.addEventListener("error", () => {
    if (news.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    refresh();
    setTimeout(() => !again && !gone && news.readyState === EventSource.CLOSED && listen(), 5000);
  });
}

// The session is over: an unattended phone shows nothing. What was being typed waits in memory until the number is there again.
function ended() {
  if (again || gone) return;
  again = true;
  news?.close();
  keptWords = document.getElementById("words")?.value ?? "";
  keptNote = document.getElementById("note")?.value ?? "";
  document.querySelector("main")?.replaceChildren();
  root.classList.add("covered");
  const dialog = document.getElementById("again");
  if (!dialog?.showModal) return location.replace(body.dataset.open);
  dialog.showModal();
  document.getElementById("again-number").focus();
}
document.getElementById("again")?.addEventListener("cancel", (event) => event.preventDefault());
async function comeBack(form) {
  const typed = new URLSearchParams(new FormData(form));
  // The words come along, as they do without script: in simple mode the room then opens at the part in which they stood.
  const kind = keptWords ? "letter" : "note";
  for (const [name, value] of Object.entries({ words: keptWords || keptNote, room: body.dataset.room, kind })) typed.set(name, value);
  typed.delete("began"); // the number is typed now, whichever tab has closed the room since this page came
  const answer = await fetch(form.action, { method: "POST", body: typed });
  const page = parsed(await answer.text());
  if (!answer.ok || !page.body.dataset.room) {
    const no = document.getElementById("again-no");
    no.textContent = page.querySelector("#problem p, [role=alert] p, main p")?.textContent ?? "";
    no.hidden = !no.textContent;
    return;
  }
  const same = page.body.dataset.room === body.dataset.room;
  body.dataset.room = page.body.dataset.room;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  if (same) putBack("words", keptWords); // never into somebody else's room
  if (same) putBack("note", keptNote);
  keptWords = keptNote = "";
  form.reset();
  document.getElementById("again").close();
  root.classList.remove("covered");
  again = false;
  lastTouch = performance.now();
  listen();
}
function putBack(id, words) {
  const field = document.getElementById(id);
  if (field && words) field.value = words;
}
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-again]")) return;
  event.preventDefault();
  comeBack(event.target).catch(() => {});
});

// A letter goes without a new page; what cannot be sent stays in the field, whatever the reason.
async function send(form) {
  const state = document.getElementById("typed-state");
  const button = form.querySelector("button.primary");
  const field = form.querySelector("textarea");
  const words = new URLSearchParams(new FormData(form));
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: words });
    const page = parsed(await answer.text());
    if (!page.body.dataset.room) {
      if (answer.status === 401 || page.getElementById("number")) return ended();
      throw new Error("no room");
    }
    exchange(page);
    const no = page.getElementById("said-no");
    if (no) document.getElementById("said-no").replaceWith(no);
    if (answer.ok) {
      if (field.value === words.get("words")) field.value = "";
      form.querySelector("[name=once]").value = page.querySelector("#writing [name=once]").value;
      document.getElementById("chat").lastElementChild?.scrollIntoView({ block: "nearest" });
    } else document.querySelector("#said-no [data-focus]")?.focus();
    state.textContent = "";
  } catch {
    state.textContent = form.dataset.offline;
  } finally {
    button.disabled = false;
    delete form.dataset.sent;
  }
}
if (inRoom) {
  listen();
  // What was said of one day is hidden in the minute in which it ends.
  setInterval(() => {
    for (const one of document.querySelectorAll("[data-ends]")) one.hidden ||= Number(one.dataset.ends) <= Date.now();
  }, 5000);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-writing]") || event.submitter?.formNoValidate || !document.getElementById("chat")) return;
    event.preventDefault();
    if (!event.submitter?.disabled) send(event.target);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && waits) refresh();
    if (!document.hidden && performance.now() - lastTouch > IDLE) refresh();
  });
  // Keys and touches are the person's own: at most once a minute they keep the room open. Nothing that happens by itself does.
  for (const touch of ["keydown", "pointerdown"]) {
    document.addEventListener(touch, () => {
      lastTouch = performance.now();
      if (!again && lastTouch - lastAsked > MINUTE) refresh({ steady: false });
    });
  }
  setInterval(() => {
    if (performance.now() - lastTouch > IDLE + MINUTE / 2) refresh();
  }, MINUTE / 2);
}
