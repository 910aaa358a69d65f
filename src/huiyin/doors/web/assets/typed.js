/**
 * Say `typed` at a search field when its words have changed: as `input` does, but not for the letters that an input method has
 * not yet made Chinese of.
 *
 * @param {Document} root
 */
export function typed(root) {
  const say = ({ target }) => target.dispatchEvent(new Event("typed", { bubbles: true }));
  root.addEventListener("input", (event) => {
    if (event.target.type === "search" && !event.isComposing) {
      say(event);
    }
  });
  root.addEventListener("compositionend", (event) => {
    if (event.target.type === "search") {
      say(event);
    }
  });
}
