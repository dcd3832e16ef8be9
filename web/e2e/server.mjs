// Starts the real binary on a prepared demonstration in a folder of its own, and stops it.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const binary = resolve(import.meta.dirname, '../../bin/manyi');

/** A port nobody listens on at the moment. */
function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function untilReady(url, child) {
  for (let i = 0; i < 300; i++) {
    if (child.exitCode !== null) throw new Error(`the server stopped with exit code ${child.exitCode}`);
    try {
      const reply = await fetch(`${url}/readyz`);
      if (reply.ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the server was not ready within 30 s');
}

/** The password of all logins of the demonstration. */
export const password = 'manyi-demo-2026';

/** @returns {Promise<{url: string, cli: (...args: string[]) => Promise<string>, stop: () => Promise<void>,
 *   died: () => string | undefined}>} */
export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), 'manyi-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    MANYI_DATA: data,
    MANYI_LISTEN: `127.0.0.1:${port}`,
    MANYI_PUBLIC_URL: url,
    MANYI_RATE_LIMIT: 'off',
  };
  delete env.MANYI_DATABASE_URL;
  const cli = async (...args) => (await run(binary, args, { env, maxBuffer: 64 << 20 })).stdout;
  await cli('demo', '--prepare');
  const child = spawn(binary, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.on('exit', done));
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(hard);
    }
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await untilReady(url, child);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${log}`);
  }
  /** What the server said, when it stopped by itself: every later failure follows from that. */
  const died = () =>
    child.exitCode === null && child.signalCode === null
      ? undefined
      : `the server stopped (exit code ${child.exitCode}, signal ${child.signalCode}):\n${log}`;
  return { url, cli, stop, died };
}
