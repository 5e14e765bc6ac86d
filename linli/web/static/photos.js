// Pictures become small before they are sent: at most 2,048 pixels an edge, as JPEG. Where that fails they go as they are.
const EDGE = 2048;
const QUALITY = 0.86;
const SMALL_ENOUGH = 900_000;

export const dressPhotos = (root) => {
  for (const input of root.querySelectorAll("input[data-photos]:not([data-dressed])")) {
    input.dataset.dressed = "1";
    const button = input.form.querySelector(`[data-camera][for="${input.id}"]`);
    if (button) {
      input.classList.add("visually-hidden");
      button.hidden = false;
    }
    input.addEventListener("change", () => reduceAll(input));
    offer(input);
  }
};

// A form that is about pictures alone is not sent without one, nor while they become small.
const offer = (input) => {
  const send = input.form.querySelector("[data-needs-photos]");
  if (send) send.disabled = !input.files.length || input.form.hasAttribute("aria-busy");
};

const reduceAll = async (input) => {
  const form = input.form;
  form.setAttribute("aria-busy", "true");
  offer(input);
  const reduced = await Promise.all([...input.files].map(reduce));
  try {
    const bag = new DataTransfer();
    for (const file of reduced) bag.items.add(file);
    input.files = bag.files;
  } finally {
    form.removeAttribute("aria-busy");
    offer(input);
    preview(input, reduced);
  }
};

const reduce = async (file) => {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && file.type === "image/jpeg" && file.size <= SMALL_ENOUGH) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
};

const preview = (input, files) => {
  const place = input.closest("form").querySelector("[data-previews]");
  if (!place) return;
  for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  place.replaceChildren(...files.map((file) => {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    return image;
  }));
};
