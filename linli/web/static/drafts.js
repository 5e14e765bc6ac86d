// What one typed and sent stays until it is known to be kept, should the session end meanwhile: in this tab, and for
// this account only. Pictures, passwords and hidden fields do not stay.
const KEY = "linli-drafts";
const TYPED = "textarea[name], input[name]:is([type=text], [type=number], [type=tel], [type=date], [type=datetime-local])";

const account = document.querySelector("[data-account]")?.dataset.account;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel(KEY) : null;

const read = () => {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? { texts: {} }; } catch { return { texts: {} }; }
};
const write = (kept) => {
  try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* a full or closed store keeps nothing */ }
};
const forgetAll = () => {
  try { sessionStorage.removeItem(KEY); } catch { /* then nothing was kept */ }
};
const forget = (address) => {
  const kept = read();
  if (!(address in kept.texts)) return;
  delete kept.texts[address];
  write(kept);
};
const addressOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;

const keep = (form) => {
  const typed = [...form.querySelectorAll(TYPED)].map((field) => [field.name, field.value]);
  const kept = read();
  kept.account = account;
  kept.sent = addressOf(form);
  kept.texts[kept.sent] = Object.fromEntries(typed.filter(([, value]) => value));
  write(kept);
};

const restore = (form) => {
  for (const [name, value] of Object.entries(read().texts[addressOf(form)] ?? {})) {
    const field = [...form.querySelectorAll(TYPED)].find((each) => each.name === name);
    if (field && !field.value) field.value = value;
  }
};

// What is in the part of the page that has just come.
export const restoreDrafts = (root) => {
  // It says that something is done: it was what was sent last.
  if (root.querySelector("[data-kept]")) forget(read().sent);
  if (account) root.querySelectorAll("form[data-draft]").forEach(restore);
};

// A shared computer: whoever signs in under another name finds nothing.
if (account && read().account !== account) forgetAll();

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-draft]") && account) keep(event.target);
  if (!event.target.matches("[data-sign-out]")) return;
  forgetAll();
  tabs?.postMessage("signed out");
});
document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-dialog-close]")?.closest("[data-draft]");
  if (form) forget(addressOf(form));
});
tabs?.addEventListener("message", forgetAll);
