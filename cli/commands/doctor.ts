import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { loadSutConfig } from '../../config/load';
import { openRecording, type Recording } from '../../evidence/recording';
import { silentLogger } from '../../model/actors';
import { Harness } from '../../runner/harness/harness';
import { LINK } from '../../runner/harness/links';
import { preflight, type PreflightResult } from '../../runner/preflight';
import { Session } from '../../runner/session';
import { printable } from '../progress-view';

/**
 * `airworthy doctor`: tries every link. Towards the product by C-ECHO and an MLLP connection; from the product by
 * listening where it should find PACS and RIS until it connects, so that its own configuration is checked as well.
 */
export async function doctor(flags: { config: string; wait: string }): Promise<number> {
  const config = loadSutConfig(flags.config);
  const waitSeconds = Number(flags.wait);
  if (!Number.isFinite(waitSeconds) || waitSeconds < 0) throw new Error(`--wait must be seconds, not "${flags.wait}".`);
  const dir = await mkdtemp(join(tmpdir(), 'airworthy-doctor-'));
  const recording = openRecording(dir);
  let harness: Harness | undefined;
  try {
    harness = await Harness.start({
      config,
      recording,
      log: silentLogger,
      notice: (text) => process.stdout.write(`${pc.dim(printable(text))}\n`),
      beforeAck: async () => {},
    });
    const session = new Session(config, recording, harness, { actor: config.actor, requirements: [], scenarios: [] });
    const results = await preflight(session, { backwards: false });
    for (const result of results) print(result);
    const { host, pacs, ris } = config.harness;
    process.stdout.write(
      `Now let the product connect back (a C-ECHO to ${pacs.aeTitle} at ${host}:${pacs.dimsePort}, any HL7 message to ${host}:${ris.mllpPort}); waiting up to ${waitSeconds} s ...\n`,
    );
    const deadlineMs = waitSeconds * 1000;
    const back = await Promise.all([
      fromProduct(recording, LINK.aiToPacs, `PACS at ${host}:${pacs.dimsePort}`, deadlineMs),
      fromProduct(recording, LINK.aiToRis, `RIS at ${host}:${ris.mllpPort}`, deadlineMs),
    ]);
    for (const result of back) print(result);
    const ok = [...results, ...back].every((result) => result.ok);
    process.stdout.write(ok ? 'All links work.\n' : 'Not every link works; see above for what to check.\n');
    return ok ? 0 : 3;
  } finally {
    await harness?.stop();
    await recording.close().catch(() => {});
    await rm(dir, { recursive: true, force: true });
  }
}

async function fromProduct(
  recording: Recording,
  link: string,
  where: string,
  deadlineMs: number,
): Promise<PreflightResult> {
  const probe = `product to ${where}`;
  const event = await recording.waitFor(
    (candidate) =>
      'link' in candidate &&
      candidate.link === link &&
      ['dimse.associate-request', 'mllp.message', 'connection.tls-failed', 'connection.undecodable'].includes(
        candidate.kind,
      )
        ? candidate
        : undefined,
    { deadlineMs },
  );
  if (event === undefined) {
    return {
      probe,
      ok: false,
      sentence: `The product did not connect to the ${where}. Check that address and port in its configuration, and any firewall.`,
    };
  }
  if (event.kind === 'connection.tls-failed') {
    return {
      probe,
      ok: false,
      sentence: `The product reached the ${where}, but TLS failed: ${event.reason}. Check capabilities.tls on this side and the certificates on both.`,
    };
  }
  if (event.kind === 'connection.undecodable') {
    return {
      probe,
      ok: false,
      sentence: `The product reached the ${where}, but speaks another protocol there: ${event.reason}. Check capabilities.tls and the port.`,
    };
  }
  return { probe, ok: true, sentence: `The product reaches the ${where}.` };
}

function print({ ok, sentence }: PreflightResult): void {
  process.stdout.write(`${ok ? pc.green('✓') : pc.red('✗')} ${printable(sentence)}\n`);
}
