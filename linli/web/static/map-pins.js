// Pins: the shape says how far a case is, the badge how its clock stands; neither by colour alone.
const SIZE = 30;
const RATIO = 2;
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const pinName = (tone, shape, light = "") => `pin ${tone} ${shape} ${light}`.trim();
export const pinOf = ({ state, light }, states) => pinName(states[state].tone, states[state].shape, light);

const disc = (pen, x, y, radius, fill) => {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.fill();
};
const stroke = (pen, ink, width, ...lines) => {
  pen.strokeStyle = ink;
  pen.lineWidth = width;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.beginPath();
  for (const [first, ...rest] of lines) {
    pen.moveTo(...first);
    for (const each of rest) pen.lineTo(...each);
  }
  pen.stroke();
};

const BODY = {
  // Waits at the desk: a ring. A unit has it: full. To be checked: half. It rests: two bars.
  desk: (pen, paper) => disc(pen, 13, 17, 4.5, paper),
  unit: () => {},
  check: (pen, paper) => {
    pen.beginPath();
    pen.arc(13, 17, 6, -Math.PI / 2, Math.PI / 2);
    pen.fillStyle = paper;
    pen.fill();
  },
  void: (pen, paper) => stroke(pen, paper, 2.2, [[11, 14], [11, 20]], [[15, 14], [15, 20]]),
};
const SHAPE = {
  circle: (pen, paper, tone) => BODY[tone]?.(pen, paper),
  tick: (pen, paper) => stroke(pen, paper, 2.2, [[9, 17.5], [12, 20.5], [17.5, 14]]),
  cross: (pen, paper) => stroke(pen, paper, 2.2, [[10, 14], [16, 20]], [[16, 14], [10, 20]]),
};
const BADGE = {
  red: (pen, paper) => stroke(pen, paper, 2, [[22, 5], [22, 8.5]], [[22, 11.4], [22, 11.5]]),
  yellow: (pen, paper) => stroke(pen, paper, 1.7, [[22, 4.8], [22, 8.4], [24.6, 8.4]]),
  paused: (pen, paper) => stroke(pen, paper, 1.8, [[20.4, 6], [20.4, 11]], [[23.6, 6], [23.6, 11]]),
};
const BADGE_COLOUR = { red: "red", yellow: "yellow", paused: "grey" };

export const drawPin = (name) => {
  const [, tone, shape, light] = name.split(" ");
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE * RATIO, height: SIZE * RATIO });
  const pen = canvas.getContext("2d");
  const paper = colour("card");
  pen.scale(RATIO, RATIO);
  disc(pen, 13, 17, 11, paper);
  disc(pen, 13, 17, 9.5, colour(tone));
  SHAPE[shape]?.(pen, paper, tone);
  if (BADGE[light]) {
    disc(pen, 22, 8.2, 8, paper);
    disc(pen, 22, 8.2, 6.8, colour(BADGE_COLOUR[light]));
    BADGE[light](pen, paper);
  }
  return canvas;
};
