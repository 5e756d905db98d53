import pc from 'picocolors';
import { loadSutConfig } from '../../config/load';
import { checkLinks } from '../../runner/doctor';
import { printable } from '../progress-view';

/** `airworthy doctor`: tries every link, both ways. */
export async function doctor(flags: { config: string; wait: string }): Promise<number> {
  const config = loadSutConfig(flags.config);
  const waitSeconds = Number(flags.wait);
  if (!Number.isFinite(waitSeconds) || waitSeconds < 0) throw new Error(`--wait must be seconds, not "${flags.wait}".`);
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  const ok = await checkLinks(config, {
    waitMs: waitSeconds * 1000,
    talk: {
      notice: (text) => say(pc.dim(printable(text))),
      result: ({ ok, sentence }) => say(`${ok ? pc.green('✓') : pc.red('✗')} ${printable(sentence)}`),
      waitingFor: (where) =>
        say(`Now let the product connect back to ${where.join(', ')}; waiting up to ${waitSeconds} s ...`),
    },
  });
  say(ok ? 'All links work.' : 'Not every link works; see above for what to check.');
  return ok ? 0 : 3;
}
