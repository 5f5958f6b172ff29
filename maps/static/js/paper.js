/** Pages on paper: it is white whatever the screen is, so that who reads in the dark prints pictures made for the light. */

if (matchMedia('(prefers-color-scheme: dark)').matches) {
  for (const picture of document.querySelectorAll('picture')) {
    // Another source would be asked for when printing begins, and come when it is over: the picture is there before.
    const onPaper = picture.querySelector('img')?.cloneNode();
    if (!(onPaper instanceof HTMLImageElement)) continue;
    onPaper.loading = 'eager';
    addEventListener('beforeprint', () => picture.replaceWith(onPaper));
    addEventListener('afterprint', () => onPaper.replaceWith(picture));
  }
}
