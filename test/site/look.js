/*
 * look.js -- what a page must be, measured in the browser: each function returns a list of complaints.
 *
 * axe does not judge text on shapes of an SVG; svgContrast does.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const axeSource = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

export const axe = async (page) => {
  await page.evaluate(axeSource);
  const found = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false }), axeTags);
  return found.violations.map((v) => `axe ${v.id}: ${v.nodes.length} × ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
};

export const svgContrast = (page) =>
  page.evaluate(() => {
    const luminance = (colour) => {
      const canvas = new OffscreenCanvas(1, 1).getContext("2d");
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      if (a === 0) return null;
      const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const found = luminance(getComputedStyle(at).backgroundColor);
        if (found !== null) return found;
      }
      return 1;
    };
    const complaints = [];
    for (const text of document.querySelectorAll("svg text")) {
      const shape = text.closest("g").querySelector("rect");
      const ground = (shape && luminance(getComputedStyle(shape).fill)) ?? behind(text.closest("svg"));
      const ink = luminance(getComputedStyle(text).fill);
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      if (ratio < 4.5) complaints.push(`text of a diagram: contrast ${ratio.toFixed(2)}: ${text.textContent}`);
    }
    return complaints;
  });

export const overflow = (page) =>
  page.evaluate(() => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over <= 0) return [];
    const widest = [...document.querySelectorAll("body *")].find((e) => e.getBoundingClientRect().right > innerWidth + 1);
    return [`${over} px wider than the window: ${widest?.outerHTML.slice(0, 160)}`];
  });

export const doubleIds = (page) =>
  page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `the id '${id}' stands twice`);
  });

/* Labels of diagrams must fit their boxes. */
export const labelsFit = (page) =>
  page.evaluate(() => {
    const complaints = [];
    for (const node of document.querySelectorAll("svg .node")) {
      const box = node.querySelector("rect").getBoundingClientRect();
      for (const text of node.querySelectorAll("text")) {
        const label = text.getBoundingClientRect();
        if (label.left < box.left || label.right > box.right) complaints.push(`a label is wider than its box: ${text.textContent}`);
      }
    }
    return complaints;
  });

/* Links within the site lead to a file, and to an id in it. */
export const linksOf = (page) =>
  page.evaluate(() => [...document.querySelectorAll("a[href], link[href], script[src]")].map((e) => e.getAttribute("href") ?? e.getAttribute("src")).map((address) => new URL(address, document.baseURI).href));

/* Nothing of a repository acts: no script but ours, no handler, no address that runs. */
export const inert = (page) =>
  page.evaluate(() => {
    const complaints = [];
    if (globalThis.pwned) complaints.push("a script of the repository ran");
    for (const script of document.scripts) {
      if (!script.src || script.textContent.trim()) complaints.push(`inline script: ${script.outerHTML.slice(0, 120)}`);
    }
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || name === "style") complaints.push(`attribute ${name}: ${element.outerHTML.slice(0, 120)}`);
        if (/^(href|src|action)$/.test(name) && /^\s*(javascript|data|vbscript):/i.test(value)) complaints.push(`address ${value.slice(0, 80)}`);
      }
    }
    for (const tag of ["iframe", "object", "embed", "img", "base", "style", "foreignObject"]) {
      if (document.querySelector(tag)) complaints.push(`<${tag}> on a page`);
    }
    return complaints;
  });
