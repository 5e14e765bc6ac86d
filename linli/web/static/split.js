// A wide screen shows list and case side by side. The case is the one of the ordinary page; the address keeps both.
import { dress, dressFlashes } from "./linli.js";
import { during, knowAll, knowMove } from "./shown.js";

const wide = matchMedia("(min-width: 1200px)");
const desk = document.querySelector(".desk");
const pane = document.querySelector("[data-pane]");
const content = pane.querySelector("[data-pane-body]");
const CASE = /^\/cases\/([^/]+)\/$/;
let shown = "";
let turn = 0;

const numberOf = (address) => CASE.exec(new URL(address, location.href).pathname)?.[1] ?? "";
const inAddress = () => new URL(location.href).searchParams.get("case") ?? "";
const addressWith = (number) => {
  const here = new URL(location.href);
  here.searchParams.delete("case");
  if (number) here.searchParams.set("case", number);
  return here.pathname + here.search;
};
const listAddress = () => addressWith("");
let list = listAddress();

const markRow = () => {
  for (const row of document.querySelectorAll("[data-row]")) {
    const isShown = shown && numberOf(row.querySelector("[data-open]").href) === shown;
    row.classList.toggle("shown", Boolean(isShown));
  }
};

const hide = () => {
  turn += 1;
  shown = "";
  content.replaceChildren();
  pane.hidden = true;
  desk.classList.remove("split");
  markRow();
};

const refreshList = () => window.htmx.ajax("GET", listAddress(), { target: "#list", swap: "innerHTML" });

// Where the answer belongs that is no page of a case; what it says was done is said on the list.
const leave = (answer, page) => {
  if (new URL(answer.url).pathname !== "/cases/") return location.assign(answer.url);
  history.replaceState(null, "", listAddress());
  hide();
  const main = document.querySelector("#main");
  const said = page.querySelector(".flashes");
  main.querySelector(":scope > .flashes")?.remove();
  if (said) main.prepend(said);
  dressFlashes(main);
  return refreshList();
};

const put = async (address, request, form) => {
  const mine = ++turn;
  pane.setAttribute("aria-busy", "true");
  const answer = await fetch(address, request);
  if (form) knowMove(form, answer);
  const text = await answer.text();
  if (mine !== turn) return;
  pane.removeAttribute("aria-busy");
  const page = new DOMParser().parseFromString(text, "text/html");
  if (answer.redirected && !numberOf(answer.url)) {
    leave(answer, page);
    return;
  }
  const main = page.querySelector("#main");
  if (!main) {
    location.assign(address);
    return;
  }
  content.replaceChildren(...main.childNodes);
  knowAll(content);
  window.htmx.process(content);
  dress(content);
  pane.scrollTop = 0;
  pane.querySelector("[data-pane-said]").textContent = page.title;
  if (answer.redirected) refreshList();
};

const show = (number) => {
  shown = number;
  const address = `/cases/${number}/`;
  pane.querySelector("[data-pane-whole]").href = address;
  pane.hidden = false;
  desk.classList.add("split");
  markRow();
  return put(address);
};

export const isSplit = () => !pane.hidden;

// Opens the case beside the list, and says whether it did.
export const open = (address, { isStep = false } = {}) => {
  const number = numberOf(address);
  if (!wide.matches || !number) return false;
  if (number === shown) {
    pane.focus();
    return true;
  }
  if (isStep) history.replaceState(history.state, "", addressWith(number));
  else history.pushState({ pane: true }, "", addressWith(number));
  show(number);
  return true;
};

export const close = () => {
  if (pane.hidden) return;
  const row = document.querySelector("[data-row].shown [data-open]");
  history.pushState({ pane: true }, "", listAddress());
  hide();
  row?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open], [data-pane-body] a");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || link.target || link.hasAttribute("hx-get")) return;
  if (open(link.href)) event.preventDefault();
});
pane.querySelector("[data-pane-close]").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open") && !event.target.closest("input, textarea, select")) close();
});

// A form of the case is sent as ever; its answer stays here.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !content.contains(form) || form.method !== "post") return;
  event.preventDefault();
  const request = { method: "POST", body: new FormData(form, event.submitter) };
  during(() => put(form.action, request, form));
});

document.addEventListener("htmx:pushedIntoHistory", () => {
  if (shown) history.replaceState(history.state, "", addressWith(shown));
  list = listAddress();
});
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "list") markRow(); });

// Back and forward between cases of one list; another list is the browser's and htmx's business.
window.addEventListener("popstate", (event) => {
  if (listAddress() !== list) {
    if (!event.state?.htmx) location.reload();
    return;
  }
  event.stopImmediatePropagation();
  const number = inAddress();
  if (number && wide.matches) show(number);
  else hide();
});
wide.addEventListener("change", () => { if (shown) location.assign(`/cases/${shown}/`); });

if (inAddress()) {
  if (wide.matches) show(inAddress());
  else location.replace(`/cases/${encodeURIComponent(inAddress())}/`);
}
