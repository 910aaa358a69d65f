/** The colours that a map is drawn in, by the name that `map.css` or the tokens have for them. */
const NAMES = {
  ground: "--map-ground",
  land: "--map-land",
  earth: "--map-earth",
  water: "--map-water",
  green: "--map-green",
  road: "--map-road",
  highway: "--map-highway",
  building: "--map-building",
  border: "--map-border",
  grid: "--map-grid",
  name: "--map-name",
  ink: "--ink",
  soft: "--ink-soft",
  edge: "--edge",
  surface: "--surface",
  accent: "--accent",
  onAccent: "--on-accent",
  danger: "--danger",
};

/**
 * The colours as they are now, light or dark, each as `rgb(…)`.
 *
 * @param {HTMLElement} place
 * @returns {Record<keyof NAMES, string>}
 */
export function coloursOf(place) {
  const probe = document.createElement("span");
  place.append(probe);
  const colours = {};
  for (const [key, name] of Object.entries(NAMES)) {
    probe.style.color = `var(${name})`;
    colours[key] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}

/**
 * The faces in which the page is set, for labels.
 *
 * @param {HTMLElement} place
 * @returns {string[]}
 */
export function facesOf(place) {
  return getComputedStyle(place)
    .fontFamily.split(",")
    .map((name) => name.trim().replaceAll(/["']/g, ""));
}

/**
 * Call back when the page turns light or dark: by the system, or by the reader's own choice on the root element.
 *
 * @param {() => void} act
 * @returns {() => void} stops it
 */
export function onTheme(act) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(act);
  system.addEventListener("change", act);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", act);
    chosen.disconnect();
  };
}
