import * as maplibre from "maplibre-gl";

import { openBaseMap } from "./base-map.js";
import { graticule } from "./graticule.js";
import { fetchOutlines } from "./outlines.js";
import { CLICKABLE, RING, ringOf } from "./points.js";
import { cardOf, element, figure } from "./points-table.js";
import { styleOf } from "./style.js";
import { coloursOf, facesOf, onTheme } from "./theme.js";

const PADDING = { top: 48, bottom: 48, left: 48, right: 48 };
// About one compound: a kilometre or so to each side. Of a few that lie close together no more is shown either.
const NEAR_ZOOM = 14.5;
const MIN_ZOOM = 5;
const MAX_ZOOM = 18;

/**
 * Draw a map of points into its element.
 *
 * @param {HTMLElement} host
 * @param {GeoJSON.FeatureCollection} points at least one
 * @param {Record<string, string>} words
 * @returns {Promise<{show: (id: number) => void, remove: () => void}>} Rejects when it cannot be drawn.
 */
export async function draw(host, points, words) {
  const { worker, card } = host.dataset;
  const selected = Number(host.dataset.selected) || undefined;
  maplibre.setWorkerUrl(new URL(worker, location.href).href);
  const parts = { points, words, selected, ringed: selected, ...(await underlay(host.dataset)) };
  const style = () => styleOf(parts, coloursOf(host), facesOf(host));
  const map = new maplibre.Map({
    container: host.querySelector(".map-canvas"),
    style: style(),
    ...viewOf(points, selected),
    minZoom: MIN_ZOOM,
    maxZoom: MAX_ZOOM,
    attributionControl: false,
    cooperativeGestures: true,
    renderWorldCopies: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    // So that a printed page has its map.
    canvasContextAttributes: { antialias: true, preserveDrawingBuffer: true },
    locale: localeOf(words),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("error", ({ error }) => console.warn(error));
  addControls(map, points, selected, words, parts);
  const grid = () => map.getSource("grid")?.setData(graticule(areaOf(map)));
  if (!parts.base) map.on("moveend", grid);
  const open = opener(map, parts, card);
  listen(map, open);
  const stop = onTheme(() => {
    map.setStyle(style());
    map.once("styledata", grid);
  });
  // Points and tiles come afterwards, each when it is there.
  await new Promise((done, failed) => {
    map.once("style.load", done);
    map.once("error", ({ error }) => failed(error));
  });
  grid();
  return {
    show(id) {
      const point = points.features.find((feature) => feature.properties.id === id);
      if (!point) return;
      map.getContainer().scrollIntoView({ block: "nearest" });
      map.jumpTo({ center: point.geometry.coordinates, zoom: Math.max(map.getZoom(), NEAR_ZOOM) });
      open(point);
    },
    remove() {
      stop();
      map.remove();
    },
  };
}

async function underlay({ outlines, tiles }) {
  const [lines, base] = await Promise.all([
    outlines ? fetchOutlines(outlines) : undefined,
    tiles ? openBaseMap(maplibre, tiles).catch(unread) : undefined,
  ]);
  return { ...lines, base: base?.source ? base : undefined, unread: base === null };
}

/** A base map that cannot be read is done without. */
function unread(error) {
  console.warn(error);
  return null;
}

function viewOf(points, selected) {
  const centre = points.features.find((feature) => feature.properties.id === selected);
  if (centre) return { center: centre.geometry.coordinates, zoom: NEAR_ZOOM };
  return { bounds: boundsOf(points), fitBoundsOptions: { padding: PADDING, maxZoom: NEAR_ZOOM } };
}

/** About the compounds with open problems; about all where none has any. */
function boundsOf({ features }) {
  const open = features.filter((feature) => feature.properties.open);
  const bounds = new maplibre.LngLatBounds();
  for (const feature of open.length ? open : features) bounds.extend(feature.geometry.coordinates);
  return bounds;
}

function areaOf(map) {
  const bounds = map.getBounds();
  return {
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
  };
}

function localeOf(words) {
  return {
    "Map.Title": words.map,
    "NavigationControl.ZoomIn": words.zoomIn,
    "NavigationControl.ZoomOut": words.zoomOut,
    "Popup.Close": words.close,
    "ScaleControl.Meters": words.metres,
    "ScaleControl.Kilometers": words.kilometres,
    "CooperativeGesturesHandler.WindowsHelpText": words.wheel,
    "CooperativeGesturesHandler.MacHelpText": words.wheelMac,
    "CooperativeGesturesHandler.MobileHelpText": words.fingers,
  };
}

function addControls(map, points, selected, words, { base, unread: lost }) {
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new WholeControl(words.whole, () => seeAll(map, points, selected)), "top-right");
  map.addControl(new maplibre.ScaleControl({ maxWidth: 110, unit: "metric" }), "bottom-left");
  const note = lost ? words.noBase : base?.credit;
  if (note) map.addControl(new NoteControl(note), "bottom-right");
}

function seeAll(map, points, selected) {
  const view = viewOf(points, selected);
  if (view.bounds) map.fitBounds(view.bounds, view.fitBoundsOptions);
  else map.easeTo(view);
}

/** A button that goes back to the view of the beginning. */
class WholeControl {
  constructor(label, act) {
    this.button = element("button", "map-whole");
    this.button.type = "button";
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
    this.button.append(element("span", "maplibregl-ctrl-icon"));
    this.button.addEventListener("click", act);
  }

  onAdd() {
    this.place = element("div", "maplibregl-ctrl maplibregl-ctrl-group");
    this.place.append(this.button);
    return this.place;
  }

  onRemove() {
    this.place.remove();
  }
}

/** Whose base map it is, or that it could not be read. */
class NoteControl {
  constructor(text) {
    this.place = element("div", "maplibregl-ctrl map-note", text);
  }

  onAdd() {
    return this.place;
  }

  onRemove() {
    this.place.remove();
  }
}

/** Clicks: a sum is taken apart, a compound opens its card's summary. */
function listen(map, open) {
  const found = (point) => map.queryRenderedFeatures(point, { layers: CLICKABLE })[0];
  map.on("click", async ({ point }) => {
    const feature = found(point);
    if (!feature) return;
    if (!feature.properties.cluster) {
      open(feature);
      return;
    }
    const zoom = await map.getSource("points").getClusterExpansionZoom(feature.properties.cluster_id);
    map.easeTo({ center: feature.geometry.coordinates, zoom: zoom + 0.25 });
  });
  map.on("mousemove", ({ point }) => {
    map.getCanvas().classList.toggle("map-over", Boolean(found(point)));
  });
}

/** What opens a compound's summary; there is one at a time, its compound is ringed, and Escape closes it. */
function opener(map, parts, card) {
  let popup;
  const ring = (id) => {
    parts.ringed = id;
    map.setFilter(RING, ringOf(id));
  };
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !popup?.isOpen()) return;
    popup.remove();
    map.getCanvas().focus();
  });
  return (feature) => {
    popup?.remove();
    popup = new maplibre.Popup({ maxWidth: "18rem", offset: 14 })
      .setLngLat(feature.geometry.coordinates)
      .setDOMContent(summary(feature.properties, parts.words, card))
      .addTo(map);
    popup.on("close", () => ring(parts.selected));
    ring(feature.properties.id);
  };
}

function summary(point, words, card) {
  const place = element("div", "map-summary");
  place.append(element("p", "map-summary-name", point.name));
  const figures = element("dl", "map-summary-figures");
  for (const [word, count, tone] of [
    [words.open, point.open, ""],
    [words.overdue, point.overdue, point.overdue ? "alarm" : ""],
    [words.settled, point.settled, ""],
  ]) {
    const pair = element("div");
    pair.append(element("dt", "", word), element("dd", tone, figure(count)));
    figures.append(pair);
  }
  const link = element("a", "map-summary-card", words.card);
  link.href = cardOf(card, point.id);
  place.append(figures, link);
  return place;
}
