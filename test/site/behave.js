/*
 * behave.js SITE -- what a reader does: search, keys, themes, cards, answers, marks; and all of it again
 * without script, where the text and every answer must still be there.
 */
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./browser.js";

const site = resolve(process.argv[2]);
const browser = await openBrowser();
const address = (path) => pathToFileURL(join(site, path)).href;
const chapters = (await readdir(join(site, "chapters"))).map((name) => `chapters/${name}`);
let passed = 0;
let failed = 0;

const test = async (name, work, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1300, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  try {
    await work(page, context);
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error.message.split("\n")[0]}`);
  }
  await context.close();
};
const must = (condition, what) => {
  if (!condition) throw new Error(what);
};
/* The first chapter that has what the selector names. */
const openWith = async (page, selector) => {
  for (const chapter of chapters) {
    await page.goto(address(chapter));
    await page.evaluate(() => document.querySelectorAll(".more").forEach((more) => (more.open = true)));
    if (await page.locator(selector).count()) return page.locator(selector).first();
  }
  throw new Error(`no chapter has ${selector}`);
};

await test("the slash opens the search, words find a section, Enter goes there", async (page) => {
  await page.goto(address(chapters[0]));
  const title = (await page.locator("h1").textContent()).trim();
  await page.keyboard.press("/");
  await page.keyboard.type(title);
  await page.locator(".found a").first().waitFor();
  must((await page.locator(".count").textContent()).match(/\d+ results?/), "the number of finds is not said");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => /chapters|glossary/.test(url.pathname));
});
await test("a search for what is not there says so", async (page) => {
  await page.goto(address("index.html"));
  await page.keyboard.press("/");
  await page.keyboard.type("qqqzzz");
  await page.getByText("Nothing found").waitFor();
  await page.keyboard.press("Escape");
  must((await page.locator("dialog[open]").count()) === 0, "Escape leaves the dialog open");
});
await test("arrow keys turn pages, h goes home", async (page) => {
  await page.goto(address(chapters[0]));
  await page.keyboard.press("ArrowRight");
  await page.waitForURL((url) => url.pathname.endsWith(chapters[1].split("/")[1]));
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL((url) => url.pathname.endsWith(chapters[0].split("/")[1]));
  await page.keyboard.press("h");
  await page.waitForURL(/index\.html/);
});
await test("the question mark lists the keys, and single keys can be switched off", async (page) => {
  await page.goto(address(chapters[0]));
  await page.keyboard.press("?");
  await page.getByText("previous page").waitFor();
  await page.locator(".help input").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("h");
  await page.waitForTimeout(150);
  must(page.url().includes("chapters/"), "a switched-off key still works");
});
await test("the theme is kept from page to page", async (page) => {
  await page.goto(address("index.html"));
  await page.locator("#theme").click();
  await page.locator("#theme").click();
  await page.goto(address(chapters[0]));
  must((await page.evaluate(() => document.documentElement.dataset.theme)) === "dark", "the theme is not kept");
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  must(/rgb\(1?\d, 2?\d, 2?\d\)/.test(paper), `dark paper is ${paper}`);
});
await test("pointing at a symbol shows its definition, Escape hides it", async (page) => {
  const symbol = await openWith(page, ".code a[data-s]");
  await symbol.hover();
  await page.locator(".card:not([hidden]) .sig").waitFor();
  await page.keyboard.press("Escape");
  must(await page.locator(".card").isHidden(), "Escape leaves the card");
});
await test("a focused symbol is described by its card", async (page) => {
  const symbol = await openWith(page, ".code a[data-s]");
  await symbol.focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await page.locator(".card:not([hidden])").waitFor();
  must((await symbol.getAttribute("aria-describedby")) === "card", "the link is not described");
});
await test("a wrong answer is told why, a right one too", async (page) => {
  const exercise = await openWith(page, ".exercise[data-answer=one]");
  await exercise.locator("input:not([data-key])").first().check();
  await exercise.locator(".check").click();
  must((await exercise.locator(".verdict").textContent()).startsWith("Not"), "a wrong answer is not called wrong");
  must((await exercise.locator(".answers li:visible").count()) === 1, "more than the chosen explanation is shown");
  await exercise.locator("input[data-key]").first().check();
  await exercise.locator(".check").click();
  must((await exercise.locator(".verdict").textContent()) === "Right.", "the right answer is not called right");
});
await test("an order is made with the keyboard and checked", async (page) => {
  const exercise = await openWith(page, ".exercise[data-answer=order]");
  const list = exercise.locator(".order > li");
  await exercise.locator(".check").click();
  const before = await exercise.locator(".verdict").textContent();
  must(before.length > 0, "nothing is said");
  // selection sort with the buttons a reader has
  const count = await list.count();
  for (let i = 0; i < count; i++) {
    const stray = await list.nth(i).getAttribute("data-line");
    if (stray === "0") await list.nth(i).getByRole("button", { name: "Leave out" }).press("Enter");
  }
  for (let round = 0; round < count; round++) {
    for (let i = 0; i + 1 < count; i++) {
      const [a, b] = [Number(await list.nth(i).getAttribute("data-line")), Number(await list.nth(i + 1).getAttribute("data-line"))];
      if (a > b) await list.nth(i).getByRole("button", { name: "Move down" }).press("Enter");
    }
  }
  await exercise.locator(".check").click();
  must((await exercise.locator(".verdict").textContent()) === "Right.", "the right order is not called right");
});
await test("a chapter marked as read is marked in the tree, and the course goes on after it", async (page) => {
  await page.goto(address(chapters[0]));
  await page.locator(".mark-read button").click();
  must(await page.locator(".tree .tick").count(), "no mark in the tree");
  await page.goto(address("index.html"));
  const next = await page.locator(".resume a").getAttribute("href");
  must(next === chapters[1], `it goes on with ${next}`);
});
await test("the skip link leads to the text, the first Tab finds it", async (page) => {
  await page.goto(address(chapters[0]));
  await page.keyboard.press("Tab");
  must((await page.evaluate(() => document.activeElement.className)) === "skip", "the first Tab is not the skip link");
  await page.keyboard.press("Enter");
  must((await page.evaluate(() => document.activeElement.id)) === "text", "it does not lead to the text");
});
await test("a note leads to its line and back", async (page) => {
  const mark = await openWith(page, ".code .mark");
  const target = (await mark.getAttribute("href")).slice(1);
  await mark.click();
  must(await page.locator(`[id="${target}"]`).isVisible(), "the note is not there");
});
await test("copying takes the code, not the numbers", async (page, context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const figure = await openWith(page, ".code");
  const expected = await figure.locator("pre > code").evaluate((code) => {
    const clone = code.cloneNode(true);
    clone.querySelectorAll(".mark").forEach((mark) => mark.remove());
    return clone.textContent;
  });
  await figure.locator(".copy").click();
  await page.waitForTimeout(100);
  const said = await figure.locator(".copy").textContent();
  must(said === "Copied" || (await page.evaluate(() => String(getSelection()).length)) > 0, "nothing was copied");
  if (said === "Copied") must((await page.evaluate(() => navigator.clipboard.readText())) === expected, "something else was copied");
});
await test("without script everything is there to read", async (page) => {
  const exercise = await openWith(page, ".exercise[data-answer=one]");
  must(await page.locator("h2").count(), "no sections");
  must(await exercise.locator("fieldset").isVisible(), "no options");
  await exercise.locator(".why summary").click();
  must((await exercise.locator(".answers li:visible").count()) > 1, "the answers do not open");
  must((await page.locator("button:visible").count()) === 0, "a button that does nothing is shown");
  await page.goto(address("index.html"));
  must(await page.locator(".drawing").first().isVisible(), "no diagram");
  await page.goto(address(chapters[0]));
  await page.locator(".steps .next").click();
  await page.waitForURL((url) => url.pathname.endsWith(chapters[1].split("/")[1]));
}, { javaScriptEnabled: false });
await test("without script a narrow screen opens the contents by a link", async (page) => {
  await page.goto(address(chapters[0]));
  must(await page.locator(".tree").isHidden(), "the contents cover the text");
  await page.locator(".drawer").click();
  must(await page.locator(".tree").isVisible(), "the contents do not open");
  await page.locator(".drawer-close").click();
  must(await page.locator(".tree").isHidden(), "the contents do not close");
}, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
await test("reduced motion is respected", async (page) => {
  await page.goto(address("index.html"));
  const moving = await page.evaluate(() => [...document.querySelectorAll("a, button")].filter((e) => getComputedStyle(e).transitionDuration !== "0s").length);
  must(moving === 0, `${moving} things still move`);
}, { reducedMotion: "reduce" });

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
