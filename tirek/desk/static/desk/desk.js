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
  showReplies();
  if (event.detail.target?.id === "open" && matchMedia("(min-width: 861px)").matches) toWords();
});
window.addEventListener("resize", mirror);

// ---- a finding is applied in place ----
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-apply]");
  const field = words();
  if (!button || !field) return;
  event.preventDefault();
  const { start, end, replacement } = button.dataset;
  field.focus();
  field.setRangeText(replacement, Number(start), Number(end), "end");
  document.getElementById("findings")?.replaceChildren();
  mirror();
  window.htmx.trigger(field, "read-again");
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
let asked = null;
async function fetchInto(address, target) {
  const answer = await fetch(address, { headers: STEADY, credentials: "same-origin", redirect: "manual" });
  if (answer.status === 401) return document.dispatchEvent(new CustomEvent("tirek:session-ended"));
  if (!answer.ok) return;
  const place = document.getElementById(target);
  if (place) window.htmx.swap(place, await answer.text(), { swapStyle: "innerHTML" });
}
async function refresh(safe) {
  const open = thread();
  await fetchInto(listAddress(), "list");
  markOpen();
  if (open && (!safe || open.dataset.thread === safe)) {
    const seen = document.visibilityState === "visible" ? "?seen=1" : "";
    await fetchInto(open.dataset.lines + seen, "lines");
  }
}
function listAddress() {
  const query = new URLSearchParams(location.search);
  return `/desk/?show=${query.get("show") ?? "new"}&page=${query.get("page") ?? 1}`;
}
function markOpen() {
  const open = thread()?.dataset.thread;
  for (const row of document.querySelectorAll("[data-conv]")) {
    if (row.dataset.conv === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}
function soon(safe) {
  clearTimeout(asked);
  asked = setTimeout(() => refresh(safe).catch(offline), 120);
}

// One stream for all tabs of this browser: browsers allow few connections to one house.
const air = new BroadcastChannel("tirek-news");
air.addEventListener("message", (event) => hear(event.data));
function hear(news) {
  if (news.ended) document.dispatchEvent(new CustomEvent("tirek:session-ended"));
  else soon(news.safe);
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
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
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
  if (stream) listen();
});

let away = null;
function offline() {
  away ??= setTimeout(() => document.body.classList.add("is-offline"), 2500);
}
function online() {
  clearTimeout(away);
  away = null;
  document.body.classList.remove("is-offline");
}

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

mirror();
showReplies();
