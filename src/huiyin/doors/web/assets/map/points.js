const OPEN = ["get", "open"];
const OVERDUE = ["get", "overdue"];
// A circle's radius in pixels for n open problems: its area says how many, from one that a finger can hit to a largest.
const RADIUS = ["min", 40, ["+", 6, ["*", 3.2, ["sqrt", OPEN]]]];
const RADIUS_NONE = 4.5;
const TEXT = 12;

/** The layers that can be clicked, the topmost last. */
export const CLICKABLE = ["points-none", "points-open"];

/** The layer that rings one compound; its filter says which. */
export const RING = "points-ring";

/** The filter of the ring about one compound, or about none. */
export function ringOf(id) {
  return ["==", ["get", "id"], id ?? -1];
}

/**
 * The layers of the points and their sums.
 *
 * A circle is as large as there are open problems in it; the disc within it is as large a part of it as are overdue. About
 * one `selected` compound the others are grey; about the `ringed` one there is a ring.
 */
export function pointLayers(colours, faces, words, selected, ringed) {
  const own = (colour, other) => (selected ? ["case", ["==", ["get", "id"], selected], colour, other] : colour);
  const circle = (id, filter, paint) => ({ id, type: "circle", source: "points", filter, paint });
  return [
    circle("points-none", ["==", OPEN, 0], {
      "circle-radius": RADIUS_NONE,
      "circle-color": colours.surface,
      "circle-stroke-color": own(colours.accent, colours.edge),
      "circle-stroke-width": 1.5,
    }),
    circle(RING, ringOf(ringed), {
      "circle-radius": ["+", 5, ["case", [">", OPEN, 0], RADIUS, RADIUS_NONE]],
      "circle-color": "rgba(0, 0, 0, 0)",
      "circle-stroke-color": colours.ink,
      "circle-stroke-width": 2,
    }),
    {
      ...circle("points-open", [">", OPEN, 0], {
        "circle-radius": RADIUS,
        "circle-color": own(colours.accent, colours.edge),
        "circle-stroke-color": colours.surface,
        "circle-stroke-width": 1.5,
      }),
      layout: { "circle-sort-key": ["-", 0, OPEN] },
    },
    circle("points-overdue", [">", OVERDUE, 0], {
      "circle-radius": ["*", RADIUS, ["sqrt", ["/", OVERDUE, ["max", 1, OPEN]]]],
      "circle-color": own(colours.danger, colours.soft),
    }),
    {
      id: "points-figures",
      type: "symbol",
      source: "points",
      filter: [">", OPEN, 0],
      layout: {
        "text-field": ["number-format", OPEN, { locale: "en-US" }],
        "text-font": boldFaces(faces),
        "text-size": ["interpolate", ["linear"], RADIUS, 9, 11, 40, 17],
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: { "text-color": own(colours.onAccent, colours.surface) },
    },
    nameLayer(colours, faces, words, selected),
  ];
}

function nameLayer(colours, faces, words, selected) {
  const [before, after] = words.late.split("{n}");
  const radius = ["case", [">", OPEN, 0], RADIUS, RADIUS_NONE];
  return {
    id: "points-names",
    type: "symbol",
    source: "points",
    layout: {
      "text-field": [
        "format",
        ["coalesce", ["get", "name"], ""],
        {},
        ["case", ["all", ["has", "name"], [">", OVERDUE, 0]], "\n", ""],
        {},
        ["case", [">", OVERDUE, 0], ["concat", before, ["number-format", OVERDUE, { locale: "en-US" }], after], ""],
        { "text-color": selected ? colours.soft : colours.danger, "font-scale": 0.92 },
      ],
      "text-font": faces,
      "text-size": TEXT,
      "text-max-width": 9,
      "text-variable-anchor": ["top", "bottom", "right", "left"],
      "text-radial-offset": ["/", ["+", ["case", ringOf(selected), 9, 6], radius], TEXT],
      "text-justify": "auto",
      "text-padding": 3,
      "symbol-sort-key": selected
        ? ["case", ["==", ["get", "id"], selected], -1e6, ["-", 0, OPEN]]
        : ["-", 0, ["+", OPEN, OVERDUE]],
    },
    paint: {
      "text-color": selected ? ["case", ["==", ["get", "id"], selected], colours.ink, colours.soft] : colours.ink,
      "text-halo-color": colours.land,
      "text-halo-width": 1.6,
    },
  };
}

/** The same faces in bold: MapLibre reads the weight from the first name, which no face has. */
export function boldFaces(faces) {
  return ["Huiyin Bold", ...faces];
}
