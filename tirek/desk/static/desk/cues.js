// The card of what to do now stays folded or open as its worker left it, while the lines beside it come anew.

const left = new Map();
const fold = () => document.querySelector(".protocol[data-fold]");
document.addEventListener("click", (event) => {
  const card = event.target.closest?.(".protocol > summary")?.parentElement;
  if (card) setTimeout(() => left.set(card.dataset.fold, card.open)); // after the browser has folded it
});
function asLeft() {
  const card = fold();
  if (card && left.has(card.dataset.fold)) card.open = left.get(card.dataset.fold);
}
document.addEventListener("htmx:oobAfterSwap", asLeft);
document.addEventListener("htmx:afterSettle", asLeft);
// what somebody is writing beside a correction is not swept away by a new letter
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "lines" && document.querySelector(".cue-more[open] input[name=words]:focus")) event.detail.shouldSwap = false;
});
