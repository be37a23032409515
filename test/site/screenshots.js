/*
 * screenshots.js OUT SITE... -- pictures of the pages of exported sites: desktop, 320 px, dark.
 *
 * `make screenshots` calls it; somebody looks at them before a change to the style lands.
 */
import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser, pagesOf, views } from "./browser.js";

const [out, ...sites] = process.argv.slice(2);
const browser = await openBrowser();
for (const site of sites) {
  const name = basename(dirname(resolve(site)));
  await mkdir(join(out, name), { recursive: true });
  for (const view of views) {
    const context = await browser.newContext(view.options);
    const page = await context.newPage();
    for (const path of (await pagesOf(site)).slice(0, 9)) {
      await page.goto(pathToFileURL(join(site, path)).href);
      const file = `${path.replace(/[/]/g, "-").replace(/\.html$/, "")}-${view.name}.png`;
      await page.screenshot({ path: join(out, name, file), fullPage: view.name !== "desktop" });
    }
    await context.close();
  }
}
await browser.close();
