// Runs airworthy against the product of /etc/airworthy/sut.yaml where that is there, else against the one at the address in
// SUT_HOST, else against the reference AI platform.
const { spawn } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');

const child = spawn('airworthy', ['run', '--config', config(), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 3));

function config() {
  const own = '/etc/airworthy/sut.yaml';
  if (existsSync(own)) return own;
  if (!process.env.SUT_HOST) return '/etc/airworthy/reference.yaml';
  const filled = '/tmp/sut.yaml';
  const template = readFileSync('/etc/airworthy/sut.template.yaml', 'utf8');
  writeFileSync(
    filled,
    template.replace(/\$\{(\w+)\}/g, (_, name) => process.env[name] ?? ''),
  );
  return filled;
}
