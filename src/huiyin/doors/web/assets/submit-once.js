/**
 * Let each form be sent once: a second press while the first is under way is swallowed.
 *
 * The button stays focusable and keeps its name and value in what is sent. Forms that only ask (GET), that close a dialog,
 * that open another window or bring a download (`data-download`) leave the page where it is and are left alone. A form
 * that htmx sends opens again with the answer; coming back through the browser's history opens all.
 *
 * @param {Document} root
 */
export function submitOnce(root) {
  // Before the form's own listeners, htmx's among them, hear of it.
  root.addEventListener(
    "submit",
    (event) => {
      if (event.target.dataset.sent) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  root.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && leaves(event.target, event.submitter)) {
      lock(event.target, event.submitter);
    }
  });
  root.addEventListener("htmx:beforeRequest", ({ target, detail }) => {
    if (target.tagName === "FORM" && !asks(target) && !target.hasAttribute("data-download")) {
      lock(target, detail.requestConfig?.triggeringEvent?.submitter);
    }
  });
  root.addEventListener("htmx:afterRequest", ({ target }) => open(target));
  window.addEventListener("pageshow", () => root.querySelectorAll("form[data-sent]").forEach(open));
}

function leaves(form, button) {
  const attribute = (name, fallback) => button?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? fallback;
  const target = attribute("target", "_self");
  return attribute("method", "get").toLowerCase() === "post" && target === "_self" && !form.hasAttribute("data-download");
}

function asks(form) {
  return form.hasAttribute("hx-get");
}

function lock(form, button) {
  form.dataset.sent = "yes";
  button?.setAttribute("aria-disabled", "true");
}

function open(form) {
  if (form.dataset?.sent) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
}
