// What makes masking quicker: keys on a question, words by selecting them, one press to copy. Without it every button still works.

const KEYS = { Digit1: "1", Numpad1: "1", Digit2: "2", Numpad2: "2" };

// What is hidden cannot take the focus: where copying is the next thing to do, it is given here, before anybody can press a key.
function unfold() {
  for (const one of document.querySelectorAll("#masking :is([data-keys],[data-selects],[data-copies])[hidden]")) {
    one.hidden = false;
    if (one.autofocus) one.focus();
  }
}

document.addEventListener("keydown", (event) => {
  const key = KEYS[event.code];
  if (!key || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const button = event.target.closest?.("[data-ask]")?.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// The buttons stand outside the form to which they belong; htmx sees only those inside.
document.addEventListener("htmx:configRequest", (event) => {
  const pressed = event.detail.triggeringEvent?.submitter;
  if (event.target.id === "decisions" && pressed?.name) event.detail.parameters[pressed.name] = pressed.value;
});

// The tags between the words are no words of the text.
function chosenWords() {
  const chosen = document.getSelection();
  const written = document.getElementById("written");
  if (!written || !chosen.rangeCount || chosen.isCollapsed) return "";
  const range = chosen.getRangeAt(0);
  if (!written.contains(range.commonAncestorContainer)) return "";
  const words = range.cloneContents();
  for (const tag of words.querySelectorAll("[data-tag]")) tag.remove();
  return words.textContent.replace(/\s+/g, " ").trim();
}

document.addEventListener("selectionchange", () => {
  const words = chosenWords();
  const field = document.getElementById("add");
  if (words.length > 1 && field && words.length <= field.maxLength) field.value = words;
});

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.closest("details").open = true; // the browser does not allow it: the words stand selected, to be copied by hand
    field.focus();
    field.select();
    return;
  }
  document.getElementById("copied").textContent = button.dataset.done;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (button) copy(button);
});

document.addEventListener("htmx:load", unfold);
unfold();
