import { baseLayers } from "./base-map.js";
import { boldFaces, pointLayers } from "./points.js";

const EMPTY = { type: "FeatureCollection", features: [] };
// Beyond this zoom every compound stands for itself.
const CLUSTERED_TO = 12;
const CLUSTER_RADIUS = 38;

/**
 * MapLibre's style of a map of compounds: ground, base map or grid, outlines, points.
 *
 * There is no `glyphs`: every letter is drawn by the browser in the page's own faces, and nothing is fetched for it.
 *
 * @param {object} parts
 * @param {GeoJSON.FeatureCollection} parts.points
 * @param {GeoJSON.FeatureCollection} [parts.outlines]
 * @param {GeoJSON.FeatureCollection} [parts.outlineNames]
 * @param {object} [parts.base] see `openBaseMap`
 * @param {number} [parts.selected] the compound that the map is about
 * @param {number} [parts.ringed] the one with a ring about it
 * @param {Record<string, string>} parts.words
 * @param {Record<string, string>} colours
 * @param {string[]} faces
 */
export function styleOf({ points, outlines, outlineNames, base, selected, ringed, words }, colours, faces) {
  const layers = [{ id: "ground", type: "background", paint: { "background-color": colours.ground } }];
  const sources = { points: pointSource(points, !selected), grid: { type: "geojson", data: EMPTY } };
  const { below, above } = base ? baseLayers(base, colours, faces) : { below: [], above: [] };
  if (base) sources.base = base.source;
  layers.push(...below);
  if (outlines) {
    sources.outlines = { type: "geojson", data: outlines };
    sources.outlineNames = { type: "geojson", data: outlineNames };
    layers.push(...outlineLayers(colours, faces, Boolean(base)));
  }
  if (!base) layers.push(...gridLayers(colours, faces));
  layers.push(...above, ...pointLayers(colours, faces, words, selected, ringed));
  return { version: 8, sources, layers };
}

function pointSource(points, clustered) {
  const source = { type: "geojson", data: points };
  if (!clustered) return source;
  const sum = (name) => ["+", ["get", name]];
  return {
    ...source,
    cluster: true,
    clusterRadius: CLUSTER_RADIUS,
    clusterMaxZoom: CLUSTERED_TO,
    clusterProperties: { open: sum("open"), overdue: sum("overdue"), settled: sum("settled") },
  };
}

function outlineLayers(colours, faces, overBase) {
  const line = {
    id: "outline-lines",
    type: "line",
    source: "outlines",
    layout: { "line-join": "round" },
    paint: { "line-color": colours.border, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.8, 14, 2] },
  };
  const name = {
    id: "outline-names",
    type: "symbol",
    source: "outlineNames",
    maxzoom: 13,
    layout: {
      "text-field": ["coalesce", ["get", "name"], ""],
      "text-font": boldFaces(faces),
      "text-size": ["interpolate", ["linear"], ["zoom"], 8, 11, 12, 16],
      "text-letter-spacing": 0.2,
    },
    paint: { "text-color": colours.name, "text-halo-color": colours.land, "text-halo-width": 1.5 },
  };
  if (overBase) return [line, name];
  const ground = { id: "outline-grounds", type: "fill", source: "outlines", paint: { "fill-color": colours.land } };
  return [ground, line, name];
}

function gridLayers(colours, faces) {
  return [
    { id: "grid-lines", type: "line", source: "grid", paint: { "line-color": colours.grid, "line-width": 1 } },
    {
      id: "grid-names",
      type: "symbol",
      source: "grid",
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 420,
        "text-field": ["get", "name"],
        "text-font": faces,
        "text-size": 10,
        "text-offset": [0, -0.7],
        "text-padding": 6,
      },
      paint: { "text-color": colours.name, "text-opacity": 0.75 },
    },
  ];
}
