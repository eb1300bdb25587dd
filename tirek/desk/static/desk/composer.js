// The composer alive: remarks are answered by one tap or one key, phrases are put in where one types, the message is read once more.
// Keys go by the place on the keyboard (event.code), so that they are the same in all four languages.

const words = () => document.getElementById("words");
const composer = () => document.getElementById("composer");
const cards = () => [...document.querySelectorAll("#findings [data-finding]")];
const wide = matchMedia("(min-width: 861px)");
const byTouch = matchMedia("(pointer: coarse)");

// ---- what happened is said to those who listen; the field gets its place back ----
function tell(kind, more = "") {
  const said = document.getElementById("composer-said");
  if (said) said.textContent = `${said.dataset[kind]} ${more}`.trim();
}
function backToWords() {
  if (wide.matches || !byTouch.matches) words()?.focus(); // under a thumb no keyboard must jump up
}
function readAgain() {
  window.htmx.trigger(words(), "read-again");
}

// Puts text in as typing does, so that Ctrl+Z takes it out again.
function put(text, start, end) {
  const field = words();
  field.focus();
  field.setSelectionRange(start, end);
  const done = text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete");
  if (!done) field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// ---- one remark: take, keep, not correct ----
function fold(card) {
  if (card?.matches(":popover-open")) card.hidePopover();
}
// Its card goes; the others keep their answers, but their places are true again only once the words have been read anew.
function done(button) {
  const card = button.closest("[data-finding]");
  fold(card);
  card.previousElementSibling?.remove();
  card.remove();
  for (const other of document.querySelectorAll("#findings [data-start]")) other.disabled = true;
}
function take(button) {
  const { start, end, replacement } = button.dataset;
  done(button);
  put(replacement, Number(start), Number(end));
  tell("replaced");
  readAgain();
}
function date(button) {
  const { start, end, sentence } = button.dataset;
  const step = document.getElementById("next-step");
  const what = step.querySelector("[name=next_what]");
  done(button);
  put("", Number(start), Number(end));
  what.value = [what.value.trim(), sentence].filter(Boolean).join(" ").slice(0, what.maxLength);
  step.open = true;
  step.querySelector("[name=next_until]").focus();
  tell("dated");
  readAgain();
}
function settle(radio) {
  const card = radio.closest("[data-finding]");
  const because = card.querySelector(".because input");
  radio.checked = true;
  if (because && because.value.trim().length < 10) return because.focus();
  fold(card);
  backToWords();
  tell("kept", radio.closest(".verdict").title);
  readAgain();
}
document.addEventListener("click", (event) => {
  const found = (selector) => event.target.closest?.(selector);
  const apply = found("[data-apply]");
  const dated = found("[data-dated]");
  const radio = found(".verdict input");
  if (!words()) return;
  if (apply || dated) {
    event.preventDefault();
    if (apply) take(apply);
    else date(dated);
  } else if (radio && event.detail) settle(radio); // the arrow keys walk through the reasons and settle nothing
  else if (found("[data-why]")) {
    const says = found("[data-finding]").classList.toggle("says-why");
    found("[data-why]").setAttribute("aria-expanded", String(says));
  } else if (found("[data-unsettle]")) {
    const card = found("[data-finding]");
    card.classList.remove("is-settled");
    (card.querySelector("input:checked") ?? card.querySelector("input, button"))?.focus();
  }
});

// ---- a remark by keys: Alt and its number opens it; inside A, 1 to 4, N; Esc goes back to the text ----
function open(card) {
  if (!card) return false;
  if (!wide.matches) card.showPopover();
  card.classList.remove("is-settled");
  card.scrollIntoView({ block: "nearest" });
  (card.querySelector(".acts > .btn:not(.close)") ?? card.querySelector(".verdict input:checked, .verdict input"))?.focus();
  return true;
}
function inCard(event, card) {
  if (event.code === "Escape") {
    fold(card);
    words()?.focus();
    return true;
  }
  if (event.target.matches("input[type=text], input:not([type]), .because input")) return false;
  const number = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)?.[1];
  const reason = event.code === "KeyN" ? card.querySelector("[value=not_correct]") : number && card.querySelectorAll(".verdict input")[number - 1];
  if (reason) {
    settle(reason);
    return true;
  }
  if (event.code === "KeyK") card.querySelector(".verdict input:checked, .verdict input").focus();
  else if (event.code === "KeyA") card.querySelector("[data-apply], [data-dated], [data-insert]")?.click();
  else if (event.code === "KeyD") card.querySelector("[data-dated]")?.click();
  else return false;
  return true;
}
document.addEventListener(
  "keydown",
  (event) => {
    if (!words() || document.querySelector("dialog[open]") || event.isComposing) return;
    const bare = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.getModifierState("AltGraph");
    const card = event.target.closest?.("[data-finding]");
    let taken = false;
    if (bare && event.altKey && composer()?.contains(event.target)) {
      const number = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
      taken = number ? open(cards()[number - 1]) : event.code === "Enter" && readOnceMore();
    } else if (bare && !event.altKey && card) taken = inCard(event, card);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation(); // K and the rest mean something else outside a remark
  },
  true,
);

// ---- whoever stands in a remark while it is drawn anew goes on standing there ----
let standing = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "findings") standing = document.activeElement?.closest?.("[data-finding]")?.dataset.finding ?? null;
});
document.addEventListener("htmx:afterSettle", () => {
  const card = standing && cards().find((one) => one.dataset.finding === standing);
  standing = null;
  if (card && !card.contains(document.activeElement)) open(card);
});

// ---- what is new in the second reading is said once, not with every pause ----
let told = new Set();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "findings" && event.detail.elt?.id !== "findings") return;
  const titles = (document.getElementById("findings")?.dataset.titles ?? "").split(" ¶ ").map((title) => title.trim()).filter(Boolean);
  const fresh = titles.filter((title) => !told.has(title));
  if (fresh.length) tell("found", `${fresh.join(". ")}. ${document.getElementById("composer-said").dataset.open}`);
  told = new Set(titles);
});

// ---- phrases: where one types, from a button or from "/" ----
const panel = () => document.getElementById("phrases");
const search = () => document.getElementById("phrase-search");
const options = () => [...document.querySelectorAll("#phrase-list [role=option]")];
const seen = () => options().filter((one) => !one.hidden);
let typedSlash = false; // it was opened by "/": given back if nothing is chosen
let chosen = null;
function openPhrases(slash) {
  const box = panel();
  typedSlash = slash;
  search().value = "";
  box.showPopover();
  place(box);
  if (options().length) find();
  else window.htmx.ajax("GET", box.dataset.from, { target: "#phrase-list", swap: "innerHTML" }).then(find);
  if (slash || !byTouch.matches) search().focus();
}
function place(box) {
  const around = composer().getBoundingClientRect();
  box.style.left = wide.matches ? `${Math.max(8, around.left)}px` : ""; // CSSOM, not a style attribute of the page
  box.style.bottom = wide.matches ? `${Math.max(8, window.innerHeight - around.bottom + 60)}px` : "";
}
function find() {
  const asked = search().value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const one of options()) {
    const text = `${one.dataset.kind} ${one.textContent}`.toLowerCase();
    one.hidden = !asked.every((word) => text.includes(word));
  }
  for (const group of document.querySelectorAll("#phrase-list [role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  choose(seen()[0]);
  const none = document.getElementById("phrase-none");
  none.textContent = seen().length || !options().length ? "" : none.dataset.none;
}
function choose(option) {
  chosen?.setAttribute("aria-selected", "false");
  chosen = option ?? null;
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) search().setAttribute("aria-activedescendant", chosen.id);
  else search().removeAttribute("aria-activedescendant");
}
function insert(from) {
  const field = words();
  const { insert: text, blank, at } = from.dataset;
  typedSlash = false;
  if (panel()?.matches(":popover-open")) panel().hidePopover();
  fold(from.closest("[data-finding]"));
  const [start, end] = at === "start" ? [0, 0] : [field.selectionStart, field.selectionEnd];
  const before = start && !/\s/.test(field.value[start - 1]) ? " " : "";
  const after = field.value[end] && !/\s/.test(field.value[end]) ? " " : "";
  put(before + text + after, start, end);
  const number = blank ? field.value.indexOf(blank, start) : -1;
  if (number >= 0) field.setSelectionRange(number, number + blank.length); // to be typed over
  tell("inserted");
  readAgain();
}
document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (field.id !== "words" || event.data !== "/" || event.inputType !== "insertText" || field.selectionStart !== field.selectionEnd) return;
  const before = field.value[field.selectionStart - 1];
  if (before && !/\s/.test(before)) return;
  event.preventDefault();
  openPhrases(true);
});
document.addEventListener("click", (event) => {
  const from = event.target.closest?.("[data-insert]");
  if (from && words()) {
    event.preventDefault();
    insert(from);
  }
  if (event.target.closest?.("#phrases-open")) {
    event.preventDefault();
    openPhrases(false);
  }
  if (event.target.closest?.("#phrases-close")) panel().hidePopover();
});
document.addEventListener("input", (event) => {
  if (event.target.id === "phrase-search") find();
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "phrase-search") return;
  const at = seen().indexOf(chosen);
  const acts = {
    ArrowDown: () => choose(seen()[at + 1] ?? seen()[0]),
    ArrowUp: () => choose(seen()[at - 1] ?? seen().at(-1)),
    Enter: () => chosen && insert(chosen),
    Backspace: () => {
      typedSlash = false;
      panel().hidePopover();
    },
  };
  if (!acts[event.key] || event.isComposing || (event.key === "Backspace" && event.target.value)) return;
  event.preventDefault();
  acts[event.key]();
});
// closed without a choice: what was typed after "/" stands in the text as it was typed
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.id !== "phrases" || event.newState !== "closed") return;
    const typed = typedSlash ? `/${search().value}` : "";
    typedSlash = false;
    if (typed) put(typed, words().selectionStart, words().selectionEnd);
    else if (document.activeElement === document.body || panel().contains(document.activeElement)) backToWords();
  },
  true,
);

// ---- read once more: as the person will see it; sent from there or written on ----
function readOnceMore() {
  document.getElementById("once-more-open")?.click();
  return true;
}
function sendFrom(dialog) {
  dialog.close();
  document.getElementById("send")?.click();
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-send]");
  if (button) sendFrom(button.closest("dialog"));
});
document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector("dialog.once-more[open]");
  if (!dialog || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  sendFrom(dialog);
});
document.addEventListener(
  "close",
  (event) => {
    if (!event.target.matches?.("dialog.once-more")) return;
    window.speechSynthesis?.cancel();
    event.target.remove();
    backToWords();
  },
  true,
);

// Read aloud only with a voice that lives on this device and speaks the message's language: no word goes to anybody's server.
function voice(language) {
  const mine = speechSynthesis.getVoices().filter((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === language);
  const plain = [language, `${language}-${language}`]; // "ru" and "ru-RU" before "ru-LV"
  return mine.find((one) => plain.includes(one.lang.toLowerCase().replace("_", "-"))) ?? mine[0];
}
const aloudOf = (button) => document.getElementById(button.dataset.aloud);
function offerReading() {
  for (const button of document.querySelectorAll("[data-aloud]")) button.hidden = !voice(aloudOf(button).lang);
}
if ("speechSynthesis" in window) {
  offerReading();
  speechSynthesis.addEventListener?.("voiceschanged", offerReading);
  document.addEventListener("htmx:load", offerReading);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-aloud]");
    if (!button) return;
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const label = button.querySelector("span");
    const usual = (label.dataset.usual ??= label.textContent);
    const spoken = aloudOf(button);
    const said = new SpeechSynthesisUtterance([...spoken.querySelectorAll(".bubble > p:first-child")].map((one) => one.textContent).join("\n"));
    said.voice = voice(spoken.lang);
    said.lang = spoken.lang;
    said.onend = said.onerror = () => (label.textContent = usual);
    label.textContent = button.dataset.stop;
    speechSynthesis.speak(said);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
