import { PMTiles, Protocol, TileType } from "pmtiles";

/** Layers of Protomaps' scheme of base maps, of which a file may lack any. */
const SOURCE = "base";
const GREEN = ["park", "forest", "wood", "grass", "grassland", "nature_reserve", "golf_course", "cemetery", "meadow"];

let protocol;

/**
 * Open the installation's base map.
 *
 * @param {import("maplibre-gl")} maplibre
 * @param {string} address
 * @returns {Promise<BaseMap>} Rejects when it cannot be read.
 */
export async function openBaseMap(maplibre, address) {
  const url = new URL(address, location.href).href;
  const file = new PMTiles(url);
  const header = await file.getHeader();
  const metadata = await file.getMetadata();
  if (!protocol) {
    protocol = new Protocol();
    maplibre.addProtocol("pmtiles", protocol.tile);
  }
  protocol.add(file);
  const vector = header.tileType === TileType.Mvt;
  return {
    source: { type: vector ? "vector" : "raster", url: `pmtiles://${url}`, ...(vector ? {} : { tileSize: 256 }) },
    // Raster files know no layers, and files without a list of theirs are taken to have all.
    has: vector ? layersOf(metadata) : () => false,
    vector,
    credit: plainText(metadata?.attribution ?? ""),
  };
}

function layersOf(metadata) {
  const names = metadata?.vector_layers?.map((layer) => layer.id);
  return names ? (name) => names.includes(name) : () => true;
}

/** The words of a credit that may hold HTML; its tags are not shown, and its addresses never called. */
function plainText(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

/**
 * The layers of the base map: grounds and roads first, names last, so that what it is a map of can stand between.
 *
 * @param {BaseMap} base
 * @param {Record<string, string>} colours
 * @param {string[]} faces
 * @returns {{below: object[], above: object[]}}
 */
export function baseLayers(base, colours, faces) {
  if (!base.vector) return { below: [{ id: "base", type: "raster", source: SOURCE }], above: [] };
  const only = (layers) =>
    layers
      .filter((layer) => base.has(layer["source-layer"]))
      .map((layer) => ({ source: SOURCE, ...layer, id: `base-${layer.id}` }));
  return { below: only([...grounds(colours), ...roads(colours)]), above: only(names(colours, faces)) };
}

function grounds(colours) {
  const fill = (id, layer, colour, filter) => ({
    id,
    type: "fill",
    "source-layer": layer,
    filter: ["all", ["==", ["geometry-type"], "Polygon"], ...(filter ? [filter] : [])],
    paint: { "fill-color": colour },
  });
  const kinds = (wanted) => ["in", ["get", "kind"], ["literal", wanted]];
  return [
    fill("earth", "earth", colours.earth),
    fill("green", "landuse", colours.green, kinds(GREEN)),
    fill("water", "water", colours.water),
    {
      id: "streams",
      type: "line",
      "source-layer": "water",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": colours.water, "line-width": widths(0.5, 4) },
    },
    { ...fill("buildings", "buildings", colours.building), minzoom: 14 },
    {
      id: "boundaries",
      type: "line",
      "source-layer": "boundaries",
      paint: { "line-color": colours.border, "line-width": 1, "line-dasharray": [4, 3] },
    },
  ];
}

function roads(colours) {
  const road = (id, kinds, colour, from, to, minzoom) => ({
    id,
    type: "line",
    "source-layer": "roads",
    minzoom,
    filter: ["in", ["get", "kind"], ["literal", kinds]],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": widths(from, to) },
  });
  return [
    road("paths", ["path", "other"], colours.road, 0.3, 2, 15),
    road("minor", ["minor_road"], colours.road, 0.4, 9, 12),
    {
      ...road("rail", ["rail"], colours.border, 0.5, 2, 10),
      layout: {},
      paint: { "line-color": colours.border, "line-width": widths(0.5, 2), "line-dasharray": [5, 3] },
    },
    road("major", ["major_road", "medium_road"], colours.road, 0.8, 14, 8),
    road("highway", ["highway"], colours.highway, 0.8, 16, 6),
  ];
}

function names(colours, faces) {
  const name = ["coalesce", ["get", "name:zh-Hans"], ["get", "name:zh"], ["get", "name"], ""];
  const paint = { "text-color": colours.name, "text-halo-color": colours.earth, "text-halo-width": 1.5 };
  // Names of lakes are points of their own; a polygon would be named in each tile that it reaches into.
  const waterName = (id, geometry, placement) => ({
    id,
    type: "symbol",
    "source-layer": "water",
    minzoom: 10,
    filter: ["==", ["geometry-type"], geometry],
    layout: { "text-field": name, "text-font": faces, "text-size": 11, "text-letter-spacing": 0.1, ...placement },
    paint: { ...paint, "text-halo-color": colours.water },
  });
  return [
    waterName("water-names", "Point", { "symbol-placement": "point" }),
    waterName("stream-names", "LineString", { "symbol-placement": "line" }),
    {
      id: "road-names",
      type: "symbol",
      "source-layer": "roads",
      minzoom: 13,
      filter: ["in", ["get", "kind"], ["literal", ["highway", "major_road", "medium_road", "minor_road"]]],
      layout: { "text-field": name, "text-font": faces, "text-size": 11, "symbol-placement": "line" },
      paint,
    },
    {
      id: "place-names",
      type: "symbol",
      "source-layer": "places",
      filter: ["in", ["get", "kind"], ["literal", ["locality", "macrohood", "neighbourhood"]]],
      layout: {
        "text-field": name,
        "text-font": faces,
        "text-size": ["match", ["get", "kind"], "locality", 13, 11],
        "text-letter-spacing": 0.08,
      },
      paint,
    },
  ];
}

/** Widths in pixels that grow with the zoom from 10 to 18. */
function widths(from, to) {
  return ["interpolate", ["exponential", 1.5], ["zoom"], 10, from, 18, to];
}
