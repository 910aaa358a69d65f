/**
 * Fetch the installation's outlines; undefined when they cannot be had, which a map can do without.
 *
 * @param {string} address
 * @returns {Promise<{outlines: GeoJSON.FeatureCollection, outlineNames: GeoJSON.FeatureCollection} | undefined>}
 */
export async function fetchOutlines(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) return undefined;
    const outlines = await response.json();
    return { outlines, outlineNames: { type: "FeatureCollection", features: outlines.features.flatMap(nameOf) } };
  } catch (error) {
    console.warn(error);
    return undefined;
  }
}

/** One point for a feature's name: a tile's own would be named in each tile that it reaches into. */
function nameOf({ geometry, properties }) {
  const name = properties?.name;
  if (!name || !geometry?.type.endsWith("Polygon")) return [];
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const largest = parts.map(([outer]) => measure(outer)).reduce((best, one) => (one.area > best.area ? one : best));
  return [{ type: "Feature", geometry: { type: "Point", coordinates: largest.centre }, properties: { name } }];
}

/** Area and centre of gravity of a ring, by the shoelace formula, in degrees. */
function measure(ring) {
  let doubled = 0;
  let x = 0;
  let y = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const cross = ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1];
    doubled += cross;
    x += (ring[i - 1][0] + ring[i][0]) * cross;
    y += (ring[i - 1][1] + ring[i][1]) * cross;
  }
  return { area: Math.abs(doubled), centre: doubled ? [x / (3 * doubled), y / (3 * doubled)] : ring[0] };
}
