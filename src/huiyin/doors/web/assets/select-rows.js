/**
 * Rows that are selected by their checkboxes (`input[name=pick]` in `table[data-select]`): all of a page, ranges with Shift,
 * the bar that says how many (`data-bulk`), and forms that take the selection along (`data-takes`).
 *
 * @param {Document} root
 */
export function selectRows(root) {
  /** The box that was set last, from which a range begins. */
  let last = null;

  root.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches?.("table[data-select] input[name=pick]")) {
      if (event.shiftKey && last && last.closest("table") === box.closest("table")) {
        const boxes = boxesOf(box.closest("table"));
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
        for (const between of boxes.slice(Math.max(from, 0), to + 1)) {
          between.checked = box.checked;
        }
      }
      last = box;
      tell(root, box.closest("table"));
    } else if (box.matches?.("input[data-pick-all]")) {
      setAll(root, box.closest("table"), box.checked);
    } else if (box.closest?.("[data-pick-none]")) {
      const table = root.getElementById(box.closest("[data-pick-none]").dataset.pickNone);
      setAll(root, table, false);
      table?.querySelector("input[data-pick-all], input[name=pick]")?.focus();
    }
  });
  // A range is not a selection of text.
  root.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest?.("table[data-select] .check")) {
      event.preventDefault();
    }
  });
  root.addEventListener("formdata", ({ target, formData }) => {
    const table = root.getElementById(target.dataset.takes ?? "");
    for (const box of table ? boxesOf(table) : []) {
      if (box.checked) {
        formData.append(box.name, box.value);
      }
    }
  });
  const tellAll = () => root.querySelectorAll("table[data-select]").forEach((table) => tell(root, table));
  root.addEventListener("htmx:afterSettle", tellAll);
  window.addEventListener("pageshow", tellAll);
}

function boxesOf(table) {
  return [...table.querySelectorAll("input[name=pick]:not(:disabled)")];
}

function setAll(root, table, checked) {
  if (table) {
    boxesOf(table).forEach((box) => (box.checked = checked));
    tell(root, table);
  }
}

/** Say at the rows, at the head and in the bar what is selected. */
function tell(root, table) {
  const boxes = boxesOf(table);
  const count = boxes.filter((box) => box.checked).length;
  for (const box of boxes) {
    box.closest("tr").classList.toggle("row-picked", box.checked);
  }
  const all = table.querySelector("input[data-pick-all]");
  if (all) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  for (const place of root.querySelectorAll(`[data-count-of="${table.id}"]`)) {
    place.textContent = count.toLocaleString("en");
  }
  const bar = root.querySelector(`[data-bulk="${table.id}"]`);
  if (bar) {
    bar.hidden = count === 0;
  }
}
