// The report form: "here" by the device's position, no contact fields for an anonymous report; and in every form, faults that
// go when they are mended.
export const dressReport = (root) => {
  const here = root.querySelector("[data-here]");
  if (here && navigator.geolocation) dressHere(here);
  const anonymous = root.querySelector("[data-anonymous]");
  if (anonymous) dressAnonymous(anonymous);
};

// What was wrong is so no longer once it is touched; whether it is right now is for the server to say.
const forgive = (part) => {
  for (const fault of part.querySelectorAll(".faults")) fault.remove();
  for (const wrong of [part, ...part.querySelectorAll(".field-wrong")]) wrong.classList.remove("field-wrong");
  for (const field of part.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
};
document.addEventListener("input", (event) => {
  const part = event.target.closest("[data-place], .field-wrong");
  if (part) forgive(part);
});

const dressHere = (here) => {
  const words = here.querySelector("[data-here-words]");
  const form = here.closest("form");
  here.hidden = false;
  here.querySelector("[data-here-button]").addEventListener("click", () => {
    words.textContent = words.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        words.textContent = words.dataset.found.replace("%s", Math.round(coords.accuracy));
        forgive(here.closest("[data-place]"));
        document.body.dispatchEvent(new CustomEvent("here"));
      },
      () => { words.textContent = words.dataset.refused; },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  });
};

const dressAnonymous = (box) => {
  const contact = box.form.querySelector("[data-contact]");
  const show = () => {
    for (const input of contact.querySelectorAll("input")) input.disabled = box.checked;
    contact.hidden = box.checked;
  };
  box.addEventListener("change", show);
  show();
};
