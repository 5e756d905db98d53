import { spawn } from 'node:child_process';
import { PNG } from 'pngjs';

const MAX_COLUMNS = 72;
const RESET = '\x1b[0m';

/** Whether a terminal says that it shows 24-bit colours. */
export function showsPictures(out: NodeJS.WriteStream, env = process.env): boolean {
  return out.isTTY === true && env['NO_COLOR'] === undefined && out.getColorDepth(env) >= 24;
}

/** A PNG as half blocks, two pixels a character, as wide as fits. */
export function halfBlocks(png: Buffer, columns: number): string {
  const { width, height, data } = PNG.sync.read(png);
  const wide = Math.max(1, Math.min(MAX_COLUMNS, columns - 2, width));
  const tall = Math.max(2, 2 * Math.round((height * wide) / width / 2));
  const colour = (x: number, y: number): string => {
    const at = 4 * (Math.floor((y * height) / tall) * width + Math.floor((x * width) / wide));
    return `${data[at]};${data[at + 1]};${data[at + 2]}`;
  };
  const rows: string[] = [];
  for (let y = 0; y < tall; y += 2) {
    let row = '  ';
    for (let x = 0; x < wide; x += 1) row += `\x1b[38;2;${colour(x, y)}m\x1b[48;2;${colour(x, y + 1)}m▀`;
    rows.push(`${row}${RESET}`);
  }
  return rows.join('\n');
}

/** Opens a picture in the viewer of the desktop, where there is one; nothing depends on it. */
export function openInViewer(file: string, env = process.env): void {
  const desktop = process.platform === 'linux' ? (env['DISPLAY'] ?? env['WAYLAND_DISPLAY']) : process.platform;
  if (!desktop) return;
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer'] : ['xdg-open'];
  if (!command) return;
  const viewer = spawn(command, [...args, file], { stdio: 'ignore', detached: true });
  viewer.on('error', () => undefined);
  viewer.unref();
}
