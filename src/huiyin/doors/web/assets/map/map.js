import { fillTable } from "./points-table.js";
import { State } from "./state.js";

// How far below the window a map begins to load.
const AHEAD = "200px";

/**
 * A map of compounds: `<compound-map data-source=…>` as `templates/web/map/map.html` writes it.
 *
 * Nothing is loaded before it comes near the window. The same points stand in a table beneath it, which is all there is
 * where the browser cannot draw.
 */
class CompoundMap extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
    this.state = new State(this.querySelector(".map-state"));
    this.state.show("loading", this.words.loading);
    this.watch = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) {
          this.watch.disconnect();
          this.load();
        }
      },
      { rootMargin: AHEAD },
    );
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch.disconnect();
    this.drawn?.remove();
    this.drawn = undefined;
  }

  async load() {
    const { words, state } = this;
    let points;
    try {
      points = await fetchPoints(this.dataset.source);
    } catch (error) {
      const retry = { label: words.again, act: () => this.load() };
      if (error instanceof SignedOut) state.show("failed", words.signedOut);
      else state.show("failed", words.failed, words.failedHint, retry);
      return;
    }
    this.tell(points);
    if (!points.features.length) {
      if (this.dataset.selected) state.show("empty", words.noPlace);
      else state.show("empty", words.empty, words.emptyHint);
      return;
    }
    if (!canDraw()) {
      this.resign();
      return;
    }
    try {
      const { draw } = await import("./drawing.js");
      if (!this.isConnected) return;
      this.drawn = await draw(this, points, words);
      state.hide();
    } catch (error) {
      console.error(error);
      this.resign();
    }
  }

  /** Say in words what is on the map. */
  tell(points) {
    const table = this.querySelector(".map-points");
    table.hidden = !points.features.length;
    fillTable(table.querySelector(".map-points-body"), points.features, this.words, this.dataset.card, (id) => {
      this.drawn?.show(id);
    });
    const missing = points.unplaced ?? { compounds: 0, open: 0 };
    const line = this.querySelector(".map-unplaced");
    line.hidden = !missing.compounds || Boolean(this.dataset.selected);
    line.textContent = this.words.unplaced.replace("{n}", missing.compounds).replace("{m}", missing.open);
  }

  /** This browser cannot draw: the table stands in the map's place. */
  resign() {
    this.state.show("failed", this.words.noGraphics, this.words.noGraphicsHint);
    this.classList.add("map-undrawn");
    this.querySelector(".map-points").open = true;
  }
}

class SignedOut extends Error {}

async function fetchPoints(source) {
  const response = await fetch(source, { headers: { Accept: "application/geo+json" } });
  // Who is signed out is led to the sign-in, a page.
  if (response.redirected || response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Error(`${source}: ${response.status}`);
  return response.json();
}

function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}

if (!customElements.get("compound-map")) customElements.define("compound-map", CompoundMap);
