/*
 * browser.js -- Debian's chromium, the views that pages are looked at in, the pages of a site.
 */
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { chromium } from "playwright-core";

export const openBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

export const views = [
  { name: "desktop", options: { viewport: { width: 1440, height: 900 }, colorScheme: "light" } },
  { name: "dark", options: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" } },
  { name: "narrow", options: { viewport: { width: 320, height: 700 }, colorScheme: "light", isMobile: true, hasTouch: true } },
];

/* One page of each kind first, then the rest; print.html last, it is long. Pages of source files: one. */
export const pagesOf = async (site) => {
  const found = [];
  const walk = async (dir) => {
    for (const entry of (await readdir(dir, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (entry.name.endsWith(".html")) found.push(relative(site, path));
    }
  };
  await walk(site);
  const sources = found.filter((path) => path.startsWith("source/"));
  const rest = found.filter((path) => !path.startsWith("source/") && path !== "print.html");
  rest.sort((a, b) => Number(a.includes("/")) - Number(b.includes("/")));
  return [...rest, ...sources.slice(0, 1), "print.html"];
};
