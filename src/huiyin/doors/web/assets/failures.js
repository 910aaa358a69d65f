const SVG = "http://www.w3.org/2000/svg";
/** What is said where no page of ours came that could be quoted; in the language of the page. */
const WORDS = {
  zh: {
    lost: "没有连上服务器，这一步没有完成。请检查网络，再试一次。",
    broken: "服务器没有正常回应，这一步没有完成。请稍后再试；如果一直这样，请告诉系统管理员。",
    number: "请求编号",
  },
  en: {
    lost: "The server could not be reached and nothing was done. Check the network and try again.",
    broken: "The server did not answer as it should and nothing was done. Try again in a while; if it stays so, tell the system administrator.",
    number: "Request number",
  },
};

/**
 * What htmx could not fetch is said: in the dialog for which it was meant, else as a toast. Of a refusal or a fault the words are
 * those of its own page (403, 404, 500). Who is signed out meanwhile is led to the sign-in by the server itself.
 *
 * @param {Document} root
 */
export function failures(root) {
  let leaving = false;
  window.addEventListener("beforeunload", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
  root.addEventListener("htmx:responseError", ({ detail }) => {
    tell(root, detail.target, told(detail.xhr.responseText) ?? [words(root).broken]);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    root.addEventListener(name, ({ detail }) => {
      // Who goes to another page breaks off what this one asked for.
      if (!leaving) {
        tell(root, detail.target, [words(root).lost]);
      }
    });
  }
  // What succeeds at last takes back what was said of its failure.
  root.addEventListener("htmx:afterSwap", ({ detail }) => {
    detail.target.closest?.("dialog")?.querySelector("[data-failure]")?.remove();
  });
}

function words(root) {
  return root.documentElement.lang.startsWith("zh") ? WORDS.zh : WORDS.en;
}

/** Title and explanation of one of our error pages, with the request's number; null for any other answer. */
function told(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const title = page.querySelector(".error-code ~ h1")?.textContent.trim();
  if (!title) {
    return null;
  }
  const lead = page.querySelector(".error-code ~ .lead")?.textContent.trim();
  const number = page.querySelector(".error-code ~ p code")?.textContent.trim();
  return [title, lead, number && `${words(document).number} ${number}`].filter(Boolean);
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
  const colon = root.documentElement.lang.startsWith("zh") ? "：" : ": ";
  said.append(caution(), make("p", "", rest.length > 0 ? `${title}${colon}${rest.join(" ")}` : title));
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
