// Builds both pages into dist/: index.html and hashed assets, nothing inline, nothing foreign.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const pages = [
  { name: "board", title: "Ankunftstafel", gzipLimit: 25 * 1024 },
  { name: "tracker", title: "Vorab – Voranmeldungen", gzipLimit: 60 * 1024 },
];
const shipped = ["preact", "@preact/signals", "@preact/signals-core", "@fontsource-variable/inter"];

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
    target: ["chrome111", "firefox115", "safari16.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "file" },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const files = Object.keys(result.metafile.outputs);
  const script = basename(files.find((file) => file.endsWith(".js")));
  const style = basename(files.find((file) => file.endsWith(".css")));
  const html = (await readFile(join(here, "shared", "index.html"), "utf8"))
    .replace("%TITLE%", title).replace("%SCRIPT%", `assets/${script}`).replace("%STYLE%", `assets/${style}`);
  await writeFile(join(out, "index.html"), html);
  await writeFile(join(out, "favicon.svg"), await readFile(join(here, "shared", "favicon.svg")));
  await writeFile(join(out, "assets", "licences.txt"), await licences());

  const size = gzipSync(await readFile(join(out, "assets", script)), { level: 9 }).length;
  console.log(`${name}: ${script} ${size} bytes gzip (limit ${gzipLimit})`);
  if (size > gzipLimit) throw new Error(`${name} is larger than its limit`);
}

for (const page of pages) await buildPage(page);
