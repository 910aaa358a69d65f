/**
 * Below a text that may have so many characters (`textarea[maxlength]`) stands how many there are (`[data-letters]`), and that
 * something was cut where more was pasted than fits (`data-cut`).
 *
 * @param {Document} root
 */
export function letters(root) {
  root.addEventListener("input", ({ target }) => {
    if (target.matches?.("textarea[maxlength]")) {
      count(root, target, false);
    }
  });
  root.addEventListener("paste", (event) => {
    const field = event.target;
    if (field.matches?.("textarea[maxlength]")) {
      const left = field.maxLength - field.value.length + (field.selectionEnd - field.selectionStart);
      const pasted = event.clipboardData?.getData("text/plain").replaceAll("\r\n", "\n").length ?? 0;
      // The browser cuts what it takes without a word.
      setTimeout(() => count(root, field, pasted > left));
    }
  });
  const countAll = () => root.querySelectorAll("textarea[maxlength]").forEach((field) => count(root, field, false));
  root.addEventListener("htmx:afterSettle", countAll);
  window.addEventListener("pageshow", countAll);
}

function count(root, field, cut) {
  const place = root.getElementById(`${field.id}_letters`);
  if (place) {
    place.textContent = `${field.value.length} / ${field.maxLength}${cut ? ` · ${place.dataset.cut}` : ""}`;
    place.classList.toggle("field-error", cut);
    place.setAttribute("aria-live", cut ? "assertive" : "off");
    place.hidden = false;
  }
}
