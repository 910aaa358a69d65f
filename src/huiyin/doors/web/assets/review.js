/** For how long what has come is looked at before anything is said of it, in milliseconds. */
const LOOK = 350;
// Milliseconds after which who was led to another page and is still here has stayed.
const LEAVING = 3000;

/**
 * One reading after the other (`#review`), and one request: while it is under way (`aria-busy`) nothing else is sent, and no key
 * presses anything there. What was swapped in is judged only once it can have been seen: a form of it that is sent at once, by a
 * key pressed twice or a double tap, is not. The head of a correction and what is wrong in one are brought into sight and get the
 * focus. Who chooses another compound than the reader's (`data-read-compound`) is not left with the name that was read for that.
 *
 * @param {Document} root
 */
export function review(root) {
  root.addEventListener("htmx:afterSwap", ({ target }) => {
    const place = target.closest?.("#review");
    if (place) {
      const at = String(performance.now());
      place.dataset.unseen = at;
      setTimeout(() => place.dataset.unseen === at && delete place.dataset.unseen, LOOK);
    }
  });
  root.addEventListener("htmx:beforeSend", ({ detail }) => placeOf(detail.target)?.setAttribute("aria-busy", "true"));
  root.addEventListener("htmx:afterRequest", ({ detail }) => {
    const place = placeOf(detail.requestConfig.target);
    const free = () => place?.removeAttribute("aria-busy");
    // Who is led to another page is still under way, unless they are asked first and stay.
    if (detail.xhr.getResponseHeader("HX-Redirect")) {
      setTimeout(free, LEAVING);
    } else {
      free();
    }
  });
  window.addEventListener("pageshow", () => root.getElementById("review")?.removeAttribute("aria-busy"));
  // Before htmx and the form's own listeners hear of it. An act that is taken back by its toast leads to this place as well.
  root.addEventListener(
    "submit",
    (event) => {
      const busy = root.querySelector("#review[aria-busy=true]") && event.target.matches("#review *, [data-undo]");
      if (busy || event.target.closest("#review[data-unseen]")) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  root.addEventListener("htmx:afterSettle", ({ target }) => {
    const place = target.closest?.("#review");
    const wrong = place?.querySelector("#review-judge [data-refused]");
    const head = wrong ?? place?.querySelector("#judge[autofocus]");
    if (head) {
      head.focus({ preventScroll: true });
      bringIntoSight(root, head);
    }
  });
  root.addEventListener("input", ({ target }) => {
    const form = target.closest?.("form[data-read-compound]");
    if (form && ["compound", "place"].includes(target.name)) {
      name(form);
    }
  });
}

/** The place of the readings, of what is swapped into it whole or in part; a search for compounds fetches neither. */
function placeOf(target) {
  return target?.matches("#review, #review-judge") ? document.getElementById("review") : null;
}

/** Between the bar above the page, with the text where that stays below it, and the acts at the lower edge. */
function bringIntoSight(root, head) {
  const stays = (each) => getComputedStyle(each).position !== "static";
  const over = [...root.querySelectorAll(".app-top, .review-told")].filter(stays);
  const above = Math.max(0, ...over.map((each) => each.getBoundingClientRect().bottom));
  const acts = [...root.querySelectorAll(".review-acts")].find(stays);
  const below = Math.min(innerHeight, acts?.getBoundingClientRect().top ?? innerHeight);
  const { top, bottom } = head.getBoundingClientRect();
  if (top < above || bottom > below) {
    head.scrollIntoView({ block: "start" });
  }
}

function name(form) {
  const read = form.dataset.readCompound;
  const { named, place } = form.elements;
  const chosen = form.querySelector("[name=compound]:checked")?.value ?? "";
  const another = place.value.trim() !== "" || (chosen !== "" && chosen !== read);
  if (read && another && named.value === named.defaultValue) {
    named.value = "";
  } else if (!another && named.value === "") {
    named.value = named.defaultValue;
  }
}
