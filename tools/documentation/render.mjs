// Renders the OpenAPI document as one plain page for people: web/dist/docs/index.html, with the document itself and the
// schemas beside it. No script, nothing foreign.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { parse } = createRequire(join(root, "tests", "package.json"))("yaml");
const schemas = join(root, "schemas");
const out = join(root, "web", "dist", "docs");

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
/** The two marks that the document's prose uses. */
const prose = (text) => escaped((text ?? "").trim()).replace(/`([^`]+)`/g, "<code>$1</code>").replace(/\n\s*\n/g, "<br><br>");

function resolve(api, value) {
  if (!value?.$ref?.startsWith("#/")) return value;
  return value.$ref.slice(2).split("/").reduce((place, step) => place?.[step.replace(/~1/g, "/").replace(/~0/g, "~")], api);
}

/** "Name", "array of Name" or the plain type; named types link to their own section. */
function typeOf(schema) {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return schema.$ref.startsWith("#/components/schemas/") ? `<a href="#type-${escaped(name)}">${escaped(name)}</a>` : `<a href="${escaped(schema.$ref)}">${escaped(name)}</a>`;
  }
  if (schema.type === "array") return `array of ${typeOf(schema.items) || "anything"}`;
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((value) => `<code>${escaped(value)}</code>`).join(" · ");
  return escaped([schema.type].flat().filter(Boolean).join(" or ") + (schema.format ? ` (${schema.format})` : ""));
}

const table = (heads, rows) => rows.length === 0 ? ""
  : `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead><tbody>${
    rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</tbody></table>`;

function members(schema) {
  const required = new Set(schema.required ?? []);
  return table(["member", "type", ""], Object.entries(schema.properties ?? {}).map(([name, member]) => [
    `<code>${escaped(name)}</code>${required.has(name) ? "" : " <i>optional</i>"}`, typeOf(member), prose(member.description)]));
}

const content = (body) => Object.entries(body?.content ?? {})
  .map(([type, { schema }]) => `<code>${escaped(type)}</code> ${typeOf(schema)}${schema?.properties ? members(schema) : ""}`).join("<br>");

function operation(api, path, method, call, shared) {
  const parameters = [...(shared ?? []), ...(call.parameters ?? [])].map((given) => resolve(api, given));
  const request = resolve(api, call.requestBody);
  const answers = Object.entries(call.responses).map(([status, given]) => {
    const answer = resolve(api, given);
    return [`<b>${escaped(status === "default" ? "other" : status)}</b>`, prose(answer.description), content(answer)];
  });
  return `<section id="${escaped(call.operationId)}"><h3><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h3>
<p><b>${prose(call.summary)}</b></p>${call.description ? `<p>${prose(call.description)}</p>` : ""}
${table(["parameter", "type", ""], parameters.map((one) => [`<code>${escaped(one.name)}</code> in ${escaped(one.in)}`, typeOf(one.schema), prose(one.description)]))}
${request ? `<p>Body: ${prose(request.description)} ${content(request)}</p>` : ""}
${table(["answer", "meaning", "body"], answers)}</section>`;
}

function operations(api) {
  const methods = ["get", "post", "put", "delete", "patch"];
  return Object.entries(api.paths).flatMap(([path, item]) => methods.filter((method) => item[method])
    .map((method) => ({ path, method, call: item[method], shared: item.parameters })));
}

function page(api, files) {
  const all = operations(api);
  const tagged = (api.tags ?? []).map(({ name, description }) => ({ name, description, calls: all.filter(({ call }) => call.tags?.includes(name)) }));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(api.info.title)} ${escaped(api.info.version)}</title><link rel="stylesheet" href="docs.css"></head><body>
<nav>${tagged.map(({ name, calls }) => `<h2>${escaped(name)}</h2>${calls.map(({ path, method, call }) =>
    `<a href="#${escaped(call.operationId)}"><span class="method">${method.toUpperCase()}</span> ${escaped(path)}</a>`).join("")}`).join("")}</nav>
<main><h1>${escaped(api.info.title)} <small>${escaped(api.info.version)}</small></h1><p><b>${prose(api.info.summary)}</b></p><p>${prose(api.info.description)}</p>
<p>The documents themselves: ${files.map((file) => `<a href="${escaped(file)}">${escaped(file)}</a>`).join(" · ")}</p>
${tagged.map(({ name, description, calls }) => `<h2>${escaped(name)}: ${prose(description)}</h2>${
    calls.map(({ path, method, call, shared }) => operation(api, path, method, call, shared)).join("")}`).join("")}
<h2>Types</h2>${Object.entries(api.components.schemas ?? {}).map(([name, schema]) =>
    `<section id="type-${escaped(name)}"><h3>${escaped(name)}</h3><p>${prose(schema.description)} ${typeOf(schema)}</p>${members(schema)}</section>`).join("")}
</main></body></html>\n`;
}

const api = parse(await readFile(join(schemas, "gateway.openapi.yaml"), "utf8"));
const files = (await readdir(schemas)).filter((name) => /\.(yaml|json)$/.test(name)).sort();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const file of files) await cp(join(schemas, file), join(out, file));
await cp(join(dirname(fileURLToPath(import.meta.url)), "docs.css"), join(out, "docs.css"));
await writeFile(join(out, "index.html"), page(api, files));
