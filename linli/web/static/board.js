// A move from the menu of a card comes in a dialog, and leaves one on the board.
import { focusFirst } from "./focus.js";
import { during, knowMove } from "./shown.js";

const box = document.querySelector("[data-board-box]");
const part = document.querySelector("#board-move");

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target !== part) return;
  for (const menu of document.querySelectorAll(".board-menu[open]")) menu.open = false;
  if (!box.open) box.showModal();
  focusFirst(part);
});
box.addEventListener("click", (event) => {
  if (event.target !== box && !event.target.closest("[data-dialog-close]")) return;
  event.preventDefault();
  box.close();
});
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !part.contains(form)) return;
  event.preventDefault();
  const request = { method: "POST", body: new FormData(form, event.submitter) };
  const answer = await during(async () => {
    const done = await fetch(form.action, request);
    knowMove(form, done);
    return done;
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const again = answer.redirected ? null : page.querySelector("#move");
  if (again) {
    part.replaceChildren(...again.childNodes);
    window.htmx.process(part);
    return;
  }
  box.close();
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/cases/")) {
    window.htmx.ajax("GET", location.href, { target: "#list", swap: "innerHTML" });
  } else location.assign(answer.url);
});
