/** Steps between lines in degrees, wide to narrow; each leaves a few lines on the map. */
const STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
const LINES = 6;

/**
 * Lines of longitude and latitude over an area and half as much about it, named in degrees.
 *
 * @param {{west: number, south: number, east: number, north: number}} area
 * @returns {GeoJSON.FeatureCollection}
 */
export function graticule({ west, south, east, north }) {
  const width = east - west;
  const height = north - south;
  const step = STEPS.find((one) => Math.max(width, height) / one >= LINES) ?? STEPS.at(-1);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const reach = {
    west: Math.max(-180, west - width / 2),
    east: Math.min(180, east + width / 2),
    south: Math.max(-85, south - height / 2),
    north: Math.min(85, north + height / 2),
  };
  const line = (name, coordinates) => ({
    type: "Feature",
    geometry: { type: "LineString", coordinates },
    properties: { name },
  });
  const features = [];
  for (let n = Math.ceil(reach.west / step); n * step <= reach.east; n += 1) {
    const at = n * step;
    const name = `${Math.abs(at).toFixed(digits)}°${at < 0 ? "W" : "E"}`;
    features.push(line(name, [[at, reach.south], [at, reach.north]]));
  }
  for (let n = Math.ceil(reach.south / step); n * step <= reach.north; n += 1) {
    const at = n * step;
    const name = `${Math.abs(at).toFixed(digits)}°${at < 0 ? "S" : "N"}`;
    features.push(line(name, [[reach.west, at], [reach.east, at]]));
  }
  return { type: "FeatureCollection", features };
}
