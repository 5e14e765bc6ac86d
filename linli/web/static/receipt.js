// The receipt as a picture, drawn from what stands on the page, and on paper.
const paper = document.querySelector("[data-receipt]");
const WIDTH = 900;
const EDGE = 60;
const CODE = 560;

const draw = async () => {
  const code = paper.querySelector("img.qr");
  await code.decode();
  const style = getComputedStyle(document.body);
  const lines = paper.dataset.receipt.split("|");
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: EDGE * 3 + CODE + lines.length * 56 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = style.getPropertyValue("--code-ground");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(code, (WIDTH - CODE) / 2, EDGE, CODE, CODE);
  // A code is dark on white in every theme, and so is what stands below it.
  pen.fillStyle = "black";
  pen.textAlign = "center";
  lines.forEach((line, place) => {
    pen.font = `${place ? 28 : 40}px ${style.fontFamily}`;
    pen.fillText(line, WIDTH / 2, EDGE * 2 + CODE + place * 56, WIDTH - EDGE);
  });
  return new Promise((done) => canvas.toBlob(done, "image/png"));
};

if (paper) {
  for (const button of paper.querySelectorAll("[data-save], [data-print]")) button.hidden = false;
  paper.querySelector("[data-print]").addEventListener("click", () => print());
  paper.querySelector("[data-save]").addEventListener("click", async () => {
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(await draw()), download: `${paper.dataset.number}.png`,
    });
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
