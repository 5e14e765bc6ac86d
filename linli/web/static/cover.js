// Covers faces and plates on a picture before it leaves the device: a rectangle by finger, mouse or keyboard. What is
// under it becomes tiles of one mean colour, changed at random, so that nothing of it can be brought back.
const QUALITY = 0.86;
const TILES = 7;
const SMALLEST = 0.02;
const STEP = 0.02;

// Resolves to the covered picture, or to null where nothing was to be changed.
export const cover = async (dialog, file) => {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const board = new Board(dialog, bitmap);
  const blob = await board.asked();
  bitmap.close();
  return blob && new File([blob], file.name, { type: "image/jpeg" });
};

const clamp = (value, most) => Math.min(Math.max(value, 0), most);

class Board {
  constructor(dialog, bitmap) {
    this.dialog = dialog;
    this.bitmap = bitmap;
    this.pieces = [];
    this.canvas = dialog.querySelector("canvas");
    this.words = dialog.querySelector("[data-cover-words]");
    this.canvas.width = bitmap.width;
    this.canvas.height = bitmap.height;
    this.stop = new AbortController();
    this.listen();
    this.draw();
  }

  asked() {
    this.covered = null;
    this.dialog.showModal();
    return new Promise((answer) => {
      this.dialog.addEventListener("close", () => {
        this.stop.abort();
        answer(this.covered);
      }, { once: true });
    });
  }

  listen() {
    const { signal } = this.stop;
    const on = (part, kind, run) => part.addEventListener(kind, run, { signal });
    on(this.dialog.querySelector("[data-cover-add]"), "click", () => this.add());
    on(this.dialog.querySelector("[data-cover-undo]"), "click", () => { this.pieces.pop(); this.draw(); });
    on(this.dialog.querySelector("[data-cover-done]"), "click", () => this.finish());
    on(this.dialog.querySelector("[data-cover-leave]"), "click", () => this.dialog.close());
    on(this.canvas, "pointerdown", (event) => this.begin(event));
    on(this.canvas, "pointermove", (event) => this.drag(event));
    on(this.canvas, "pointerup", () => this.end());
    on(this.canvas, "pointercancel", () => this.end());
    on(this.canvas, "keydown", (event) => this.press(event));
  }

  spot(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: clamp((event.clientX - box.left) / box.width, 1), y: clamp((event.clientY - box.top) / box.height, 1) };
  }

  piece(x, y, w, h) {
    return { x, y, w, h, tints: Array.from({ length: TILES * TILES }, () => Math.round((Math.random() - 0.5) * 44)) };
  }

  begin(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.from = this.spot(event);
    this.pieces.push(this.piece(this.from.x, this.from.y, 0, 0));
  }

  drag(event) {
    if (!this.from) return;
    const to = this.spot(event);
    const last = this.pieces.at(-1);
    Object.assign(last, { x: Math.min(this.from.x, to.x), y: Math.min(this.from.y, to.y),
      w: Math.abs(to.x - this.from.x), h: Math.abs(to.y - this.from.y) });
    this.draw();
  }

  end() {
    if (!this.from) return;
    this.from = null;
    const last = this.pieces.at(-1);
    if (last.w < SMALLEST || last.h < SMALLEST) this.pieces.pop();
    this.draw();
  }

  add() {
    this.pieces.push(this.piece(0.4, 0.4, 0.2, 0.15));
    this.draw();
    this.canvas.focus();
  }

  press(event) {
    const last = this.pieces.at(-1);
    const ways = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    if (!last || !(event.key in ways)) return;
    event.preventDefault();
    const [x, y] = ways[event.key];
    if (event.shiftKey) {
      last.w = clamp(Math.max(SMALLEST, last.w + x), 1 - last.x);
      last.h = clamp(Math.max(SMALLEST, last.h + y), 1 - last.y);
    } else {
      last.x = clamp(last.x + x, 1 - last.w);
      last.y = clamp(last.y + y, 1 - last.h);
    }
    this.draw();
  }

  draw({ marked = true } = {}) {
    const paper = this.canvas.getContext("2d");
    paper.drawImage(this.bitmap, 0, 0);
    for (const piece of this.pieces) this.tile(paper, piece);
    const last = marked && this.pieces.at(-1);
    if (last) {
      paper.lineWidth = Math.max(4, this.canvas.width / 160);
      paper.strokeStyle = getComputedStyle(this.canvas).outlineColor;
      paper.strokeRect(...this.pixels(last));
    }
    this.words.textContent = this.words.dataset.count.replace("%s", this.pieces.length);
  }

  pixels({ x, y, w, h }) {
    return [x * this.canvas.width, y * this.canvas.height, w * this.canvas.width, h * this.canvas.height].map(Math.round);
  }

  tile(paper, piece) {
    const [x, y, w, h] = this.pixels(piece);
    if (!w || !h) return;
    const mean = meanColour(this.bitmap, x, y, w, h);
    piece.tints.forEach((tint, place) => {
      const column = place % TILES;
      const row = Math.floor(place / TILES);
      paper.fillStyle = `rgb(${mean.map((part) => clamp(part + tint, 255)).join(",")})`;
      const left = x + Math.floor(w * column / TILES);
      const top = y + Math.floor(h * row / TILES);
      paper.fillRect(left, top, x + Math.ceil(w * (column + 1) / TILES) - left, y + Math.ceil(h * (row + 1) / TILES) - top);
    });
  }

  // The dialog stays until the covered picture is there, so that the other one cannot be sent meanwhile.
  async finish() {
    if (this.pieces.length) {
      this.draw({ marked: false });
      this.covered = await new Promise((done) => this.canvas.toBlob(done, "image/jpeg", QUALITY));
    }
    this.dialog.close();
  }
}

// One colour for the whole piece: no more than that is left of it.
const meanColour = (bitmap, x, y, w, h) => {
  const one = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const small = one.getContext("2d");
  small.imageSmoothingQuality = "high";
  small.drawImage(bitmap, x, y, w, h, 0, 0, 1, 1);
  return [...small.getImageData(0, 0, 1, 1).data.slice(0, 3)];
};
