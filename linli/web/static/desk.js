// The desk list by keyboard, and the note that new cases have come.
import "./board.js";
import { tell, toggle } from "./choose.js";
import { know } from "./keys.js";
import { follow } from "./live.js";
import { isShown, knowAll, whenIdle } from "./shown.js";
import { isSplit, open } from "./split.js";

const rows = () => [...document.querySelectorAll("[data-row]")];
let at = -1;
// Whoever runs through the list is not shown every case on the way.
const STEP = 150;
let step = 0;

const mark = (index) => {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(index, all.length - 1));
  for (const row of all) row.classList.remove("marked");
  all[at].classList.add("marked");
  const link = all[at].querySelector("[data-open]");
  link.focus({ preventScroll: true });
  clearTimeout(step);
  if (isSplit()) step = setTimeout(() => open(link.href, { isStep: true }), STEP);
  all[at].scrollIntoView({ block: "nearest" });
};

const press = (selector) => document.querySelector(selector)?.click();
know({
  j: () => mark(at + 1),
  k: () => mark(at - 1),
  x: () => toggle(rows()[at]),
  n: () => press("[rel=next]"),
  t: () => document.querySelector(".filter-tag")?.focus(),
  c: () => press(".filter-clear"),
  "/": () => document.querySelector("#desk-q").focus(),
  1: () => press("[data-tab-name=needs-me]"),
  2: () => press("[data-tab-name=all]"),
  3: () => press("[data-tab-name=mine]"),
  4: () => press("[data-tab-name=to-call]"),
});

// Enter and Escape leave the search, so that j and k work at once; leaving it looks for what was typed.
document.querySelector("#desk-q").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  event.target.blur();
});

// A tag goes by key too, and the next one is at hand then.
const NEXT_TAG = "linli-next-tag";
document.addEventListener("keydown", (event) => {
  const tag = event.target.closest(".filter-tag");
  if (!tag || (event.key !== "Delete" && event.key !== "Backspace")) return;
  event.preventDefault();
  tag.click();
});
document.addEventListener("click", (event) => {
  const tag = event.target.closest(".filter-tag");
  if (tag) sessionStorage.setItem(NEXT_TAG, [...tag.parentElement.querySelectorAll(".filter-tag")].indexOf(tag));
});
const next = sessionStorage.getItem(NEXT_TAG);
sessionStorage.removeItem(NEXT_TAG);
if (next !== null) {
  const tags = [...document.querySelectorAll(".filter-tag")];
  (tags[Math.min(next, tags.length - 1)] ?? document.querySelector("#desk-q")).focus();
}

// The whole row opens the case.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, label, summary") || getSelection().toString()) return;
  row.querySelector("[data-open]").click();
});

// Filters that are not set do not lengthen the address.
document.addEventListener("htmx:configRequest", (event) => {
  const given = event.detail.formData;
  for (const name of [...given.keys()]) {
    if (given.get(name) === "") given.delete(name);
  }
});

// Another filter is shown in the same way.
const keepView = () => {
  const form = document.querySelector(".filter-form");
  form.querySelector("[name=view]")?.remove();
  const view = document.querySelector(".views").dataset.view;
  if (!view) return;
  form.prepend(Object.assign(document.createElement("input"), { type: "hidden", name: "view", value: view }));
};

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "list") return;
  at = -1;
  tell();
  const tab = document.querySelector("[data-tab-name][aria-current]");
  const field = document.querySelector("[data-tab]");
  if (tab && field) field.value = tab.dataset.tabName;
  keepView();
});

const filters = document.querySelector("[data-filters]");
const wide = matchMedia("(min-width: 992px)");
const fold = () => { filters.open = wide.matches; };
fold();
wide.addEventListener("change", fold);

document.querySelector("[data-help-open]").hidden = false;

// Live: silent where there is no stream, and of what this page shows already.
const live = document.querySelector("[data-live]");
const MOST_NAMED = 20;
const waiting = new Set();
let isCounted = true;
const news = (told) => {
  const fresh = told ? told.numbers.filter((number) => !isShown(number, told.versions[number])) : [];
  for (const number of fresh) waiting.add(number);
  // The stream names the newest cases only: of the others nobody knows whether they are shown.
  const isWhole = told && told.numbers.length < MOST_NAMED;
  isCounted &&= Boolean(isWhole);
  if (isWhole && !fresh.length) return;
  const words = live.querySelector("[data-live-words]");
  words.textContent = isCounted ? words.dataset.words.replace("%s", waiting.size) : words.dataset.some;
  live.hidden = false;
};
const forget = () => {
  waiting.clear();
  isCounted = true;
  live.hidden = true;
};
knowAll(document);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "list") return;
  knowAll(event.target);
  forget();
});
if (live && "EventSource" in window) {
  const note = document.querySelector("[data-live-state]");
  follow((told) => whenIdle(() => news(told)), (state) => { note.textContent = state ? note.dataset[state] : ""; });
  live.querySelector("button").addEventListener("click", () => {
    window.htmx.ajax("GET", location.href, { target: "#list", swap: "innerHTML" });
  });
}
