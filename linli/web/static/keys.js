// Shortcuts of whoever works here, and the palette. A single key does nothing while one types, and all of them can be
// switched off (WCAG 2.1.4); Ctrl+K stays.
const ADDRESS = "/palette/";
const STORE = "linli-keys";
const SECOND_KEY = 2_000;
const TYPING_PAUSE = 150;

const isStaff = document.querySelector("main[data-account]") !== null;
const pageKeys = {};
let parts = null;
let isGoing = false;
let timer = 0;

const isOn = () => {
  try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
};
const find = (name) => document.querySelector(`[data-${name}]`);

const say = (words) => {
  const told = find("said");
  told.textContent = "";
  requestAnimationFrame(() => { told.textContent = words; });
};

// The palette comes when it is first asked for.
const load = () => {
  parts ??= fetch(ADDRESS).then(async (answer) => {
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const box = document.createElement("div");
    box.innerHTML = await answer.text();
    document.body.append(box);
    dress();
  }).catch((error) => {
    parts = null;
    throw error;
  });
  return parts;
};

const options = () => [...find("palette").querySelectorAll("[role=option]:not([hidden])")];
const mark = (chosen) => {
  const field = find("palette").querySelector("input");
  for (const each of find("palette").querySelectorAll("[aria-selected=true]")) each.setAttribute("aria-selected", "false");
  field.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
};
const follow = (chosen) => {
  if (!chosen) return;
  find("palette").hidePopover();
  if (chosen.steps) chosen.steps.click();
  else if (chosen.matches("[data-keys-open]")) openHelp();
  else location.assign(chosen.dataset.to);
};

// The steps that the page offers, in its own words.
const offerSteps = () => {
  const list = document.querySelector("#palette-list");
  for (const old of list.querySelectorAll("[data-step]")) old.remove();
  [...document.querySelectorAll("main a[data-dialog]")].forEach((link, index) => {
    const row = document.createElement("li");
    row.id = `palette-step-${index}`;
    row.dataset.step = "";
    row.steps = link;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const icon = link.querySelector("svg")?.cloneNode(true);
    const words = document.createElement("span");
    words.dataset.words = "";
    words.textContent = link.textContent.trim();
    const more = document.createElement("span");
    more.className = "palette-more";
    more.textContent = list.dataset.here;
    row.append(...[icon, words, more].filter(Boolean));
    list.prepend(row);
  });
};

const sift = (text) => {
  for (const row of find("palette").querySelectorAll("[role=option]:has([data-words])")) {
    row.hidden = !row.textContent.toLowerCase().includes(text.toLowerCase());
  }
  // Whether there are cases is known when they have been looked for.
  find("none").hidden = options().length > 0 || text.length > 1;
  mark(options()[0]);
};
const findCases = async (text) => {
  const list = document.querySelector("#palette-list");
  const answer = text.length > 1 ? await fetch(`${ADDRESS}?q=${encodeURIComponent(text)}`) : null;
  const rows = answer?.ok ? await answer.text() : "";
  if (find("palette").querySelector("input").value.trim() !== text) return;
  for (const old of list.querySelectorAll("[role=option]:not(:has([data-words]))")) old.remove();
  list.insertAdjacentHTML("beforeend", rows);
  find("none").hidden = options().length > 0;
  if (!list.querySelector("[aria-selected=true]:not([hidden])")) mark(options()[0]);
};

const dress = () => {
  const field = find("palette").querySelector("input");
  field.addEventListener("input", () => {
    sift(field.value.trim());
    clearTimeout(timer);
    timer = setTimeout(() => findCases(field.value.trim()), TYPING_PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") mark(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") mark(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Enter") follow(all[at]);
    else if (event.key === "Tab") find("palette").hidePopover();
    else return;
    event.preventDefault();
  });
  document.querySelector("#palette-list").addEventListener("click", (event) => follow(event.target.closest("[role=option]")));
  const keysSwitch = find("keys-switch");
  keysSwitch.checked = isOn();
  keysSwitch.addEventListener("change", () => {
    try { localStorage.setItem(STORE, keysSwitch.checked ? "on" : "off"); } catch { /* for this page only then */ }
    say(find("said").dataset[keysSwitch.checked ? "on" : "off"]);
  });
};

const openPalette = async () => {
  await load();
  offerSteps();
  const field = find("palette").querySelector("input");
  field.value = "";
  sift("");
  findCases("");
  // Not as a modal dialog, for which a browser styles the whole page anew.
  find("palette").showPopover();
  field.focus();
};
const openHelp = async () => {
  await load();
  find("help").showModal();
};
const begin = async () => {
  isGoing = true;
  setTimeout(() => { isGoing = false; }, SECOND_KEY);
  await load();
  say(find("said").dataset.going);
};
const go = async (letter) => {
  isGoing = false;
  await load();
  const row = find("palette").querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (row) location.assign(row.dataset.to);
};

// A page says which keys it knows besides.
export const know = (keys) => Object.assign(pageKeys, keys);

const everywhere = { g: begin, "?": openHelp };
const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");

const press = (event) => {
  if (document.querySelector("dialog[open], :popover-open")) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target) || !isOn()) return;
  const act = isGoing ? () => go(event.key) : pageKeys[event.key] ?? everywhere[event.key];
  if (!act) return;
  event.preventDefault();
  act();
};

if (isStaff) {
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-help-open]")) openHelp(); });
}
