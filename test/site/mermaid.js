/*
 * mermaid.js COURSE... -- every mermaid block of the courses' Markdown parses with the real mermaid, in a
 * real browser; and the Markdown, rendered by a renderer that lets raw HTML through, stays inert.
 */
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./browser.js";

const require = createRequire(import.meta.url);
const mermaidDist = join(dirname(require.resolve("mermaid/package.json")), "dist");
const markedFile = createRequire(require.resolve("mermaid/package.json")).resolve("marked");

const markdownOf = async (dir) => {
  const files = [];
  for (const below of [".", "chapters", "tutorials"]) {
    const names = await readdir(join(dir, below)).catch(() => []);
    files.push(...names.filter((name) => name.endsWith(".md")).map((name) => join(dir, below, name)));
  }
  return files.sort();
};

const browser = await openBrowser();
const page = await browser.newPage();
const complaints = [];
await page.goto("about:blank");
await page.addScriptTag({ content: await readFile(join(mermaidDist, "mermaid.min.js"), "utf8") });
const marked = await import(pathToFileURL(markedFile).href);
let diagrams = 0;
let pages = 0;
for (const dir of process.argv.slice(2)) {
  for (const file of await markdownOf(dir)) {
    const text = await readFile(file, "utf8");
    for (const [, code] of text.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)) {
      diagrams++;
      const error = await page.evaluate((c) => globalThis.mermaid.parse(c).then(() => "", (e) => String(e.message || e)), code);
      if (error) complaints.push(`${file}: ${error.split("\n")[0]}`);
    }
    // raw HTML of ours is <details>, <summary> and <a id>: nothing else may be an element
    pages++;
    const found = await page.evaluate((html) => {
      const parsed = new DOMParser().parseFromString(html, "text/html");
      const list = [];
      for (const e of parsed.body.querySelectorAll("*")) {
        if (/^(SCRIPT|IMG|IFRAME|OBJECT|EMBED|STYLE|SVG|FORM|INPUT|BASE|LINK|META|VIDEO|AUDIO)$/i.test(e.tagName)) list.push(`<${e.tagName.toLowerCase()}>`);
        for (const { name, value } of e.attributes) if (/^on/i.test(name) || /^\s*(javascript|data|vbscript):/i.test(value)) list.push(`${name}=${value.slice(0, 60)}`);
      }
      return list;
    }, marked.parse(text, { gfm: true }));
    complaints.push(...found.map((what) => `${file}: ${what} acts`));
  }
}
await browser.close();
for (const complaint of complaints) console.log(complaint);
console.log(`${diagrams} diagrams, ${pages} pages of Markdown, ${complaints.length} complaints`);
process.exit(complaints.length || !pages ? 1 : 0);
