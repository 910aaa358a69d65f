/**
 * What somebody wrote in a form: the fields that are no longer as they came, and what of them may be kept in the browser.
 */

const WRITTEN = "input:not([type=hidden], [type=search], [type=submit], [type=button]), textarea, select";
const NEVER_KEPT = "[type=password], [type=file], [autocomplete=off], [data-private], [data-private] *";
/** The notice of a form that came back refused: its fields hold what was typed, though they came so. */
const REFUSED = "[data-refused]";

/** The fields in which somebody can write. */
export function fieldsOf(form) {
  return [...form.elements].filter((field) => field.matches(WRITTEN));
}

/** Whether a form holds what would be lost with it. */
export function isWritten(form) {
  return fieldsOf(form).some(isRefused(form) ? (field) => isChanged(field) || isFilled(field) : isChanged);
}

/**
 * What a form holds that may be kept: name, which of that name, value. A box or a choice is known by its own value: when the form comes
 * again, another may stand in its place.
 */
export function kept(form) {
  const refused = isRefused(form);
  return keepable(form)
    .filter((field) => isChanged(field) || (refused && isFilled(field)))
    .map((field) => [field.name, whichOf(form, field), valueOf(field)]);
}

/** Whether all that was written in a form may be kept. */
export function isKeptWhole(form) {
  const may = keepable(form);
  return fieldsOf(form).every((field) => may.includes(field) || !isChanged(field));
}

/** Write into a form what was kept of it; whether anything is now other than it was. */
export function write(form, values) {
  const may = keepable(form);
  let other = false;
  for (const [name, which, value] of values) {
    const field = namesakes(form, name).find((each) => whichOf(form, each) === which);
    if (may.includes(field) && valueOf(field) !== value) {
      isTicked(field) ? (field.checked = value) : (field.value = value);
      other = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  return other;
}

function keepable(form) {
  const never = form.matches("[data-private], [autocomplete=off]");
  return never ? [] : fieldsOf(form).filter((field) => field.name && !field.matches(NEVER_KEPT));
}

/** Whether a form came back with a word of what is wrong. */
export function isRefused(form) {
  return form.querySelector(REFUSED) !== null;
}

function isFilled(field) {
  return isTicked(field) ? field.checked : field.value !== "";
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function valueOf(field) {
  return isTicked(field) ? field.checked : field.value;
}

function isChanged(field) {
  if (isTicked(field)) {
    return field.checked !== field.defaultChecked;
  }
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, field.multiple ? -1 : 0);
  }
  return field.value !== (field.type === "textarea" ? field.defaultValue : asTaken(field));
}

/** The value with which a field came, as its kind takes it: a browser writes days and moments in its own way. */
function asTaken(field) {
  return field.type === "file" ? "" : Object.assign(document.createElement("input"), { type: field.type, value: field.defaultValue }).value;
}

function whichOf(form, field) {
  return isTicked(field) ? field.value : namesakes(form, field.name).indexOf(field);
}

function namesakes(form, name) {
  return [...form.elements].filter((field) => field.name === name);
}
