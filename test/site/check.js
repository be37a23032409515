/*
 * check.js SITE... -- every page of exported sites in every view, by the rules of look.js.
 */
import { access, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { openBrowser, pagesOf, views } from "./browser.js";
import * as look from "./look.js";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    "require-sri": "off", // nothing comes from elsewhere
    "no-trailing-whitespace": "off", // code of a repository may have it
    "long-title": "off", // a symbol's name may be long
    "doctype-style": "off",
    "attribute-boolean-style": "off",
    "prefer-native-element": "off", // role=group on a scrolling area has no element
    "tel-non-breaking": "off", // numbers of lines are not telephones
  },
});

const complaints = new Map();
const complain = (where, list) => {
  for (const text of [...new Set(list)]) complaints.set(text, [...(complaints.get(text) || []), where]);
};

const checkLinks = async (site, path, links) => {
  for (const link of new Set(links)) {
    if (!link.startsWith("file:")) continue;
    const url = new URL(link);
    const file = fileURLToPath(new URL(url.pathname, "file://"));
    const inside = relative(site, file);
    try {
      await access(file);
      if (inside.startsWith("..")) complain(path, [`a link leaves the site: ${link}`]);
    } catch {
      complain(path, [`a link leads nowhere: ${inside}`]);
      continue;
    }
    if (!url.hash || !file.endsWith(".html")) continue;
    const id = decodeURIComponent(url.hash.slice(1));
    if (!(await readFile(file, "utf8")).includes(`id="${id.replace(/&/g, "&amp;")}"`)) complain(path, [`no such place: ${inside}#${id}`]);
  }
};

const checkPage = async (page, site, path, view) => {
  const errors = [];
  page.on("console", (m) => m.type() === "error" && errors.push(`console: ${m.text().slice(0, 200)}`));
  page.on("pageerror", (e) => errors.push(`error: ${e}`));
  page.on("request", (r) => !r.url().startsWith("file:") && errors.push(`asked for ${r.url()}`));
  await page.goto(pathToFileURL(join(site, path)).href);
  const where = `${path} (${view.name})`;
  complain(where, await look.axe(page));
  for (const rule of [look.svgContrast, look.overflow, look.doubleIds, look.labelsFit, look.inert]) complain(where, await rule(page));
  complain(where, errors);
  if (view === views[0]) await checkLinks(site, path, await look.linksOf(page));
};

const browser = await openBrowser();
let count = 0;
for (const site of process.argv.slice(2)) {
  const pages = await pagesOf(site);
  for (const path of pages) {
    const report = await validator.validateString(await readFile(join(site, path), "utf8"));
    complain(path, report.results.flatMap((r) => r.messages.map((m) => `html ${m.ruleId}: ${m.message}`)));
  }
  for (const view of views) {
    const context = await browser.newContext(view.options);
    // the other views look at one page of each kind and some chapters
    const chosen = view === views[0] ? pages.filter((path) => path !== "print.html").concat("print.html") : pages.slice(0, 8);
    for (const path of chosen) {
      const page = await context.newPage();
      await checkPage(page, site, path, view);
      await page.close();
      count++;
    }
    await context.close();
  }
}
await browser.close();
for (const [text, places] of complaints) console.log(`${text}\n    ${places.length} × ${places.slice(0, 3).join(", ")}`);
console.log(`${count} views of pages, ${complaints.size} complaints`);
process.exit(complaints.size ? 1 : 0);
