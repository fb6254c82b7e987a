// Builds the pages into dist/: index.html and hashed assets, nothing inline, nothing foreign.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const pages = [
  { name: "board", title: "Ankunftstafel", gzipLimit: 25 * 1024 },
  { name: "tracker", title: "Vorab – Voranmeldungen", gzipLimit: 60 * 1024 },
  { name: "admin", title: "Vorab – Geräteverwaltung", gzipLimit: 20 * 1024 },
];
const shipped = ["preact", "uplot", "@preact/signals", "@preact/signals-core", "jose", "@fontsource-variable/inter"];

/** Licences of what is inside the bundles: they must travel with them. */
async function licences() {
  const texts = [];
  for (const name of shipped) {
    const folder = join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const text = await readFile(join(folder, "LICENSE"), "utf8").catch(() => readFile(join(folder, "LICENSE.md"), "utf8"));
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return texts.join("\n----------------------------------------\n\n");
}

/** The page's script and style, and every script that it loads before its first picture. */
function whatLoads(outputs, name) {
  const [entry, { cssBundle }] = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith(`${name}/main.tsx`));
  const loaded = new Set([entry]);
  for (const file of loaded) {
    for (const { path, kind } of outputs[file].imports) if (kind === "import-statement") loaded.add(path);
  }
  return { script: basename(entry), style: basename(cssBundle), first: [...loaded].map((file) => basename(file)) };
}

async function buildPage({ name, title, gzipLimit }) {
  const out = join(here, "dist", name);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const result = await build({
    entryPoints: { [name]: join(here, name, "main.tsx") },
    outdir: join(out, "assets"),
    bundle: true,
    minify: true,
    charset: "utf8",
    format: "esm",
    splitting: true,
    target: ["chrome111", "firefox115", "safari16.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "file" },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const { script, style, first } = whatLoads(result.metafile.outputs, name);
  const html = (await readFile(join(here, "shared", "index.html"), "utf8"))
    .replace("%TITLE%", title).replace("%SCRIPT%", `assets/${script}`).replace("%STYLE%", `assets/${style}`)
    .replace("%PRELOAD%", first.slice(1).map((file) => `<link rel="modulepreload" href="assets/${file}">\n    `).join(""));
  await writeFile(join(out, "index.html"), html);
  await writeFile(join(out, "favicon.svg"), await readFile(join(here, "shared", "favicon.svg")));
  await writeFile(join(out, "assets", "licences.txt"), await licences());

  const sizes = await Promise.all(first.map(async (file) => gzipSync(await readFile(join(out, "assets", file)), { level: 9 }).length));
  const size = sizes.reduce((sum, part) => sum + part);
  console.log(`${name}: ${first.join(" + ")} ${size} bytes gzip (limit ${gzipLimit})`);
  if (size > gzipLimit) throw new Error(`${name} is larger than its limit`);
}

for (const page of pages) await buildPage(page);
