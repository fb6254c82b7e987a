// One real Chromium with a fresh profile, and what every page test needs from it.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const screens = fileURLToPath(new URL("../../build/screens/", import.meta.url));
const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export async function openBrowser({ width = 1920, height = 1080, sound = true, locale = "de-DE" } = {}) {
  const profile = await mkdtemp(join(tmpdir(), "vorab-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    ignoreHTTPSErrors: true,
    viewport: { width, height },
    locale,
    timezoneId: "Europe/Berlin",
    args: [...quiet, ...(sound ? ["--autoplay-policy=no-user-gesture-required"] : ["--autoplay-policy=document-user-activation-required"])],
    ignoreDefaultArgs: ["--mute-audio"],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(25_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) complaints.push(message.text());
  });
  const foreign = [];
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== "localhost" && !["blob:", "chrome:", "chrome-extension:", "data:"].includes(protocol)) foreign.push(request.url());
  });
  return {
    page, context, complaints, foreign,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Findings of axe-core: WCAG 2.2 AA everywhere, AAA contrast where `strict`. The source runs by the debugger, so the page's CSP stays. */
export async function accessibilityFindings(page, { strict = false } = {}) {
  await page.evaluate(await readFile(axeFile, "utf8"));
  return page.evaluate(async (aaa) => {
    const rules = aaa ? { "color-contrast-enhanced": { enabled: true } } : {};
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} | ${node.any[0]?.message ?? ""}`).join(" ;; ")}`);
  }, strict);
}

export async function shoot(page, name) {
  await mkdir(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`) });
}
