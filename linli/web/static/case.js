// A move's form comes in a dialog; without this it has a page of its own.
const theBox = () => document.querySelector("[data-dialog-box]");

// Once it is settled, so that its fields are dressed before they are seen.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "dialog-body") return;
  const box = theBox();
  if (!box.open) box.showModal();
  box.querySelector("textarea, input:not([type=hidden]), select, button")?.focus();
});

document.addEventListener("click", (event) => {
  const box = theBox();
  if (box?.open && (event.target === box || event.target.closest("[data-dialog-close]"))) {
    event.preventDefault();
    box.close();
  }
});

document.querySelector("#move textarea, #move input:not([type=hidden])")?.focus();

// A prepared reply comes into the field; what else was typed stays.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-reply]");
  if (!chosen) return;
  event.preventDefault();
  const field = chosen.closest("form").querySelector("textarea");
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
