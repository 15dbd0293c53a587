// Opens finished report pages as readers do and says what is wrong with them.
//
//   node check.mjs [--screenshots FOLDER] PAGE...
//
// Each page, at each width: axe-core (WCAG 2.1 A and AA, best practice) with the figures'
// numbers folded and unfolded, nothing wider than the window, nothing fetched, no console
// message, no CSP violation. Each page once: the Nu HTML checker. Exit status 1 on any finding,
// 2 when it could not be checked.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import axe from "axe-core";
import { chromium } from "playwright-core";

const WIDTHS = [1280, 640, 360, 320]; // 640 is a laptop at 200 % zoom; 320 is WCAG's reflow
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const NU = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

/** Return what axe-core finds on the page as it stands. */
async function axeFindings(page) {
  const result = await page.evaluate(
    (tags) => globalThis.axe.run({ runOnly: { type: "tag", values: tags } }),
    RULES,
  );
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `axe ${rule.id} (${rule.impact}): ${rule.help}: ${node.html.slice(0, 160)}`),
  );
}

/** Return what is wider than the window and not inside a part that scrolls by itself. */
async function overflowFindings(page) {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
    const held = (element) => {
      for (let up = element.parentElement; up; up = up.parentElement) if (scrolls(up)) return true;
      return false;
    };
    const found = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > room + 0.5 && !held(element),
    );
    const names = found.map((element) => element.outerHTML.slice(0, 120));
    if (document.documentElement.scrollWidth > room) names.push("the page as a whole");
    return names;
  });
  return wide.map((name) => `wider than the window: ${name}`);
}

/** Return everything found on one page at one width. */
async function findingsAt(context, address, width, picture) {
  const page = await context.newPage();
  const found = [];
  page.on("console", (message) => found.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => found.push(`page error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:"))
      found.push(`fetched: ${request.url()}`);
  });
  await page.addInitScript({ content: axe.source });
  await page.setViewportSize({ width, height: 900 });
  await page.goto(address);
  if (picture) await page.screenshot({ path: `${picture}-${width}.png`, fullPage: true });
  found.push(...(await overflowFindings(page)), ...(await axeFindings(page)));
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  found.push(...(await overflowFindings(page)), ...(await axeFindings(page)));
  await page.close();
  return [...new Set(found)].map((finding) => `${width} px: ${finding}`);
}

/** Nu 26.9.27 calls every data: picture blocked, even under "img-src * data:". The browser knows. */
function wrongAboutPolicy(message) {
  return /Content Security Policy.*image “data:.*blocked by “img-src”/.test(message.message);
}

/** Return what the Nu HTML checker says, warnings included. */
function nuFindings(files) {
  const said = execFileSync("java", ["-jar", NU, "--format", "json", "--exit-zero-always", "--stdout", ...files], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const messages = JSON.parse(said).messages.filter((message) => !wrongAboutPolicy(message));
  return messages.map(
    (message) => `${basename(message.url ?? "")} line ${message.lastLine}: Nu ${message.subType ?? message.type}: ${message.message}`,
  );
}

async function main(words) {
  const folder = words[0] === "--screenshots" ? resolve(words.splice(0, 2)[1]) : null;
  if (words.length === 0) {
    console.error("Name at least one page: node check.mjs [--screenshots FOLDER] PAGE...");
    return 2;
  }
  if (folder) mkdirSync(folder, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), "evalkit-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
    colorScheme: "light",
  });
  const found = [];
  try {
    for (const file of words) {
      const picture = folder && join(folder, basename(file, ".html"));
      for (const width of WIDTHS) {
        const here = await findingsAt(context, pathToFileURL(resolve(file)).href, width, picture);
        found.push(...here.map((finding) => `${basename(file)} ${finding}`));
      }
    }
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  found.push(...nuFindings(words.map((file) => resolve(file))));
  for (const finding of found) console.log(finding);
  console.log(`${words.length} page(s), widths ${WIDTHS.join(", ")}: ${found.length} finding(s)`);
  return found.length > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error) => {
    console.error(`The pages could not be checked: ${error.message}`);
    process.exitCode = 2;
  },
);
