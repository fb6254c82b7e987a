// The page tests, as many files at a time as there are processors: each has its own server and browser, and waits most of its
// time. (`node --test` leaves one processor to itself, which on two means one file after another.)
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import process from "node:process";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith("_test.mjs") && (wanted.length === 0 || wanted.includes(name)));
if (files.length === 0) throw new Error(`no such page test: ${wanted}`);
const tests = run({ files: files.map((name) => folder + name), concurrency: cpus().length });
tests.on("test:fail", () => (process.exitCode = 1));
tests.compose(new spec()).pipe(process.stdout);
