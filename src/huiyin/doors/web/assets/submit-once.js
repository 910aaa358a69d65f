/**
 * Let each form be sent once: a second press while the first is under way is swallowed.
 *
 * The button stays focusable and keeps its name and value in what is sent. Coming back through the browser's history
 * opens the form again.
 *
 * @param {Document} root
 */
export function submitOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
    }
  });
}
