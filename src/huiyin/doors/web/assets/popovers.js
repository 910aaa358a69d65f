/**
 * What unfolds from a summary and lies above the page (`details[data-popover]`: menus, limits, the sheet): one at a time,
 * closed by Escape, by a press elsewhere and by choosing; moved so that it is seen whole and no frame cuts it.
 *
 * @param {Document} root
 */
export function popovers(root) {
  // `toggle` does not bubble.
  root.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.matches?.("details[data-popover][open]")) {
        closeAll(root, target);
        place(target);
      }
    },
    true,
  );
  root.addEventListener("click", ({ target }) => {
    closeAll(root, target.closest?.("details[data-popover]"));
    const item = target.closest?.("a.menu-item, button.menu-item");
    item?.closest("details[data-popover]")?.removeAttribute("open");
  });
  root.addEventListener("keydown", (event) => {
    const open = root.querySelector("details[data-popover][open]");
    if (!open) {
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      open.open = false;
      open.querySelector("summary").focus();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && open.matches(".menu") && open.contains(event.target)) {
      event.preventDefault();
      step(open, event.key === "ArrowDown" ? 1 : -1);
    }
  });
  root.addEventListener("focusout", ({ target, relatedTarget }) => {
    const open = target.closest?.("details[data-popover][open]");
    if (open && relatedTarget && !open.contains(relatedTarget)) {
      open.open = false;
    }
  });
  window.addEventListener("resize", () => closeAll(root, null));
}

function closeAll(root, except) {
  for (const open of root.querySelectorAll("details[data-popover][open]")) {
    if (open !== except && !open.contains(except)) {
      open.open = false;
    }
  }
}

function step(menu, by) {
  const items = [...menu.querySelectorAll(".menu-item:not(:disabled)")];
  const at = items.indexOf(document.activeElement);
  items[(at + by + items.length + (at < 0 && by < 0)) % items.length]?.focus();
}

/** Keep the content within the window; in a frame that scrolls it leaves the frame. */
function place(popover) {
  const content = popover.querySelector(":scope > .clock-facts, :scope > .menu-list");
  if (!content) {
    return;
  }
  content.removeAttribute("style");
  // On phones a toolbar's menus rise from below: they have their place.
  if (getComputedStyle(content).position === "fixed") {
    return;
  }
  const head = popover.querySelector("summary").getBoundingClientRect();
  const box = content.getBoundingClientRect();
  const room = { right: document.documentElement.clientWidth - 8, bottom: window.innerHeight - 8 };
  const framed = popover.closest(".data-frame, .tabs");
  if (!framed && box.right <= room.right && box.left >= 8 && box.bottom <= room.bottom) {
    return;
  }
  const above = head.bottom + 4 + box.height > room.bottom && head.top - 4 - box.height > 0;
  Object.assign(content.style, {
    position: "fixed",
    right: "auto",
    left: `${Math.max(8, Math.min(box.left, room.right - box.width))}px`,
    top: `${above ? head.top - 4 - box.height : head.bottom + 4}px`,
  });
  window.addEventListener("scroll", () => (popover.open = false), { once: true, passive: true });
}
