// .NET for browsers packs its libraries as "webcil": the sections of a portable executable in the second data segment of a WebAssembly
// module. Compilers read portable executables; here is the way back (dotnet/runtime, docs/design/mono/webcil.md).
const dataSection = 11;
const headers = 0x200; // of what is made here; also its alignment in the file
const directoryOfClr = 14;

function leb128(bytes, from) {
  let value = 0;
  for (let at = from, weight = 1; ; at++, weight *= 128) {
    value += (bytes[at] & 127) * weight;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

/** The second of two passive segments. */
function payload(module) {
  let at = 8;
  for (;;) {
    const id = module[at];
    const [size, begins] = leb128(module, at + 1);
    at = begins + size;
    if (id !== dataSection) continue;
    const [, first] = leb128(module, begins);
    const [length, content] = leb128(module, first + 1); // after the segment's mark
    const [own, webcil] = leb128(module, content + length + 1);
    return module.subarray(webcil, webcil + own);
  }
}

function sectionsOf(webcil) {
  const word = (at) => webcil.readUInt32LE(at);
  return Array.from({ length: webcil.readUInt16LE(8) }, (_, index) => {
    const at = 28 + 16 * index;
    return { size: word(at), address: word(at + 4), content: webcil.subarray(word(at + 12), word(at + 12) + word(at + 8)) };
  });
}

export function portableExecutable(module) {
  const webcil = payload(module);
  const sections = sectionsOf(webcil);
  const head = Buffer.alloc(headers);
  const short = (at, value) => head.writeUInt16LE(value, at);
  const long = (at, value) => head.writeUInt32LE(value, at);
  head.write('MZ', 0), long(0x3c, 0x80), head.write('PE', 0x80);
  short(0x84, 0x14c), short(0x86, sections.length), short(0x94, 0xe0), short(0x96, 0x2022);
  const optional = 0x98;
  short(optional, 0x10b), long(optional + 28, 0x10000000), long(optional + 32, 0x2000), long(optional + 36, headers);
  short(optional + 40, 4), short(optional + 48, 4), long(optional + 56, 0x1000000), long(optional + 60, headers);
  short(optional + 68, 3), long(optional + 92, 16);
  webcil.copy(head, optional + 96 + 8 * directoryOfClr, 12, 20); // where the CLI header is, and its size
  const parts = [head];
  let raw = headers;
  sections.forEach(({ size, address, content }, index) => {
    const at = optional + 0xe0 + 40 * index;
    const padded = Buffer.concat([content], Math.ceil(content.length / headers) * headers);
    head.write(`.s${index}`, at), long(at + 8, size), long(at + 12, address), long(at + 16, padded.length), long(at + 20, raw), long(at + 36, 0x60000020);
    parts.push(padded);
    raw += padded.length;
  });
  return Buffer.concat(parts);
}
