// Every member and every code of the record's schema has its word: a new one in the schema is a failing test here.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { before, describe, it } from "node:test";

const root = new URL("../../", import.meta.url);
const { build } = createRequire(new URL("web/package.json", root))("esbuild");

/** A module of the page, compiled and imported. */
async function load(path, stand) {
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL(path, root))], bundle: true, write: false, format: "esm", banner: { js: stand ?? "" } });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const browserStand = "globalThis.localStorage ??= { getItem: () => 'de', setItem() {} }; globalThis.document ??= { documentElement: {} }; globalThis.innerWidth ??= 1920; globalThis.innerHeight ??= 1080;";

function walk(schema, visit) {
  if (typeof schema !== "object" || schema === null) return;
  visit(schema);
  for (const value of Object.values(schema)) walk(value, visit);
}

describe("words of the record", () => {
  let schema, arrival;
  before(async () => {
    schema = JSON.parse(await readFile(new URL("schemas/record.schema.json", root), "utf8"));
    arrival = JSON.parse(await readFile(new URL("schemas/arrival.schema.json", root), "utf8"));
    delete schema.$defs.attachment;
    delete schema.$defs.answer_key;
  });

  it("has a label for each member", async () => {
    const { labelled } = await load("web/tracker/record_labels.ts", browserStand);
    const members = new Set();
    walk(schema, ({ properties }) => properties && Object.keys(properties).forEach((name) => members.add(name)));
    const special = ["schema_version", "slip", "attachments", "answer_key"];
    assert.deepEqual([...members].filter((name) => !labelled(name) && !special.includes(name)), []);
  });

  it("has a word for each code", async () => {
    const { coded } = await load("web/tracker/record_codes.ts", browserStand);
    const codes = new Set();
    walk(schema, (part) => Array.isArray(part.enum) && part.enum.filter((value) => /^[a-z]/.test(value)).forEach((value) => codes.add(value)));
    assert.deepEqual([...codes].filter((code) => !coded(code)), []);
  });

  it("has a word and a place for each flag", async () => {
    const { flagOrder } = await load("web/shared/arrival.ts");
    assert.deepEqual([...flagOrder].sort(), [...arrival.properties.flags.items.enum].sort());
  });
});

describe("sizes and order of the board", () => {
  it("fits 6 two-line rows, 13 one-line rows and 26 in two columns on 55 inches at 5 m", async () => {
    const { planFor, unitOf } = await load("web/board/layout.ts");
    const screen = { width: 1920, height: 1080, inches: 55, metres: 5 };
    assert.ok(Math.abs(unitOf(screen) - 3.205) < 0.01);
    const planned = [1, 6, 7, 13, 14, 26, 40].map((count) => planFor(count, false, screen)).map(({ mode, size }) => `${mode} ${size}`);
    assert.deepEqual(planned, ["big 6", "big 6", "one 13", "one 13", "two 26", "two 26", "two 26"]);
  });

  it("counts down in whole minutes and never below zero", async () => {
    const { countdown } = await load("web/shared/eta.ts");
    const at = (seconds) => countdown(seconds * 1000, 0);
    assert.deepEqual([at(299), at(59), at(-59), at(-240)], [{ kind: "coming", minutes: 4 }, { kind: "now" }, { kind: "now" }, { kind: "overdue", minutes: 4 }]);
    assert.deepEqual(countdown(null, 0), { kind: "unknown" });
  });
});
