// This page stands where another one was asked for, and goes as soon as that one can come.
const PAUSE = 5_000;
const own = document.querySelector("[data-offline-page]").dataset.offlinePage;
const words = document.querySelector("[data-offline-words]");

const isBack = async () => {
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
};
const look = async () => {
  if (await isBack()) location.reload();
};

// Whoever opens it by its own address only wants to read it.
if (location.pathname !== own) {
  words.hidden = false;
  setInterval(look, PAUSE);
  addEventListener("online", look);
}
