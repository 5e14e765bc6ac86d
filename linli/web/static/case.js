import { focusFirst } from "./focus.js";

// A move's form comes in a dialog; without this it has a page of its own.
const theBox = () => document.querySelector("[data-dialog-box]");

// A pencil opens its form where the fact stands; one form is open at a time, so that each field has one name.
const IN_PLACE = ".in-place";
let pencil = null;
const closePlace = () => {
  for (const place of document.querySelectorAll(IN_PLACE)) place.replaceChildren();
};
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.matches(`${IN_PLACE}, #dialog-body`)) {
    closePlace();
    document.querySelector("#dialog-body")?.replaceChildren();
  }
});
document.addEventListener("click", (event) => {
  pencil = event.target.closest("[data-pencil]") ?? pencil;
  if (!event.target.closest(`${IN_PLACE} [data-dialog-close]`)) return;
  event.preventDefault();
  closePlace();
  pencil?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest(IN_PLACE)) return;
  event.stopPropagation();
  closePlace();
  pencil?.focus();
});

// Once it is settled, so that its fields are dressed before they are seen.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches(IN_PLACE)) focusFirst(event.target);
  if (event.target.id !== "dialog-body") return;
  const box = theBox();
  if (!box.open) box.showModal();
  focusFirst(box);
});

document.addEventListener("click", (event) => {
  const box = theBox();
  if (box?.open && (event.target === box || event.target.closest("[data-dialog-close]"))) {
    event.preventDefault();
    box.close();
  }
});

const again = document.querySelector("#move");
if (again) focusFirst(again);

// A prepared reply comes into the field; what else was typed stays.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-reply]");
  if (!chosen) return;
  event.preventDefault();
  const form = chosen.closest("form");
  const outcome = chosen.closest("[data-outcome]")?.dataset.outcome;
  const radio = outcome && form.querySelector(`[name="outcome"][value="${outcome}"]`);
  if (radio) radio.checked = true;
  const field = form.querySelector("textarea");
  field.value = chosen.dataset.reply;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// What the reporter will read follows what is typed.
const TYPING_PAUSE = 350;
let timer = 0;
let turn = 0;
const look = async (form, part) => {
  const mine = ++turn;
  const given = new FormData(form);
  for (const [name, value] of [...given]) if (value instanceof File) given.delete(name);
  given.set("preview", "1");
  const answer = await fetch(part.dataset.previewLive, { method: "POST", body: given, headers: { "HX-Request": "true" } });
  const words = await answer.text();
  if (mine === turn && answer.ok) part.innerHTML = words;
};
const lookSoon = (event) => {
  const form = event.target.closest?.("form");
  const part = form?.querySelector("[data-preview-live]");
  if (!part) return;
  clearTimeout(timer);
  timer = setTimeout(() => look(form, part), TYPING_PAUSE);
};
document.addEventListener("input", lookSoon);
document.addEventListener("change", lookSoon);

// The slider follows whoever goes entry by entry.
document.addEventListener("htmx:afterSettle", (event) => {
  const place = document.querySelector("#replay-frame")?.dataset.place;
  const slider = document.querySelector("#replay-at");
  if (slider && place && event.target.id === "replay-frame" && document.activeElement !== slider) slider.value = place;
});

// A clock tells its arithmetic to whoever points at it or comes by keyboard; a press keeps it open, Escape closes it.
const tipOf = (event) => event.target.closest?.("[data-tip]");
const openTip = (event) => {
  const tip = tipOf(event);
  if (tip && !tip.open) { tip.open = true; tip.dataset.hover = ""; }
};
const closeTip = (event) => {
  const tip = tipOf(event);
  if (!tip || !("hover" in tip.dataset) || tip.contains(event.relatedTarget)) return;
  tip.open = false;
  delete tip.dataset.hover;
};
document.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") openTip(event); });
document.addEventListener("pointerout", (event) => { if (event.pointerType === "mouse") closeTip(event); });
document.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) openTip(event); });
document.addEventListener("focusout", closeTip);
document.addEventListener("click", (event) => {
  const tip = event.target.closest("[data-tip] > summary")?.parentElement;
  if (!tip || !("hover" in tip.dataset)) return;
  event.preventDefault();
  delete tip.dataset.hover;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const tip of document.querySelectorAll("[data-tip][open]")) { tip.open = false; delete tip.dataset.hover; }
});
