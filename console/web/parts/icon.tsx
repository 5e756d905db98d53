const PATHS = {
  start: 'M3 11.5 12 4l9 7.5M6 10v9h12v-9M10 19v-5h4v5',
  products: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8',
  run: 'M7 4.5v15l12-7.5z',
  attest: 'M9 3h6v3H9zM7 4.5H5V21h14V4.5h-2M8.5 13.5l2.5 2.5 4.5-5',
  reports: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  traffic: 'M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4',
  admin: 'M12 3l7 3v5c0 5-3 8.5-7 10-4-1.5-7-5-7-10V6zM9.5 12l2 2 3.5-4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  download: 'M12 4v11M7.5 11l4.5 4.5L16.5 11M5 20h14',
} as const;
export type IconName = keyof typeof PATHS;

/** Decoration beside words that say the same. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
