// Renders the OpenAPI document as one page for people: web/dist/docs/index.html, with the document itself and the schemas
// beside it. Nothing foreign; without its script the page is whole, only the search is missing.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const { parse } = createRequire(join(root, "tests", "package.json"))("yaml");
const schemas = join(root, "schemas");
const out = join(root, "web", "dist", "docs");

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
/** The marks that the document's prose uses: `code`, lists, paragraphs. */
function prose(text) {
  const inline = (part) => escaped(part).replace(/`([^`]+)`/g, "<code>$1</code>");
  return (text ?? "").trim().split(/\n\s*\n/).map((part) => {
    const items = part.split(/^- /m);
    return items.length > 1 && items[0].trim() === "" ? `<ul>${items.slice(1).map((item) => `<li>${inline(item.trim())}</li>`).join("")}</ul>` : inline(part);
  }).join("<br><br>").replaceAll("<br><br><ul>", "<ul>");
}

function resolve(api, value) {
  if (!value?.$ref?.startsWith("#/")) return value;
  return value.$ref.slice(2).split("/").reduce((place, step) => place?.[step.replace(/~1/g, "/").replace(/~0/g, "~")], api);
}

/** What a value may be, beyond its type. */
function bounds(schema) {
  const words = [];
  if (schema.minimum !== undefined || schema.maximum !== undefined) words.push(`${schema.minimum ?? ""} to ${schema.maximum ?? "…"}`);
  if (schema.minLength !== undefined || schema.maxLength !== undefined) words.push(`${schema.minLength ?? 0} to ${schema.maxLength ?? "…"} characters`);
  if (schema.minItems !== undefined || schema.maxItems !== undefined) words.push(`${schema.minItems ?? 0} to ${schema.maxItems ?? "…"} items`);
  return words.join(", ") + (schema.pattern ? `${words.length ? ", " : ""}<code class="pattern">${escaped(schema.pattern)}</code>` : "");
}

/** "Name", "array of Name" or the plain type; named types link to their own section. */
function typeOf(schema) {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    const words = name === "problem.schema.json" ? "problem" : name;
    return schema.$ref.startsWith("#/components/schemas/") ? `<a href="#type-${escaped(name)}">${escaped(name)}</a>` : `<a href="${escaped(schema.$ref)}">${escaped(words)}</a>`;
  }
  if (schema.oneOf ?? schema.anyOf) return (schema.oneOf ?? schema.anyOf).map(typeOf).filter(Boolean).join(" or ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" and ");
  if (schema.type === "array") return `array of ${typeOf(schema.items) || "anything"}`;
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((value) => `<code>${escaped(value)}</code>`).join(" · ");
  return escaped([schema.type].flat().filter(Boolean).join(" or ") + (schema.format ? ` (${schema.format})` : ""));
}

const planned = (node) => (node?.["x-status"] === "planned" ? ' <span class="planned">planned</span>' : "");

/** Rows of name, kind and words; on a narrow screen each stands below the other. */
const rows = (entries) => entries.length === 0 ? ""
  : `<dl class="rows">${entries.map(([name, kind, words]) => `<div><dt>${name}</dt><dd class="kind">${kind}</dd><dd>${words}</dd></div>`).join("")}</dl>`;

function members(schema) {
  const required = new Set(schema.required ?? []);
  return rows(Object.entries(schema.properties ?? {}).map(([name, member]) => [
    `<code>${escaped(name)}</code>${required.has(name) ? "" : " <i>optional</i>"}${planned(member)}`, `${typeOf(member)} ${bounds(member)}`, prose(member.description)]));
}

const content = (body) => Object.entries(body?.content ?? {}).map(([type, { schema }]) =>
  (type === "application/problem+json" ? typeOf(schema) : `<code>${escaped(type)}</code> ${typeOf(schema)}`) + (schema?.properties ? members(schema) : "")).join("<br>");

const heading = (id, words) => `<h3><a class="anchor" href="#${escaped(id)}">${words}</a></h3>`;

function operation(api, { path, method, call, shared }) {
  const parameters = [...(shared ?? []), ...(call.parameters ?? [])].map((given) => resolve(api, given));
  const request = resolve(api, call.requestBody);
  const answers = Object.entries(call.responses).map(([status, given]) => {
    const answer = resolve(api, given);
    const headers = Object.keys(answer.headers ?? {}).map((name) => `<code>${escaped(name)}</code>`).join(" ");
    return [`<b>${escaped(status === "default" ? "other" : status)}</b>${planned(given)}${planned(answer)}`, content(answer), prose(answer.description) + (headers ? `<br>Headers: ${headers}` : "")];
  });
  return `<section id="${escaped(call.operationId)}">${heading(call.operationId, `<span class="method ${method}">${method.toUpperCase()}</span> <code>${escaped(path).replaceAll("/", "<wbr>/")}</code>`)}
<p><b>${prose(call.summary)}</b>${planned(call)}</p>${call.description ? `<p>${prose(call.description)}</p>` : ""}
${parameters.length > 0 ? "<h4>Parameters</h4>" : ""}${rows(parameters.map((one) => {
    const schema = resolve(api, one.schema);
    return [`<code>${escaped(one.name)}</code> <i>${escaped(one.in)}</i>`, `${typeOf(one.schema)} ${bounds(schema)}`, prose(one.description)];
  }))}
${request ? `<h4>Body</h4><p>${prose(request.description)} ${content(request)}</p>` : ""}<h4>Answers</h4>${rows(answers)}</section>`;
}

function operations(api) {
  const methods = ["get", "post", "put", "delete", "patch"];
  return Object.entries(api.paths).flatMap(([path, item]) => methods.filter((method) => item[method])
    .map((method) => ({ path, method, call: item[method], shared: item.parameters })));
}

const type = ([name, schema]) => `<section id="type-${escaped(name)}">${heading(`type-${name}`, escaped(name))}
<p>${prose(schema.description)} ${typeOf(schema)} ${bounds(schema)}</p>${members(schema)}</section>`;

function page(api, files) {
  const all = operations(api);
  const tagged = (api.tags ?? []).map(({ name, description }) => ({ name, description, calls: all.filter(({ call }) => call.tags?.includes(name)) }));
  const types = Object.entries(api.components.schemas ?? {});
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(api.info.title)} ${escaped(api.info.version)}</title><link rel="stylesheet" href="docs.css"><script src="docs.js" defer></script></head><body>
<a class="skip" href="#main">To the text</a>
<nav aria-label="Calls and types"><search hidden><label for="search">Search</label><input id="search" type="search" autocomplete="off" placeholder="unknown-key, chunk, 409"><p id="found" role="status"></p></search>
${tagged.map(({ name, calls }) => `<h2>${escaped(name)}</h2><ul>${calls.map(({ path, method, call }) =>
    `<li><a href="#${escaped(call.operationId)}"><span class="method ${method}">${method.toUpperCase()}</span> <span>${escaped(path).replaceAll("/", "<wbr>/")}${planned(call)}</span></a></li>`).join("")}</ul>`).join("")}
<h2>types</h2><ul class="types">${types.map(([name]) => `<li><a href="#type-${escaped(name)}">${escaped(name)}</a></li>`).join("")}</ul></nav>
<main id="main" tabindex="-1"><h1>${escaped(api.info.title)} <small>${escaped(api.info.version)}</small></h1><p><b>${prose(api.info.summary)}</b></p><p>${prose(api.info.description)}</p>
<p>The documents themselves: ${files.map((file) => `<a href="${escaped(file)}">${escaped(file)}</a>`).join(" · ")}</p>
${tagged.map(({ name, description, calls }) => `<h2 id="tag-${escaped(name)}">${escaped(name)}: ${prose(description)}</h2>${calls.map((one) => operation(api, one)).join("")}`).join("")}
<h2 id="types">Types</h2>${types.map(type).join("")}
</main></body></html>\n`;
}

const api = parse(await readFile(join(schemas, "gateway.openapi.yaml"), "utf8"));
const files = (await readdir(schemas)).filter((name) => /\.(yaml|json)$/.test(name)).sort();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const file of files) await cp(join(schemas, file), join(out, file));
for (const file of ["docs.css", "docs.js"]) await cp(join(here, file), join(out, file));
await writeFile(join(out, "index.html"), page(api, files));
await writeFile(join(out, "gateway.openapi.json"), JSON.stringify(api)); // for tools that read no YAML
