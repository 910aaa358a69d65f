import { dialogs } from "./dialogs.js";
import { drafts } from "./drafts.js";
import { dropFile } from "./drop-file.js";
import { failures } from "./failures.js";
import { keys } from "./keys.js";
import { letters } from "./letters.js";
import { popovers } from "./popovers.js";
import { review } from "./review.js";
import { selectRows } from "./select-rows.js";
import { submitOnce } from "./submit-once.js";
import { themes } from "./themes.js";
import { toasts } from "./toasts.js";
import { typed } from "./typed.js";

for (const part of [review, drafts, selectRows, submitOnce, popovers, dialogs, dropFile, failures, keys, letters, toasts, themes, typed]) {
  part(document);
}
