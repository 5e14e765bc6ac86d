// The desk's intake by keyboard: into the list of places and back, Ctrl+Enter files, and printing of the receipt.
const form = document.querySelector("[data-intake]");
const first = (selector) => document.querySelector(`${selector} input[type=radio]`);

const intoList = (event) => {
  const radio = first("#places");
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  radio.click();
};

const press = (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowDown" && event.target.id === "id_address") {
    intoList(event);
  } else if (event.key === "Escape" && event.target.closest("#places")) {
    form.elements.address.focus();
  } else if (event.key === "Enter" && event.target.matches("input:not([type=submit])")) {
    // A call is not filed by a slip of the hand.
    event.preventDefault();
  }
};

if (form) {
  document.querySelector("[data-keys]").hidden = false;
  form.addEventListener("keydown", press);
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
