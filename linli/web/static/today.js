// The cards by how far away they are. Where one is, the phone says on a press; it is put into no address, form or store.
const CHOSEN = "linli-nearest";
const EARTH = 6_371_000;
const FAR = 1_000;

const button = document.querySelector("[data-near]");
const words = document.querySelector("[data-near-words]");
const radians = (degrees) => degrees * Math.PI / 180;

const metres = (here, card) => {
  if (!card.dataset.lon) return Infinity;
  const [lon, lat] = [Number(card.dataset.lon), Number(card.dataset.lat)];
  const rise = Math.sin(radians(lat - here.latitude) / 2) ** 2;
  const turn = Math.sin(radians(lon - here.longitude) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(rise + Math.cos(radians(lat)) * Math.cos(radians(here.latitude)) * turn));
};

// No more exact than a phone knows it.
const say = (place, far) => {
  if (!Number.isFinite(far)) return;
  const near = Math.round(far / 10) * 10;
  const isFar = near >= FAR;
  const shown = isFar ? (far / 1_000).toFixed(1) : near;
  place.textContent = (isFar ? place.dataset.kilometres : place.dataset.metres).replace("%s", shown);
  place.hidden = false;
};

const order = (here) => {
  const groups = [...document.querySelectorAll("[data-group]")];
  const cards = groups.flatMap((group) => [...group.querySelectorAll("[data-errand]")]);
  const far = new Map(cards.map((card) => [card, metres(here, card)]));
  for (const card of cards) say(card.querySelector("[data-distance]"), far.get(card));
  cards.sort((one, other) => (far.get(one) === far.get(other) ? 0 : far.get(one) - far.get(other)));
  groups[0].querySelector("ol").append(...cards);
  groups[0].querySelector("h2:first-child")?.remove();
  groups[0].removeAttribute("aria-labelledby");
  for (const group of groups.slice(1)) group.remove();
  for (const link of document.querySelectorAll(".sorts [aria-current]")) link.removeAttribute("aria-current");
  button.setAttribute("aria-pressed", "true");
  words.textContent = words.dataset.found;
};

const ask = () => {
  words.textContent = words.dataset.asking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => order(coords),
    () => {
      words.textContent = words.dataset.refused;
      forget();
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
};

// That one chose so, not where one was: after a move the phone is asked again.
const remember = () => { try { sessionStorage.setItem(CHOSEN, "1"); } catch { /* asked for once */ } };
const forget = () => { try { sessionStorage.removeItem(CHOSEN); } catch { /* nothing was kept */ } };
const isChosen = () => { try { return sessionStorage.getItem(CHOSEN) === "1"; } catch { return false; } };

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => { remember(); ask(); });
  for (const link of document.querySelectorAll(".sorts a")) link.addEventListener("click", forget);
  if (isChosen()) ask();
}
