// Maps: the areas of the town, and cases as pins. The library comes when a map is asked for; without it, or without
// WebGL, the sentence in the frame stays and the list says the same.
import { drawPin, pinName, pinOf } from "./map-pins.js";
import { styleOf } from "./map-style.js";

const MOST_ON_A_CARD = 8;
// Closer than that no zoom takes pins apart.
const SAME = 0.00003;
const CLOSEST = 18;
const maps = new Map();

let library = null;
const load = (frame) => {
  library ??= new Promise((done, fail) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: frame.dataset.sheet });
    const script = Object.assign(document.createElement("script"), { src: frame.dataset.script, onerror: fail });
    script.addEventListener("load", () => {
      globalThis.maplibregl.setWorkerUrl(frame.dataset.worker);
      done(globalThis.maplibregl);
    });
    document.head.append(sheet, script);
  });
  return library;
};

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};

const around = (positions) => positions.reduce(
  ([[west, south], [east, north]], [lon, lat]) => [[Math.min(west, lon), Math.min(south, lat)], [Math.max(east, lon), Math.max(north, lat)]],
  [[180, 90], [-180, -90]],
);
const corners = (areas) => areas.features.flatMap((area) => area.geometry.coordinates.flat(area.geometry.type === "Polygon" ? 1 : 2));

// Where the map begins: at the part that is searched, at the place, at the pins, or at the whole reach.
const beginning = (frame, areas, points) => {
  if (frame.dataset.box) {
    const [west, south, east, north] = frame.dataset.box.split(",").map(Number);
    return [[west, south], [east, north]];
  }
  const pins = points.features.map((point) => point.geometry.coordinates);
  const all = pins.length ? pins : corners(areas);
  return all.length ? around(all) : null;
};

const part = (tag, classes, words) => Object.assign(document.createElement(tag), { className: classes, textContent: words });

const line = (properties, words) => {
  const item = part("li", "map-case", "");
  const state = words.states[properties.state];
  const link = Object.assign(part("a", "", properties.number), { href: `/cases/${encodeURIComponent(properties.number)}/` });
  link.dataset.open = "";
  const head = part("p", "told-head", "");
  head.append(link, part("span", `state state-${state.tone}`, state.words));
  if (properties.light) head.append(part("span", `light light-${properties.light}`, words.lights[properties.light]));
  const text = part("p", "duplicate-text", "");
  if (properties.class) text.append(part("strong", "", properties.class), " ");
  text.append(properties.text);
  item.append(head, text);
  return item;
};

const boxAddress = (address, [[west, south], [east, north]]) => {
  const there = new URL(address, location.href);
  there.searchParams.set("bbox", [west, south, east, north].map((edge) => edge.toFixed(6)).join(","));
  return there.pathname + there.search;
};

const show = (frame, found, words) => {
  const card = frame.querySelector("[data-map-card]");
  const list = card.querySelector("[data-map-cases]");
  list.replaceChildren(...found.slice(0, MOST_ON_A_CARD).map((each) => line(each.properties, words)));
  const more = card.querySelector("[data-map-more]");
  const [[west, south], [east, north]] = around(found.map((each) => each.geometry.coordinates));
  more.hidden = found.length <= MOST_ON_A_CARD;
  more.textContent = more.dataset.words.replace("%s", found.length);
  more.href = boxAddress(frame.dataset.list, [[west - SAME, south - SAME], [east + SAME, north + SAME]]);
  card.hidden = false;
  card.focus({ preventScroll: true });
};
const hide = (frame) => { frame.querySelector("[data-map-card]").hidden = true; };

const press = async (map, frame, words, { point }) => {
  const near = [[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]];
  const [hit] = map.queryRenderedFeatures(near, { layers: ["clusters", "pins"] });
  if (!hit) return hide(frame);
  if (!hit.properties.cluster) return show(frame, [hit], words);
  const leaves = await map.getSource("cases").getClusterLeaves(hit.properties.cluster_id, Infinity, 0);
  const [[west, south], [east, north]] = around(leaves.map((leaf) => leaf.geometry.coordinates));
  if ((east - west < SAME && north - south < SAME) || map.getZoom() >= CLOSEST - 0.5) return show(frame, leaves, words);
  hide(frame);
  return map.fitBounds([[west, south], [east, north]], { padding: 80, maxZoom: CLOSEST });
};

const tell = (frame, points) => {
  const said = frame.querySelector("[data-map-said]");
  const count = points.features.length;
  said.textContent = (points.more ? said.dataset.more : said.dataset.words).replace("%s", count);
  const nowhere = frame.querySelector("[data-map-nowhere]");
  if (!nowhere) return;
  nowhere.hidden = !points.nowhere;
  nowhere.textContent = nowhere.dataset.words.replace("%s", points.nowhere);
};

const legend = (frame) => {
  for (const place of frame.querySelectorAll("[data-pin]")) {
    const [tone, shape, light] = place.dataset.pin.split(" ");
    place.replaceChildren(Object.assign(drawPin(pinName(tone, shape, light)), { className: "map-pin" }));
  }
};

const mark = (frame, areas, points) => {
  const here = frame.dataset.mapHere?.split(",").map(Number);
  const shown = points.features.map((each) => ({
    ...each, properties: { ...each.properties, pin: pinOf(each.properties, points.states), late: each.properties.light === "red" ? 1 : 0 },
  }));
  return styleOf(areas, { type: "FeatureCollection", features: shown }, here, frame.dataset.mapBuilding ?? "");
};

const build = async (frame) => {
  const [gl, areas, points] = await Promise.all([load(frame), fetched(frame.dataset.areas), fetched(frame.dataset.points)]);
  if (!frame.isConnected) return;
  const box = frame.querySelector("[data-map-canvas]");
  box.hidden = false;
  const begins = beginning(frame, areas, points);
  const map = new gl.Map({
    container: box,
    style: mark(frame, areas, points),
    ...(begins ? { bounds: begins, fitBoundsOptions: { padding: 48, maxZoom: 16.5 } } : { center: [105, 35], zoom: 3 }),
    maxZoom: CLOSEST,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
    locale: { "Map.Title": frame.dataset.name },
  });
  maps.set(frame, { map, restyle: () => { map.setStyle(mark(frame, areas, points), { diff: false }); legend(frame); } });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("styleimagemissing", ({ id }) => {
    const drawn = drawPin(id);
    map.addImage(id, drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height), { pixelRatio: 2 });
  });
  map.on("click", (event) => press(map, frame, points, event));
  map.on("mousemove", ({ point }) => {
    map.getCanvas().style.cursor = map.queryRenderedFeatures(point, { layers: ["clusters", "pins"] }).length ? "pointer" : "";
  });
  const tools = frame.querySelector("[data-map-tools]");
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const verb = event.target.closest("button")?.dataset.mapDo;
    if (verb === "in") map.zoomIn();
    if (verb === "out") map.zoomOut();
    if (verb === "all" && corners(areas).length) map.fitBounds(around(corners(areas)), { padding: 24 });
    if (verb === "search") location.assign(boxAddress(frame.dataset.list, map.getBounds().toArray()));
  });
  frame.querySelector("[data-map-close]").addEventListener("click", () => { hide(frame); map.getCanvas().focus(); });
  tell(frame, points);
  legend(frame);
  await new Promise((done, fail) => { map.once("load", done); map.once("error", fail); });
  frame.dataset.state = "shown";
};

const hasWebGL = () => {
  const tried = document.createElement("canvas").getContext("webgl2");
  tried?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(tried);
};

const begin = async (frame) => {
  if (frame.dataset.state) return;
  frame.dataset.state = "coming";
  try {
    if (!hasWebGL()) throw new Error("WebGL");
    await build(frame);
  } catch {
    frame.dataset.state = "without";
    for (const each of frame.querySelectorAll("[data-map-canvas], [data-map-tools]")) each.hidden = true;
  }
};

const look = () => {
  for (const [frame, { map }] of maps) {
    if (frame.isConnected) continue;
    map.remove();
    maps.delete(frame);
  }
  for (const frame of document.querySelectorAll("[data-map]")) {
    if (!frame.closest("details:not([open])")) begin(frame);
  }
};

document.addEventListener("htmx:afterSettle", look);
// Opening does not bubble.
document.addEventListener("toggle", look, true);
document.addEventListener("keydown", (event) => {
  const frame = event.target.closest("[data-map]");
  if (event.key !== "Escape" || !frame || frame.querySelector("[data-map-card]").hidden) return;
  event.stopPropagation();
  hide(frame);
}, true);
new MutationObserver(() => { for (const { restyle } of maps.values()) restyle(); })
  .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme", "data-look"] });
look();
