import { show } from "./dialogs.js";

/** For how long a first key waits for its second, in milliseconds. */
const WAIT = 1200;
const OFF = "huiyin-keys-off";
/** Keys that are written shorter than they are called. */
const SHORT = { Escape: "Esc" };

/**
 * Work by keyboard. `data-key="g h"` on a link, button or label presses it, on a field focuses it (`data-key-also` is a second
 * key of the same); `j` and `k` go through the rows
 * (`[data-row]`), `x` selects one, `b` leads to what can be done with the selected, `?` opens the sheet with all of them. Keys do
 * nothing while a dialog is open or somebody writes, but for Escape where the page has a use for it, nor in what is under way to the
 * server (`aria-busy`), and can be switched off on this device.
 *
 * @param {Document} root
 */
export function keys(root) {
  let first = "";
  let since = 0;

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || localStorage.getItem(OFF)) {
      return;
    }
    if (root.querySelector("dialog[open]") || (event.key !== "Escape" && writes(event.target))) {
      return;
    }
    const held = event.timeStamp - since < WAIT ? first : "";
    first = "";
    // A key that is held down presses once, and Enter what has the focus.
    const presses = (name) => !event.repeat && !(event.key === "Enter" && hasItsOwn(event.target)) && press(root, name);
    if (held ? presses(`${held} ${event.key}`) : presses(event.key) || move(root, event.key) || toBulk(root, event.key)) {
      event.preventDefault();
    } else if (root.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
      first = event.key;
      since = event.timeStamp;
    }
  });
  root.addEventListener("huiyin:open", ({ target }) => {
    if (target.hasAttribute("data-keys-sheet")) {
      fill(root, target);
    }
  });
  root.addEventListener("change", ({ target }) => {
    if (target.hasAttribute?.("data-keys-off")) {
      target.checked ? localStorage.setItem(OFF, "yes") : localStorage.removeItem(OFF);
    }
  });
}

function writes(target) {
  return (
    target.isContentEditable ||
    target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])")
  );
}

/** Whether Enter presses this itself; of a box or a choice it would send the form. */
function hasItsOwn(target) {
  return target.matches?.("a[href], button, summary");
}

/** Press what has the keys; the sheet opens by `?` even where nothing on the page names it. */
function press(root, name) {
  // The page's own search comes before the one of the bar above it.
  const found = [...root.querySelectorAll("main [data-key]"), ...root.querySelectorAll("[data-key]")].find(
    (each) => [each.dataset.key, each.dataset.keyAlso].includes(name) && !each.disabled && each.getClientRects().length > 0,
  );
  if (found?.closest("[aria-busy=true]")) {
    // What it would be pressed for may be another matter by the time that the answer is there.
    return true;
  }
  if (found) {
    found.matches("input, textarea, select") ? found.focus() : found.click();
    found.select?.();
    return true;
  }
  const sheet = name === "?" && root.querySelector("dialog[data-keys-sheet]");
  if (sheet) {
    show(sheet);
  }
  return Boolean(sheet);
}

function move(root, key) {
  const rows = [...root.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length > 0);
  const at = rows.findIndex((row) => row.contains(root.activeElement));
  if (key === "j" || key === "k") {
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), rows.length - 1)];
    (next?.querySelector(".row-link") ?? next?.querySelector("a, button, input"))?.focus();
    return Boolean(next);
  }
  const box = key === "x" && at >= 0 && rows[at].querySelector("input[name=pick]");
  if (box) {
    box.click();
  }
  return Boolean(box);
}

/** To the first act of the bar that stands while rows are selected. */
function toBulk(root, key) {
  const act = key === "b" && root.querySelector("[data-bulk]:not([hidden]) :is(a, button):not(:disabled)");
  if (act) {
    act.focus();
  }
  return Boolean(act);
}

/** List what this page offers and what leads elsewhere, each once. Of the general keys those stay that mean here what they say. */
function fill(root, sheet) {
  const here = offered(root.querySelectorAll("main [data-key]"));
  const general = new Map([...sheet.querySelectorAll("[data-key-general]")].map((row) => [row.dataset.keyGeneral, row]));
  for (const [name, row] of general) {
    row.hidden = here.has(name);
  }
  const around = offered([...root.querySelectorAll("[data-key]")].filter((each) => !each.closest("main")));
  const everywhere = [...around].filter(([name]) => !here.has(name) && !general.has(name));
  sheet.querySelector("[data-keys-list]").replaceChildren(...[...here].map(line));
  sheet.querySelector("[data-keys-everywhere]").replaceChildren(...everywhere.map(line));
  sheet.querySelector("[data-keys-off]").checked = localStorage.getItem(OFF) !== null;
}

/** By key what it does, for what can be pressed. */
function offered(found) {
  const words = new Map();
  for (const each of found) {
    if (!words.has(each.dataset.key) && each.getClientRects().length > 0) {
      words.set(each.dataset.key, each.dataset.keyLabel || each.getAttribute("aria-label") || label(each));
    }
  }
  return words;
}

/** The words of a button or link, without its key. */
function label(each) {
  const copy = each.cloneNode(true);
  copy.querySelectorAll("kbd").forEach((key) => key.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function line([name, words]) {
  const keys = name.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: SHORT[key] ?? key }));
  const term = document.createElement("dt");
  term.append(...keys.flatMap((key) => [key, " "]));
  const whole = document.createElement("div");
  whole.append(term, Object.assign(document.createElement("dd"), { textContent: words }));
  return whole;
}
