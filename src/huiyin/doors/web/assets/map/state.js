/** What stands over a map that is not drawn: it loads, there is nothing, or something went wrong. */
export class State {
  /** @param {HTMLElement} place a live region */
  constructor(place) {
    this.place = place;
  }

  /**
   * @param {"loading" | "empty" | "failed"} kind
   * @param {string} word
   * @param {string} hint
   * @param {{label: string, act: () => void}} [way] a button that leads on
   */
  show(kind, word, hint = "", way = undefined) {
    this.place.hidden = false;
    this.place.dataset.kind = kind;
    this.place.replaceChildren(line("map-state-word", word));
    if (hint) this.place.append(line("map-state-hint", hint));
    if (way) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-plain";
      button.textContent = way.label;
      button.addEventListener("click", way.act);
      this.place.append(button);
    }
  }

  hide() {
    this.place.hidden = true;
    this.place.replaceChildren();
  }
}

function line(name, text) {
  const paragraph = document.createElement("p");
  paragraph.className = name;
  paragraph.textContent = text;
  return paragraph;
}
