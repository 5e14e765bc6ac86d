// Rows that are ticked: one by one, a whole stretch with Shift, all of the page; the bar says how many there are.
let last = null;

const boxes = () => [...document.querySelectorAll("[data-pick-row]")];

export const tell = () => {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const words = bar.querySelector("[data-bulk-count]");
  const isBeyond = chosen > Number(words.dataset.most);
  words.textContent = words.dataset.words.replace("%s", chosen) + (isBeyond ? ` · ${words.dataset.beyond}` : "");
  words.classList.toggle("beyond", isBeyond);
  bar.hidden = !chosen;
  bar.querySelector("[data-bulk-clear]").hidden = false;
  const every = document.querySelector("[data-pick-all]");
  if (!every) return;
  every.hidden = false;
  every.checked = chosen > 0 && chosen === all.length;
  every.indeterminate = chosen > 0 && chosen < all.length;
};

const stretch = (from, to) => {
  const all = boxes();
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  for (const box of all.slice(first, end + 1)) box.checked = to.checked;
};

// The row's own tick, by key.
export const toggle = (row) => {
  const box = row?.querySelector("[data-pick-row]");
  if (!box) return;
  box.checked = !box.checked;
  last = box;
  tell();
};

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick-row]");
  if (box) {
    if (event.shiftKey && last?.isConnected) stretch(last, box);
    last = box;
    tell();
  } else if (event.target.matches("[data-pick-all]")) {
    for (const each of boxes()) each.checked = event.target.checked;
    tell();
  } else if (event.target.closest("[data-bulk-clear]")) {
    for (const each of boxes()) each.checked = false;
    tell();
  }
});

// The browser gives ticks back when one comes back.
window.addEventListener("pageshow", tell);
tell();
