// Where there is no network a form is not sent into nothing: it stays as it is, with its pictures, and says so. And the
// worker is brought in that keeps one page for such times; another language or size of type brings it in anew.
document.addEventListener("submit", (event) => {
  const words = event.target.querySelector("[data-no-network]");
  if (!words) return;
  words.hidden = navigator.onLine;
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  words.scrollIntoView({ block: "nearest" });
}, true);
addEventListener("online", () => {
  for (const words of document.querySelectorAll("[data-no-network]")) words.hidden = true;
});

const { lang, dataset } = document.documentElement;
if ("worker" in dataset && "serviceWorker" in navigator) {
  addEventListener("load", () => {
    navigator.serviceWorker.register(`/sw.js?${lang}${dataset.look ?? ""}`, { updateViaCache: "none" }).catch(() => {
      // Then without it: the browser says by itself that there is no network.
    });
  });
}
