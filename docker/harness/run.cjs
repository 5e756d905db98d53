// Runs airworthy with /etc/airworthy/sut.yaml where that is there, else with the template filled in from SUT_*.
const { spawn } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');

const own = '/etc/airworthy/sut.yaml';
let config = own;
if (!existsSync(own)) {
  const template = readFileSync('/etc/airworthy/sut.template.yaml', 'utf8');
  config = '/tmp/sut.yaml';
  writeFileSync(
    config,
    template.replace(/\$\{(\w+)\}/g, (_, name) => {
      const value = process.env[name];
      if (!value) throw new Error(`The environment variable ${name} is not set`);
      return value;
    }),
  );
}
const child = spawn('airworthy', ['run', '--config', config, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 3));
