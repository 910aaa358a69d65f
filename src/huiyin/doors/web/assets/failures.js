const SVG = "http://www.w3.org/2000/svg";

/**
 * What htmx could not fetch is said: in the dialog for which it was meant, else as a toast. Of a refusal or a fault the words are
 * those of its own page (403, 404, 500); where none came, those that this page holds for it (`data-lost`, `data-broken`): of an act
 * whose answer was lost nobody knows here whether it was done (`data-act-lost`, `data-act-broken`). Who is signed out meanwhile is
 * led to the sign-in by the server itself.
 *
 * @param {Document} root
 */
export function failures(root) {
  let leaving = false;
  window.addEventListener("beforeunload", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
  root.addEventListener("htmx:responseError", ({ detail }) => {
    tell(root, detail.target, told(root, detail.xhr.responseText) ?? [unknown(root, detail, "broken")]);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    root.addEventListener(name, ({ detail }) => {
      // Who goes to another page breaks off what this one asked for.
      if (!leaving) {
        tell(root, detail.target, [unknown(root, detail, "lost")]);
      }
    });
  }
  // What succeeds at last takes back what was said of its failure.
  root.addEventListener("htmx:afterSwap", ({ detail }) => {
    detail.target.closest?.("dialog")?.querySelector("[data-failure]")?.remove();
  });
}

/** The page's words for this, in its language; see parts/toasts.html. */
function words(root) {
  return root.getElementById("toasts")?.dataset ?? {};
}

/** What is said where no answer of ours came: what was only asked for changed nothing. */
function unknown(root, { requestConfig }, how) {
  const { lost, broken, actLost, actBroken } = words(root);
  return requestConfig.verb === "get" ? { lost, broken }[how] : { lost: actLost, broken: actBroken }[how];
}

/** Title and explanation of one of our error pages, with the request's number; null for any other answer. */
function told(root, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const title = page.querySelector(".error-code ~ h1")?.textContent.trim();
  if (!title) {
    return null;
  }
  const lead = page.querySelector(".error-code ~ .lead")?.textContent.trim();
  const number = page.querySelector(".error-code ~ p code")?.textContent.trim();
  return [title, lead, number && `${words(root).number} ${number}`].filter(Boolean);
}

function tell(root, target, lines) {
  const dialog = target?.closest?.("dialog[open]");
  const said = dialog ? notice(lines) : toast(root, lines);
  const place = dialog ?? root.getElementById("toasts");
  // The same again is said once: a part that is fetched each second would fill the page.
  const before = [...(place?.querySelectorAll("[data-failure]") ?? [])];
  before.find((each) => dialog || each.dataset.failure === said.dataset.failure)?.remove();
  if (dialog) {
    (dialog.querySelector(".dialog-body") ?? dialog).prepend(said);
    dialog.scrollTop = 0;
  } else {
    place?.append(said);
  }
}

function notice(lines) {
  const [title, ...rest] = lines;
  const text = make("div");
  text.append(make("p", "notice-title", title), ...rest.map((line) => make("p", "", line)));
  const said = make("div", "notice notice-danger");
  said.append(caution(), text);
  said.setAttribute("role", "alert");
  said.dataset.failure = lines.join(" ");
  return said;
}

function toast(root, lines) {
  const said = make("div", "toast toast-danger");
  const [title, ...rest] = lines;
  said.append(caution(), make("p", "", rest.length > 0 ? `${title}${words(root).colon}${rest.join(" ")}` : title));
  // Its way out looks and is called as that of the dialogs of the page.
  const way = root.querySelector("[data-close]");
  if (way) {
    const close = way.cloneNode(true);
    close.removeAttribute("data-close");
    close.setAttribute("data-toast-close", "");
    close.classList.add("button-small");
    said.append(close);
  }
  said.setAttribute("data-toast", "");
  said.setAttribute("role", "alert");
  said.dataset.failure = lines.join(" ");
  return said;
}

/** The drawing that stands before every fault; see design/icons.py. */
function caution() {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.2v4.6M10 13.4v.2");
  for (const [name, value] of Object.entries({ class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" })) {
    svg.setAttribute(name, value);
  }
  svg.append(path);
  return svg;
}

function make(name, className = "", text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
