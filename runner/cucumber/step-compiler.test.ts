import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../model/package-root';

describe('steps that were compiled as airworthy was built', () => {
  it('are loaded without the TypeScript compiler', () => {
    const program = `
      require(${JSON.stringify(join(PACKAGE_ROOT, 'dist', 'runner', 'cucumber', 'claims.js'))}).readClaims().then((claims) => {
        const loaded = Object.keys(require.cache).filter((file) => /node_modules.(typescript|ts-node)\\b/.test(file));
        process.stdout.write(JSON.stringify({ claims: claims.length, loaded }));
      });`;
    const { claims, loaded } = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })) as {
      claims: number;
      loaded: string[];
    };
    expect(claims).toBeGreaterThan(100);
    expect(loaded).toEqual([]);
  });
});
