// The report in steps: one section at a time, each with an address of its own, so that the browser's own way back works.
// Without this script the form is one long page.
const form = document.querySelector("[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const marks = [...form.querySelectorAll("[data-way] a")];
const heard = form.querySelector("#heard");
const unseen = ".urgent, .gives-away, [name=offered]";
const LONGEST_WAIT = 1500;
const title = document.title;
let asking = false;

const at = () => Math.max(0, steps.findIndex((step) => `#${step.id}` === location.hash));
const isEmpty = (step) => {
  if (step.id === "what") return !form.elements.text.value.trim();
  if (step.id !== "where") return false;
  const chosen = form.querySelector("[name=building]:checked")?.value;
  const given = ["place", "lon", "address", "community"].map((name) => form.elements[name]?.value.trim());
  return !chosen && !given.some(Boolean);
};

const show = (focus) => {
  const here = at();
  steps.forEach((step, place) => { step.hidden = place !== here; });
  marks.forEach((mark, place) => {
    mark.toggleAttribute("aria-current", place === here);
    if (place === here) mark.setAttribute("aria-current", "step");
    mark.parentElement.classList.toggle("done", place < here);
  });
  if (steps[here].id === "look") look();
  const heading = steps[here].querySelector(".step-title");
  document.title = here ? `${heading.textContent.trim()} · ${title}` : title;
  if (!focus) return;
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
};

const look = () => {
  const place = form.querySelector("#preview");
  place.dispatchEvent(new CustomEvent("look"));
};

const fault = (step) => {
  const field = step.querySelector("[data-needs]");
  if (!field) return false;
  const input = field.querySelector("textarea, input:not([type=hidden])");
  if (!field.querySelector(".fault")) {
    const words = document.createElement("p");
    words.className = "fault";
    words.id = `${input.id}_error`;
    words.textContent = field.dataset.needs;
    const box = document.createElement("div");
    box.className = "faults";
    box.append(words);
    field.append(box);
    field.classList.add("field-wrong");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${words.id}`.trim());
  }
  input.focus();
  return true;
};

// What is found out about the words after one has pressed on is looked at first, once.
const sayings = () => [...heard.querySelectorAll(unseen)].map((part) => part.value ?? part.textContent.trim()).join("|");
const answered = () => new Promise((done) => {
  heard.addEventListener("htmx:afterSettle", done, { once: true });
  heard.addEventListener("htmx:sendError", done, { once: true });
  setTimeout(done, LONGEST_WAIT);
});
const mustLook = async () => {
  if (!asking) return false;
  const before = sayings();
  await answered();
  if (!sayings() || sayings() === before) return false;
  heard.querySelector("a, button, input:not([type=hidden])").focus();
  return true;
};

// Whoever has not seen that somebody reported the same is led there before going on, once.
let shownOffers = "";
const mustMeet = () => {
  const list = form.querySelector(".offers");
  const said = list?.querySelector("legend") && list.textContent;
  if (!said || said === shownOffers || list.querySelector("[name=joins][value]:not([value='']):checked")) return false;
  shownOffers = said;
  const box = list.getBoundingClientRect();
  if (box.top < innerHeight / 2 && box.top > 0) return false;
  list.scrollIntoView({ block: "center" });
  list.querySelector("[name=joins]").focus({ preventScroll: true });
  return true;
};

const next = async () => {
  const here = at();
  if (isEmpty(steps[here]) && fault(steps[here])) return;
  if (steps[here].id === "what" && await mustLook()) return;
  if (steps[here].id === "where" && mustMeet()) return;
  if (here === at() && here + 1 < steps.length) location.hash = steps[here + 1].id;
};

form.addEventListener("click", (event) => {
  if (event.target.closest("[data-next]")) next();
  if (event.target.closest("[data-back]")) location.hash = steps[at() - 1].id;
});

// Enter in a field goes on; only the button of the last step sends.
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && !button.matches("[data-implicit]")) return;
  event.preventDefault();
  event.stopPropagation();
  const list = document.activeElement?.id === "id_address" && form.querySelector("[name=building]");
  if (list) list.focus();
  else next();
});

// A number is taken out of the words by one press, wherever it stands.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  event.preventDefault();
  const text = form.elements.text;
  text.value = text.value.replaceAll(button.dataset.remove, button.dataset.instead);
  button.closest("li").remove();
  text.dispatchEvent(new Event("change", { bubbles: true }));
  text.focus();
});

// The same words are not asked about twice, and what was chosen while the answer was on its way stays chosen.
let lastAsked = form.elements.text.value;
let chosen = "";
heard.addEventListener("htmx:beforeRequest", (event) => {
  if (form.elements.text.value === lastAsked) {
    event.preventDefault();
    return;
  }
  lastAsked = form.elements.text.value;
  asking = true;
});
heard.addEventListener("htmx:afterRequest", () => { asking = false; });
heard.addEventListener("htmx:sendError", () => { lastAsked = ""; });
let wasUrgent = false;
heard.addEventListener("htmx:afterSettle", () => {
  const urgent = heard.querySelector(".urgent");
  if (urgent && !wasUrgent) urgent.scrollIntoView({ block: "nearest" });
  wasUrgent = Boolean(urgent);
});
heard.addEventListener("htmx:beforeSwap", () => { chosen = heard.querySelector("[name=offered]:checked")?.value ?? ""; });
heard.addEventListener("htmx:afterSwap", () => {
  const again = chosen && heard.querySelector(`[name=offered][value="${CSS.escape(chosen)}"]`);
  if (again) again.checked = true;
});
// Without a network nothing is sent, and nothing is lost: the form stays, and says so.
const offline = form.querySelector("[data-offline]");
form.querySelector("#preview").addEventListener("htmx:sendError", (event) => {
  event.target.replaceChildren();
  offline.hidden = false;
});
form.addEventListener("submit", (event) => {
  const isBusy = form.hasAttribute("aria-busy") && !form.dataset.sent;
  if (event.defaultPrevented || (navigator.onLine && !isBusy)) return;
  event.preventDefault();
  event.stopPropagation();
  offline.hidden = navigator.onLine;
});
addEventListener("online", () => {
  offline.hidden = true;
  if (steps[at()].id === "look") look();
});
form.querySelector("#preview").addEventListener("htmx:afterSwap", (event) => {
  const shown = event.target.querySelector("[data-look-pictures]");
  const pictures = [...form.querySelectorAll("[data-previews] img")];
  shown?.replaceChildren(...(pictures.length ? pictures.map((each) => each.cloneNode()) : [shown.dataset.none]));
});

for (const hidden of form.querySelectorAll("[data-way], [data-ways], [data-back]")) hidden.hidden = false;
form.classList.add("in-steps");
addEventListener("hashchange", () => show(true));
const wrong = steps.find((step) => step.querySelector(".fault"));
if (wrong) history.replaceState(null, "", `#${wrong.id}`);
else if (!at()) history.replaceState(null, "", location.pathname + location.search);
show(false);
