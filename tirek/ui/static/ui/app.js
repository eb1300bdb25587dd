// What makes pages quicker; every page works without it. Keeps nothing in the browser: choices of look are cookies of the server.

const root = document.documentElement;
const on = (type, selector, act) =>
  document.addEventListener(
    type,
    (event) => {
      const found = event.target instanceof Element ? event.target.closest(selector) : null;
      if (found) act(found, event);
    },
    true, // before htmx, which listens on the form itself: a question must come before the sending
  );

// ---- theme: change at once, tell the server behind the scenes ----
on("submit", "[data-theme-form]", (form, event) => {
  const wanted = event.submitter?.value ?? "";
  event.preventDefault();
  if (wanted) root.dataset.theme = wanted;
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-form] [aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.value === wanted));
  }
  const words = new URLSearchParams(new FormData(form, event.submitter));
  fetch(form.action, { method: "POST", body: words, redirect: "manual" }).catch(() => {});
});

// ---- a password may be looked at ----
for (const button of document.querySelectorAll("[data-show]")) button.hidden = false;
on("click", "[data-show]", (button) => {
  const field = document.getElementById(button.dataset.show);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  field.focus();
});
on("submit", "form", (form) => {
  // a shown password is hidden again before the browser may offer to remember it as plain text
  for (const field of form.querySelectorAll("input[data-secret][type=text]")) field.type = "password";
});

// ---- a question before something final: <form data-confirm="..." data-confirm-go="Close it"> ----
on("submit", "form[data-confirm]", (form, event) => {
  const dialog = document.getElementById("confirm");
  if (!dialog?.showModal || form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const submitter = event.submitter;
  document.getElementById("confirm-words").textContent = form.dataset.confirm;
  document.getElementById("confirm-go").textContent = form.dataset.confirmGo || submitter?.textContent.trim();
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "go") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    },
    { once: true },
  );
  dialog.showModal();
});

// ---- toasts go by themselves unless someone is reading them ----
const TOAST_STAYS = 8000;
function greet(toast) {
  if (toast.dataset.greeted) return;
  toast.dataset.greeted = "yes";
  const close = toast.querySelector("[data-toast-close]");
  if (close) close.hidden = false;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, TOAST_STAYS) : toast.remove());
  setTimeout(leave, TOAST_STAYS);
}
on("click", "[data-toast-close]", (button) => button.closest("[data-toast]").remove());
on("click", "[data-hide-notice]", (button) => button.closest(".banner").remove());

// ---- dialogs: those a page or htmx brings open by themselves; buttons open the others ----
function wake(scope) {
  for (const toast of scope.querySelectorAll("[data-toast]")) greet(toast);
  for (const button of scope.querySelectorAll("[data-show]")) button.hidden = false;
  for (const dialog of scope.querySelectorAll("dialog[data-open]")) {
    if (dialog.open && dialog.matches(":modal")) continue;
    dialog.removeAttribute("open");
    dialog.showModal();
  }
  for (const summary of scope.querySelectorAll(".errors[data-focus]")) {
    summary.removeAttribute("data-focus");
    summary.focus();
  }
}
on("click", "[data-opens]", (button) => document.getElementById(button.dataset.opens)?.showModal());
document.addEventListener("htmx:load", (event) => wake(event.detail.elt.parentElement ?? document));
wake(document);

// ---- the list of keys on "?" ----
const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const keys = document.getElementById("keys");
  if (!keys || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  keys.showModal();
});

// ---- the session has ended while someone was typing: ask for the password over the page ----
let wasTypingIn = null;
function askAgain() {
  const over = document.getElementById("over");
  const asking = document.getElementById("session-ended");
  if (!over || !asking || over.childElementCount) return;
  wasTypingIn = document.activeElement;
  over.append(asking.content.cloneNode(true));
  window.htmx?.process(over);
  wake(over);
}
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) askAgain();
});
document.addEventListener("tirek:session-ended", askAgain);
document.addEventListener("signed-in-again", () => {
  document.getElementById("over")?.replaceChildren();
  wasTypingIn?.focus();
});
