/*
 * keys.js -- single keys, which can be switched off (they would get in the way of speech input), and the
 * list of them.
 */
const follow = (selector) => one(selector)?.click();
const keyWork = {
  "/": openSearch,
  "?": () => openHelp(),
  t: nextTheme,
  h: () => follow(".home"),
  ArrowLeft: () => follow(".steps .prev"),
  ArrowRight: () => follow(".steps .next"),
};
const keyNames = [
  ["/", "key-search"], ["←", "key-prev"], ["→", "key-next"], ["h", "key-home"],
  ["t", "key-theme"], ["?", "key-help"], ["Esc", "key-escape"],
];
let hasKeys = memory.get("keys") !== false;

const openHelp = () => {
  const list = make("dl");
  for (const [key, name] of keyNames) list.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(name)));
  const toggle = make("input", { type: "checkbox" });
  toggle.checked = hasKeys;
  toggle.addEventListener("change", () => memory.set("keys", (hasKeys = toggle.checked)));
  const dialog = make("dialog", { class: "help", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, say("keys")), list,
    make("label", {}, toggle, make("span", {}, say("key-single"))),
    make("div", {}, make("button", { type: "button", onclick: () => dialog.close() }, say("close"))));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};

one("#keys-open").hidden = false;
one("#keys-open").addEventListener("click", openHelp);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return hideCard();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!hasKeys || one("dialog[open]") || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key.startsWith("Arrow") && event.target.closest("pre, .table, .canvas")) return;
  const work = keyWork[event.key];
  if (!work) return;
  event.preventDefault();
  work();
});
})();
