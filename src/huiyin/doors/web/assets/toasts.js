/** How long a toast without a way back stands, in seconds. */
const STAND = 8;

/**
 * Toasts (`[data-toast]`): they go after their time, which halts while the pointer or the focus is on them. One that can be
 * taken back says how many seconds are left for it (`data-seconds`); with them its button goes.
 *
 * @param {Document} root
 */
export function toasts(root) {
  setInterval(() => root.querySelectorAll("[data-toast]").forEach(age), 1000);
  root.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-toast-close]")) {
      target.closest("[data-toast]").remove();
    }
  });
}

function age(toast) {
  const left = Number(toast.dataset.left ?? toast.dataset.seconds ?? STAND);
  const place = toast.querySelector(".toast-left");
  if (place) {
    place.textContent = place.dataset.words.replace("{n}", String(left));
  }
  if (toast.matches(":hover, :focus-within") || document.hidden) {
    return;
  }
  toast.dataset.left = String(left - 1);
  if (left <= 0) {
    toast.remove();
  }
}
