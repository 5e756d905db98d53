import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The console's client, built beside the compiled server. Everything in it is served from the same origin. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: 'public',
  plugins: [react()],
  build: {
    outDir: '../../dist/console/web',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows no data: scripts or styles, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
