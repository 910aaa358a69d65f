import { isWritten } from "./written.js";

/**
 * Dialogs: `data-dialog="id"` on a button or link opens, `data-close` closes, `data-open` on a dialog opens it with the
 * page or with what htmx brought. The return of the focus is the browser's own. Escape, a press on the backdrop and
 * `data-close` close a dialog at once; where something is written in it they ask first, in the dialog itself.
 *
 * @param {Document} root
 */
export function dialogs(root) {
  root.addEventListener("click", (event) => {
    const { target } = event;
    const opener = target.closest?.("[data-dialog]");
    const dialog = opener && root.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      opener.closest("details[data-popover]")?.removeAttribute("open");
      show(dialog);
    } else if (target.closest?.("[data-stay]")) {
      stay(target.closest("dialog"));
    } else if (target.closest?.("[data-give-up]")) {
      giveUp(target.closest("dialog"));
    } else if (target.closest?.("[data-close]")) {
      leave(root, target.closest("dialog"));
    } else if (target instanceof HTMLDialogElement && isOutside(event)) {
      leave(root, target);
    }
  });
  root.addEventListener("keydown", (event) => {
    const dialog = event.key === "Escape" && !event.isComposing && !event.defaultPrevented && topmost(root);
    if (dialog) {
      event.preventDefault();
      leave(root, dialog);
    }
  });
  // The ways back that are no key, such as a phone's own. It does not bubble.
  root.addEventListener(
    "cancel",
    (event) => {
      if (event.target instanceof HTMLDialogElement) {
        event.preventDefault();
        leave(root, event.target);
      }
    },
    true,
  );
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

function topmost(root) {
  return [...root.querySelectorAll("dialog[open]")].at(-1);
}

/** The backdrop belongs to the dialog's element. */
function isOutside({ target, clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

function formsIn(dialog) {
  return [...dialog.querySelectorAll("form")].filter((form) => form.method === "post");
}

/** Close a dialog, or ask whether what is written in it is given up. Asked again the same way, it stays. */
function leave(root, dialog) {
  const question = root.getElementById("dialog-leave");
  if (dialog.querySelector("[data-leaving]")) {
    stay(dialog);
  } else if (question && formsIn(dialog).some(isWritten)) {
    dialog.append(question.content.cloneNode(true));
    dialog.querySelector("[data-stay]").focus();
  } else {
    dialog.close();
  }
}

function stay(dialog) {
  dialog.querySelector("[data-leaving]").remove();
  const field = formsIn(dialog)[0]?.querySelector("textarea, select, input:not([type=hidden])");
  (field ?? dialog).focus();
}

function giveUp(dialog) {
  dialog.querySelector("[data-leaving]").remove();
  formsIn(dialog).forEach((form) => form.reset());
  dialog.close();
}
