// Saves reloading: acts are sent in the background, and what the service answers appears within a second.
"use strict";

const state = JSON.parse(document.body.dataset.state);
const talk = document.getElementById("talk");
const people = document.getElementById("people");
const acts = document.getElementById("acts");
let knownActs = "";

// Only what differs is touched, so that focus stays and nothing is announced twice.
function renew(list, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html; // made and escaped by our own server
  const ids = new Set(Array.from(fresh.content.children, (item) => item.id));
  for (const item of Array.from(list.children)) {
    if (!ids.has(item.id)) item.remove();
  }
  for (const item of Array.from(fresh.content.children)) {
    const known = document.getElementById(item.id);
    if (!known) list.append(item);
    else if (known.outerHTML !== item.outerHTML) known.replaceWith(item);
  }
}

async function look() {
  const answer = await fetch(`now?${new URLSearchParams(state)}`);
  if (answer.status !== 200) return;
  const now = await answer.json();
  state.seen = now.version;
  renew(people, now.people);
  renew(talk, now.talk);
  if (knownActs !== now.acts) acts.innerHTML = now.acts;
  knownActs = now.acts;
}

async function keepLooking() {
  try {
    await look();
  } catch {
    // the server restarts: the next look will find it
  }
  setTimeout(keepLooking, 1000);
}

document.addEventListener("submit", async (event) => {
  const act = event.submitter && event.submitter.value;
  if (act === "new") return; // leads to another person's page
  event.preventDefault();
  const form = new FormData(event.target);
  form.set("act", act);
  const answer = await fetch("do", { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  if (event.target.id === "write" && answer.type === "opaqueredirect") event.target.reset();
  await look();
});

// Enter sends, Shift+Enter makes a new line.
document.getElementById("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  const form = event.target.form;
  form.requestSubmit(form.querySelector('button[value="say"]'));
});

keepLooking();
