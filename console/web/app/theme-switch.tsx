import { chooseTheme, useTheme, type ThemeChoice } from './theme';

const CHOICES: { choice: ThemeChoice; name: string }[] = [
  { choice: 'system', name: 'As this computer' },
  { choice: 'light', name: 'Light' },
  { choice: 'dark', name: 'Dark' },
];

export function ThemeSwitch() {
  const theme = useTheme();
  return (
    <label className="theme-switch">
      Colours
      <select value={theme} onChange={(event) => chooseTheme(event.target.value as ThemeChoice)}>
        {CHOICES.map(({ choice, name }) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
