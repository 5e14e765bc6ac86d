// Which version of each case this page shows already, or made itself: what the stream tells of it is no news here.
const known = new Map();
let busy = 0;
let afterwards = [];

export const know = (number, version) => known.set(number, Math.max(Number(version), known.get(number) ?? 0));
export const knowAll = (root) => {
  for (const each of root.querySelectorAll("[data-version]")) know(each.dataset.number, each.dataset.version);
};
export const isShown = (number, version) => (known.get(number) ?? 0) >= version;

// A move of one's own is told by the stream before its answer has come: what is told meanwhile waits for the answer.
export const during = async (work) => {
  busy += 1;
  try {
    return await work();
  } finally {
    busy -= 1;
    if (!busy) for (const each of afterwards.splice(0)) each();
  }
};
export const whenIdle = (work) => {
  if (busy) afterwards.push(work);
  else work();
};

// The move of a form that was answered as done: the case has the next version then.
const MOVE = /^\/cases\/([^/]+)\/[^/]+$/;
export const knowMove = (form, answer) => {
  const number = MOVE.exec(new URL(form.action, location.href).pathname)?.[1];
  const version = form.querySelector("[name=version]")?.value;
  if (answer.redirected && number && version) know(number, Number(version) + 1);
};
