// The report form: "here" by the device's position, and no contact fields for an anonymous report.
export const dressReport = (root) => {
  const here = root.querySelector("[data-here]");
  if (here && navigator.geolocation) dressHere(here);
  const anonymous = root.querySelector("[data-anonymous]");
  if (anonymous) dressAnonymous(anonymous);
};

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
