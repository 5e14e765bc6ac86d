// How a map looks: the town's own areas as its ground, in the tokens of the page. Positions are in CGCS2000, which lies
// on WGS-84 to within centimetres: nothing is shifted. Names are drawn by the browser; no server gives letters.
import { colour } from "./map-pins.js";

const FONT = ["sans-serif"];
const feature = (coordinates, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });
const collection = (features) => ({ type: "FeatureCollection", features });
const size = (times) => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * times;

const names = (level, more) => ({
  id: `names-${level}`, type: "symbol", source: "names", filter: ["==", ["get", "level"], level],
  layout: { "text-field": ["get", "name"], "text-font": FONT, "text-max-width": 8, "text-padding": 6, ...more.layout },
  paint: { "text-color": colour("ink-soft"), "text-halo-color": colour("card"), "text-halo-width": 1.5 },
  ...more.layer,
});
const lines = (level, paint) => ({
  id: `lines-${level}`, type: "line", source: "areas", filter: ["==", ["get", "level"], level], paint,
});

export const styleOf = (areas, cases, here, building) => {
  const isSmall = !areas.features.some((area) => area.properties.level === "community");
  return {
    version: 8,
    sources: {
      areas: { type: "geojson", data: areas },
      names: { type: "geojson", data: collection(areas.features.map((area) => feature(area.properties.middle, area.properties))) },
      here: { type: "geojson", data: collection(here ? [feature(here, { building })] : []) },
      cases: {
        type: "geojson", data: cases, cluster: true, clusterRadius: here ? 10 : 44, clusterMaxZoom: 20, maxzoom: 21,
        clusterProperties: { late: ["+", ["get", "late"]] },
      },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("paper") } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colour("card") } },
      lines("grid", { "line-color": colour("line"), "line-width": 1 }),
      lines("community", { "line-color": colour("line-strong"), "line-width": 1.4, "line-opacity": 0.75 }),
      names("grid", { layout: { "text-size": size(0.75) }, layer: { minzoom: isSmall ? 0 : 14 } }),
      names("community", { layout: { "text-size": size(0.875) }, layer: {} }),
      {
        id: "here", type: "circle", source: "here",
        paint: { "circle-radius": 20, "circle-color": colour("accent"), "circle-opacity": 0.18, "circle-stroke-color": colour("accent"), "circle-stroke-width": 2 },
      },
      {
        id: "building", type: "symbol", source: "here",
        layout: { "text-field": ["get", "building"], "text-font": FONT, "text-size": size(0.875), "text-anchor": "top", "text-offset": [0, 1.7] },
        paint: { "text-color": colour("ink"), "text-halo-color": colour("card"), "text-halo-width": 2 },
      },
      {
        id: "clusters", type: "circle", source: "cases", filter: ["has", "point_count"],
        paint: {
          "circle-color": colour("accent"),
          "circle-radius": ["step", ["get", "point_count"], 15, 10, 18, 100, 23, 1000, 28],
          "circle-stroke-width": 3,
          "circle-stroke-color": ["case", [">", ["get", "late"], 0], colour("red"), colour("card")],
        },
      },
      {
        id: "counts", type: "symbol", source: "cases", filter: ["has", "point_count"],
        layout: {
          "text-field": ["concat", ["to-string", ["get", "point_count"]], ["case", [">", ["get", "late"], 0], "!", ""]],
          "text-font": FONT, "text-size": size(0.8125), "text-allow-overlap": true,
        },
        paint: { "text-color": colour("on-accent") },
      },
      {
        id: "pins", type: "symbol", source: "cases", filter: ["!", ["has", "point_count"]],
        layout: { "icon-image": ["get", "pin"], "icon-allow-overlap": true, "icon-offset": [2, -2] },
      },
    ],
  };
};
