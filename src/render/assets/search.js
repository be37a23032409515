/*
 * search.js -- looks through the list of search-HASH.js, which is fetched when somebody first searches.
 *
 * Every word must be found in an entry; a find in the title counts more than one in the text, the
 * beginning of a word more than its middle.
 */
const searchButton = one("#search-open");
const searchMost = 30;
let searchEntries = null;

window.fondationSearch = (entries) => {
  searchEntries = entries.map(([kind, url, title, where, text]) => ({
    kind, url, title, where, text,
    inTitle: title.toLowerCase(),
    inText: (where + " " + text).toLowerCase(),
  }));
  showFound();
};

const wordStart = (text, word) => {
  const at = text.indexOf(word);
  return at < 0 ? 0 : at === 0 || /\W|_/.test(text[at - 1]) ? 2 : 1;
};

const scoreOf = (entry, terms) => {
  let sum = 0;
  for (const term of terms) {
    const title = wordStart(entry.inTitle, term);
    const score = title * 4 + (entry.inTitle === term ? 8 : 0) + wordStart(entry.inText, term);
    if (!score) return 0;
    sum += score;
  }
  return sum + (entry.kind === "section" ? 1 : 0);
};

/* The text with every term in a <mark>. */
const marked = (text, terms) => {
  const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = text.split(new RegExp("(" + escaped.join("|") + ")", "gi"));
  return parts.map((part, i) => (i % 2 ? make("mark", {}, part) : part));
};

const snippet = (entry, terms) => {
  const at = Math.max(0, entry.text.toLowerCase().indexOf(terms[0]));
  const start = at > 60 ? entry.text.indexOf(" ", at - 60) + 1 : 0;
  return (start ? "… " : "") + entry.text.slice(start, start + 170);
};

const searchInput = make("input", { type: "text", enterkeyhint: "search", "aria-label": say("search"), placeholder: say("search"), autocomplete: "off" });
const searchCount = make("p", { class: "count", role: "status" });
const searchList = make("ul", { class: "found" });
const searchClose = make("button", { type: "button", onclick: () => searchDialog.close() }, say("close"));
const searchDialog = make("dialog", { "aria-label": say("search") },
  make("div", { class: "ask-for" }, searchInput, searchClose), searchCount, searchList);
document.body.append(searchDialog);

const showFound = () => {
  const terms = searchInput.value.toLowerCase().split(/\s+/).filter(Boolean);
  searchList.replaceChildren();
  searchCount.textContent = "";
  if (!terms.length || !searchEntries) return;
  const found = searchEntries
    .map((entry) => [scoreOf(entry, terms), entry])
    .filter(([score]) => score)
    .sort((a, b) => b[0] - a[0]);
  searchCount.textContent = found.length
    ? found.length + " " + say(found.length === 1 ? "result" : "results")
    : say("nothing");
  for (const [, entry] of found.slice(0, searchMost))
    searchList.append(make("li", {}, make("a", { href: here.up + entry.url, onclick: () => searchDialog.close() },
      make("strong", {}, ...marked(entry.title, terms)), " ", make("small", {}, entry.where),
      make("span", { class: "hit-text" }, ...marked(snippet(entry, terms), terms)))));
};

const openSearch = () => {
  if (!searchEntries && !one("#search-index"))
    document.head.append(make("script", { src: here.up + here.search, id: "search-index" }));
  searchDialog.showModal();
  searchInput.select();
};

searchInput.addEventListener("input", showFound);
searchDialog.addEventListener("keydown", (event) => {
  const links = [searchInput, ...all("a", searchList)];
  const at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && at === 0 && links[1]) links[1].click();
  if (!step || at < 0) return;
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
});
if (here.search) {
  searchButton.hidden = false;
  searchButton.addEventListener("click", openSearch);
}
