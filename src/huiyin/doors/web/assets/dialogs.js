/**
 * Dialogs: `data-dialog="id"` on a button or link opens, `data-close` closes, `data-open` on a dialog opens it with the
 * page or with what htmx brought. Escape and the return of the focus are the browser's own; a press on the backdrop closes
 * a dialog in which nothing was written.
 *
 * @param {Document} root
 */
export function dialogs(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-dialog]");
    const dialog = opener && root.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      opener.closest("details[data-popover]")?.removeAttribute("open");
      show(dialog);
    } else if (event.target.closest?.("[data-close]")) {
      event.target.closest("dialog")?.close();
    } else if (event.target instanceof HTMLDialogElement && isOutside(event) && !isWritten(event.target)) {
      event.target.close();
    }
  });
  root.addEventListener("htmx:afterSwap", () => openMarked(root));
  openMarked(root);
}

/** Open a dialog above the page, unless it is open. */
export function show(dialog) {
  if (!dialog.open) {
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("huiyin:open", { bubbles: true }));
  }
}

function openMarked(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open]")) {
    delete dialog.dataset.open;
    show(dialog);
  }
}

/** The backdrop belongs to the dialog's element. */
function isOutside({ target, clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

function isWritten(dialog) {
  return [...dialog.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);
}
