// What every page has: the switch of light and dark, and whatever a form asks for.
import "./network.js";
import { restoreDrafts } from "./drafts.js";
import { focusWrong } from "./focus.js";
import "./keys.js";
import { dressPicks } from "./pick.js";
import { dressPhotos } from "./photos.js";
import { dressReport } from "./report.js";

const themeSwitch = document.querySelector("[data-theme-switch]");
if (themeSwitch) {
  themeSwitch.hidden = false;
  themeSwitch.addEventListener("click", () => {
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    document.documentElement.dataset.bsTheme = next;
    try { localStorage.setItem("linli-theme", next); } catch { /* kept for this page only */ }
  });
}

// What has just been done stays in sight for a moment wherever the page opens, and is put in place anew so that it is read
// aloud: what stood in a page from the beginning is read by no screen reader.
export const dressFlashes = (root) => {
  const flashes = root.querySelector(".flashes");
  if (!flashes) return;
  setTimeout(() => flashes.replaceChildren(...[...flashes.children].map((each) => each.cloneNode(true))), 300);
  setTimeout(() => flashes.classList.add("flashes-read"), 8_000);
};

// A menu closes when one presses elsewhere or Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form that must be sent once is not sent twice by an impatient hand.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.submitter?.name === "find") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  // Pictures would have to be chosen again: what is missing is told before anything is sent.
  const hasPictures = [...form.querySelectorAll("[data-photos]")].some((input) => input.files.length);
  if (hasPictures && !form.matches("[data-steps]") && !form.reportValidity()) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).value);
    button.querySelector("span").textContent = button.dataset.done;
  });
}

export const dress = (root) => {
  dressFlashes(root);
  dressPicks(root);
  dressPhotos(root);
  dressReport(root);
  restoreDrafts(root);
};
dress(document);
// What came back because something is wrong leads there at once.
focusWrong(document);
// An address that names a part of the page takes the cursor away from there again.
window.addEventListener("load", () => { if (document.activeElement === document.body) focusWrong(document); });
document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
