import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { PACKAGE_ROOT } from '../../model/package-root';

/** `docker compose`, or its stand-alone ancestor. */
export const compose = [['docker', 'compose'], ['docker-compose']].find(([command = '', ...args]) => {
  return spawnSync(command, [...args, 'version'], { timeout: 20_000 }).status === 0;
});

/** As scripts/make-local-images.sh names them. */
const LOCAL_ORTHANC = 'airworthy-orthanc:bookworm';
const LOCAL_NODE = 'airworthy-node:bookworm';

const has = (image: string): boolean => docker('image', 'inspect', image) !== undefined;

/** Output of the docker command; nothing where it fails. */
export function docker(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/** Why nothing can be started here. */
export function whyNoContainers(): string | undefined {
  if (!compose) return 'Compose is not installed';
  if (docker('info', '--format', '{{.ServerVersion}}') === undefined) return 'no container engine answers';
  const named = process.env['AIRWORTHY_ORTHANC_IMAGE'] && process.env['AIRWORTHY_NODE_IMAGE'];
  if (named || (has(LOCAL_ORTHANC) && has(LOCAL_NODE))) return undefined;
  return 'there are no images; make them with scripts/make-local-images.sh, or name them in AIRWORTHY_ORTHANC_IMAGE and AIRWORTHY_NODE_IMAGE';
}

const LOCAL_IMAGES = {
  AIRWORTHY_ORTHANC_IMAGE: process.env['AIRWORTHY_ORTHANC_IMAGE'] ?? LOCAL_ORTHANC,
  AIRWORTHY_NODE_IMAGE: process.env['AIRWORTHY_NODE_IMAGE'] ?? LOCAL_NODE,
};

type Ended = { code: number | null; output: string };

/** Runs a command to its end, however that is. */
function ended(command: string, args: string[], env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Ended> {
  const options = { cwd: PACKAGE_ROOT, env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, output: stdout + stderr });
    });
  });
}

/** docker/shards.sh with the images that are here. */
export function inShards(...args: string[]): Promise<Ended> {
  const env = { ...process.env, ...LOCAL_IMAGES, COMPOSE: (compose ?? []).join(' ') };
  return ended('docker/shards.sh', args, env, 380_000);
}

/** The project of docker-compose.yml under a name of its own, on a loopback address of its own. */
export class ComposeProject {
  readonly name = `airworthy-test-${randomBytes(4).toString('hex')}`;
  readonly #env = {
    ...process.env,
    ...LOCAL_IMAGES,
    AIRWORTHY_BIND: '127.0.0.2',
    AIRWORTHY_LOOPBACK: '127.0.0.2',
  };

  #command(args: string[]): [string, string[]] {
    const [command = '', ...before] = compose ?? [];
    return [command, [...before, '--project-name', this.name, ...args]];
  }

  /** Runs to its end, however that is. */
  run(args: string[], timeoutMs: number, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const [command, all] = this.#command(args);
    return ended(command, all, { ...this.#env, ...env }, timeoutMs);
  }

  /** Runs to its end, which must be good. */
  async do(args: string[], timeoutMs: number): Promise<string> {
    const { code, output } = await this.run(args, timeoutMs);
    if (code !== 0) throw new Error(`compose ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** Follows what a service says until a line fits. */
  async hear(service: string, line: RegExp, timeoutMs: number): Promise<string> {
    const [command, args] = this.#command(['logs', '--no-color', '--follow', service]);
    const logs = spawn(command, args, { cwd: PACKAGE_ROOT, env: this.#env, stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => logs.kill(), timeoutMs);
    let said = '';
    for await (const chunk of logs.stdout) {
      said += String(chunk);
      if (line.test(said)) break;
    }
    clearTimeout(timer);
    logs.kill();
    if (!line.test(said)) throw new Error(`${service} did not say ${String(line)} but:\n${said}`);
    return said;
  }

  /** Id of the container of a service, running or not. */
  container(service: string): string {
    const labels = [`com.docker.compose.project=${this.name}`, `com.docker.compose.service=${service}`];
    return docker('ps', '--all', '--quiet', ...labels.flatMap((label) => ['--filter', `label=${label}`])) ?? '';
  }

  /** Names of the services that run. */
  running(): string[] {
    const filter = ['--filter', `label=com.docker.compose.project=${this.name}`];
    const names = docker('ps', ...filter, '--format', '{{.Label "com.docker.compose.service"}}') ?? '';
    return names.split('\n').filter(Boolean).sort();
  }

  /** Removes everything, volumes too. */
  async down(): Promise<void> {
    await this.do(['--profile', 'harness', 'down', '--volumes', '--timeout', '5'], 120_000);
  }
}
