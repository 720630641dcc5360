import { useState } from 'preact/hooks';

const KEY = 'smtp-triage.theme';
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const NAMES: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(() => {
    const now = document.documentElement.dataset['theme'];
    return now === 'light' || now === 'dark' ? now : 'auto';
  });
  const choose = (next: Theme): void => {
    setTheme(next);
    const { dataset } = document.documentElement;
    if (next === 'auto') delete dataset['theme'];
    else dataset['theme'] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // No storage here: it lasts as long as the page
    }
  };
  return (
    <label class="theme">
      Colours{' '}
      <select value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {NAMES[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
