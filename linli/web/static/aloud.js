// Large type reads the page out, where the browser has a voice for its language.
const box = document.querySelector("[data-aloud]");
const speech = window.speechSynthesis;
const language = document.documentElement.lang;

const voice = () => {
  const fitting = speech.getVoices().filter((one) => one.lang.slice(0, 2) === language.slice(0, 2));
  return fitting.find((one) => one.lang.replace("_", "-") === language) ?? fitting[0];
};

// Long texts are cut off by some browsers: one sentence at a time.
const sentences = () => {
  const shown = document.querySelector("main").innerText.replace(box.innerText, "");
  return shown.split(/(?<=[。！？；.!?;])\s*|\n+/).map((part) => part.trim()).filter(Boolean);
};

const dressAloud = (button) => {
  const words = button.querySelector("span");
  const start = words.textContent;
  const show = (isReading) => {
    button.setAttribute("aria-pressed", String(isReading));
    words.textContent = isReading ? button.dataset.stop : start;
  };
  const read = () => {
    const parts = sentences();
    show(true);
    for (const [index, part] of parts.entries()) {
      const said = new SpeechSynthesisUtterance(part);
      Object.assign(said, { lang: language, voice: voice(), rate: 0.9 });
      if (index === parts.length - 1) said.addEventListener("end", () => show(false));
      speech.speak(said);
    }
  };
  button.addEventListener("click", () => {
    const isReading = button.getAttribute("aria-pressed") === "true";
    speech.cancel();
    if (isReading) show(false);
    else read();
  });
  window.addEventListener("pagehide", () => speech.cancel());
};

// Voices come late; a device that has none by then is not left without a word.
const VOICES_COME = 3000;
const none = document.querySelector("[data-aloud-none]");
setTimeout(() => { if (none) none.hidden = Boolean(speech && voice()); }, VOICES_COME);

if (box && speech) {
  const offer = () => {
    box.hidden = !voice();
    if (none && voice()) none.hidden = true;
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  dressAloud(box.querySelector("button"));
}
