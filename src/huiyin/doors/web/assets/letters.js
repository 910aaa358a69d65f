/**
 * Below a text that may have so many characters (`textarea[data-most]`) stands how many there are (`[data-letters]`), and that
 * there are too many (`data-over`). Nothing is cut off: what is too long is refused when it is sent.
 *
 * @param {Document} root
 */
export function letters(root) {
  root.addEventListener("input", ({ target }) => {
    if (target.matches?.("textarea[data-most]")) {
      count(root, target);
    }
  });
  const countAll = () => root.querySelectorAll("textarea[data-most]").forEach((field) => count(root, field));
  root.addEventListener("htmx:afterSettle", countAll);
  // What is reset stands as it came only when all have heard of it.
  root.addEventListener("reset", () => setTimeout(countAll));
  window.addEventListener("pageshow", countAll);
}

function count(root, field) {
  const place = root.getElementById(`${field.id}_letters`);
  if (place) {
    // As the server counts: characters, not the halves of those beyond the basic plane.
    const letters = [...field.value.trim()].length;
    const over = letters > Number(field.dataset.most);
    place.textContent = `${letters} / ${field.dataset.most}${over ? ` · ${place.dataset.over}` : ""}`;
    place.classList.toggle("field-error", over);
    place.setAttribute("aria-live", over ? "polite" : "off");
    place.hidden = false;
  }
}
