import { show } from "./dialogs.js";
import { fieldsOf, isKeptWhole, isRefused, isWritten, kept, write } from "./written.js";

const DRAFT = "huiyin-draft";
/** For how long a press on a link of the desk counts as the way on, in milliseconds. */
const ON_THE_WAY = 2000;

/**
 * What is typed in a form that is sent by POST outlives its page: it stands in this tab's store, by account, page and form, and
 * is written back when the form comes again, its dialog open and the selected rows selected. It goes with the form's success, with
 * its reset, with a link that gives it up (`data-drops-draft`), with a sign-out (`data-signs-out`), and when another account comes. Passwords, files and what is marked
 * `data-private` or `autocomplete=off` are never kept; the browser asks before these are left.
 *
 * Where a form says what it was filled in upon (a hidden field `seen`), the draft says so too when it is written back, so that the
 * server can tell what has changed meanwhile; what was written of a text (`data-draft-of-text`) is not written beside another.
 *
 * @param {Document} root
 */
export function drafts(root) {
  const account = root.body.dataset.account;
  /** Forms that are under way to the server. */
  const sent = new Set();
  /** By request of htmx, what its form is called: its answer may have taken the form away, and changed the address of the page. */
  const underWay = new WeakMap();
  let onTheWay = false;
  const goOn = () => {
    onTheWay = true;
    setTimeout(() => (onTheWay = false), ON_THE_WAY);
  };

  settle(root, account);
  for (const name of ["input", "change"]) {
    root.addEventListener(name, ({ target }) => target.form && isOurs(target.form) && keep(root, target.form));
  }
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.hasAttribute("data-drops-draft")) {
      sessionStorage.removeItem(keyOf(link.closest("form")));
    }
    if (link && link.origin === location.origin && !link.target && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      goOn();
    }
  });
  // Whoever takes back what they wrote does so by the form's own reset.
  root.addEventListener("reset", ({ target }) => {
    target.querySelectorAll("[data-draft], [data-refused]").forEach((each) => each.remove());
    sessionStorage.removeItem(keyOf(target));
    if (target.dataset.seen !== undefined) {
      target.elements.seen.value = target.dataset.seen;
    }
  });
  root.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target.hasAttribute("data-signs-out")) {
      forget(() => true);
    } else {
      goOn();
      if (isOurs(target)) {
        mark(target, true);
        if (!defaultPrevented) {
          sent.add(target);
        }
      }
    }
  });
  root.addEventListener("htmx:beforeOnLoad", ({ target, detail }) => {
    if (detail.xhr.getResponseHeader("HX-Redirect")) {
      sent.add(target);
    } else if (target instanceof HTMLFormElement && isOurs(target)) {
      underWay.set(detail.xhr, { key: keyOf(target), name: nameOf(target) });
    }
  });
  root.addEventListener("htmx:responseError", ({ target }) => target instanceof HTMLFormElement && mark(target, false));
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    root.addEventListener(name, ({ target }) => target instanceof HTMLFormElement && mark(target, false));
  }
  root.addEventListener("htmx:afterSettle", ({ detail }) => {
    const form = underWay.get(detail.xhr);
    if (form) {
      underWay.delete(detail.xhr);
      settleOne(root, form, detail.xhr.responseText.includes("toast-danger"));
    }
    restore(root);
  });
  window.addEventListener("pageshow", () => {
    sent.clear();
    restore(root);
    open(root);
  });
  window.addEventListener("beforeunload", (event) => {
    const lost = (form) => isOurs(form) && !sent.has(form) && isWritten(form) && !(onTheWay && isKeptWhole(form));
    if ([...root.forms].some(lost)) {
      event.preventDefault();
    }
  });
}

/**
 * Of what was sent before this page: a page of somebody signed in that says no refusal is its success. To go back, as from the
 * browser's own page of a lost connection, is none.
 */
function settle(root, account) {
  forget((key) => account && !key.startsWith(`${DRAFT} ${account} `));
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const failed = !account || back || root.querySelector(".error-code, .toast-danger") !== null;
  for (const key of keys().filter((key) => read(key).sent)) {
    const form = [...root.forms].find((each) => keyOf(each) === key);
    settleOne(root, { key, name: form && nameOf(form) }, failed);
  }
}

/** Of what one form sent: it stays where that failed or the form came back with what is wrong, and is of what that form shows now. */
function settleOne(root, { key, name }, failed) {
  const draft = read(key);
  const refused = [...root.forms].find((form) => nameOf(form) === name && isRefused(form));
  sessionStorage.removeItem(key);
  if (draft && refused) {
    sessionStorage.setItem(keyOf(refused), JSON.stringify({ ...draft, sent: false, seen: seenBy(refused) }));
  } else if (draft && failed) {
    sessionStorage.setItem(key, JSON.stringify({ ...draft, sent: false }));
  }
}

function keep(root, form) {
  const values = kept(form);
  if (values.length === 0) {
    sessionStorage.removeItem(keyOf(form));
    return;
  }
  const table = root.getElementById(form.dataset.takes ?? "");
  const picks = [...(table?.querySelectorAll("input[name=pick]:checked") ?? [])].map((box) => box.value);
  const draft = { values, picks, dialog: form.closest("dialog") !== null, sent: false, seen: seenBy(form) };
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
  } catch {
    // The browser keeps no more: what stands in the form still stands there.
  }
}

function mark(form, sent) {
  const draft = read(keyOf(form));
  if (draft) {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ ...draft, sent }));
  }
}

/** Write back what was kept of the forms that stand here, each once. */
function restore(root) {
  for (const form of [...root.forms].filter((form) => isOurs(form) && !form.dataset.asKept)) {
    form.dataset.asKept = "yes";
    const draft = read(keyOf(form));
    if (draft && !draft.sent && form.hasAttribute("data-draft-of-text") && draft.seen !== seenBy(form)) {
      sessionStorage.removeItem(keyOf(form));
      form.prepend(root.getElementById("draft-outdated").content.cloneNode(true));
    } else if (draft && !draft.sent) {
      const table = root.getElementById(form.dataset.takes ?? "");
      for (const box of table?.querySelectorAll("input[name=pick]") ?? []) {
        box.checked ||= draft.picks.includes(box.value);
      }
      if (draft.seen !== undefined && form.elements.seen) {
        form.dataset.seen = seenBy(form);
        form.elements.seen.value = draft.seen;
      }
      if (write(form, draft.values)) {
        form.prepend(root.getElementById("draft-restored").content.cloneNode(true));
      }
    }
  }
}

/** Open the dialog in which something was written when its page was left; one that is fetched is fetched again. */
function open(root) {
  const left = keys().filter((key) => key.startsWith(`${pageKey()} `) && read(key).dialog);
  for (const key of left) {
    const form = [...root.forms].find((each) => keyOf(each) === key);
    const opener = [...root.querySelectorAll("[hx-get]")].find((each) => `${pageKey()} ${each.getAttribute("hx-get")}` === key);
    if (form?.closest("dialog")) {
      show(form.closest("dialog"));
    } else if (!form && opener) {
      opener.click();
    } else {
      continue;
    }
    return;
  }
}

function isOurs(form) {
  return document.body.dataset.account && form.method === "post" && fieldsOf(form).length > 0;
}

function keyOf(form) {
  return `${pageKey()} ${nameOf(form)}`;
}

function nameOf(form) {
  return form.id || form.getAttribute("action") || "";
}

/** Upon what a form is filled in; undefined where it does not say. */
function seenBy(form) {
  return form.elements.seen?.value;
}

function pageKey() {
  return `${DRAFT} ${document.body.dataset.account} ${location.pathname}${location.search}`;
}

function keys() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(`${DRAFT} `));
}

function read(key) {
  return JSON.parse(sessionStorage.getItem(key));
}

function forget(which) {
  keys().filter(which).forEach((key) => sessionStorage.removeItem(key));
}
