import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { harnessPorts, portAt } from '../../config/harness-ports';
import { loadSutConfig } from '../../config/load';
import { openRecording, type Recording } from '../../evidence/recording';
import { silentLogger } from '../../model/actors';
import type { SutConfig } from '../../model/sut';
import { Harness } from '../../runner/harness/harness';
import { preflight } from '../../runner/preflight/preflight';
import type { PreflightResult } from '../../runner/preflight/result';
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
    const expected = expectedFrom(config);
    process.stdout.write(
      `Now let the product connect back to ${expected.map(({ where }) => where).join(', ')}; waiting up to ${waitSeconds} s ...\n`,
    );
    const back = await Promise.all(
      expected.map(({ link, where }) => fromProduct(recording, link, where, waitSeconds * 1000)),
    );
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

/** The listeners that every product of that kind must reach. What else there is depends on what it declares. */
function expectedFrom(config: SutConfig): { link: string; where: string }[] {
  const { harness } = config;
  return Object.entries(harnessPorts(config))
    .filter(([link]) => link.endsWith(':dimse') || link.endsWith(':mllp'))
    .map(([link, path]) => {
      const [, peer, protocol] = link.split(/[>:]/) as [string, string, 'dimse' | 'mllp'];
      const at = `${harness.host}:${portAt(harness, path)}`;
      return {
        link,
        where: `the ${peer} at ${at} (${protocol === 'dimse' ? 'DICOM, e.g. C-ECHO' : 'any HL7 message'})`,
      };
    });
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
      sentence: `The product did not connect to ${where}. Check that address and port in its configuration, and any firewall.`,
    };
  }
  if (event.kind === 'connection.tls-failed') {
    return {
      probe,
      ok: false,
      sentence: `The product reached ${where}, but TLS failed: ${event.reason}. Check capabilities.tls on this side and the certificates on both.`,
    };
  }
  if (event.kind === 'connection.undecodable') {
    return {
      probe,
      ok: false,
      sentence: `The product reached ${where}, but speaks another protocol there: ${event.reason}. Check capabilities.tls and the port.`,
    };
  }
  return { probe, ok: true, sentence: `The product reaches ${where}.` };
}

function print({ ok, sentence }: PreflightResult): void {
  process.stdout.write(`${ok ? pc.green('✓') : pc.red('✗')} ${printable(sentence)}\n`);
}
