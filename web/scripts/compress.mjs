// Writes a gzip twin beside every text file of the build, so that the server need not compress.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kinds = new Set(['.css', '.html', '.js', '.json', '.svg']);

for (const name of readdirSync('dist', { recursive: true })) {
  const file = join('dist', name);
  if (name === 'index.html' || !kinds.has(extname(file)) || !statSync(file).isFile()) continue;
  const plain = readFileSync(file);
  const packed = gzipSync(plain, { level: 9 });
  if (packed.length < plain.length) writeFileSync(`${file}.gz`, packed);
}
