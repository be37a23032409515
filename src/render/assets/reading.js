/* reading.js -- copying, notes and their lines, where one is, what one has read, diagrams full size. */

for (const figure of all(".code:not(.whole), .shell")) {
  const code = one("code", figure);
  const copy = make("button", { type: "button", class: "copy quiet" }, say("copy"));
  copy.addEventListener("click", async () => {
    const clone = code.cloneNode(true);
    all(".mark", clone).forEach((mark) => mark.remove());
    try {
      await navigator.clipboard.writeText(clone.textContent);
      copy.textContent = say("copied");
    } catch {
      getSelection().selectAllChildren(code);
    }
    setTimeout(() => (copy.textContent = say("copy")), 1500);
  });
  (one("figcaption", figure) || figure).append(copy);
}

/* A note lights its lines. */
for (const item of all(".notes > li")) {
  const at = one(".at", item);
  const stem = at.hash.slice(1).replace(/\d+$/, "");
  const light = (isOn) => {
    for (let n = Number(at.dataset.from); n <= Number(at.dataset.to); n++)
      document.getElementById(stem + n)?.classList.toggle("lit", isOn);
  };
  for (const [name, isOn] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]])
    item.addEventListener(name, () => light(isOn));
}

/* The section that is being read is marked in the list at the side. */
const places = new Map(all(".here a").map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
if (places.size) {
  const watch = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        places.forEach((link) => link.removeAttribute("aria-current"));
        places.get(entry.target)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "0px 0px -75% 0px" },
  );
  places.forEach((_, heading) => heading && watch.observe(heading));
}

/* Chapters marked as read, by course and stable id. */
const readMarks = memory.get("read:" + here.course) || {};

const showMarks = () => {
  for (const item of all(".tree [data-chapter], .chapters [data-chapter]")) {
    one(".tick", item)?.remove();
    if (!readMarks[item.dataset.chapter]) continue;
    const tick = make("span", { class: "tick", role: "img", "aria-label": say("read") }, "✓");
    (one("h3", item) || one("a", item)).append(tick);
  }
};

const readPlace = one(".mark-read");
if (readPlace && here.chapter) {
  const button = make("button", { type: "button" });
  const show = () => (button.textContent = say(readMarks[here.chapter] ? "undone" : "done"));
  button.addEventListener("click", () => {
    if (readMarks[here.chapter]) delete readMarks[here.chapter];
    else readMarks[here.chapter] = Date.now();
    memory.set("read:" + here.course, readMarks);
    show();
    showMarks();
  });
  show();
  readPlace.append(button);
}
showMarks();

const resume = one(".resume");
if (resume && Object.keys(readMarks).length) {
  const next = all(".chapters [data-chapter]").find((item) => !readMarks[item.dataset.chapter]);
  if (next) {
    const link = one("h3 a", next);
    resume.append(say("resume") + " ", make("a", { href: link.getAttribute("href") }, link.textContent));
    resume.hidden = false;
  }
}

/* A diagram in the whole window. */
for (const figure of all(".diagram")) {
  const drawing = one(".drawing", figure);
  if (!drawing || Number(drawing.getAttribute("width")) < 500) continue;
  const button = make("button", { type: "button", class: "quiet" }, say("enlarge"));
  button.addEventListener("click", () => {
    const copy = drawing.cloneNode(true);
    const close = make("button", { type: "button", onclick: () => dialog.close() }, say("close"));
    const dialog = make("dialog", { class: "wide", "aria-label": one("figcaption", figure).textContent }, close,
      make("div", { class: "canvas", tabindex: "0" }, copy));
    copy.removeAttribute("aria-labelledby");
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  });
  one("details", figure).before(button);
}
