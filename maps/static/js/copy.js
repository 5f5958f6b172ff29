/** Buttons that copy what stands in a field: shown where the browser can do it. */

for (const button of document.querySelectorAll('button[data-copy]')) {
  const field = document.getElementById(button.getAttribute('data-copy') ?? '');
  if (!(button instanceof HTMLElement) || !(field instanceof HTMLTextAreaElement)) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    field.select();
    // On plain http in an office's network there is no clipboard: what is selected is copied by hand.
    void navigator.clipboard?.writeText(field.value).then(() => {
      button.textContent = button.dataset.done ?? '';
    });
  });
}
