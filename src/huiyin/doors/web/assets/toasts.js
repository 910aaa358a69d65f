/** How long a toast without a way back stands, in seconds. */
const STAND = 8;
/** As many stand at once. */
const MOST = 2;

/**
 * Toasts (`[data-toast]`): they go after their time, which halts while the pointer or the focus is on them. One that can be
 * taken back says how many seconds are left for it (`data-seconds`); with them its button goes, and so it does when that was done
 * elsewhere (`huiyin:taken-back`). A new one takes the place of that of its kind (`data-instead`), and of the oldest where too many
 * would stand.
 *
 * @param {Document} root
 */
export function toasts(root) {
  const place = root.getElementById("toasts");
  if (place) {
    new MutationObserver(() => thin(place)).observe(place, { childList: true });
    thin(place);
  }
  setInterval(() => root.querySelectorAll("[data-toast]").forEach(age), 1000);
  root.addEventListener("huiyin:taken-back", ({ detail }) => {
    [...root.querySelectorAll("[data-taken-back-at]")].filter((toast) => toast.dataset.takenBackAt === detail.at).forEach((toast) => toast.remove());
  });
  root.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-toast-close]")) {
      target.closest("[data-toast]").remove();
    }
  });
}

function thin(place) {
  const standing = [...place.querySelectorAll("[data-toast]")];
  const kindOf = (toast) => toast.dataset.instead;
  const gone = standing.filter((toast, at) => kindOf(toast) && standing.slice(at + 1).some((later) => kindOf(later) === kindOf(toast)));
  const left = standing.filter((toast) => !gone.includes(toast));
  [...gone, ...left.slice(0, Math.max(left.length - MOST, 0))].forEach((toast) => toast.remove());
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
