// The C# sample is compiled by the compiler that a vendor would use, against the class library that its project names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { startCompiler } from './compiler.mjs';

const file = (name) => readFileSync(new URL(`../../docs/samples/csharp/${name}`, import.meta.url), 'utf8');
const ofNote = ({ severity }) => severity === 'Error' || severity === 'Warning';

describe('the C# sample', () => {
  let compiler;
  before(async () => { compiler = await startCompiler(); });

  it('is for the version of .NET that it is compiled against here', () => {
    assert.match(file('Send.csproj'), /<TargetFramework>net8\.0<\/TargetFramework>/);
    assert.match(file('Send.csproj'), /<ImplicitUsings>enable<.*\n.*<Nullable>enable</);
  });
  it('compiles without an error or a warning', async () => {
    assert.deepEqual((await compiler.compile(file('Program.cs'))).filter(ofNote), []);
  });
  it('would not, were a name, a type, a constructor or a null wrong', async () => {
    const wrong = file('Program.cs').replace('GetECDiffieHellmanPublicKey()', 'GetTheKey()').replace('(string)key["kid"]!, certified', '1, certified')
      .replace('new AesGcm(content, tag.Length)', 'new AesGcm(content, tag.Length, 1)').replace('KeyOf(said["jwk"]!)', 'KeyOf(said["jwk"])');
    const ids = (await compiler.compile(wrong)).filter(ofNote).map(({ id }) => id).sort();
    assert.deepEqual(ids, ['CS1061', 'CS1503', 'CS1729', 'CS8604']);
  });
});
