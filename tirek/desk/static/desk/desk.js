// The desk alive: new letters appear by themselves, the second reading marks the draft, everything has a key.
// Nothing is kept in the browser: the draft is sealed on the server with every pause in the typing.

const STEADY = { "X-Tirek-Steady": "1", "HX-Request": "true" };
const words = () => document.getElementById("words");
const thread = () => document.querySelector("main[data-thread]");

// ---- the mirror under the field carries the underlines; it shows only while it says what the field says ----
function mirror() {
  const field = words();
  const glass = document.getElementById("mirror");
  if (!field || !glass) return;
  glass.hidden = glass.textContent !== field.value;
  glass.scrollTop = field.scrollTop;
  field.style.height = "auto"; // CSSOM, not a style attribute of the page
  field.style.height = `${Math.min(field.scrollHeight, window.innerHeight * 0.35)}px`;
}
document.addEventListener("input", (event) => {
  if (event.target.id === "words") mirror();
});
document.addEventListener("scroll", (event) => {
  if (event.target.id === "words") mirror();
}, true);
document.addEventListener("htmx:afterSettle", (event) => {
  mirror();
  for (const seen of document.querySelectorAll("[data-seen]")) seen.value = document.getElementById("seen-seq")?.value ?? seen.value;
  showReplies();
  if (event.detail.target?.id === "open" && matchMedia("(min-width: 861px)").matches) toWords();
});
window.addEventListener("resize", mirror);

// ---- what was unfolded stays so when the cards are drawn anew under it ----
let unfolded = [];
document.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...document.querySelectorAll(".keep[open], .finding:popover-open")].map((one) => one.id);
});
document.addEventListener("htmx:afterSwap", () => {
  for (const one of unfolded.map((id) => document.getElementById(id))) {
    if (one?.matches(".keep")) one.open = true;
    else one?.showPopover();
  }
  unfolded = [];
});

// ---- what stands beside the thread comes anew with its lines, but never under somebody's hands ----
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const beside = event.detail.target;
  if (beside.id === "beside" && (beside.querySelector("details[open]") || beside.contains(document.activeElement))) event.detail.shouldSwap = false;
});

// ---- a reply to one message ----
function replyTo(seq, text) {
  const quote = document.getElementById("reply-quote");
  if (!quote) return;
  document.getElementById("reply-to").value = seq;
  quote.querySelector("span").textContent = text;
  quote.hidden = !seq;
  toWords();
}
function toWords() {
  const field = words();
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-reply]");
  if (button) replyTo(button.dataset.reply, button.closest(".msg").querySelector(".words, .thing")?.textContent.trim() ?? "");
  if (event.target.closest?.("#reply-drop")) replyTo("", "");
});
function showReplies() {
  for (const button of document.querySelectorAll("[data-reply]")) button.hidden = false;
}

// ---- live: an event names a conversation and a leaf; the words are asked for, with the session ----
const ALL = "all";
const leaving = new AbortController(); // whoever signs out asks for nothing any more
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/sign-out/")) leaving.abort();
});
const touched = new Set(); // conversations with something new that is not on the page yet
let asked = null;
// A row that is exchanged between pressing and releasing would swallow the click: what is new waits for the finger, a second at most.
let released = Promise.resolve();
document.addEventListener("pointerdown", () => {
  released = new Promise((done) => {
    for (const over of ["pointerup", "pointercancel"]) document.addEventListener(over, () => setTimeout(done), { once: true });
    setTimeout(done, 1000);
  });
}, true);
async function fetchInto(address, target) {
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)]); // a look that hangs must not stand in the way of the next one
  const answer = await fetch(address, { headers: STEADY, credentials: "same-origin", redirect: "manual", signal });
  if (answer.status === 401) return document.dispatchEvent(new CustomEvent("tirek:session-ended"));
  if (answer.status === 409 && target === "lines") return taken();
  if (!answer.ok) return;
  const html = await answer.text();
  await released;
  const place = document.getElementById(target);
  if (!place) return;
  const scrolled = place.querySelector(".scroll")?.scrollTop ?? 0;
  window.htmx.swap(place, html, { swapStyle: "innerHTML" });
  place.querySelector(".scroll")?.scrollTo(0, scrolled);
}
async function refresh() {
  const safes = new Set(touched);
  touched.clear();
  await fetchInto(listAddress(), "list");
  markOpen();
  const open = thread();
  if (open && (safes.has(ALL) || safes.has(open.dataset.thread))) {
    const seen = document.visibilityState === "visible" ? "&seen=1" : "";
    await fetchInto(`${open.dataset.lines}?show=${shown()}${seen}`, "lines");
  }
}
const inAddress = (name, usual) => encodeURIComponent(new URLSearchParams(location.search).get(name) ?? usual);
const shown = () => inAddress("show", "new");
function listAddress() {
  return `/desk/?show=${shown()}&page=${inAddress("page", 1)}`;
}
function markOpen() {
  const open = thread()?.dataset.thread;
  for (const row of document.querySelectorAll("[data-conv]")) {
    if (row.dataset.conv === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}
// What comes within a moment is asked for together; however much comes, the page is renewed, and never twice at once.
function soon(safe = ALL) {
  touched.add(safe);
  asked ??= setTimeout(renew, 120);
}
async function renew() {
  await refresh().catch(() => offline());
  asked = touched.size ? setTimeout(renew, 120) : null;
}

// One stream for all tabs of this browser: browsers allow few connections to one house.
const air = new BroadcastChannel("tirek-news");
air.addEventListener("message", (event) => hear(event.data));
function hear(news) {
  if (news.ended) document.dispatchEvent(new CustomEvent("tirek:session-ended"));
  else if (news.back) cameBack();
  else soon(news.safe);
}
// Signed in again in one tab is signed in again in all of them.
function cameBack() {
  document.getElementById("over")?.replaceChildren();
  if (stream) listen();
  soon();
}
let stream = null;
function listen() {
  stream?.close();
  stream = new EventSource("/events");
  stream.addEventListener("open", () => {
    online();
    soon();
  });
  stream.addEventListener("news", (event) => {
    const news = JSON.parse(event.data);
    hear(news);
    air.postMessage(news);
  });
  stream.addEventListener("ended", () => {
    stream.close();
    hear({ ended: true });
    air.postMessage({ ended: true });
  });
  stream.addEventListener("error", () => {
    offline();
    if (stream.readyState !== EventSource.CLOSED) return;
    soon(); // a session that has ended answers 401, and the page asks for the password
    setTimeout(listen, 3000);
  });
}
function lead() {
  return new Promise((resign) => {
    listen();
    window.addEventListener("pagehide", () => {
      stream?.close();
      resign();
    });
  });
}
if (navigator.locks) navigator.locks.request("tirek-live", lead);
else listen();
document.addEventListener("signed-in-again", () => {
  air.postMessage({ back: true });
  cameBack();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
// What is sent needs no autosave any more: one that is still under way would bring the draft back.
// What is typed while the sent words are on their way is carried over into the composer that comes back, in this thread only.
let sent = null;
let typed = "";
document.addEventListener("submit", (event) => {
  if (event.target.id !== "composer") return;
  window.htmx.trigger(words(), "htmx:abort");
  sent = { thread: thread()?.dataset.thread, words: words().value };
}, true);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "open" || !sent) return;
  typed = thread()?.dataset.thread === sent.thread && words() && words().value !== sent.words ? words().value : "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "open" || !sent) return;
  if (typed && thread()?.dataset.thread === sent.thread && words() && !words().value) {
    words().value = typed;
    mirror();
    keepAgain();
  }
  sent = null;
  typed = "";
});

// ---- a colleague was quicker: the conversation is his, the words stay in the field ----
function taken() {
  const said = document.getElementById("taken");
  if (said) document.getElementById("notice").replaceChildren(said.content.cloneNode(true));
}

// ---- the connection: when it is lost the page says so, and the draft is tried again until it is kept ----
let away = null;
function offline(patience = 2500) {
  away ??= setTimeout(() => document.body.classList.add("is-offline"), patience);
}
function online() {
  clearTimeout(away);
  away = null;
  document.body.classList.remove("is-offline");
}
function keepAgain() {
  if (words()) window.htmx.trigger(words(), "read-again");
}
document.addEventListener("htmx:sendError", () => {
  offline(0);
  setTimeout(keepAgain, 3000);
});
document.addEventListener("htmx:afterOnLoad", online);
window.addEventListener("offline", () => offline(0));
window.addEventListener("online", () => {
  online();
  keepAgain();
  soon();
});

// ---- keys ----
const typing = (element) => /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
function step(by) {
  const rows = [...document.querySelectorAll("[data-conv]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const current = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.max(0, Math.min(rows.length - 1, current + by))]?.focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "words") {
    event.preventDefault();
    document.getElementById("send")?.click();
    return;
  }
  if (event.key === "Escape" && event.target.id === "words") return event.target.blur();
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    r: toWords,
    t: () => document.querySelector("[data-key=t]")?.click(),
  };
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- what a person said of one day is hidden in the minute in which that day ends, also on a page that nobody reloads ----
function endOfDay() {
  for (const one of document.querySelectorAll("[data-ends]")) if (Number(one.dataset.ends) <= Date.now()) one.hidden = true;
}
setInterval(endOfDay, 5000);

mirror();
showReplies();
soon(); // what came between the making of the page and this moment
