/** The meeting's theme: the system's until a key turns it, and light on paper. The maps go with it. */

const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Go with the system, each time it changes. */
export function followTheme() {
  const follow = () => (root.dataset.theme = dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', follow);
  follow();
  // Afterwards the screen is as it was, chosen by hand perhaps.
  let onScreen = root.dataset.theme;
  addEventListener('beforeprint', () => {
    onScreen = root.dataset.theme;
    if (onScreen !== 'light') root.dataset.theme = 'light';
  });
  addEventListener('afterprint', () => {
    if (onScreen !== root.dataset.theme) root.dataset.theme = onScreen;
  });
}

export function turnTheme() {
  root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
}
