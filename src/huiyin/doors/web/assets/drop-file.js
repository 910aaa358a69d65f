/**
 * File zones (`data-drop`): the field lies over the zone and takes what is dropped; here the zone says what it took.
 *
 * @param {Document} root
 */
export function dropFile(root) {
  const zone = (event) => event.target.closest?.("[data-drop]");
  for (const [name, over] of [
    ["dragenter", true],
    ["dragover", true],
    ["dragleave", false],
    ["drop", false],
  ]) {
    root.addEventListener(name, (event) => {
      zone(event)?.classList.toggle("drop-over", over);
      // A file that misses the zone must not take the place of the page.
      if (!zone(event) && event.dataTransfer?.types.includes("Files") && root.querySelector("[data-drop]")) {
        event.preventDefault();
      }
    });
  }
  root.addEventListener("change", (event) => {
    const list = zone(event)?.querySelector("[data-drop-files]");
    list?.replaceChildren(
      ...[...event.target.files].map((file) =>
        Object.assign(document.createElement("li"), { textContent: `${file.name} · ${size(file.size)}` }),
      ),
    );
  });
}

/** As the server counts: 1 KB is 1024 bytes. */
function size(bytes) {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.max(kilobytes, 0.1).toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
