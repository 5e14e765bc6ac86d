// Pictures become small before they are sent: at most 2,048 pixels an edge, as JPEG, upright, without what the camera
// wrote into them. Where that fails they go as they are. Where the form has tools for it, what is chosen is gathered, and
// each picture can be covered in parts or taken away.
import { cover } from "./cover.js";

const EDGE = 2048;
const QUALITY = 0.86;
const gathered = new WeakMap();

export const dressPhotos = (root) => {
  for (const input of root.querySelectorAll("input[data-photos]:not([data-dressed])")) {
    input.dataset.dressed = "1";
    for (const button of input.form.querySelectorAll(`[data-camera][for="${input.id}"]`)) {
      input.classList.add("visually-hidden");
      button.hidden = false;
      button.addEventListener("click", () => aim(input, button.dataset.camera));
    }
    input.addEventListener("change", () => take(input));
    offer(input);
  }
};

// A phone opens its camera at once, or what it has kept.
const aim = (input, what) => {
  input.toggleAttribute("multiple", what !== "take");
  if (what === "take") input.setAttribute("capture", "environment");
  else input.removeAttribute("capture");
};

// The pictures of a field as they are sent.
export const photosOf = (input) => gathered.get(input) ?? [];

export const putPhotos = (input, files) => {
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  gathered.set(input, files);
  input.files = bag.files;
  preview(input, files);
  offer(input);
  input.dispatchEvent(new CustomEvent("photos", { bubbles: true }));
};

// A form that is about pictures alone is not sent without one, nor while they become small.
const offer = (input) => {
  const send = input.form.querySelector("[data-needs-photos]");
  if (send) send.disabled = !input.files.length || input.form.hasAttribute("aria-busy");
};

const toolsOf = (input) => input.form.querySelector("template[data-photo-tools]");

const take = async (input) => {
  const form = input.form;
  form.setAttribute("aria-busy", "true");
  offer(input);
  const before = toolsOf(input) ? photosOf(input) : [];
  const reduced = await Promise.all([...input.files].map(reduce));
  form.removeAttribute("aria-busy");
  const most = Number(toolsOf(input)?.dataset.most ?? Infinity);
  putPhotos(input, [...before, ...reduced].slice(0, most));
  const words = form.querySelector("[data-photo-words]");
  if (words) words.textContent = before.length + reduced.length > most ? words.dataset.tooMany : "";
};

const reduce = async (file) => {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob ? new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
};

const preview = (input, files) => {
  const place = input.form.querySelector("[data-previews]");
  if (!place) return;
  for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  place.replaceChildren(...files.map((file, index) => shown(input, file, index)));
};

const shown = (input, file, index) => {
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = file.name;
  const tools = toolsOf(input);
  if (!tools) return image;
  const piece = tools.content.firstElementChild.cloneNode(true);
  image.alt = tools.dataset.name.replace("%s", index + 1);
  piece.prepend(image);
  for (const button of piece.querySelectorAll("button")) {
    button.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: image.alt }));
  }
  piece.querySelector("[data-cover-one]")?.addEventListener("click", () => change(input, index));
  piece.querySelector("[data-take-away]").addEventListener("click", () => {
    putPhotos(input, photosOf(input).filter((_, place) => place !== index));
    (input.form.querySelector("[data-take-away]") ?? input).focus();
  });
  return piece;
};

const change = async (input, index) => {
  const files = [...photosOf(input)];
  const covered = await cover(input.form.ownerDocument.querySelector("[data-cover]"), files[index]);
  if (covered) putPhotos(input, files.map((file, place) => (place === index ? covered : file)));
  input.form.querySelectorAll("[data-cover-one]")[index]?.focus();
};
