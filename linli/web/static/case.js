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
  field.focus();
});
