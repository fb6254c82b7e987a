// What a wall has to stand: upright screens, eyes that see no red or green, and a week without a pause.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { massCasualty, typicalArrivals } from "./arrivals.mjs";
import { licenceKey, makeBoardKey, makeEntry, startBoardServer } from "./board_server.mjs";
import { accessibilityFindings, openBrowser, shoot } from "./browser.mjs";

const sealAll = (list, key) => Promise.all(list.map(([arrival, how]) => makeEntry(arrival, key.publicKey, how)));
const rows = (page, count) => page.waitForFunction((wanted) => document.querySelectorAll(".row").length === wanted, count);

async function enter(page, url) {
  await page.goto(url);
  await page.fill("input[name=licence]", licenceKey);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".board");
}

/** How two marks differ on a picture: the mean distance of their colours, and the share of pixels whose brightness differs clearly. */
const difference = (page, one, other) => page.evaluate(async (pictures) => {
  const pixels = await Promise.all(pictures.map(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }), { resizeWidth: 60, resizeHeight: 60 });
    const canvas = new OffscreenCanvas(60, 60).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, 60, 60).data;
  }));
  const [a, b] = pixels;
  let clear = 0;
  for (let i = 0; i < a.length; i += 4) {
    const brightness = (data) => 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
    if (Math.abs(brightness(a) - brightness(b)) > 50) clear++;
  }
  return clear / (a.length / 4);
}, [one, other].map((picture) => picture.toString("base64")));

describe("arrival board on the wall", { timeout: 400_000 }, () => {
  let key, server, browser, page;
  before(async () => {
    key = await makeBoardKey();
    server = await startBoardServer({ boardKey: key, entries: await sealAll(typicalArrivals(), key) });
    browser = await openBrowser();
    page = browser.page;
    await enter(page, server.url);
    await rows(page, 5);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it("says who says so, and how old the word is", async () => {
    const origins = await page.$$eval(".eta .origin", (found) => found.map((one) => one.textContent));
    assert.ok(origins.includes("überfällig GPS"), origins.join());
    assert.ok(origins.some((text) => /^GPS (0:5|1:0)\d$/.test(text)) && origins.some((text) => /^Team (11:5|12:0)\d$/.test(text)), origins.join());
  });

  it("shows a call that nobody has taken, and when the way was last proved", async () => {
    const [arrival] = typicalArrivals()[1];
    const entry = await makeEntry(arrival, key.publicKey, { state: "seen", alarm: "unanswered" });
    server.upsert(entry);
    await page.waitForSelector(".tag.alarm >> text=ALARM OFFEN");
    server.proved(new Date(Date.now() - 130_000).toISOString());
    await page.waitForSelector("footer >> text=Probe vor 2 min", { timeout: 15_000 });
    await shoot(page, "board-alarm");
    assert.deepEqual(await accessibilityFindings(page, { strict: true }), []);
    server.remove(entry.id);
    await rows(page, 5);
  });

  it("tells the priorities apart for eyes without red, green or blue", async () => {
    const devtools = await browser.context.newCDPSession(page);
    for (const scheme of ["dark", "light"]) {
      await page.evaluate((value) => (document.documentElement.dataset.theme = value), scheme);
      for (const type of ["none", "deuteranopia", "protanopia", "tritanopia", "achromatopsia"]) {
        await devtools.send("Emulation.setEmulatedVisionDeficiency", { type });
        const marks = await Promise.all(["sk1", "sk2", "sk3"].map((priority) => page.locator(`.counts .mark.${priority}`).screenshot()));
        for (const [one, other] of [[0, 1], [0, 2], [1, 2]]) {
          const clear = await difference(page, marks[one], marks[other]);
          assert.ok(clear > 0.1, `${scheme}, ${type}: marks ${one + 1} and ${other + 1} differ in ${(100 * clear).toFixed(0)} % only`);
        }
        await shoot(page, `board-${scheme}-${type}`);
      }
    }
    await devtools.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
    await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  });

  it("keeps everything in sight on an upright screen", async () => {
    await page.setViewportSize({ width: 1080, height: 1920 });
    await page.waitForSelector(".board.narrow");
    for (const count of [5, 40]) {
      server.replace(await sealAll([...typicalArrivals(), ...massCasualty(35)].slice(0, count), key));
      await page.waitForFunction((wanted) => document.querySelectorAll(".row").length === wanted || (wanted === 40 && /Seite/.test(document.querySelector("footer").textContent)), count);
      assert.ok(await page.evaluate(() => [...document.querySelectorAll(".board .row, .board header, .board footer")].every((one) => one.getBoundingClientRect().right <= innerWidth + 1)));
      assert.ok(await page.evaluate(() => [...document.querySelectorAll(".row .keyword")].every((one) => one.clientWidth >= Math.min(100, one.scrollWidth))), "the worry is legible");
      await shoot(page, `board-upright-${count}`);
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
  });

  it("moves its picture against burn-in", async () => {
    const shifts = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--shift-x"));
    assert.match(shifts, /^-?\d+px$/);
  });

  it("made no foreign request and broke no rule of its own", () => {
    assert.deepEqual(browser.foreign, []);
    assert.deepEqual(browser.complaints, []);
  });
});

describe("arrival board for a week", { timeout: 400_000 }, () => {
  it("grows by less than 5 MB in 168 hours of arrivals, silence and reconnection", async () => {
    const key = await makeBoardKey();
    const server = await startBoardServer({ boardKey: key });
    const browser = await openBrowser();
    const { page } = browser;
    try {
      await page.clock.install();
      await enter(page, server.url);
      const devtools = await browser.context.newCDPSession(page);
      const used = async () => {
        await devtools.send("HeapProfiler.collectGarbage");
        return (await devtools.send("Runtime.getHeapUsage")).usedSize;
      };
      const hour = async () => {
        const entries = await sealAll(massCasualty(8), key);
        for (const entry of entries) server.upsert(entry);
        await page.clock.fastForward("01:00:00");
        for (const entry of entries) server.remove(entry.id);
      };
      for (let warm = 0; warm < 12; warm++) await hour();
      const before = await used();
      for (let passed = 0; passed < 168; passed++) await hour();
      const grown = (await used()) - before;
      assert.ok(grown < 5_000_000, `${grown} bytes`);
      const last = await makeEntry({ priority: "sk3", keyword: "Nach einer Woche" }, key.publicKey, { state: "seen" });
      server.upsert({ ...last, received_at: new Date(Date.now() + 181 * 3_600_000).toISOString() });
      await page.clock.runFor(20_000);
      assert.deepEqual(browser.complaints, []);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
