const YEAR = 31_536_000;

/**
 * The reader's theme: `data-theme-choice="light|dark|auto"` on a button sets it at once and for the pages to come, by a cookie
 * that the server reads.
 *
 * @param {Document} root
 */
export function themes(root) {
  root.addEventListener("click", ({ target }) => {
    const choice = target.closest?.("[data-theme-choice]")?.dataset.themeChoice;
    if (choice === "auto") {
      delete root.documentElement.dataset.theme;
      root.cookie = "huiyin_theme=; path=/; max-age=0; samesite=lax";
    } else if (choice) {
      root.documentElement.dataset.theme = choice;
      root.cookie = `huiyin_theme=${choice}; path=/; max-age=${YEAR}; samesite=lax`;
    }
    if (choice) {
      tell(root);
    }
  });
  tell(root);
}

function tell(root) {
  const now = root.documentElement.dataset.theme ?? "auto";
  for (const button of root.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === now));
  }
}
