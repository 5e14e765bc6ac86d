// A report that is being written stays on this device, with its pictures, if its writer says so: after a closed browser
// and without a network it is there again. It goes when the report has arrived. Nothing is kept unasked.
import { photosOf, putPhotos } from "./photos.js";

const NAME = "linli-report";
const STORE = "drafts";
const ONLY = "report";
const PAUSE = 400;
const LONG_ENOUGH = 4;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "photos", "joins", "asked", "place"]);

const open = () => new Promise((done, fail) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});
// Opened once, so that what is written while the page closes is still handed over.
let base;
const within = async (mode, run) => {
  base ??= open();
  const work = (await base).transaction(STORE, mode);
  const asked = run(work.objectStore(STORE));
  return new Promise((done, fail) => {
    work.oncomplete = () => done(asked.result);
    work.onerror = work.onabort = () => fail(work.error);
  });
};
const read = () => within("readonly", (store) => store.get(ONLY)).catch(() => undefined);
const write = (draft) => within("readwrite", (store) => store.put(draft, ONLY));
const forget = () => within("readwrite", (store) => store.delete(ONLY)).catch(() => undefined);

const form = document.querySelector("[data-report-draft]");
const asks = document.querySelector("[data-draft-asks]");
const kept = document.querySelector("[data-draft-kept]");
const back = document.querySelector("[data-draft-back]");
const input = form?.querySelector("input[data-photos]");
let isKept = false;
// Whether it was sent as it stands: a page that is left for the answer still writes.
let isSent = false;
let timer = 0;

const fields = () => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && value && typeof value === "string");
const draft = () => ({ at: Date.now(), step: location.hash, isSent, fields: fields(), photos: photosOf(input) });
const keep = async () => {
  if (!isKept) return;
  try {
    const now = draft();
    await write(now);
    kept.hidden = false;
    kept.dataset.pictures = now.photos.length;
  } catch {
    kept.hidden = true;
  }
};
const soon = () => {
  clearTimeout(timer);
  isSent = false;
  timer = setTimeout(keep, PAUSE);
  if (!isKept && !asks.dataset.answered) asks.hidden = form.elements.text.value.trim().length < LONG_ENOUGH;
};

// What the server lists is asked for again, with the choice that was made from it.
const choose = (place, name, value) => {
  const radio = Object.assign(document.createElement("input"), { type: "radio", name, value, checked: true, hidden: true });
  document.getElementById(place).replaceChildren(radio);
};
const put = (found) => {
  const values = new Map(found.fields);
  for (const [name, place] of [["offered", "heard"], ["building", "places"]]) {
    if (values.has(name)) choose(place, name, values.get(name));
  }
  for (const [name, value] of values) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field && !(field instanceof RadioNodeList) && field.type !== "radio") field.value = value;
  }
  form.elements.is_anonymous.dispatchEvent(new Event("change", { bubbles: true }));
  form.elements.text.dispatchEvent(new Event("change", { bubbles: true }));
  form.elements.address.dispatchEvent(new Event("input", { bubbles: true }));
  if (found.photos.length) putPhotos(input, found.photos);
};

const begin = async () => {
  const found = await read();
  if (found && !form.elements.text.value) {
    isKept = true;
    put(found);
    back.querySelector("time").textContent = new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    back.querySelector("[data-draft-sent]").hidden = !found.isSent;
    back.hidden = kept.hidden = false;
    if (!location.hash && found.step) location.hash = found.step;
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("photos", () => keep());
  addEventListener("hashchange", () => keep());
  addEventListener("pagehide", () => keep());
};

if (form && "indexedDB" in window) {
  begin();
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-draft-yes], [data-draft-no], [data-draft-forget]");
    if (!button) return;
    asks.hidden = true;
    asks.dataset.answered = "1";
    isKept = button.matches("[data-draft-yes]");
    if (isKept) await keep();
    else {
      await forget();
      kept.hidden = back.hidden = true;
    }
    if (button.matches("[data-draft-back] *")) location.assign(location.pathname);
  });
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.matches("[data-send]")) return;
    isSent = !event.defaultPrevented;
    keep();
  });
}

// The report has arrived: nothing of it stays here.
if (document.querySelector("[data-arrived]") && "indexedDB" in window) read().then((found) => found?.isSent && forget());
